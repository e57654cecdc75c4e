// Saves what was read of a calendar: events, tombstones, cursor and next look, and whom it concerns, in one transaction.
import { sql } from 'kysely'
import type { CalendarEvent } from '../../domain/event.ts'
import { resolver } from '../../domain/meeting.ts'
import type { Instant, Zone } from '../../domain/types.ts'
import { plain, plainOrNull, within } from '../batch.ts'
import { readSoon } from '../directory/directories.ts'
import { current } from '../pairs/policies.ts'
import { ofPeople, touch } from '../pairs/touching.ts'
import { directoryFor, type KnownDirectory } from '../people/colleagues.ts'
import * as strangers from '../people/strangers.ts'
import type { Secrets } from '../secrets.ts'
import type { Db } from '../tables.ts'
import { byId, type Calendar, toCalendar } from './calendars.ts'
import { completed, type StoredEvent } from './change.ts'
import { absenceUids, type Reading, rowOf, storedEvents, withVanished, write } from './event-rows.ts'
import { type Keeping, type Standing, standingOf } from './least.ts'
import { type Link, linkMeetings, meetingOneOf } from './meetings.ts'

export interface Changes extends Reading {
  cursor: string | null
  zone: Zone | null
  /** Null: only when somebody asks. */
  nextLook: Instant | null
  /** `Calendar.hints` as of when the reading began: a hint since then causes another (undefined: none counts). */
  hints?: number | undefined
  /** `Calendar.cursor` as of then: where another reading was saved meanwhile, or nobody is to read it any more, this one is thrown away. */
  since?: string | null | undefined
}

export interface Saved {
  /** Events whose content changed. */
  changed: number
  /** Pairs that are to be judged now; the sweep finds them too. */
  pairs: number[]
  /** Nothing was saved: another reading was meanwhile, or the calendar was put to rest. */
  overtaken?: true
}

/**
 * `now`: the instant as of which the calendar was read. Unchanged content (whatever its etag or stamp) concerns nobody.
 * Pairs appear here: whoever a meeting of two colleagues names.
 */
export async function save(
  db: Db,
  id: string,
  changes: Changes,
  now: Instant,
  secrets: Secrets,
): Promise<Saved> {
  return within(db, async (trx) => {
    const before = await noteRead(trx, id, changes, now)
    if (!before) return { changed: 0, pairs: [], overtaken: true }
    const { rows, fresh } = await rowsOf(trx, before, changes, now, secrets)
    await write(
      trx,
      rows.filter((row) => !row.same),
      { calendar: id, seen: now },
    )
    const changed = rows.filter((row) => !row.meansTheSame)
    const uids = [...changed.map(({ uid }) => uid), ...fresh]
    const isAbsence = changed.some((row) => row.aboutAbsence)
    const pairs = await touchConcerned(trx, before, { ...changes, uids, isAbsence }, now)
    return { changed: changed.length, pairs }
  })
}

/**
 * Notes the reading on the calendar, which nobody else saves from now on. Returns the calendar as it was before; null:
 * another reading was saved meanwhile, or it was put to rest: nothing new is kept of who left or is not chosen.
 */
async function noteRead(trx: Db, id: string, changes: Changes, now: Instant): Promise<Calendar | null> {
  const { since, hints, nextLook } = changes
  const before = await trx
    .updateTable('calendars')
    .from((eb) => eb.selectFrom('calendars').selectAll().where('id', '=', id).forUpdate().as('before'))
    .set({
      cursor: changes.cursor,
      zone: plainOrNull(changes.zone),
      complete: changes.complete,
      broken_uids: changes.brokenUids.map(plain),
      window_start: changes.window?.start ?? null,
      window_end: changes.window?.end ?? null,
      read_at: now,
      // Hinted at meanwhile, or put to rest: that stays.
      look_at: sql`case when before.look_at is null or before.hints <> ${hints ?? sql`before.hints`}
        then before.look_at else ${nextLook}::bigint end`,
      failing_since: null,
      tries: 0,
      fault: null,
    })
    .whereRef('calendars.id', '=', 'before.id')
    .$if(since !== undefined, (query) =>
      query
        .where('before.cursor', 'is not distinct from', since as string)
        .where('before.look_at', 'is not', null),
    )
    .returningAll('before')
    .executeTakeFirst()
  if (before) return toCalendar(before)
  if (await byId(trx, id)) return null
  throw new Error(`Calendar ${id} is not known any more; what was read of it is thrown away.`)
}

