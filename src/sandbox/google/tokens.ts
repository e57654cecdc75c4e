// Google's OAuth token endpoint for service accounts with domain-wide delegation: signatures are verified for real.
import { createPublicKey, generateKeyPair, type KeyObject, randomBytes, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Address, Instant } from '../../domain/types.ts'
import { invalidCredentials, loginRequired } from './errors.ts'
import type { Company } from './shapes.ts'

export const readScopes = [
  'https://www.googleapis.com/auth/calendar.readonly',
  'https://www.googleapis.com/auth/calendar.events.readonly',
]

/** The JSON file that an admin downloads from the Cloud console. */
export interface ServiceAccountKey {
  type: 'service_account'
  project_id: string
  private_key_id: string
  private_key: string
  client_email: string
  client_id: string
  auth_uri: string
  token_uri: string
  auth_provider_x509_cert_url: string
  client_x509_cert_url: string
  universe_domain: string
}

interface Account {
  publicKey: KeyObject
  /** Allow-listed for domain-wide delegation. */
  scopes: Set<string>
}

export interface Grant {
  subject: Address
  scopes: string[]
  expires: Instant
}

export interface Oauth {
  company: Company
  wall: () => Instant
  lifetimeSeconds: number
  accounts: Map<string, Account>
  grants: Map<string, Grant>
}

/** RFC 6749 5.2, as Google words it. */
export class TokenRefusal extends Error {
  readonly code: number
  readonly body: { error: string; error_description: string }

  constructor(code: number, error: string, description: string) {
    super(description)
    this.code = code
    this.body = { error, error_description: description }
  }
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** What real clients sign; google-auth-library 11 knows the first one only. */
const AUDIENCES = [
  'https://oauth2.googleapis.com/token',
  'https://www.googleapis.com/oauth2/v4/token',
  'https://accounts.google.com/o/oauth2/token',
]
const SKEW = 300

/** Makes (or, for a known address, replaces) a key; `scopes` is what the admin allow-lists for its client id. */
export async function createServiceAccount(
  oauth: Oauth,
  scopes: string[],
  email: string,
): Promise<ServiceAccountKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const key = keyFile(email, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  registerServiceAccount(oauth, scopes, key)
  return key
}

/** Knows a key that was made before: by another sandbox, or by this one before it was started again. */
export function registerServiceAccount(oauth: Oauth, scopes: string[], key: ServiceAccountKey): void {
  const publicKey = createPublicKey(key.private_key)
  oauth.accounts.set(key.client_email, { publicKey, scopes: new Set(scopes) })
}

/** Answers POST /token. @throws TokenRefusal */
export function issueToken(oauth: Oauth, form: Record<string, unknown>) {
  const { grant_type, assertion } = form
  if (grant_type !== GRANT_TYPE)
    throw new TokenRefusal(400, 'unsupported_grant_type', `Invalid grant_type: ${grant_type ?? ''}`)
  if (typeof assertion !== 'string')
    throw new TokenRefusal(400, 'invalid_request', 'Missing required parameter: assertion')
  const claims = verifiedClaims(oauth, assertion)
  const scopes = String(claims.scope ?? '')
    .split(' ')
    .filter(Boolean)
  if (scopes.length === 0) throw new TokenRefusal(400, 'invalid_scope', 'Empty or missing scope not allowed.')
  const subject = subjectOf(oauth, claims, scopes)
  const token = `ya29.sandbox-${randomBytes(24).toString('base64url')}`
  oauth.grants.set(token, { subject, scopes, expires: oauth.wall() + oauth.lifetimeSeconds * 1000 })
  return { access_token: token, expires_in: oauth.lifetimeSeconds - 1, token_type: 'Bearer' }
}

/** @throws GoogleRefusal 401 without a token or with one that is unknown or expired */
export function grantOf(oauth: Oauth, authorization: string | undefined): Grant {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw loginRequired()
  const grant = oauth.grants.get(token)
  if (!grant || grant.expires <= oauth.wall()) throw invalidCredentials()
  return grant
}

function verifiedClaims(oauth: Oauth, assertion: string): Record<string, unknown> {
  const [head = '', payload = '', signature = ''] = assertion.split('.')
  const header = parsePart(head)
  const claims = parsePart(payload)
  const account = oauth.accounts.get(String(claims.iss))
  if (!account) throw invalidGrant('Invalid grant: account not found')
  const signed = Buffer.from(`${head}.${payload}`)
  const genuine =
    header.alg === 'RS256' &&
    verify('RSA-SHA256', signed, account.publicKey, Buffer.from(signature, 'base64url'))
  if (!genuine) throw invalidGrant('Invalid JWT Signature.')
  refuseWrongTimes(claims, oauth.wall() / 1000)
  if (!AUDIENCES.includes(String(claims.aud))) {
    throw invalidGrant(`Invalid JWT: Failed audience check. The right audience is ${AUDIENCES[0]}`)
  }
  return claims
}

function refuseWrongTimes({ iat, exp }: Record<string, unknown>, now: number): void {
  const times = typeof iat === 'number' && typeof exp === 'number' ? { iat, exp } : undefined
  const fits =
    times && times.iat <= now + SKEW && times.exp > now - SKEW && times.exp - times.iat <= 3600 + SKEW
  if (fits) return
  throw invalidGrant(
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  )
}

/** Whom the token acts as; without `sub` it is the service account itself. */
function subjectOf(oauth: Oauth, { sub, iss }: Record<string, unknown>, scopes: string[]): Address {
  if (sub === undefined) return String(iss)
  const person = oauth.company.people.get(String(sub).toLowerCase())
  if (!person || person.suspended) throw invalidGrant('Invalid email or User ID')
  const allowed = oauth.accounts.get(String(iss))!.scopes
  if (!scopes.every((scope) => allowed.has(scope))) {
    throw new TokenRefusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    )
  }
  return person.address
}

function parsePart(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    throw invalidGrant('Invalid JWT: Failed to parse the assertion.')
  }
}

const invalidGrant = (description: string) => new TokenRefusal(400, 'invalid_grant', description)

function keyFile(email: string, privateKey: string): ServiceAccountKey {
  return {
    type: 'service_account',
    project_id: 'halfhour-sandbox',
    private_key_id: randomBytes(20).toString('hex'),
    private_key: privateKey,
    client_email: email,
    client_id: '100000000000000000001',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(email)}`,
    universe_domain: 'googleapis.com',
  }
}
