// How an app proves itself at the token endpoint: by a secret, or by a certificate's signature, verified for real.
import { constants, type KeyObject, verify } from 'node:crypto'
import { jwtParts } from '../../server/sealed.ts'
import { type App, type Block, certificateKey } from './apps.ts'
import * as refuse from './refusals.ts'
import type { Oauth } from './tokens.ts'

export type Form = Record<string, string | undefined>

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const BLOCKS: Record<Block, (app: string) => refuse.TokenRefusal> = {
  disabled: refuse.appDisabled,
  noConsent: refuse.noConsent,
  misconfigured: refuse.misconfigured,
  conditionalAccess: refuse.blockedByPolicy,
}

/** @param authority where the token is asked for, as an assertion names it. @throws TokenRefusal */
export function provenApp(oauth: Oauth, form: Form, authority: string): App {
  const id = form.client_id
  if (id === undefined) throw refuse.missing('client_id')
  const app = oauth.apps.get(id)
  if (!app) throw refuse.unknownApp(id, oauth.company.tenant.name)
  if (app.block === 'disabled') throw refuse.appDisabled(id)
  if (form.client_assertion !== undefined) checkAssertion(oauth, app, form, authority)
  else if (form.client_secret !== undefined) checkSecret(oauth, app, form.client_secret)
  else throw refuse.noCredential()
  if (app.block) throw BLOCKS[app.block](id)
  return app
}

function checkSecret(oauth: Oauth, app: App, value: string): void {
  const secret = app.secrets.find((each) => each.value === value)
  if (!secret) throw refuse.wrongSecret(app.id)
  if (secret.expires <= oauth.wall()) throw refuse.expiredSecret(app.id)
}

function checkAssertion(oauth: Oauth, app: App, form: Form, authority: string): void {
  if (form.client_assertion_type !== ASSERTION) throw refuse.missing('client_assertion_type')
  const { header, claims, text, signature } = jwtParts(form.client_assertion!)
  if (!header || !claims) throw refuse.wrongAssertion('Client assertion is malformed.')
  const key = certificateKey(app, header)
  if (!key) throw refuse.wrongCertificate(thumbprintIn(header))
  if (!isSigned(text, key, signature, header.alg)) throw refuse.wrongSignature()
  if (claims.iss !== app.id || claims.sub !== app.id)
    throw refuse.wrongAssertion(
      'Client assertion application identifier doesn’t match ‘client_id’ parameter.',
    )
  if (!String(claims.aud).startsWith(authority))
    throw refuse.wrongAssertion(`Assertion audience claim does not match the realm issuer: ${claims.aud}`)
  const now = oauth.wall() / 1000
  if (!(Number(claims.exp) > now - 300 && Number(claims.nbf ?? now) <= now + 300))
    throw refuse.assertionTime()
}

function isSigned(text: Buffer, key: KeyObject, signature: Buffer, alg: unknown): boolean {
  if (alg === 'RS256') return verify('RSA-SHA256', text, key, signature)
  if (alg !== 'PS256') return false
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return verify('RSA-SHA256', text, { key, ...padding }, signature)
}

function thumbprintIn(header: Record<string, unknown>): string {
  const digest = header.x5t ?? header['x5t#S256'] ?? ''
  return Buffer.from(String(digest), 'base64url').toString('hex').toUpperCase()
}
