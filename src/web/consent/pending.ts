// Consents that somebody began here and has not come back from: each belongs to one browser and is redeemed once.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Instant, MINUTE } from '../../domain/types.ts'

export interface Pending {
  state: string
  nonce: string
  /** RFC 7636; only we know it until the code is redeemed. */
  verifier: string
  redirectUri: string
  until: Instant
}

/** How long somebody may take at their calendar service. */
export const PATIENCE = 10 * MINUTE
/** Who begins more often than anybody would pushes out the oldest. */
const MOST = 100

/** In memory: after a restart people begin anew. `Result` is what redeeming gave. */
export function openConsents<Result>(wall: () => Instant) {
  const pending = new Map<string, Pending & { redeemed: Promise<Result> | null }>()
  return {
    /** @returns what is asked with, and `browser`, the secret of the cookie */
    begin(redirectUri: string) {
      for (const [key, { until }] of pending) if (until <= wall() || pending.size >= MOST) pending.delete(key)
      const browser = secret()
      const begun = { state: secret(), nonce: secret(), verifier: secret(), redirectUri }
      pending.set(digest(browser), { ...begun, until: wall() + PATIENCE, redeemed: null })
      return { ...begun, challenge: digest(begun.verifier), browser }
    },

    /** Null: nothing like this was begun by this browser, or too long ago. States are compared in constant time. */
    of(browser: string, state: string): Pending | null {
      const known = pending.get(digest(browser))
      if (!known || known.until <= wall() || !isEqual(known.state, state)) return null
      return known
    },

    /** Redeems once; whoever comes again (a reload) gets the same result. What failed is not tried twice. */
    async once(
      browser: string,
      redeem: (pending: Pending) => Promise<Result>,
    ): Promise<{ result: Result; again: boolean }> {
      const known = pending.get(digest(browser))
      if (!known) throw new Error('A consent that was not begun cannot be redeemed')
      const again = known.redeemed !== null
      known.redeemed ??= redeem(known)
      return { result: await known.redeemed, again }
    },

    /** Refused, or not to be gone on with. */
    forget: (browser: string) => void pending.delete(digest(browser)),
  }
}

/** 256 bits: also a fine verifier (RFC 7636 4.1). */
const secret = (): string => randomBytes(32).toString('base64url')

/** S256 of RFC 7636 4.2; and what the cookie is known by, so that looking it up tells nothing of it. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

const isEqual = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)))
