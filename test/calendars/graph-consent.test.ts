// One person's consent at the sandbox over HTTPS: asked, redeemed, renewed, taken back.
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import { consentUrl, type OAuthClient, redeem } from '../../src/calendars/graph/consent.ts'
import { users } from '../../src/calendars/graph/directory.ts'
import { probeGraphPerson } from '../../src/calendars/graph/probe.ts'
import { openGraph } from '../../src/calendars/graph/session.ts'
import { isWell, type Step } from '../../src/calendars/probe.ts'
import { AuthError, UsageError } from '../../src/errors.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace, monday } from '../sandbox/support.ts'
import { calendarOf, keeper, optionsFor, placeIn } from './graph-support.ts'

const redirectUri = 'http://localhost:3000/consent'
const verifier = 'v'.repeat(64)
const codeChallenge = createHash('sha256').update(verifier).digest('base64url')
const asked = { redirectUri, state: 'state', nonce: 'nonce', codeChallenge }

let here: GraphScene
let client: OAuthClient
beforeEach(async () => {
  here = await graphScene()
  here.graph.oauth.setRedirectUris(here.app.clientId, [redirectUri])
  here.graph.oauth.consentAs(ada)
  client = {
    ...{ tenant: here.graph.tenantId, clientId: here.app.clientId, clientSecret: here.app.secret },
    ...placeIn(here),
  }
})
afterEach(() => here.graph.close())

async function codeOf(of = client): Promise<string> {
  const answer = await fetch(consentUrl(of, asked), { redirect: 'manual' })
  const { searchParams } = new URL(answer.headers.get('location')!)
  expect(searchParams.get('state')).toBe('state')
  return searchParams.get('code')!
}
const given = (code: string, more: object = {}) => ({ code, verifier, nonce: 'nonce', redirectUri, ...more })
const refused = (code: string, more: object = {}) => redeem(client, given(code, more)).catch((error) => error)
const stored = (refresh_token: string) => {
  const { tenant, clientId: client_id, clientSecret: client_secret } = client
  return { type: 'microsoft_person', tenant, client_id, client_secret, refresh_token }
}
const read = (refreshToken: string) =>
  keeper(graphCalendars(optionsFor(here, stored(refreshToken))), calendarOf(ada)).read(monday)

describe('consent', () => {
  test('is asked with least scopes, state, nonce, PKCE and lasting access', () => {
    const url = new URL(
      consentUrl({ ...client, graphUrl: undefined, loginUrl: undefined }, { ...asked, loginHint: ada }),
    )
    expect(url.origin + url.pathname).toBe(
      `https://login.microsoftonline.com/${client.tenant}/oauth2/v2.0/authorize`,
    )
    const graph = 'https://graph.microsoft.com'
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...{
        client_id: client.clientId,
        response_type: 'code',
        response_mode: 'query',
        redirect_uri: redirectUri,
      },
      scope: `openid profile offline_access ${graph}/Calendars.Read ${graph}/MailboxSettings.Read ${graph}/User.Read`,
      ...{ state: 'state', nonce: 'nonce', code_challenge: codeChallenge, code_challenge_method: 'S256' },
      ...{ prompt: 'select_account', login_hint: ada },
    })
  })

  test('opens the calendar of whoever gave it, and nobody else’s', async () => {
    here.graph.company.createEvent(grace, { summary: 'Ada / Grace', start: monday, guests: [ada] })
    const { email, refreshToken } = await redeem(client, given(await codeOf()))
    expect(email).toBe(ada)
    const { events, end } = await read(refreshToken)
    expect(events).toHaveLength(1)
    expect(end).toMatchObject({ reach: 'whole', zone: 'Europe/Berlin' })
    expect(here.graph.traffic.count({ mailbox: grace })).toBe(0)
  })

  test('is tested step by step', async () => {
    const { refreshToken } = await redeem(client, given(await codeOf()))
    const steps: Step[] = []
    for await (const step of probeGraphPerson(stored(refreshToken), ada, placeIn(here))) steps.push(step)
    expect(isWell(steps)).toBe(true)
  })

  test('is of the account that a company’s directory tells: the same id, the same address', async () => {
    for await (const page of users(openGraph(optionsFor(here)))) {
      const { id, address } = page.find(({ address }) => address === ada)!
      expect(await redeem(client, given(await codeOf()))).toMatchObject({ id, email: address })
    }
  })
})

