// What we hold to ask Google with: the key file of a service account, or what one person's consent gave us.
import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { UsageError } from '../../errors.ts'

/** Acts as anybody in the company who is asked for. */
export interface ServiceKey {
  kind: 'service'
  clientEmail: string
  /** The numeric id that an admin allow-lists. */
  clientId: string | null
  privateKey: string
  privateKeyId: string | null
}

/** Acts as the person who consented, and nobody else. */
export interface PersonKey {
  kind: 'person'
  clientId: string
  clientSecret: string
  refreshToken: string
}

export type GoogleKey = ServiceKey | PersonKey

const keyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3),
  client_id: z.string().nullish(),
  private_key: z.string().refine(isPrivateKey),
  private_key_id: z.string().nullish(),
})

const grant = z.object({
  type: z.literal('authorized_user'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  refresh_token: z.string().min(1),
})

/** Stored credentials of either kind. @param name how to call them in an error. Throws a UsageError. */
export function googleKey(content: unknown, name: string): GoogleKey {
  const isPerson = z.object({ type: z.literal('authorized_user') }).safeParse(content).success
  return isPerson ? personKey(content, name) : serviceKey(content, name)
}

/** What one person's consent gave us. Throws a UsageError that repeats nothing of the content. */
export function personKey(content: unknown, name: string): PersonKey {
  const person = grant.safeParse(content)
  if (!person.success) throw new UsageError(`${name} is no access to a Google calendar. Connect it again.`)
  const { client_id, client_secret, refresh_token } = person.data
  return { kind: 'person', clientId: client_id, clientSecret: client_secret, refreshToken: refresh_token }
}

/** @param name how to call it in an error. Throws a UsageError that repeats nothing of the content. */
export function serviceKey(content: unknown, name: string): ServiceKey {
  const key = keyFile.safeParse(content)
  if (!key.success) {
    const wrong = key.error.issues.map(({ path }) => path.join('.')).filter(Boolean)
    const what = wrong.length > 0 ? ` (${[...new Set(wrong)].join(', ')})` : ''
    throw new UsageError(
      `${name} is no key of a Google service account${what}. ` +
        'Google Cloud console → IAM & Admin → Service accounts → Keys → Add key → JSON downloads one.',
    )
  }
  const { client_email, client_id, private_key, private_key_id } = key.data
  return {
    kind: 'service',
    clientEmail: client_email,
    clientId: client_id ?? null,
    privateKey: private_key,
    privateKeyId: private_key_id ?? null,
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
