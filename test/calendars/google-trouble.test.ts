import { describe, expect, test } from 'vitest'
import { EVENTS, MEMBERS, PEOPLE } from '../../src/calendars/google/scopes.ts'
import { type Asked, googleError, googleTrouble } from '../../src/calendars/google/trouble.ts'
import { AuthError, GoneError, ThrottledError, TransientError } from '../../src/errors.ts'
import { ada } from '../support/facts.ts'

/** What the client throws for an answer of an API, and of the token endpoint. */
const api = (status: number, reason: string, message = 'words', headers = {}) =>
  refused(status, { error: { code: status, errors: [{ reason }], message } }, headers)
const token = (error: string, description = '') => refused(400, { error, error_description: description })
const refused = (status: number, data: object, headers = {}) =>
  Object.assign(new Error('request failed'), { response: { status, headers: new Headers(headers), data } })

const robot = { kind: 'service', clientId: '1000' } as const
const events: Asked = { person: ada, scope: EVENTS, by: robot, concerns: 'calendar' }
const people: Asked = { person: ada, scope: PEOPLE, by: robot, concerns: 'connection' }
const members: Asked = { ...people, scope: MEMBERS, about: 'group sales@example.com' }
const own: Asked = { ...events, by: { kind: 'person', clientId: 'x.apps.googleusercontent.com' } }

const QUOTA = 'Quota exceeded for quota metric ‘Queries’ and limit'
const NOT_ADMIN = 'Not Authorized to access this resource/api'

