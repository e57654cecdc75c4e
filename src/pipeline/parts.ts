// What the pipeline is handed: store, clocks, queues, and the ways in and out. It imports none of them.
import type { CalendarService } from '../calendars/contract.ts'
import type { DirectoryService } from '../calendars/directory.ts'
import type { Company } from '../domain/account.ts'
import type { Instant } from '../domain/types.ts'
import type { Message } from '../mail/message.ts'
import type { Transport } from '../mail/transport.ts'
import type { Queues } from '../queue.ts'
import type { Calendar } from '../store/calendars/calendars.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Store } from '../store/open.ts'
import type { PublicHolidays } from './holidays.ts'
import type { Looks } from './look.ts'
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
  /** All that matter answered. */
  readable: boolean
  /** The oldest reading of them; null: none was ever read. */
  readAt: Instant | null
}

/** For the log: a line when something begins to fail, and one when it is well again. */
export interface Telling {
  warn?: Tell
  info?: Tell
}

/** @param facts ids, a code, our own words: neither names of meetings nor secrets */
type Tell = (facts: object, sentence: string) => void

export interface Parts extends Telling {
  store: Store
  clock: Clock
  queues: Pick<Queues, 'add'>
  /** The service behind a connection. Throws a UsageError where its credentials cannot be opened. */
  serviceOf(connection: number): Promise<CalendarService>
  /** Who is in the company of a connection, and whom its admin chose; null: it tells of nobody. Throws as `serviceOf`. */
  directoryOf(connection: number): Promise<{ service: DirectoryService; options: Company } | null>
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
  publicHolidays: PublicHolidays
  /** Of whom neither directory nor calendar tells where they are; null: nobody knows. */
  defaultCountry: string | null
  /** Who hears of connections that need hands. */
  admins: Admins
}

/** What reading a calendar needs. */
export interface SyncParts extends Pick<Parts, 'store' | 'clock' | 'serviceOf'>, Telling {
  looks?: Looks
  /** Where services may push to, public https; null or absent: polling alone finds the same, later. */
  pushAddress?: string | null
}

/** One calendar, its service and where that may push to. */
export interface Subject {
  calendar: Calendar
  service: CalendarService
  address: string | null
}
