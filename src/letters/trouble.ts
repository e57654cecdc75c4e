// A connection that needs hands, or is well again, told to an admin.
import type { Instant } from '../domain/types.ts'
import { composeTrouble, composeWellAgain, type Desk } from '../mail/compose.ts'
import type { Mailing } from '../store/mailing.ts'
import type { Store } from '../store/open.ts'
import type { Trouble } from '../store/trouble.ts'
import type { Letter } from './known.ts'

/** Admins need not be people of the calendars. */
const stranger = { aliases: [], name: null, hours: null, locale: null, leftAt: null }

export async function troubleLetter(
  store: Store,
  { recipient, payload }: Mailing,
  desk: Desk,
  now: Instant,
): Promise<Letter> {
  const { trouble, until } = payload as { trouble: Trouble; until?: Instant }
  const composed =
    until === undefined ? composeTrouble(trouble, desk, now) : composeWellAgain(trouble, until, desk, now)
  const admin = { ...stranger, address: recipient, zone: await store.people.zoneOf(recipient) }
  return { composed, recipient: admin, thread: null }
}
