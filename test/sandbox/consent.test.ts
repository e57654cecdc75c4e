// OAuth for a single person through Google's own client: consent, code, tokens, refresh, revoking.
import { CodeChallengeMethod, OAuth2Client } from 'google-auth-library'
import { calendar } from 'googleapis/build/src/apis/calendar/index.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../src/domain/types.ts'
import { ada, at, grace, refusal, type Scene, scene } from './support.ts'

const EVENTS = 'https://www.googleapis.com/auth/calendar.events.readonly'
const SCOPES = ['openid', 'email', EVENTS]
const REDIRECT = 'http://localhost:3000/google/callback'

let here: Scene
let app: { id: string; secret: string }
beforeEach(async () => {
  here = await scene()
  app = here.google.oauth.registerClient([REDIRECT])
})
afterEach(() => here.google.close())

function client(more: { secret?: string; redirectUri?: string } = {}): OAuth2Client {
  const { authUrl, tokenUrl, revokeUrl, certsUrl } = here.google
  return new OAuth2Client({
    ...{
      clientId: app.id,
      clientSecret: more.secret ?? app.secret,
      redirectUri: more.redirectUri ?? REDIRECT,
    },
    endpoints: {
      ...{ oauth2AuthBaseUrl: authUrl, oauth2TokenUrl: tokenUrl, oauth2RevokeUrl: revokeUrl },
      oauth2FederatedSignonPemCertsUrl: certsUrl.replace('v3', 'v1'),
    },
  })
}

const offline = { access_type: 'offline', prompt: 'consent', scope: SCOPES, state: 'state-1' }
const fetchOnce = (url: string) => fetch(url, { redirect: 'manual' })

/** The query of the address that the browser is sent to. */
async function answerTo(url: string): Promise<URLSearchParams> {
  const response = await fetchOnce(url)
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toContain(`${REDIRECT}?`)
  return new URL(response.headers.get('location')!).searchParams
}

/** Ada consents; her tokens. */
async function consented(auth = client(), more: object = {}) {
  here.google.oauth.consentAs(ada)
  const answer = await answerTo(auth.generateAuthUrl({ ...offline, ...more }))
  const { tokens } = await auth.getToken(answer.get('code')!)
  auth.setCredentials(tokens)
  return { auth, tokens, answer }
}

const eventsOf = (auth: OAuth2Client, calendarId = 'primary') =>
  calendar({ version: 'v3', auth, rootUrl: here.google.url, retry: false }).events.list({ calendarId })

describe('consent', () => {
  test('opens one’s own calendar, and says who it was', async () => {
    const { auth, tokens, answer } = await consented()
    expect(answer.get('state')).toBe('state-1')
    expect(tokens).toMatchObject({ token_type: 'Bearer', refresh_token: expect.stringMatching(/^1\/\//) })
    expect(tokens.scope!.split(' ')).toContain(EVENTS)
    expect((await eventsOf(auth)).data.summary).toBe(ada)
    expect(await refusal(eventsOf(auth, grace))).toMatchObject({ code: 404 })
    const ticket = await auth.verifyIdToken({ idToken: tokens.id_token!, audience: app.id })
    const account = await here.directory().users.get({ userKey: ada })
    expect(ticket.getPayload()).toMatchObject({
      ...{ email: ada, email_verified: true, hd: 'example.com', sub: account.data.id, aud: app.id },
      iss: 'https://accounts.google.com',
    })
  })

  test('is proved by the verifier of its challenge', async () => {
    const auth = client()
    const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync()
    const method = CodeChallengeMethod.S256
    const pkce = { code_challenge_method: method, code_challenge: codeChallenge! }
    here.google.oauth.consentAs(ada)
    const code = async () => (await answerTo(auth.generateAuthUrl({ ...offline, ...pkce }))).get('code')!
    const { tokens } = await auth.getToken({ code: await code(), codeVerifier })
    expect(tokens.access_token).toMatch(/^ya29/)
    const another = await auth.generateCodeVerifierAsync()
    const wrong = auth.getToken({ code: await code(), codeVerifier: another.codeVerifier })
    expect(await refusal(wrong)).toMatchObject({ reason: 'invalid_grant', message: 'Invalid code verifier.' })
    expect(await refusal(auth.getToken(await code()))).toMatchObject({ message: 'Missing code verifier.' })
  })

  test('gives a code that is good once and for ten minutes', async () => {
    const auth = client()
    here.clock.wall = at('2026-03-02T09:00:00Z')
    here.google.oauth.consentAs(ada)
    const code = async () => (await answerTo(auth.generateAuthUrl(offline))).get('code')!
    const used = await code()
    await auth.getToken(used)
    expect(await refusal(auth.getToken(used))).toMatchObject({ code: 400, reason: 'invalid_grant' })
    const late = await code()
    here.clock.wall += 10 * MINUTE
    expect(await refusal(auth.getToken(late))).toMatchObject({ code: 400, reason: 'invalid_grant' })
  })

  test('gives a refresh token offline, the first time or when asked for again', async () => {
    const tokenOf = async (more: object) => (await consented(client(), more)).tokens.refresh_token
    expect(await tokenOf({ access_type: 'online' })).toBeUndefined()
    expect(await tokenOf({ prompt: undefined })).toBeTypeOf('string')
    expect(await tokenOf({ prompt: undefined })).toBeUndefined()
    expect(await tokenOf({ prompt: 'consent' })).toBeTypeOf('string')
  })

  test('may be refused, or given in part', async () => {
    const url = client().generateAuthUrl(offline)
    here.google.oauth.consentAs(ada, { denies: true })
    expect(Object.fromEntries(await answerTo(url))).toEqual({ error: 'access_denied', state: 'state-1' })
    here.google.oauth.consentAs(ada, { scopes: [] })
    const auth = client()
    const { tokens } = await auth.getToken((await answerTo(url)).get('code')!)
    expect(tokens.scope).not.toContain(EVENTS)
    auth.setCredentials(tokens)
    expect(await refusal(eventsOf(auth))).toMatchObject({ code: 403, reason: 'insufficientPermissions' })
  })

  test('is asked for by a page with a form, as a browser presses it', async () => {
    const page = await fetchOnce(client().generateAuthUrl({ ...offline, login_hint: grace }))
    expect(page.headers.get('content-type')).toContain('text/html')
    const html = await page.text()
    expect(html).toContain(`<option selected>${grace}</option>`)
    const query = /name="query" value="([^"]*)"/
      .exec(html)![1]!
      .replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(code))
    const press = (form: Record<string, string>) =>
      fetch(`${here.google.authUrl}/consent`, {
        ...{
          method: 'POST',
          redirect: 'manual',
          body: new URLSearchParams({ query, person: grace, ...form }),
        },
      })
    const location = async (form: Record<string, string>) =>
      new URL((await press(form)).headers.get('location')!).searchParams
    expect((await location({ answer: 'deny' })).get('error')).toBe('access_denied')
    const code = (await location({ answer: 'allow', scope: EVENTS })).get('code')!
    const auth = client()
    auth.setCredentials((await auth.getToken(code)).tokens)
    expect((await eventsOf(auth)).data.summary).toBe(grace)
  })

  test.each<[string, (auth: OAuth2Client) => string, number, string]>([
    ['another client', (auth) => auth.generateAuthUrl({ ...offline, client_id: 'x' }), 401, 'invalid_client'],
    [
      'a redirect URI that differs by a letter',
      (auth) => auth.generateAuthUrl({ ...offline, redirect_uri: `${REDIRECT}/` }),
      ...([400, 'redirect_uri_mismatch'] as const),
    ],
    ['an unknown scope', (auth) => auth.generateAuthUrl({ scope: 'x' }), 400, 'invalid_scope'],
    ['no scope', (auth) => auth.generateAuthUrl({}), 400, 'invalid_request'],
    [
      'another answer',
      (auth) => auth.generateAuthUrl({ response_type: 'token' }),
      400,
      'unsupported_response_type',
    ],
  ])('with %s ends on a page of Google’s', async (_name, url, code, error) => {
    here.google.oauth.consentAs(ada)
    const page = await fetchOnce(url(client()))
    expect(page.status).toBe(code)
    expect(await page.text()).toContain(`Error ${code}: ${error}`)
  })
})

