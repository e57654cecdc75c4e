// One person's own calendar in the sandbox: consent, code, refreshing, taking it back.
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { firstAsk } from '../../src/calendars/ask.ts'
import { googleCalendars } from '../../src/calendars/google/client.ts'
import { consentUrl, type OAuthClient, redeem, revoke } from '../../src/calendars/google/consent.ts'
import { googleKey } from '../../src/calendars/google/key.ts'
import { EVENTS } from '../../src/calendars/google/scopes.ts'
import { openSessions } from '../../src/calendars/google/session.ts'
import { AuthError, UsageError } from '../../src/errors.ts'
import { ada, grace, monday, type Scene, scene } from '../sandbox/support.ts'

const redirectUri = 'http://localhost:3000/connect/google'
const verifier = 'v'.repeat(64)
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
const asked = { redirectUri, state: 'state', nonce: 'nonce', codeChallenge }

let here: Scene
let client: OAuthClient
beforeEach(async () => {
  here = await scene()
  const { id: clientId, secret: clientSecret } = here.google.oauth.registerClient([redirectUri])
  client = { clientId, clientSecret, rootUrl: here.google.url, tokenUrl: here.google.tokenUrl }
})
afterEach(() => here.google.close())

/** Ada answers, and her browser comes back. */
async function codeOf(options: Parameters<Scene['google']['oauth']['consentAs']>[1] = {}): Promise<string> {
  here.google.oauth.consentAs(ada, options)
  const response = await fetch(consentUrl(client, asked), { redirect: 'manual' })
  const back = new URL(response.headers.get('location')!)
  expect(back.searchParams.get('state')).toBe('state')
  return back.searchParams.get('code')!
}

const given = (code: string, more = {}) => ({ code, verifier, nonce: 'nonce', redirectUri, ...more })
const refused = async (code: string, more = {}) => redeem(client, given(code, more)).catch((error) => error)

function openOwn(refreshToken: string, onRefreshToken?: (token: string) => void) {
  const { clientId: client_id, clientSecret: client_secret, rootUrl, tokenUrl } = client
  const stored = { type: 'authorized_user', client_id, client_secret, refresh_token: refreshToken }
  return { key: googleKey(stored, 'Stored'), rootUrl, tokenUrl, onRefreshToken }
}

async function read(refreshToken: string, owner = ada): Promise<number> {
  const calendar = { id: '1', owner, providerId: owner, zone: null }
  const pages = googleCalendars(openOwn(refreshToken)).changes(calendar, firstAsk(Date.now()))
  for await (const { events } of pages) return events.length
  return 0
}

describe('consent', () => {
  test('is asked with least scopes, state, nonce, PKCE and lasting access', () => {
    const { searchParams } = new URL(consentUrl(client, { ...asked, loginHint: ada }))
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: client.clientId,
      redirect_uri: redirectUri,
      scope: `openid email ${EVENTS.url}`,
      state: 'state',
      nonce: 'nonce',
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
      login_hint: ada,
    })
  })

  test('is asked at Google, where no sandbox is named', () => {
    const url = consentUrl({ clientId: 'x', clientSecret: 'y' }, asked)
    expect(url).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/)
  })

  test('opens the calendar of whoever gave it', async () => {
    here.google.company.createEvent(grace, { summary: 'Ada / Grace', start: monday, guests: [ada] })
    const { email, refreshToken, grantedScopes } = await redeem(client, given(await codeOf()))
    expect(email).toBe(ada)
    expect(grantedScopes).toContain(EVENTS.url)
    expect(await read(refreshToken)).toBe(1)
  })

  test('given again, it lasts again', async () => {
    await redeem(client, given(await codeOf()))
    const { refreshToken } = await redeem(client, given(await codeOf()))
    expect(await read(refreshToken)).toBe(0)
  })
})

describe('what a code is not worth', () => {
  test('without the box for the calendar', async () => {
    const error = await refused(await codeOf({ scopes: ['openid', 'email'] }))
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain('tick the box')
  })

  test('a second time', async () => {
    const code = await codeOf()
    await redeem(client, given(code))
    expect(await refused(code)).toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('used already'),
    })
  })

  test.each([
    ['with another verifier', { verifier: 'w'.repeat(64) }, 'used already'],
    ['begun in another browser', { nonce: 'other' }, 'one browser'],
    ['at another address', { redirectUri: 'http://localhost:3000/else' }, 'authorized redirect URIs'],
  ])('%s', async (_why, more, words) => {
    const error = await refused(await codeOf(), more)
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain(words)
  })

  test('with another secret', async () => {
    const code = await codeOf()
    const error = await redeem({ ...client, clientSecret: 'other' }, given(code)).catch((error) => error)
    expect(error).toBeInstanceOf(AuthError)
    expect(error.wayOut).toContain('GOOGLE_CLIENT_SECRET')
    expect(JSON.stringify({ ...error, message: error.message, cause: error.cause })).not.toContain(code)
  })

  test('anything while Google is away', async () => {
    const code = await codeOf()
    here.google.traffic.forceFailures([{ failure: 'backendError', kind: 'token' }])
    expect(await refused(code)).toMatchObject({ name: 'TransientError' })
  })
})

describe('taken back', () => {
  const lost = { name: 'AuthError', concerns: 'connection', code: 'invalid_grant' }

  test('by the person at Google, while a token is in use', async () => {
    const { refreshToken } = await redeem(client, given(await codeOf()))
    const sessions = openSessions(openOwn(refreshToken))
    await sessions.as(ada, EVENTS, (auth) => auth.getAccessToken())
    here.google.oauth.revokeConsent(ada)
    const error = await read(refreshToken).catch((error) => error)
    expect(error).toMatchObject(lost)
    expect(error.message).toContain('taken back')
    expect(error.wayOut).toContain('Connect the calendar again')
  })

  test('by us, as often as we like', async () => {
    const { refreshToken } = await redeem(client, given(await codeOf()))
    await revoke(client, refreshToken)
    await revoke(client, refreshToken)
    expect(await read(refreshToken).catch((error) => error)).toMatchObject(lost)
  })

  test('by us, while Google is away: that is told', async () => {
    const away = { rootUrl: 'https://localhost:1/', tokenUrl: 'https://localhost:1/token' }
    await expect(revoke(away, 'x')).rejects.toMatchObject({ name: 'TransientError' })
  })

  test('the calendar of somebody else was never given', async () => {
    const { refreshToken } = await redeem(client, given(await codeOf()))
    await expect(read(refreshToken, grace)).rejects.toMatchObject({ concerns: 'calendar', code: 'notFound' })
  })
})

test('a refresh token that Google replaces is told, and used from then on', async () => {
  const { refreshToken } = await redeem(client, given(await codeOf()))
  const { refreshToken: newer } = await redeem(client, given(await codeOf()))
  const replaced: string[] = []
  const options = openOwn(refreshToken, (token) => replaced.push(token))
  const sessions = openSessions(options)
  const used: string[] = []
  await sessions.as(ada, EVENTS, async (auth) => {
    auth.transporter.interceptors.request.add({
      resolved: async (request) => {
        used.push(new URLSearchParams(String(request.data)).get('refresh_token') ?? '')
        return request
      },
    })
    auth.transporter.interceptors.response.add({
      resolved: async (response) => {
        if (used.length === 1) Object.assign(response.data as object, { refresh_token: newer })
        return response
      },
    })
    await auth.getAccessToken()
    auth.credentials.access_token = null
    await auth.getAccessToken()
  })
  expect(replaced).toEqual([newer])
  expect(used).toEqual([refreshToken, newer])
})
