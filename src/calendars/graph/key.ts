// What we hold to ask Microsoft with: an app's secret or certificate, or what one person's consent gave us.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { Instant } from '../../domain/types.ts'
import { UsageError } from '../../errors.ts'

/** The app asks as itself, for anybody's mailbox that it was granted. */
export interface AppKey {
  kind: 'app'
  /** A GUID, or a domain of the tenant. */
  tenant: string
  clientId: string
  proof: Proof
}

export type Proof =
  | { kind: 'secret'; secret: string; expires: Instant | null }
  | { kind: 'certificate'; certificate: string; privateKey: string; thumbprint: string; expires: Instant }

/** Asks as the person who consented, and nobody else. */
export interface PersonKey {
  kind: 'person'
  /** 'organizations' where the app is for people of any tenant. */
  tenant: string
  clientId: string
  clientSecret: string
  refreshToken: string
}

export type GraphKey = AppKey | PersonKey

const app = z.object({
  type: z.literal('microsoft_app'),
  tenant: z.string().trim().min(1),
  client_id: z.string().trim().min(1),
  client_secret: z.string().trim().min(1).optional(),
  /** As the admin read it in Entra, where they told us. */
  secret_expires: z.iso.date().optional(),
  /** PEM: the certificate and its private key, in any order. */
  certificate: z.string().min(1).optional(),
})

const person = z.object({
  type: z.literal('microsoft_person'),
  tenant: z.string().min(1),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  refresh_token: z.string().min(1),
})

/** Stored credentials of either kind. @param name how to call them in an error. Throws a UsageError. */
export function graphKey(content: unknown, name: string): GraphKey {
  const isPerson = z.object({ type: z.literal('microsoft_person') }).safeParse(content).success
  return isPerson ? personKey(content, name) : appKey(content, name)
}

/** What one person's consent gave us. Throws a UsageError that repeats nothing of the content. */
export function personKey(content: unknown, name: string): PersonKey {
  const key = person.safeParse(content)
  if (!key.success) throw new UsageError(`${name} is no access to an Outlook calendar. Connect it again.`)
  const { tenant, client_id, client_secret, refresh_token } = key.data
  return {
    kind: 'person',
    tenant,
    clientId: client_id,
    clientSecret: client_secret,
    refreshToken: refresh_token,
  }
}

/** @param name how to call it in an error. Throws a UsageError that repeats no secret. */
export function appKey(content: unknown, name: string): AppKey {
  const key = app.safeParse(content)
  if (!key.success) {
    const wrong = [...new Set(key.error.issues.map(({ path }) => path.join('.')).filter(Boolean))]
    throw new UsageError(
      `${name} is no app registration of Microsoft Entra (${wrong.join(', ') || 'nothing of it can be read'}).`,
    )
  }
  const { tenant, client_id, client_secret, secret_expires, certificate } = key.data
  refuseNoTenant(tenant)
  refuseNoClient(client_id)
  return {
    kind: 'app',
    tenant,
    clientId: client_id,
    proof: proofOf(client_secret, secret_expires, certificate),
  }
}

export function refuseNoTenant(tenant: string): void {
  if (isGuid(tenant) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(tenant)) return
  throw new UsageError(
    `The tenant ${tenant} is none: give the "Directory (tenant) ID", a GUID, or a domain of the tenant.`,
  )
}

function refuseNoClient(id: string): void {
  if (isGuid(id)) return
  throw new UsageError(
    `The client id ${id} is none: it is the "Application (client) ID" on the app's overview, a GUID.`,
  )
}

function refuseNoDay(text: string | undefined): void {
  if (app.shape.secret_expires.safeParse(text).success) return
  throw new UsageError(`The secret's last day ${text} is none: give it as 2027-06-30.`)
}

/** What of an app's credentials cannot be used: a sentence for each part, which repeats no secret. */
export function appProblems(content: Record<string, string>): Record<string, string> {
  const { tenant = '', client_id = '', client_secret, secret_expires, certificate } = content
  const parts: Record<string, () => unknown> = {
    tenant: () => refuseNoTenant(tenant),
    client_id: () => refuseNoClient(client_id),
    [certificate === undefined ? 'client_secret' : 'certificate']: () =>
      proofOf(client_secret, undefined, certificate),
    secret_expires: () => refuseNoDay(secret_expires),
  }
  const problems = Object.entries(parts).map(([name, read]) => [name, problemIn(read)] as const)
  return Object.fromEntries(problems.filter((each): each is [string, string] => each[1] !== null))
}

function problemIn(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

function proofOf(secret: string | undefined, expires: string | undefined, pem: string | undefined): Proof {
  if (pem !== undefined) return certificateIn(pem)
  if (!secret)
    throw new UsageError('Neither a secret nor a certificate was given. The app needs one of the two.')
  if (isGuid(secret))
    throw new UsageError(
      "What was given is the secret's id, not the secret. Copy the column Value; Entra shows it only right after the secret was made. If it is gone, make a new secret.",
    )
  return { kind: 'secret', secret, expires: expires === undefined ? null : Date.parse(expires) }
}

function certificateIn(pem: string): Proof {
  try {
    const privateKey = createPrivateKey(pem)
    const own = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
    const certificate = own
      .map((text) => new X509Certificate(text))
      .find((one) => one.checkPrivateKey(privateKey))
    if (privateKey.asymmetricKeyType === 'rsa' && certificate)
      return {
        kind: 'certificate',
        certificate: certificate.toString(),
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        thumbprint: certificate.fingerprint256.replaceAll(':', ''),
        expires: Date.parse(certificate.validTo),
      }
  } catch {
    // What is no PEM is said below, without repeating it.
  }
  throw new UsageError(
    'The certificate cannot be used: give it and its RSA private key without a passphrase as PEM, in one file.',
  )
}

const isGuid = (text: string) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)

/** When the app's proof ends; null: nobody told us. */
export function expiryOf(key: GraphKey): Instant | null {
  return key.kind === 'app' ? key.proof.expires : null
}
