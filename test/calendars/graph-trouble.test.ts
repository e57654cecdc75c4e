// Every refusal that is known: in plain words, whom it concerns, the way out.
import { ServerError } from '@azure/msal-node'
import { GraphError } from '@microsoft/microsoft-graph-client'
import { describe, expect, test } from 'vitest'
import { EVENTS, isGranted, MEMBERS, permissionsFor, rolesIn } from '../../src/calendars/graph/permissions.ts'
import { type Cloud, placeOf } from '../../src/calendars/graph/place.ts'
import { type Asked, type Asker, graphError, graphTrouble } from '../../src/calendars/graph/trouble.ts'
import { readCursor, writeCursor } from '../../src/calendars/graph/window.ts'
import { HOUR } from '../../src/domain/types.ts'
import { ada } from '../sandbox/support.ts'

const trace = '11111111-2222-3333-4444-555555555555'
const app: Asker = {
  key: { kind: 'app', tenant: 'example.com', clientId: 'client' },
  place: placeOf({}),
  roles: ['Calendars.Read'],
  served: new Set(),
}
const person: Asker = { ...app, key: { ...app.key, kind: 'person' } }
const asked: Asked = { person: ada, permission: EVENTS, concerns: 'calendar' }

const atSignIn = (number: number) =>
  new ServerError(
    'invalid_grant',
    'correlation',
    `${number} - [x]: AADSTS${number}: Something is wrong. Trace ID: ${trace} Correlation ID: y`,
  )

function fromGraph(status: number, code: string, message = 'Said so.', headers: Record<string, string> = {}) {
  const error = new GraphError(status, message)
  return Object.assign(error, { code, requestId: trace, headers: new Headers(headers) })
}

describe('Entra', () => {
  test.each<[number, RegExp, RegExp, Asker?]>([
    [90002, /no tenant example\.com/, /Directory \(tenant\) ID/],
    [700016, /no app with the client id client/, /Application \(client\) ID.*adminconsent\?client_id=client/],
    [7000215, /secret is wrong/, /copy its Value \(not its Secret ID\)/],
    [7000222, /secret has expired/, /New client secret/],
    [700027, /certificate is not/, /upload it/],
    [700024, /clock is wrong/, /NTP/],
    [65001, /nobody has consented/, /adminconsent\?client_id=client/],
    [
      90094,
      /may not consent/,
      /Send this link to an admin: https:\/\/login\.microsoftonline\.com\/example\.com\/adminconsent/,
    ],
    [650056, /not listed/, /add Calendars\.Read \(Application\)/],
    [650056, /not listed/, /add Calendars\.Read \(Delegated\)/, person],
    [7000112, /disabled/, /Enterprise applications/],
    [53003, /Conditional Access/, /exception for this app/],
    [65001, /taken back/, /Connect the calendar again/, person],
    [50173, /taken back/, /Connect the calendar again/, person],
    [700082, /ran out/, /Connect the calendar again/, person],
    [50057, /switched off/, /Entra/, person],
    [50076, /second factor/, /Connect the calendar again/, person],
  ])('AADSTS%i', (number, cause, wayOut, by = app) => {
    const error = graphError(atSignIn(number), asked, by) as Error
    expect(error).toMatchObject({
      ...{ name: 'AuthError', concerns: 'connection', code: `AADSTS${number}` },
      raw: `AADSTS${number}: Something is wrong. Trace ID: ${trace}`,
      ...{ message: expect.stringMatching(cause), wayOut: expect.stringMatching(wayOut) },
    })
  })

  test.each<[string, number, Asker, string]>([
    ['the secret of the app', 7000222, app, 'us'],
    ['the app behind somebody’s own connection', 7000222, person, 'us'],
    ['what somebody took back', 50173, person, ada],
  ])('%s: who was refused', (_what, number, by, whom) => {
    const { message } = graphError(atSignIn(number), asked, by) as Error
    expect(message).toMatch(`Microsoft refused ${whom}: `)
  })

  test('what is not known is told as it is', () => {
    const error = graphError(atSignIn(123456), { ...asked, person: null, concerns: 'connection' }, app)
    expect(error).toMatchObject({
      name: 'AuthError',
      code: 'AADSTS123456',
      raw: expect.stringContaining(trace),
    })
  })

  test('has trouble of its own, or is asked too often: then for everybody', () => {
    expect(graphError(atSignIn(90033), asked, app)).toMatchObject({ name: 'TransientError' })
    const of = (status: number) => graphError(Object.assign(atSignIn(1), { status }), asked, app)
    expect(of(502)).toMatchObject({ name: 'TransientError' })
    expect(of(429)).toMatchObject({ name: 'ThrottledError', concerns: 'connection' })
    expect(of(401)).toMatchObject({ name: 'AuthError', concerns: 'connection' })
  })
})