describe('who signs in by another name than their address', () => {
  const own = 'mia@example.com'
  const consents = async (signsInAs: string, tenant: string) => {
    here.graph.company.addPerson(own, { zone: 'Europe/Berlin', signsInAs })
    here.graph.oauth.consentAs(own)
    const asking = { ...client, tenant }
    return redeem(asking, given(await codeOf(asking))).catch((error) => error)
  }

  test('is known by the address in their own company', async () => {
    const { email, refreshToken } = await consents('e1234@corp.onmicrosoft.com', client.tenant)
    expect(email).toBe(own)
    expect((await read(refreshToken)).end).toMatchObject({ reach: 'whole' })
  })

  test('in any company where the domain, which it had to prove, is the same', async () => {
    expect(await consents('e1234@example.com', 'organizations')).toMatchObject({ email: own })
  })

  test('else not: each admin could write anybody’s address there', async () => {
    const error = await consents('e1234@evil.example', 'organizations')
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain('MICROSOFT_TENANT')
  })
})

describe('a guest, whose calendar is at their own company', () => {
  const bob = 'bob@partner.example'
  test.each([
    ['as invited', { kind: 'guest' }],
    ['made a member since', { kind: 'user', signsInAs: 'bob_partner.example#EXT#@contoso.onmicrosoft.com' }],
    ['by another name to sign in', { kind: 'guest', signsInAs: 'bob@contoso.onmicrosoft.com' }],
  ] as const)('is refused: %s', async (_how, plan) => {
    here.graph.company.addPerson(bob, { zone: 'Europe/Berlin', ...plan })
    here.graph.oauth.consentAs(bob)
    const error = await refused(await codeOf())
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toMatch(/^bob@partner\.example is a guest .*Sign in with/)
  })
})

describe('what a code is not worth', () => {
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
    ['at another address', { redirectUri: 'http://localhost:3000/else' }, 'redirect URIs'],
  ])('%s', async (_why, more, words) => {
    const error = await refused(await codeOf(), more)
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain(words)
  })

  test('with another secret', async () => {
    const code = await codeOf()
    const error = await redeem({ ...client, clientSecret: 'other' }, given(code)).catch((error) => error)
    expect(error).toBeInstanceOf(AuthError)
    expect(error.code).toBe('AADSTS7000215')
    expect(JSON.stringify({ ...error, message: error.message, cause: error.cause })).not.toContain(code)
  })

  test('anything while Microsoft is away', async () => {
    const code = await codeOf()
    here.graph.traffic.forceFailures([{ failure: 'unavailable', kind: 'token' }])
    expect(await refused(code)).toMatchObject({ name: 'TransientError' })
  })
})

test('taken back by the person while a token is in use, the connection says so', async () => {
  const { refreshToken } = await redeem(client, given(await codeOf()))
  const mine = keeper(graphCalendars(optionsFor(here, stored(refreshToken))), calendarOf(ada))
  await mine.read(monday)
  here.graph.oauth.revokeConsent(ada)
  const error = await mine.read(monday).catch((error) => error)
  expect(error).toMatchObject({ name: 'AuthError', concerns: 'connection', code: 'AADSTS50173' })
  expect(error.wayOut).toContain('Connect the calendar again')
})

test('a refresh token that Microsoft replaces is told, and used from then on', async () => {
  const { refreshToken } = await redeem(client, given(await codeOf()))
  const replaced: string[] = []
  const options = {
    ...optionsFor(here, stored(refreshToken)),
    onRefreshToken: (token: string) => replaced.push(token),
  }
  const mine = keeper(graphCalendars(options), calendarOf(ada))
  await mine.read(monday)
  here.graph.oauth.revokeTokens()
  await mine.read(monday)
  expect(replaced).toHaveLength(2)
  expect(new Set([refreshToken, ...replaced]).size).toBe(3)
})
