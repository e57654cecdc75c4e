// Entra's endpoints through MSAL: secrets, certificates, refusals by number, a person's consent.
import { AuthError, CryptoProvider } from '@azure/msal-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import {
  clientWith,
  DEFAULT_SCOPE,
  type GraphScene,
  graphRefusal,
  graphScene,
  msal,
  tokenOf,
} from './graph-support.ts'
import { ada, grace } from './support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

function ask(proof: object, { tenant, clientId }: { tenant?: string; clientId?: string } = {}) {
  const client = msal(here.graph, { clientId: clientId ?? here.app.clientId }, proof, tenant)
  return client.acquireTokenByClientCredential({ scopes: DEFAULT_SCOPE })
}

/** The AADSTS number that MSAL throws. */
async function aadsts(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => null,
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(AuthError)
  return /AADSTS(\d+)/.exec((error as AuthError).errorMessage)?.[1] ?? String(error)
}

describe('an app', () => {
  test('gets a token with its roles for its secret', async () => {
    const result = await ask({ clientSecret: here.app.secret })
    expect(claimsIn(result!.accessToken)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: here.app.clientId,
      tid: here.graph.tenantId,
      roles: ['Calendars.Read', 'User.Read.All', 'MailboxSettings.Read', 'GroupMember.Read.All'],
    })
  })

  test('gets one by the name of the tenant, too', async () => {
    expect(await ask({ clientSecret: here.app.secret }, { tenant: 'example.com' })).not.toBeNull()
  })

  test('gets one for an assertion signed by its certificate', async () => {
    const made = await here.graph.oauth.addCertificate(here.app.clientId)
    const clientCertificate = { thumbprintSha256: made.thumbprintSha256, privateKey: made.privateKey }
    expect((await ask({ clientCertificate }))!.accessToken).toContain('.')
  })

  test('is refused with a certificate that is not registered', async () => {
    const { clientId } = here.graph.oauth.registerApp()
    const made = await here.graph.oauth.addCertificate(clientId)
    const clientCertificate = { thumbprintSha256: made.thumbprintSha256, privateKey: made.privateKey }
    expect(await aadsts(ask({ clientCertificate }))).toBe('700027')
  })

  test('is refused with a certificate whose key signed something else', async () => {
    const [one, other] = [
      await here.graph.oauth.addCertificate(here.app.clientId),
      await here.graph.oauth.addCertificate(here.app.clientId),
    ]
    const clientCertificate = { thumbprintSha256: one.thumbprintSha256, privateKey: other.privateKey }
    expect(await aadsts(ask({ clientCertificate }))).toBe('700027')
  })

  test.each([
    ['the id of its secret', '7000215', () => ask({ clientSecret: here.app.secretId })],
    ['another secret', '7000215', () => ask({ clientSecret: 'guessed' })],
    [
      'a secret that ended',
      '7000222',
      () => {
        here.graph.oauth.expireSecrets(here.app.clientId, Date.now() - HOUR)
        return ask({ clientSecret: here.app.secret })
      },
    ],
    [
      'a client id nobody knows',
      '700016',
      () => ask({ clientSecret: 'any' }, { clientId: here.app.secretId }),
    ],
    [
      'a tenant nobody knows',
      '90002',
      () => ask({ clientSecret: here.app.secret }, { tenant: here.app.secretId }),
    ],
    ['its account disabled', '7000112', () => blocked('disabled')],
    ['no consent', '65001', () => blocked('noConsent')],
    ['no permissions listed', '650056', () => blocked('misconfigured')],
    ['conditional access', '53003', () => blocked('conditionalAccess')],
  ] as const)('is refused with %s: AADSTS%s', async (_name, number, call) => {
    expect(await aadsts(call())).toBe(number)
  })

  function blocked(block: 'disabled' | 'noConsent' | 'misconfigured' | 'conditionalAccess') {
    here.graph.oauth.block(here.app.clientId, block)
    return ask({ clientSecret: here.app.secret })
  }

  test('learns the error’s number, trace and time', async () => {
    const answer = await fetch(`${here.graph.loginUrl}${here.graph.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: here.app.clientId,
        client_secret: 'wrong',
        scope: DEFAULT_SCOPE[0]!,
      }),
    })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({
      error: 'invalid_client',
      error_codes: [7000215],
      error_description: expect.stringMatching(
        /^AADSTS7000215: .*Trace ID: .*Correlation ID: .*Timestamp: \d{4}-/,
      ),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
      timestamp: expect.stringMatching(/Z$/),
    })
  })

  test.each([
    ['no /.default', 'https://graph.microsoft.com/Calendars.Read', 1002012],
    ['another resource', 'https://vault.azure.net/.default', 500011],
  ])('is refused with %s', async (_name, scope, number) => {
    const client = msal(here.graph, here.app, { clientSecret: here.app.secret })
    expect(await aadsts(client.acquireTokenByClientCredential({ scopes: [scope] }))).toBe(String(number))
  })
})

describe('a token', () => {
  const me = () => here.client.api(`/users/${ada}/calendar`).get()

  test('opens Graph until it ends', async () => {
    here.clock.wall = Date.now()
    expect(await me()).toMatchObject({ name: 'Calendar' })
    here.clock.wall += 2 * HOUR
    expect(await graphRefusal(me())).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' })
  })

  test('is refused once revoked, and where it is none', async () => {
    await me()
    here.graph.oauth.revokeTokens()
    expect(await graphRefusal(me())).toMatchObject({ status: 401 })
    const forged = `${(await tokenOf(here.graph, here.app)).split('.').slice(0, 2).join('.')}.AAAA`
    const call = clientWith(here.graph, async () => forged)
      .api('/users')
      .get()
    expect(await graphRefusal(call)).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken' })
  })

  test('keeps the roles that it was given with', async () => {
    await me()
    here.graph.oauth.setRoles(here.app.clientId, ['User.Read.All'])
    expect(await me()).toMatchObject({ name: 'Calendar' })
    const fresh = clientWith(here.graph, () => tokenOf(here.graph, here.app))
    expect(await graphRefusal(fresh.api(`/users/${ada}/calendar`).get())).toMatchObject({
      status: 403,
      code: 'ErrorAccessDenied',
    })
  })
})

describe('a person', () => {
  const REDIRECT = 'http://localhost:3000/microsoft/callback'
  const scopes = ['Calendars.Read', 'User.Read', 'MailboxSettings.Read', 'offline_access']

  /** Ada consents; what MSAL holds then. */
  async function consented(verifierTwist = '') {
    here.graph.oauth.setRedirectUris(here.app.clientId, [REDIRECT])
    here.graph.oauth.consentAs(ada)
    const client = msal(here.graph, here.app, { clientSecret: here.app.secret })
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    const url = await client.getAuthCodeUrl({
      scopes,
      redirectUri: REDIRECT,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      state: 'state-1',
    })
    const answer = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location')!).searchParams
    expect(answer.get('state')).toBe('state-1')
    const code = answer.get('code')!
    const result = await client.acquireTokenByCode({
      ...{ code, scopes, redirectUri: REDIRECT },
      codeVerifier: verifier + verifierTwist,
    })
    return { client, result }
  }

  test('consents, and their own calendar can be read as theirs', async () => {
    const { result } = await consented()
    expect(result.account).toMatchObject({ username: ada, tenantId: here.graph.tenantId })
    const asAda = clientWith(here.graph, async () => result.accessToken)
    expect(await asAda.api('/me/calendar').get()).toMatchObject({ owner: { address: ada } })
    expect(await asAda.api('/me').get()).toMatchObject({ userPrincipalName: ada })
    expect(await graphRefusal(asAda.api(`/users/${grace}/calendar`).get())).toMatchObject({
      code: 'ErrorAccessDenied',
    })
    expect(await graphRefusal(asAda.api('/users').get())).toMatchObject({
      code: 'Authorization_RequestDenied',
    })
  })

  test('is known again by the refresh token, until they take the consent back', async () => {
    const { client, result } = await consented()
    const again = () =>
      client.acquireTokenSilent({ account: result.account!, scopes: ['Calendars.Read'], forceRefresh: true })
    expect((await again()).accessToken).not.toBe(result.accessToken)
    here.graph.oauth.revokeConsent(ada)
    await expect(again()).rejects.toThrow(/AADSTS50173/)
    const asAda = clientWith(here.graph, async () => result.accessToken)
    expect(await graphRefusal(asAda.api('/me/calendar').get())).toMatchObject({ status: 401 })
  })

  test('who is disabled gets no new token', async () => {
    const { client, result } = await consented()
    here.graph.company.suspend(ada)
    await expect(
      client.acquireTokenSilent({ account: result.account!, scopes: ['Calendars.Read'], forceRefresh: true }),
    ).rejects.toThrow(/AADSTS50057/)
  })

  test('is not taken for another: the verifier must fit the challenge', async () => {
    await expect(consented('x')).rejects.toThrow(/AADSTS501481/)
  })

  test('who says no is sent back with that', async () => {
    here.graph.oauth.setRedirectUris(here.app.clientId, [REDIRECT])
    here.graph.oauth.consentAs(ada, { denies: true })
    const client = msal(here.graph, here.app, { clientSecret: here.app.secret })
    const url = await client.getAuthCodeUrl({ scopes, redirectUri: REDIRECT })
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location')
    expect(location).toContain('error=access_denied')
  })

  test('a redirect URI that is not registered is shown as an error, not followed', async () => {
    const client = msal(here.graph, here.app, { clientSecret: here.app.secret })
    const answer = await fetch(await client.getAuthCodeUrl({ scopes, redirectUri: REDIRECT }), {
      redirect: 'manual',
    })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('AADSTS50011')
  })
})

test('an admin’s consent gives the app its roles', async () => {
  const redirect = 'https://halfhour.example.com/connected'
  here.graph.oauth.setRoles(here.app.clientId, [])
  here.graph.oauth.setRedirectUris(here.app.clientId, [redirect])
  const query = new URLSearchParams({ client_id: here.app.clientId, redirect_uri: redirect, state: 'x' })
  const address = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent`
  const page = await (await fetch(`${address}?${query}`)).text()
  expect(page).toContain('Calendars.Read')
  const body = new URLSearchParams({ query: String(query), answer: 'accept', person: ada })
  const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' })
  expect(answer.headers.get('location')).toBe(
    `${redirect}?admin_consent=True&tenant=${here.graph.tenantId}&state=x`,
  )
  expect(claimsIn(await tokenOf(here.graph, here.app)).roles).toContain('Calendars.Read')
})
