// What the pipeline is handed: store, clocks, queues, and the ways in and out. It imports none of them.
import type { Instant } from '../domain/types.ts'
import type { Message } from '../mail/message.ts'
import type { Transport } from '../mail/transport.ts'
import type { Queues } from '../queue.ts'
import type { Mailing } from '../store/mailing.ts'
import type { Store } from '../store/open.ts'
import type { Admins } from './trouble.ts'

export interface Clock {
  /** The service's time: what is due, judged and planned. A demo's jumps. */
  now(): Instant
  /** Wall clock: leases and backoff. */
  wall(): Instant
}

export const systemClock: Clock = { now: Date.now, wall: Date.now }

/** How far the calendars of a pair can be believed after one more look (M2). */
export interface Freshness {
  /** All of them answered. */
  readable: boolean
  /** The oldest reading of them; null: none was ever read. */
  readAt: Instant | null
}

export interface Parts {
  store: Store
  clock: Clock
  queues: Pick<Queues, 'add'>
  /** Reads what is new in a calendar and saves it. Failures are noted on its row, never thrown. */
  sync(calendar: string): Promise<void>
  /** Looks at the calendars a pair's mail stands on once more; saves what is new. */
  refresh(pair: number): Promise<Freshness>
  /** Renders the mail of one mailing, or of a bundle of alerts (the first names it). Null: nothing to say. */
  compose(mailings: readonly Mailing[], now: Instant): Promise<Message | null>
  /** Mail to people; null where none is set up. */
  smtp: Transport | null
  /** The built-in mailbox. */
  mailbox: Transport
  /** Who hears of connections that need hands. */
  admins: Admins
}
