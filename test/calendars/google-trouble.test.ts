import { describe, expect, test } from 'vitest'
import { googleError, googleTrouble } from '../../src/calendars/google/trouble.ts'
import { AuthError, GoneError, ThrottledError, TransientError } from '../../src/errors.ts'
import { ada } from '../support/facts.ts'

/** What the client throws for an answer of the Calendar API, and of the token endpoint. */
const api = (status: number, reason: string, message = 'words', headers = {}) =>
  Object.assign(new Error('request failed'), {
    response: {
      status,
      headers: new Headers(headers),
      data: { error: { code: status, errors: [{ reason }], message } },
    },
  })
const token = (error: string, description = '') =>
  Object.assign(new Error('request failed'), {
    response: { status: 400, headers: new Headers(), data: { error, error_description: description } },
  })

describe('what Google says, what it concerns and the way out', () => {
  test.each([
    [
      'delegation is missing',
      token('unauthorized_client', 'Client is unauthorized'),
      'connection',
      'Domain-wide',
    ],
    ['a scope is missing', api(403, 'insufficientPermissions'), 'connection', 'calendar.events.readonly'],
    ['the API is off', api(403, 'accessNotConfigured'), 'connection', 'Enable'],
    ['the key was deleted', token('invalid_grant', 'Invalid JWT Signature.'), 'connection', 'new key'],
    [
      'the account was deleted',
      token('invalid_grant', 'Invalid grant: account not found'),
      'connection',
      'new key',
    ],
    ['our clock is wrong', token('invalid_grant', 'Check your iat and exp values'), 'connection', 'clock'],
    ['no such user', token('invalid_grant', 'Invalid email or User ID'), 'person', 'primary address'],
    ['calendar is off', api(403, 'notACalendarUser'), 'person', 'Admin console'],
    ['no such calendar', api(404, 'notFound'), 'person', 'primary address'],
    ['a dead token', api(410, 'fullSyncRequired'), 'gone', null],
    ['an old updatedMin', api(410, 'updatedMinTooLongAgo'), 'gone', null],
    ['too many', api(403, 'rateLimitExceeded'), 'throttled', null],
    ['too many of one user', api(403, 'userRateLimitExceeded'), 'throttled', null],
    ['too many', api(429, 'rateLimitExceeded'), 'throttled', null],
    ['quota', api(403, 'quotaExceeded'), 'throttled', null],
    ['Google is down', api(503, 'backendError'), 'passing', null],
    ['the network', Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), 'passing', null],
    ['a time-out', Object.assign(new Error('no'), { code: 'TimeoutError' }), 'passing', null],
    ['a certificate', Object.assign(new Error('no'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'passing', null],
    ['something new', api(418, 'teapot'), 'connection', null],
  ] as const)('%s', (_why, error, kind, wayOut) => {
    const trouble = googleTrouble(error)
    expect(trouble?.kind).toBe(kind)
    if (wayOut === null) expect(trouble?.wayOut).toBeNull()
    else expect(trouble?.wayOut).toContain(wayOut)
  })

  test('a bug of ours is none', () => {
    const bug = new TypeError('undefined is not a function')
    expect(googleTrouble(bug)).toBeNull()
    expect(googleError(bug, ada)).toBe(bug)
  })
})

describe('the error that decides what happens next', () => {
  test.each([
    [api(410, 'fullSyncRequired'), GoneError],
    [api(429, 'rateLimitExceeded'), ThrottledError],
    [api(500, 'backendError'), TransientError],
    [api(403, 'accessNotConfigured'), AuthError],
  ])('%#', (error, kind) => expect(googleError(error, ada)).toBeInstanceOf(kind))

  test('tells how long to wait', () => {
    expect(googleError(api(429, 'rateLimitExceeded', '', { 'retry-after': '90' }), ada)).toMatchObject({
      retryAfter: 90_000,
    })
  })

  test('tells the person, the code and Google’s own words, on one line', () => {
    const error = googleError(token('invalid_grant', 'Invalid email\r\nor User ID \u202e'), ada) as AuthError
    expect(error).toMatchObject({ code: 'invalid_grant', concerns: 'calendar' })
    expect(error.message).toContain(ada)
    expect(error.raw).toBe('invalid_grant: Invalid email or User ID')
  })
})
