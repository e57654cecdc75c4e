// What of a connection cannot be read, and whether that needs hands: one decision for pages, terminal and mails.
import { sql } from 'kysely'
import { needsHands, PASSES_WITHIN } from '../../domain/fault.ts'
import type { Instant } from '../../domain/types.ts'
import type { Fault } from '../tables.ts'

/** What the decision stands on. */
export interface Failing {
  /** As a whole. */
  failingSince: Instant | null
  fault: Fault | null
  directoryFailingSince: Instant | null
  directoryFault: Fault | null
  /** Since when each of its calendars fails by itself, and what the last to fail said; null: some are read. */
  allFailingSince: Instant | null
  lastFault: Fault | null
}

/** Of connections `c`. */
export const ownFailing = sql`c.failing_since as "failingSince", c.fault,
  c.directory_failing_since as "directoryFailingSince", c.directory_fault as "directoryFault"`

/** Of the calendars of one that somebody is to watch. */
export const allFailing = sql`
  case when count(*) = count(failing_since) then max(failing_since) end as "allFailingSince",
  case when count(*) = count(failing_since) then (array_agg(fault order by failing_since desc))[1] end as "lastFault"`

export interface Unread {
  what: 'calendars' | 'people'
  since: Instant
  fault: Fault | null
  /** False: it passes by itself, as far as is known. */
  needsHands: boolean
}

/** Calendars before people. */
export function unreadOf(failing: Failing, now: Instant): Unread[] {
  return [calendarsUnread(failing, now), peopleUnread(failing, now)].filter((one) => one !== null)
}

/** Refused as a whole, or none of them could be read: each by itself needs no hands before a day is over. */
function calendarsUnread(
  { failingSince, fault, allFailingSince: since, lastFault }: Failing,
  now: Instant,
): Unread | null {
  if (failingSince !== null) return unread('calendars', failingSince, fault, now)
  if (since === null) return null
  return { what: 'calendars', since, fault: lastFault, needsHands: since <= now - PASSES_WITHIN }
}

function peopleUnread({ directoryFailingSince: since, directoryFault }: Failing, now: Instant) {
  return since === null ? null : unread('people', since, directoryFault, now)
}

const unread = (what: Unread['what'], since: Instant, fault: Fault | null, now: Instant): Unread => ({
  ...{ what, since, fault },
  needsHands: needsHands(fault?.code ?? '', since, now),
})

/** Those that need hands first, the longest first; then those that cannot be read just now; then as they came. */
export function byNeed<F extends Failing>(connections: readonly F[], now: Instant): F[] {
  const ranked = connections.map((connection) => ({ connection, unread: unreadOf(connection, now) }))
  const rank = ({ unread }: { unread: Unread[] }) =>
    Math.min(NEVER, ...unread.map(({ since, needsHands }) => (needsHands ? since - NEVER : since)))
  return ranked.sort((one, other) => rank(one) - rank(other)).map(({ connection }) => connection)
}

const NEVER = Number.MAX_SAFE_INTEGER
