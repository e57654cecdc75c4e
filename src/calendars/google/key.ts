// The key file of a Google service account, as an admin downloads it.
import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { UsageError } from '../../errors.ts'

export interface ServiceKey {
  clientEmail: string
  /** The numeric id that an admin allow-lists. */
  clientId: string | null
  privateKey: string
  privateKeyId: string | null
}

const keyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.string().min(3),
  client_id: z.string().nullish(),
  private_key: z.string().refine(isPrivateKey),
  private_key_id: z.string().nullish(),
})

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
