// How connections stand, as the page of connections tells it: reading, people, pushes, daily checks. Counts, no names.
import { sql } from 'kysely'
import { needsHands, PASSES_WITHIN } from '../../domain/fault.ts'
import type { Instant } from '../../domain/types.ts'
import type { Db, Fault } from '../tables.ts'
import type { Connection } from './connections.ts'

export interface Standing extends Connection {
  since: Instant
  /** Wall clock: a quota is used up until then. */
  pausedUntil: Instant | null
  /** When its people were last read, and will be next; both null: it has no directory. */
  directoryAt: Instant | null
  directoryLookAt: Instant | null
  directoryFailingSince: Instant | null
  directoryFault: Fault | null
  /** That somebody is to watch: not of people who left or are no longer chosen. */
  calendars: number
  /** Read at least once. */
  read: number
  failing: number
  /** Since when each of them fails by itself, and what the last to fail said; null: some are read. */
  allFailingSince: Instant | null
  lastFault: Fault | null
  /** Neither read nor failing so far. */
  waiting: number
  /** The reading longest ago of those that were read. */
  oldestReadAt: Instant | null
  /** With a push channel that lives. */
  pushed: number
  /** Their service opened no channel; what it said of one of them. */
  notPushed: number
  pushFault: Fault | null
  /** When one was last compared with the service's own expansion. */
  checkedAt: Instant | null
  /** Found by those checks; of them, what reading anew did not mend. */
  differences: number
  unexplained: number
}

/** What of a connection cannot be read. */
export interface Unread {
  what: 'calendars' | 'people'
  since: Instant
  fault: Fault | null
  /** False: it passes by itself, as far as is known. */
  needsHands: boolean
}

export function unreadOf(standing: Standing, now: Instant): Unread[] {
  return [calendarsUnread(standing, now), peopleUnread(standing, now)].filter((one) => one !== null)
}

/** Refused as a whole, or none of them could be read: each by itself needs no hands before a day is over. */
function calendarsUnread(
  { failingSince, fault, allFailingSince: since, lastFault }: Standing,
  now: Instant,
): Unread | null {
  if (failingSince !== null) return unread('calendars', failingSince, fault, now)
  if (since === null) return null
  return { what: 'calendars', since, fault: lastFault, needsHands: since <= now - PASSES_WITHIN }
}

function peopleUnread({ directoryFailingSince: since, directoryFault }: Standing, now: Instant) {
  return since === null ? null : unread('people', since, directoryFault, now)
}

const unread = (what: Unread['what'], since: Instant, fault: Fault | null, now: Instant): Unread => ({
  ...{ what, since, fault },
  needsHands: needsHands(fault?.code ?? '', since, now),
})

interface Clocks {
  now: Instant
  wall: Instant
}

/** All, those that need hands first, then the oldest first. */
export async function all(db: Db, clocks: Clocks): Promise<Standing[]> {
  return (await standings(clocks, sql`true`).execute(db)).rows
}

export async function byId(db: Db, id: number, clocks: Clocks): Promise<Standing | null> {
  return (await standings(clocks, sql`c.id = ${id}`).execute(db)).rows[0] ?? null
}

const standings = ({ now, wall }: Clocks, which: ReturnType<typeof sql>) => sql<Standing>`
  select c.id, c.kind, c.name, c.options, c.created_at as since, c.failing_since as "failingSince", c.fault,
    case when c.paused_until > ${wall} then c.paused_until end as "pausedUntil",
    c.directory_at as "directoryAt", c.directory_look_at as "directoryLookAt",
    c.directory_failing_since as "directoryFailingSince", c.directory_fault as "directoryFault", held.*,
    (select watch_fault from calendars
      where connection = c.id and look_at is not null and watch_fault is not null limit 1) as "pushFault"
  from connections c cross join lateral (
    select count(*) as calendars, count(read_at) as read, count(failing_since) as failing,
      case when count(*) = count(failing_since) then max(failing_since) end as "allFailingSince",
      case when count(*) = count(failing_since) then (array_agg(fault order by failing_since desc))[1] end as "lastFault",
      count(*) filter (where read_at is null and failing_since is null) as waiting,
      min(read_at) as "oldestReadAt", max(checked_at) as "checkedAt", count(watch_fault) as "notPushed",
      coalesce(sum(differences), 0) as differences, coalesce(sum(unexplained), 0) as unexplained,
      count(*) filter (where exists (
        select from channels where channels.calendar = calendars.id and expires_at > ${now})) as pushed
    from calendars where connection = c.id and look_at is not null) held
  where ${which}
  order by least(c.failing_since, c.directory_failing_since) nulls last, c.id`
