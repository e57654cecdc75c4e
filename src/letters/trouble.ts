// A connection that needs hands, is well again, or soon needs another secret, told to an admin or to whoever's own it is.
import type { Address, Instant, Zone } from '../domain/types.ts'
import type { Composed, Desk } from '../mail/compose.ts'
import { composeExpiring } from '../mail/expiring.ts'
import { composeTrouble, composeWellAgain } from '../mail/trouble.ts'
import type { Expiring } from '../store/connections/expiries.ts'
import type { Trouble } from '../store/connections/trouble.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import type { Letter } from './known.ts'

/** Admins need not be people of the calendars. */
const stranger = { aliases: [], name: null, hours: null, locale: null, leftAt: null }

export async function troubleLetter(
  store: Store,
  { recipient, payload }: Mailing,
  desk: Desk,
  now: Instant,
): Promise<Letter> {
  const composed = composedOf(payload as Told, recipient, desk, now)
  const admin = { ...stranger, address: recipient, zone: await store.people.zoneOf(recipient) }
  return { composed, recipient: admin, thread: null }
}

/** What was planned: that it broke, that it is well again since `until`, or that its secret ends. */
type Told = { trouble: Trouble; until?: Instant } | { expiring: Expiring; zone: Zone }

function composedOf(told: Told, recipient: Address, desk: Desk, now: Instant): Composed {
  if ('expiring' in told) return composeExpiring(told.expiring, told.zone, desk, now)
  const { trouble, until } = told
  if (until === undefined) return composeTrouble(trouble, recipient, desk, now)
  return composeWellAgain(trouble, recipient, until, desk, now)
}
