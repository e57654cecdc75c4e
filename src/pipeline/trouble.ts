// Tells admins of connections that need hands: at once, then daily, and once when all is well again (M).
import { localDay } from '../domain/clock.ts'
import { type Address, DAY, type Instant, type Zone } from '../domain/types.ts'
import type { Trouble } from '../store/trouble.ts'
import type { Parts } from './parts.ts'

/** A mail of yesterday's trouble helps nobody. */
const LIFETIME = DAY

export interface Admins {
  addresses: readonly Address[]
  /** Its days separate one mail from the next. */
  zone: Zone
}

/** Planning twice changes nothing: one mail per admin, connection, fault and day (M1). */
export async function planTrouble(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  admins: Admins,
): Promise<void> {
  const now = clock.now()
  const failing = await store.trouble.failing()
  const over = await store.trouble.over()
  const mailings = admins.addresses.flatMap((recipient) => [
    ...failing.map((trouble) => troubleMail(recipient, trouble, localDay(now, admins.zone), now)),
    ...over.map((trouble) => wellAgainMail(recipient, trouble, now)),
  ])
  await store.mailings.planOnce(mailings)
}

function troubleMail(recipient: Address, trouble: Trouble, day: string, now: Instant) {
  const subject = `${trouble.connection} ${trouble.fault.code} ${day}`
  return {
    kind: 'trouble' as const,
    recipient,
    subject,
    dueAt: now,
    expiresAt: now + LIFETIME,
    payload: { trouble },
  }
}

function wellAgainMail(recipient: Address, trouble: Trouble, now: Instant) {
  const subject = `${trouble.connection} well again ${trouble.since}`
  const payload = { trouble, until: now }
  return { kind: 'trouble' as const, recipient, subject, dueAt: now, expiresAt: now + LIFETIME, payload }
}
