// The token endpoint: credentials, a code or a refresh token become tokens.
import { createHash, randomBytes } from 'node:crypto'
import { sealed } from '../../server/sealed.ts'
import { principalName } from '../directory/render.ts'
import type { App } from './apps.ts'
import { type Code, type Consent, consentOf } from './consents.ts'
import { type Form, provenApp } from './credentials.ts'
import * as refuse from './refusals.ts'
import { graphScopes } from './scopes.ts'
import { accessToken, entraSigned, isGraph, type Oauth } from './tokens.ts'

/** @throws TokenRefusal */
export function tokensFor(oauth: Oauth, form: Form, authority: string) {
  if (form.grant_type === undefined) throw refuse.missing('grant_type')
  if (form.grant_type === 'client_credentials') return forApp(oauth, form, authority)
  if (form.grant_type === 'authorization_code') return forCode(oauth, form, authority)
  if (form.grant_type === 'refresh_token') return forRefresh(oauth, form, authority)
  throw new refuse.TokenRefusal(
    400,
    'unsupported_grant_type',
    70003,
    `The app requested an unsupported grant type '${form.grant_type}'.`,
  )
}

function forApp(oauth: Oauth, form: Form, authority: string) {
  const app = provenApp(oauth, form, authority)
  const resource = resourceIn(oauth, form.scope)
  return accessToken(oauth, app.id, resource, { roles: [...app.roles], oid: app.id, sub: app.id }, null)
}

/** MSAL asks for openid, profile and offline_access beside `/.default`; none of them means anything here. */
function resourceIn(oauth: Oauth, scope = ''): string {
  const asked = scope.split(' ').filter((each) => !/^(openid|profile|offline_access|email)?$/.test(each))
  const [only = ''] = asked
  if (asked.length !== 1 || !only.endsWith('/.default')) throw refuse.wrongScope(scope)
  const resource = only.slice(0, -'/.default'.length)
  if (!isGraph(resource)) throw refuse.unknownResource(resource, oauth.company.tenant.name)
  return resource
}

function forCode(oauth: Oauth, form: Form, authority: string) {
  const app = provenApp(oauth, form, authority)
  const code = takeCode(oauth, app, form)
  const consent = consentOf(oauth, app.id, code.person)
  consent.scopes = [...new Set([...consent.scopes, ...code.scopes])]
  return answer(oauth, app, consent, code.scopes, code.nonce)
}

function forRefresh(oauth: Oauth, form: Form, authority: string) {
  const app = provenApp(oauth, form, authority)
  const token = form.refresh_token
  if (token === undefined) throw refuse.missing('refresh_token')
  const consent = oauth.consents.find((each) => each.refreshTokens.has(token) && each.app === app.id)
  if (!consent)
    throw refuse.invalidGrant(
      50173,
      'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
    )
  refuseDisabled(oauth, consent)
  const asked = form.scope === undefined ? consent.scopes : graphScopes(form.scope)
  if (asked.some((scope) => !consent.scopes.includes(scope))) throw refuse.noConsent(app.id)
  return answer(oauth, app, consent, asked)
}

function refuseDisabled({ company }: Oauth, { person }: Consent): void {
  if (company.people.get(person.address) !== person)
    throw refuse.invalidGrant(50034, `The user account ${person.address} does not exist in the directory.`)
  if (!person.enabled) throw refuse.invalidGrant(50057, 'The user account is disabled.')
}

/** Each answer brings a new refresh token; those before stay good for a while. */
function answer(oauth: Oauth, app: App, consent: Consent, scopes: string[], nonce?: string) {
  const { person } = consent
  const { id: tid } = oauth.company.tenant
  const scp = scopes.filter((scope) => scope.includes('.')).join(' ')
  const upn = principalName(oauth.company, person)
  const who = { oid: person.id, name: person.name, upn, unique_name: upn }
  const told = accessToken(
    oauth,
    app.id,
    'https://graph.microsoft.com',
    { scp, ...who, sub: person.id },
    consent,
  )
  const refresh_token = `1.sandbox-${randomBytes(32).toString('base64url')}`
  if (scopes.includes('offline_access')) consent.refreshTokens.add(refresh_token)
  return {
    ...told,
    scope: scp,
    ...(scopes.includes('offline_access') ? { refresh_token } : {}),
    ...(scopes.includes('openid') ? { id_token: identity(oauth, app, consent, nonce) } : {}),
    client_info: sealed({ uid: person.id, utid: tid }),
  }
}

function identity(oauth: Oauth, app: App, { person }: Consent, nonce: string | undefined): string {
  const now = Math.floor(oauth.wall() / 1000)
  const { id: tid } = oauth.company.tenant
  return entraSigned(oauth, {
    ...{
      aud: app.id,
      iss: `https://login.microsoftonline.com/${tid}/v2.0`,
      iat: now,
      nbf: now,
      exp: now + 3600,
    },
    ...{ name: person.name, oid: person.id, sub: person.id, tid, ver: '2.0' },
    ...{ preferred_username: principalName(oauth.company, person), email: person.address },
    ...(nonce === undefined ? {} : { nonce }),
  })
}

/** A code is gone once it was tried. */
function takeCode(oauth: Oauth, app: App, form: Form): Code {
  if (form.code === undefined) throw refuse.missing('code')
  const code = oauth.codes.get(form.code)
  oauth.codes.delete(form.code)
  if (!code) throw refuse.invalidGrant(54005, 'OAuth2 Authorization code was already redeemed.')
  if (code.app !== app.id)
    throw refuse.invalidGrant(700005, 'Provided Authorization Code is for another app.')
  if (code.expires <= oauth.wall())
    throw refuse.invalidGrant(70008, 'The provided authorization code is expired.')
  if (code.redirectUri !== form.redirect_uri)
    throw refuse.invalidGrant(
      500112,
      'The reply address does not match the one of the authorization request.',
    )
  refuseWrongVerifier(code, form.code_verifier)
  return code
}

function refuseWrongVerifier({ challenge }: Code, verifier: string | undefined): void {
  if (challenge === null) return
  if (verifier === undefined) throw refuse.invalidGrant(50148, 'The code_verifier is missing.')
  const hashed = createHash('sha256').update(verifier).digest('base64url')
  if ((challenge.method === 'S256' ? hashed : verifier) === challenge.value) return
  throw refuse.invalidGrant(
    501481,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  )
}
