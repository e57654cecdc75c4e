// The token endpoint and what a token opens, through the real JWT client.
import { createSign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import { ada, authFor, grace, readonly, refusal, type Scene, scene } from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const token = (subject: string, scopes = [readonly]) =>
  authFor(here.google, here.key, subject, scopes).getAccessToken()

/** A token request signed by hand, for claims that the real client never makes. */
async function askWith(claims: Record<string, unknown>): Promise<Response> {
  const now = Math.floor(Date.now() / 1000)
  const aud = 'https://oauth2.googleapis.com/token'
  const full = {
    iss: here.key.client_email,
    sub: ada,
    scope: readonly,
    aud,
    iat: now,
    exp: now + 3600,
    ...claims,
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256' })}.${part(full)}`
  const signature = createSign('RSA-SHA256').update(signed).sign(here.key.private_key, 'base64url')
  return post({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${signed}.${signature}`,
  })
}

const post = (form: Record<string, string>) =>
  fetch(here.google.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })

const soon = () => Math.floor(Date.now() / 1000)

describe('a token', () => {
  test('comes for a key file as Google gives it, and opens that person’s calendar', async () => {
    expect((await token(ada)).token).toMatch(/^ya29\./)
    const { data } = await here.as(ada).calendars.get({ calendarId: 'primary' })
    expect(data).toMatchObject({ id: ada, timeZone: 'Europe/Berlin', kind: 'calendar#calendar' })
    expect(here.google.traffic.count({ kind: 'token' })).toBe(2)
  })

  test('is refused for somebody unknown, for an alias, and while suspended', async () => {
    const invalid = { code: 400, reason: 'invalid_grant', message: 'Invalid email or User ID' }
    expect(await refusal(token('nobody@example.com'))).toEqual(invalid)
    expect(await refusal(token('hopper@example.com'))).toEqual(invalid)
    here.google.company.suspend(grace)
    expect(await refusal(token(grace))).toEqual(invalid)
    here.google.company.suspend(grace, false)
    expect((await token(grace)).token).toBeTypeOf('string')
  })

  test('is refused where a scope is not allow-listed', async () => {
    const write = 'https://www.googleapis.com/auth/calendar'
    expect(await refusal(token(ada, [readonly, write]))).toMatchObject({
      code: 401,
      reason: 'unauthorized_client',
    })
    here.google.oauth.allowScopes([readonly, write])
    expect((await token(ada, [readonly, write])).token).toBeTypeOf('string')
  })

  test('is refused for a key that was replaced', async () => {
    await here.google.oauth.createServiceAccount()
    expect(await refusal(token(ada))).toEqual({
      code: 400,
      reason: 'invalid_grant',
      message: 'Invalid JWT Signature.',
    })
  })

  test.each([
    ['another audience', () => ({ aud: 'https://example.com' }), 'invalid_grant', /audience/],
    [
      'an unknown account',
      () => ({ iss: 'x@y.iam.gserviceaccount.com' }),
      'invalid_grant',
      /account not found/,
    ],
    [
      'a clock that is behind',
      () => ({ iat: soon() - 7200, exp: soon() - 3600 }),
      'invalid_grant',
      /iat and exp/,
    ],
    [
      'a clock that is ahead',
      () => ({ iat: soon() + 3600, exp: soon() + 7200 }),
      'invalid_grant',
      /iat and exp/,
    ],
    ['a life of a day', () => ({ exp: soon() + 86_400 }), 'invalid_grant', /short-lived/],
    ['no scope', () => ({ scope: '' }), 'invalid_scope', /scope/],
  ])('is refused with %s', async (_name, claims, error, description) => {
    const answer = await askWith(claims())
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error, error_description: expect.stringMatching(description) })
  })

  test('is refused for another grant type and for no assertion', async () => {
    expect(await (await post({ grant_type: 'password' })).json()).toMatchObject({
      error: 'unsupported_grant_type',
    })
    const jwt = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    expect(await (await post({ grant_type: jwt })).json()).toMatchObject({ error: 'invalid_request' })
    expect(await (await post({ grant_type: jwt, assertion: 'a.b.c' })).json()).toMatchObject({
      error: 'invalid_grant',
    })
  })
})

describe('a request', () => {
  const events = () => `${here.google.url}calendar/v3/calendars/primary/events`

  test('without a token, with a wrong and an expired one is a 401', async () => {
    expect((await fetch(events())).status).toBe(401)
    const wrong = await fetch(events(), { headers: { authorization: 'Bearer x' } })
    expect(wrong.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(await wrong.json()).toEqual({
      error: {
        code: 401,
        message: 'Invalid Credentials',
        status: 'UNAUTHENTICATED',
        errors: [
          {
            domain: 'global',
            reason: 'authError',
            message: 'Invalid Credentials',
            locationType: 'header',
            location: 'Authorization',
          },
        ],
      },
    })
    const { token: good } = await token(ada)
    const headers = { authorization: `Bearer ${good}` }
    expect((await fetch(events(), { headers })).status).toBe(200)
    here.clock.wall = Date.now() + HOUR + MINUTE
    expect((await fetch(events(), { headers })).status).toBe(401)
  })

  test('the real client asks for a new token when its own has run out', async () => {
    here.google.oauth.setTokenLifetime(60)
    const client = here.as(ada)
    await client.events.list({ calendarId: 'primary' })
    await client.events.list({ calendarId: 'primary' })
    expect(here.google.traffic.count({ kind: 'token' })).toBe(2)
  })

  test('for somebody else’s calendar is a 404, with a scope too small a 403', async () => {
    expect(await refusal(here.as(ada).events.list({ calendarId: grace }))).toMatchObject({
      code: 404,
      reason: 'notFound',
    })
    const narrow = 'https://www.googleapis.com/auth/calendar.events.readonly'
    const answer = await refusal(here.as(ada, [narrow]).calendarList.list())
    expect(answer).toMatchObject({ code: 403, reason: 'insufficientPermissions' })
    expect((await here.as(ada, [narrow]).events.list({ calendarId: ada })).status).toBe(200)
  })

  test('for a person without Google Calendar is a 403 notACalendarUser, and while suspended', async () => {
    here.google.company.addPerson('barbara@example.com', { zone: 'UTC', hasCalendar: false })
    const refused = { code: 403, reason: 'notACalendarUser' }
    expect(
      await refusal(here.as('barbara@example.com').events.list({ calendarId: 'primary' })),
    ).toMatchObject(refused)
    const client = here.as(ada)
    await client.events.list({ calendarId: 'primary' })
    here.google.company.switchCalendar(ada, false)
    expect(await refusal(client.events.list({ calendarId: 'primary' }))).toMatchObject(refused)
    here.google.company.switchCalendar(ada, true)
    await client.events.list({ calendarId: 'primary' })
    here.google.company.suspend(ada)
    expect(await refusal(client.events.list({ calendarId: 'primary' }))).toMatchObject(refused)
  })

  test('to a path or by a method that Google has not is a 404 in Google’s words', async () => {
    const { token: good } = await token(ada)
    const headers = { authorization: `Bearer ${good}` }
    for (const [method, url] of [
      ['GET', `${here.google.url}calendar/v4/x`],
      ['DELETE', events()],
    ] as const) {
      const answer = await fetch(url, { method, headers })
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ error: { code: 404, errors: [{ reason: 'notFound' }] } })
    }
  })
})
