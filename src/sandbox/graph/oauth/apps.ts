// App registrations of the tenant: secrets, certificates, what was consented to, and what blocks them.
import { type KeyObject, randomBytes, randomUUID, X509Certificate } from 'node:crypto'
import { generate } from 'selfsigned'
import type { Instant } from '../../../domain/types.ts'
import type { Oauth } from './tokens.ts'

export interface App {
  /** 'Application (client) ID'. */
  id: string
  secrets: { id: string; value: string; expires: Instant }[]
  certificates: X509Certificate[]
  /** Application permissions with admin consent: the token's `roles`. */
  roles: Set<string>
  redirectUris: string[]
  /** Whatever credential comes, the answer is this refusal; null: none. */
  block: Block | null
}

export type Block = 'disabled' | 'noConsent' | 'misconfigured' | 'conditionalAccess'

/** All that reading a company may need. */
export const readRoles = ['Calendars.Read', 'User.Read.All', 'MailboxSettings.Read', 'GroupMember.Read.All']

/** What the registration page shows once: the secret's value, which is good, and its id, which is not. */
export interface Registration {
  tenant: string
  clientId: string
  secret: string
  secretId: string
}

export function registerApp(oauth: Oauth, known: Partial<Registration>): Registration {
  const id = known.clientId ?? randomUUID()
  oauth.apps.set(id, {
    ...{ id, secrets: [], certificates: [], roles: new Set(readRoles), redirectUris: [], block: null },
  })
  const { secret, secretId } = addSecret(oauth, id, known.secret)
  return { tenant: oauth.company.tenant.id, clientId: id, secret, secretId }
}

/** One more; those before stay good. */
export function addSecret(oauth: Oauth, app: string, known?: string) {
  const value = known ?? `sbx8Q~${randomBytes(26).toString('base64url')}`
  const id = randomUUID() as string
  appOf(oauth, app).secrets.push({ id, value, expires: Number.POSITIVE_INFINITY })
  return { secret: value, secretId: id }
}

/** A self-signed certificate as an admin uploads it, with the key that stays with the app. PEM. */
export async function addCertificate(oauth: Oauth, app: string) {
  const made = await generate([{ name: 'commonName', value: 'Halfhour' }], {
    keyType: 'rsa',
    keySize: 2048,
    algorithm: 'sha256',
  })
  const certificate = new X509Certificate(made.cert)
  appOf(oauth, app).certificates.push(certificate)
  return {
    certificate: made.cert,
    privateKey: made.private,
    thumbprint: certificate.fingerprint.replaceAll(':', ''),
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
  }
}

export function appOf(oauth: Oauth, id: string): App {
  const app = oauth.apps.get(id)
  if (!app) throw new Error(`sandbox: no app ${id}`)
  return app
}

/** By `x5t` (SHA-1) or `x5t#S256`, base64url. */
export function certificateKey(app: App, header: Record<string, unknown>): KeyObject | null {
  const digest = (fingerprint: string) =>
    Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
  const found = app.certificates.find(
    (each) => digest(each.fingerprint) === header.x5t || digest(each.fingerprint256) === header['x5t#S256'],
  )
  return found?.publicKey ?? null
}
