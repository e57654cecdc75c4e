// The key of a set-up that is under way: sealed in the page's own form, so that it is pasted once and kept nowhere.
import type { Instant } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { UsageError } from '../../errors.ts'
import type { Secrets } from '../../store/secrets.ts'

/** Google may take a day until an allow-listed client works. */
const LIFETIME = DAY
const PURPOSE = 'key of a set-up'

/** Only this installation opens it. */
export function sealKey(key: string, secrets: Secrets, wall: Instant): string {
  return secrets.seal(JSON.stringify({ key, until: wall + LIFETIME }), PURPOSE).toString('base64url')
}

/** Null where it is too old, or none of ours. */
export function openKey(sealed: string, secrets: Secrets, wall: Instant): string | null {
  try {
    const { key, until } = JSON.parse(secrets.open(Buffer.from(sealed, 'base64url'), PURPOSE))
    return wall < until ? key : null
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}