describe('what Google says, what it concerns and the way out', () => {
  test.each([
    ['the service account', token('unauthorized_client'), events, 'us'],
    ['the OAuth client of somebody’s own connection', token('deleted_client'), own, 'us'],
    ['what somebody took back', token('invalid_grant'), own, ada],
    ['a calendar that is off', api(403, 'notACalendarUser'), events, ada],
    ['an admin who is none', api(403, 'forbidden', NOT_ADMIN), people, ada],
  ])('%s: who was refused', (_what, error, asked, whom) => {
    expect((googleError(error, asked) as Error).message).toMatch(`Google refused ${whom}: `)
  })

  test.each([
    ['delegation is missing', token('unauthorized_client'), events, 'connection', 'Domain-wide'],
    ['of the directory', token('unauthorized_client'), people, 'connection', 'admin.directory.user.readonly'],
    ['of groups', token('access_denied'), members, 'connection', 'admin.directory.group.member.readonly'],
    ['a scope is missing', api(403, 'insufficientPermissions'), events, 'connection', 'calendar.events'],
    ['the calendar API is off', api(403, 'accessNotConfigured'), events, 'connection', '/calendar-json.'],
    ['the directory API is off', api(403, 'accessNotConfigured'), people, 'connection', '/admin.googleapis'],
    [
      'the key was deleted',
      token('invalid_grant', 'Invalid JWT Signature.'),
      events,
      'connection',
      'new key',
    ],
    ['the account was', token('invalid_grant', 'account not found'), events, 'connection', 'new key'],
    [
      'it was disabled',
      token('disabled_client', 'The OAuth client was disabled.'),
      events,
      'connection',
      'new',
    ],
    ['it was stopped', token('invalid_grant', 'Robot is disabled.'), events, 'connection', 'new key'],
    ['our clock is wrong', token('invalid_grant', 'Check your iat and exp'), people, 'connection', 'clock'],
    ['no such user', token('invalid_grant', 'Invalid email or User ID'), events, 'person', 'primary address'],
    ['archived', token('invalid_grant', 'Account is archived'), events, 'person', 'primary address'],
    ['no such admin', token('invalid_grant', 'Invalid email or User ID'), people, 'connection', 'admin’s'],
    ['no admin', api(403, 'forbidden', NOT_ADMIN), people, 'connection', 'admin’s address'],
    ['no admin of groups', api(403, 'forbidden', NOT_ADMIN), members, 'connection', 'groups'],
    ['no such group', api(404, 'notFound', 'Resource Not Found: groupKey'), members, 'connection', 'groups'],
    ['the client id is named', token('unauthorized_client'), events, 'connection', 'client id 1000'],
    ['calendar is off', api(403, 'notACalendarUser'), events, 'person', 'Admin console'],
    ['no such calendar', api(404, 'notFound'), events, 'person', 'primary address'],
    ['a calendar that is closed', api(403, 'forbidden'), events, 'person', 'primary'],
    ['a dead token', api(410, 'fullSyncRequired'), events, 'gone', null],
    ['an old updatedMin', api(410, 'updatedMinTooLongAgo'), events, 'gone', null],
    ['too many of all', api(403, 'rateLimitExceeded', 'Rate Limit Exceeded'), events, 'all-busy', null],
    ['too many of all', api(429, 'rateLimitExceeded'), people, 'all-busy', null],
    ['too many tokens', refused(429, { error: 'rate_limit_exceeded' }), events, 'all-busy', null],
    ['too many a day', api(403, 'dailyLimitExceeded'), events, 'all-busy', null],
    ['a quota', api(403, 'quotaExceeded', `${QUOTA} 'Queries per minute'`), events, 'all-busy', null],
    ['too many of one', api(403, 'userRateLimitExceeded'), events, 'busy', null],
    [
      'too many of one',
      api(403, 'rateLimitExceeded', `${QUOTA} 'Queries per minute per user'`),
      events,
      'busy',
      null,
    ],
    ['a person’s limits', api(403, 'quotaExceeded', 'Calendar usage limits exceeded.'), events, 'busy', null],
    ['Google is down', api(503, 'backendError'), events, 'passing', null],
    ['the network', Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), events, 'passing', null],
    ['a time-out', Object.assign(new Error('no'), { code: 'TimeoutError' }), events, 'passing', null],
    [
      'a certificate',
      Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      events,
      'passing',
      null,
    ],
    ['no pushes', api(400, 'push.webhookUrlNotHttps'), events, 'connection', 'PUBLIC_URL'],
    ['a token refused twice', api(401, 'authError'), events, 'connection', 'new key'],
    ['something new', api(418, 'teapot'), events, 'person', null],
    ['something new of all', api(418, 'teapot'), people, 'connection', null],
    [
      'of no domain of ours',
      token('invalid_request', 'Invalid impersonation &quot;sub&quot; field.'),
      events,
      'person',
      'primary address',
    ],
    [
      'taken back',
      token('invalid_grant', 'Token has been expired or revoked.'),
      own,
      'connection',
      'once more',
    ],
    ['another secret', token('invalid_client', 'Unauthorized'), own, 'client', 'GOOGLE_CLIENT_SECRET'],
    ['an admin forbids it', token('access_denied'), own, 'client', 'App access control'],
    ['the box not ticked', api(403, 'insufficientPermissions'), own, 'connection', 'ticked'],
    ['own calendar off', api(403, 'notACalendarUser'), own, 'person', 'Calendar service'],
    ['own token refused', api(401, 'authError'), own, 'connection', 'once more'],
  ] as const)('%s', (_why, error, asked, kind, wayOut) => {
    const trouble = googleTrouble(error, asked)
    expect(trouble?.kind).toBe(kind)
    if (wayOut === null) expect(trouble?.wayOut).toBeNull()
    else expect(trouble?.wayOut?.replaceAll("'", '’')).toContain(wayOut)
  })

  test('the group that is unknown is named', () => {
    expect(googleTrouble(api(404, 'notFound'), members)?.cause).toContain('sales@example.com')
  })

  test('a reason is found where newer APIs put it', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.Help' }, { reason: 'SERVICE_DISABLED' }]
    const error = refused(403, { error: { code: 403, status: 'PERMISSION_DENIED', message: 'off', details } })
    expect(googleTrouble(error, people)).toMatchObject({ code: 'SERVICE_DISABLED', kind: 'connection' })
  })

  test('a bug of ours is none', () => {
    const bug = new TypeError('undefined is not a function')
    expect(googleTrouble(bug, events)).toBeNull()
    expect(googleError(bug, events)).toBe(bug)
  })
})

describe('the error that decides what happens next', () => {
  test.each([
    [api(410, 'fullSyncRequired'), GoneError],
    [api(429, 'rateLimitExceeded'), ThrottledError],
    [api(500, 'backendError'), TransientError],
    [api(403, 'accessNotConfigured'), AuthError],
  ])('%#', (error, kind) => expect(googleError(error, events)).toBeInstanceOf(kind))

  test.each([
    ['everybody', 'rateLimitExceeded', 'connection'],
    ['one person', 'userRateLimitExceeded', 'calendar'],
  ])('tells how long to wait, and that it concerns %s', (_whom, reason, concerns) => {
    const error = googleError(api(429, reason, '', { 'retry-after': '90' }), events)
    expect(error).toMatchObject({ retryAfter: 90_000, concerns })
  })

  test('tells the person, the code and Google’s own words, on one line', () => {
    const error = googleError(
      token('invalid_grant', 'Invalid email\r\nor User ID \u202e'),
      events,
    ) as AuthError
    expect(error).toMatchObject({ code: 'invalid_grant', concerns: 'calendar' })
    expect(error.message).toContain(ada)
    expect(error.raw).toBe('invalid_grant: Invalid email or User ID')
  })
})