describe('Graph', () => {
  test.each<[string, GraphError, Partial<Asker>, object]>([
    [
      'a role that is missing',
      fromGraph(403, 'ErrorAccessDenied'),
      { roles: ['User.Read.All'] },
      { concerns: 'connection', message: expect.stringContaining('Microsoft refused us: the permission') },
    ],
    [
      'another role that is enough',
      fromGraph(403, 'ErrorAccessDenied'),
      { roles: ['Calendars.ReadWrite'] },
      { concerns: 'calendar' },
    ],
    ['a mailbox outside', fromGraph(403, 'ErrorAccessDenied'), {}, { concerns: 'calendar' }],
    [
      'a role that Exchange grants',
      fromGraph(403, 'ErrorAccessDenied'),
      { roles: [], served: new Set([EVENTS.name]) },
      { concerns: 'calendar' },
    ],
    ['a token not accepted', fromGraph(401, 'InvalidAuthenticationToken'), {}, { concerns: 'connection' }],
    [
      'no mailbox',
      fromGraph(404, 'MailboxNotEnabledForRESTAPI'),
      {},
      { concerns: 'calendar', message: expect.stringContaining(`Microsoft refused ${ada}: this person`) },
    ],
    ['no person', fromGraph(404, 'ErrorInvalidUser'), {}, { concerns: 'calendar' }],
    ['no calendar', fromGraph(404, 'ErrorItemNotFound'), {}, { concerns: 'calendar' }],
    ['anything unknown', fromGraph(418, 'Teapot'), {}, { concerns: 'calendar' }],
  ])('%s', (_what, error, more, expected) => {
    expect(graphError(error, asked, { ...app, ...more })).toMatchObject({ name: 'AuthError', ...expected })
  })

  test.each([
    ['7', 7000],
    [new Date(Date.now() + HOUR).toUTCString(), expect.closeTo(HOUR, -6)],
    ['soon', null],
  ])('Retry-After: %s', (told, retryAfter) => {
    const error = fromGraph(429, 'ApplicationThrottled', 'Slow down.', { 'retry-after': told })
    expect(graphError(error, asked, app)).toMatchObject({
      name: 'ThrottledError',
      retryAfter,
      concerns: 'calendar',
    })
  })

  test.each([
    [410, 'SyncStateNotFound', false],
    [410, 'resyncRequired', false],
    [400, 'BadRequest', true],
  ])('%i %s starts over', (status, code, since) => {
    expect(graphError(fromGraph(status, code), { ...asked, since }, app)).toMatchObject({ name: 'GoneError' })
  })

  test('a bad request that is no old cursor is none', () => {
    expect(graphError(fromGraph(400, 'BadRequest'), asked, app)).toMatchObject({ name: 'AuthError' })
  })

  test('an answer that broke off passes', () => {
    expect(graphError(new GraphError(200, 'terminated'), asked, app)).toMatchObject({
      name: 'TransientError',
    })
  })

  test('a certificate that is not trusted is told as such', () => {
    const error = { cause: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } }
    expect(graphTrouble(error, asked, app)?.cause).toContain('proxy')
  })

  test('a bug stays a bug', () => {
    const bug = new TypeError('x is undefined')
    expect(graphError(bug, asked, app)).toBe(bug)
  })

  test('invisible characters and endless words are cut', () => {
    const { raw } = graphTrouble(fromGraph(403, 'X', `a\u0000\n${'b'.repeat(5000)}`), asked, app)!
    expect(raw.length).toBeLessThan(400)
    expect(raw).not.toMatch(/\p{C}/u)
  })
})

test.each<[Cloud, string, string]>([
  ['global', 'https://graph.microsoft.com/v1.0', 'https://login.microsoftonline.com'],
  ['us-gov', 'https://graph.microsoft.us/v1.0', 'https://login.microsoftonline.us'],
  ['us-gov-dod', 'https://dod-graph.microsoft.us/v1.0', 'https://login.microsoftonline.us'],
  ['china', 'https://microsoftgraph.chinacloudapi.cn/v1.0', 'https://login.partner.microsoftonline.cn'],
])('the cloud %s is at %s', (cloud, graph, login) => {
  expect(placeOf({ cloud })).toMatchObject({ graph, login, isForeign: false })
})

test('permissions: what a choice needs, and what a token says', () => {
  expect(permissionsFor('groups')).toContain(MEMBERS)
  expect(permissionsFor('all')).not.toContain(MEMBERS)
  expect(isGranted(MEMBERS, ['Directory.Read.All'])).toBe(true)
  const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`
  expect(rolesIn(token({ roles: ['A', 'B'] }))).toEqual(['A', 'B'])
  expect(rolesIn(token({ scp: 'A B' }))).toEqual(['A', 'B'])
  expect([rolesIn('opaque'), rolesIn(token({})), rolesIn('a.!.c')]).toEqual([[], [], []])
})

test('a cursor comes back as it went; another place’s, or none, is null', () => {
  const cursor = { link: 'https://graph.example/v1.0/x', window: { start: 1, end: 2 } }
  const text = writeCursor(cursor)
  expect(readCursor(text, 'https://graph.example/v1.0')).toEqual(cursor)
  for (const root of ['https://graph.example/v1', 'https://graph.example.evil/v1.0'])
    expect(readCursor(text, root)).toBeNull()
  for (const wrong of ['', 'x', '{}', '{"link":1,"start":0,"end":0}'])
    expect(readCursor(wrong, 'https://x')).toBeNull()
})