/** Of a calendar that was never read nothing is stored that would have to be looked up. */
async function rowsOf(trx: Db, calendar: Calendar, changes: Changes, seen: Instant, secrets: Secrets) {
  const { id, wasRead } = calendar
  const stored: Map<string, StoredEvent> = wasRead ? await storedEvents(trx, id, changes) : new Map()
  const read = withVanished(changes, stored, id).map((event) => completed(event, stored.get(event.id)))
  if (read.length === 0) return { rows: [], fresh: [] } // As most readings are: nothing more is asked then.
  const keeping = await keepingOf(trx, calendar, read, secrets)
  const standings = new Map(read.map((event) => [event, standingOf(event, keeping)]))
  const { linked, fresh, strange } = await link(trx, standings)
  if (changes.replace && wasRead) await strangers.forget(trx, id)
  await noteStrangers(trx, id, strange, keeping, seen)
  const absences = wasRead ? await absenceUids(trx, id) : new Set<string>()
  const rows = read.map((event) =>
    rowOf(event, {
      stored: stored.get(event.id),
      linked,
      absences,
      keeping,
      seen,
    }),
  )
  return { rows, fresh }
}

/** Somebody of a company of whom its directory did not tell may have been hired today. */
async function noteStrangers(
  trx: Db,
  calendar: string,
  events: CalendarEvent[],
  { directory, secrets }: KeepingHere,
  now: Instant,
): Promise<void> {
  const unseen = await strangers.note(trx, { calendar, events, directory, secrets })
  const unknown = unseen.filter(directory.isUnknown)
  if (unknown.length > 0) await readSoon(trx, unknown.map(strangers.domainOf), now)
}

type KeepingHere = Keeping & { directory: KnownDirectory }

async function keepingOf(
  trx: Db,
  calendar: Calendar,
  read: CalendarEvent[],
  secrets: Secrets,
): Promise<KeepingHere> {
  const addresses = new Set([calendar.owner])
  for (const { details } of read) {
    if (details?.organizer) addresses.add(details.organizer)
    for (const { address } of details?.attendees ?? []) if (address) addresses.add(address)
  }
  const directory = await directoryFor(trx, addresses)
  const { policy } = await current(trx)
  return { policy, directory, secrets, owner: calendar.owner, resolve: resolver(directory) }
}

interface Linked {
  /** UIDs of all meetings that may be some pair's, known before or by this reading; by this reading alone. */
  linked: Set<string>
  fresh: string[]
  /** May be a pair's once their strangers are colleagues. */
  strange: CalendarEvent[]
}

async function link(trx: Db, standings: Map<CalendarEvent, Standing | null>): Promise<Linked> {
  const strange: CalendarEvent[] = []
  const links = new Map<string, Link>()
  const needed = new Set<string>()
  for (const [event, standing] of standings) {
    const { uid } = event
    if (standing === null) continue
    if (standing !== 'outside') needed.add(uid)
    if (standing === 'unclear' || standing === 'outside') strange.push(event)
    else links.set([uid, ...standing.pair].join('\n'), { uid, pair: standing.pair })
  }
  const uids = [...standings.keys()].map(({ uid }) => uid)
  const { known, fresh } = await linkMeetings(trx, [...links.values()], uids)
  return { linked: needed.union(known), fresh, strange }
}

/** The pairs of what changed; an absence, or how far the calendar can be believed (S3), concerns all pairs of its owner. */
async function touchConcerned(
  trx: Db,
  before: Calendar,
  after: Changes & { uids: string[]; isAbsence: boolean },
  now: Instant,
): Promise<number[]> {
  const believed =
    !before.wasRead ||
    (before.complete === after.complete && before.brokenUids.join() === after.brokenUids.join())
  const owners = ofPeople([before.owner], after.isAbsence || !believed ? 'all' : 'awaiting-read')
  return touch(trx, sql`${meetingOneOf(after.uids)} or ${owners}`, now)
}