describe('the token endpoint', () => {
  const code = async () => {
    here.google.oauth.consentAs(ada)
    return (await answerTo(client().generateAuthUrl(offline))).get('code')!
  }

  test('refuses a wrong secret, another redirect URI and a made-up code', async () => {
    expect(await refusal(client({ secret: 'x' }).getToken(await code()))).toMatchObject({
      ...{ code: 401, reason: 'invalid_client' },
    })
    const other = client({ redirectUri: 'http://localhost:3000/other' })
    expect(await refusal(other.getToken(await code()))).toMatchObject({ reason: 'redirect_uri_mismatch' })
    expect(await refusal(client().getToken('4/x'))).toMatchObject({ message: 'Malformed auth code.' })
  })

  test('takes the client’s credentials as Basic too', async () => {
    const basic = Buffer.from(`${encodeURIComponent(app.id)}:${app.secret}`).toString('base64')
    const form = { grant_type: 'authorization_code', code: await code(), redirect_uri: REDIRECT }
    const answer = await fetch(here.google.tokenUrl, {
      ...{ method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams(form) },
    })
    expect(answer.status).toBe(200)
  })
})

describe('a refresh token', () => {
  test('brings access tokens until the person takes the consent back', async () => {
    const { auth } = await consented()
    const renewed = (await auth.refreshAccessToken()).credentials
    expect(renewed.access_token).toMatch(/^ya29/)
    here.google.oauth.revokeConsent(ada)
    const dead = { code: 400, reason: 'invalid_grant', message: 'Token has been expired or revoked.' }
    expect(await refusal(auth.refreshAccessToken())).toEqual(dead)
    auth.setCredentials({ access_token: renewed.access_token! })
    expect(await refusal(eventsOf(auth))).toMatchObject({ code: 401 })
  })

  test('is revoked by the client, once, by either token', async () => {
    const { auth, tokens } = await consented()
    expect((await auth.revokeToken(tokens.access_token!)).status).toBe(200)
    expect(await refusal(auth.revokeToken(tokens.refresh_token!))).toMatchObject({
      ...{ code: 400, reason: 'invalid_token' },
    })
    expect(await refusal(auth.refreshAccessToken())).toMatchObject({ reason: 'invalid_grant' })
  })

  test('is no good for who is suspended, nor for who is deleted', async () => {
    const { auth } = await consented()
    here.google.company.suspend(ada)
    expect(await refusal(auth.refreshAccessToken())).toMatchObject({ reason: 'invalid_grant' })
    here.google.company.suspend(ada, false)
    expect((await auth.refreshAccessToken()).credentials.access_token).toMatch(/^ya29/)
    here.google.company.deletePerson(ada)
    expect(await refusal(auth.refreshAccessToken())).toMatchObject({ message: 'Account has been deleted' })
  })
})

test('a client is registered with https, or http on this machine', () => {
  const { registerClient } = here.google.oauth
  for (const uri of ['http://example.com/', 'https://example.com/#here', 'callback'])
    expect(() => registerClient([uri])).toThrow(/redirect URI/)
  expect(registerClient(['http://127.0.0.1:8080/x', 'https://example.com/x']).id).not.toBe(app.id)
})
