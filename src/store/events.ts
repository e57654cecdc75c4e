// Saves what was read of a calendar: events, tombstones, cursor and next look, and whom it concerns, in one transaction.

import type { CalendarEvent } from '../domain/event.ts'
import { resolver } from '../domain/meeting.ts'
import type { Instant, Zone } from '../domain/types.ts'
import { plain, plainOrNull, within } from './batch.ts'
import { type Calendar, toCalendar } from './calendars.ts'
import { completed } from './change.ts'
import { absenceUids, type Reading, rowOf, storedEvents, withVanished, write } from './event-rows.ts'
import { type Keeping, standingOf } from './least.ts'
import { linkedUids, linkMeetings, touchMeetings } from './meetings.ts'
import { directoryFor, touchPairs } from './people.ts'
import { current } from './policies.ts'
import type { Secrets } from './secrets.ts'
import type { Db } from './tables.ts'

export interface Changes extends Reading {
  cursor: string | null
  zone: Zone | null
  /** Null: only when somebody asks. */
  nextLook: Instant | null
  /** `Calendar.hints` as of when the reading began: a hint since then causes another (undefined: none counts). */
  hints?: number | undefined
  /** `Calendar.cursor` as of then: where another reading was saved meanwhile, this one is thrown away. */
  since?: string | null | undefined
}

export interface Saved {
  /** Events whose content changed. */
  changed: number
  /** Pairs that are to be judged now; the sweep finds them too. */
  pairs: number[]
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
    const calendar = await lock(trx, id)
    if (changes.since !== undefined && changes.since !== calendar.cursor) return { changed: 0, pairs: [] }
    const rows = await rowsOf(trx, calendar, changes, now, secrets)
    await write(
      trx,
      rows.filter((row) => !row.same),
    )
    await noteRead(trx, calendar, changes, now)
    const changed = rows.filter((row) => !row.meansTheSame)
    const pairs = new Set(
      await touchMeetings(
        trx,
        changed.map(({ uid }) => uid),
        now,
      ),
    )
    for (const pair of await touchOwner(
      trx,
      calendar,
      { ...changes, absence: changed.some((row) => row.aboutAbsence) },
      now,
    ))
      pairs.add(pair)
    return { changed: changed.length, pairs: [...pairs] }
  })
}

async function rowsOf(trx: Db, calendar: Calendar, changes: Changes, seen: Instant, secrets: Secrets) {
  const { id } = calendar
  const stored = await storedEvents(trx, id, changes)
  const read = withVanished(changes, stored, id).map((event) => completed(event, stored.get(event.id)))
  if (read.length === 0) return [] // As most readings are: nothing more is asked then.
  const keeping = await keepingOf(trx, calendar, read, secrets)
  const linked = await link(trx, read, keeping)
  const absences = await absenceUids(trx, id)
  return read.map((event) => rowOf(event, { stored: stored.get(event.id), linked, absences, keeping, seen }))
}

async function lock(trx: Db, id: string): Promise<Calendar> {
  const row = await trx
    .selectFrom('calendars')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new Error(`Calendar ${id} is not known any more; what was read of it is thrown away.`)
  return toCalendar(row)
}

async function keepingOf(
  trx: Db,
  calendar: Calendar,
  read: CalendarEvent[],
  secrets: Secrets,
): Promise<Keeping> {
  const addresses = new Set([calendar.owner])
  for (const { details } of read) {
    if (details?.organizer) addresses.add(details.organizer)
    for (const { address } of details?.attendees ?? []) if (address) addresses.add(address)
  }
  const directory = await directoryFor(trx, addresses)
  const { policy } = await current(trx)
  return { policy, directory, secrets, owner: calendar.owner, resolve: resolver(directory) }
}

/** UIDs of all meetings that may be some pair's, known before or by this reading. */
async function link(trx: Db, read: CalendarEvent[], keeping: Keeping): Promise<Set<string>> {
  const links = new Map<string, readonly [string, string]>()
  const kept = await linkedUids(
    trx,
    read.map(({ uid }) => uid),
  )
  for (const event of read) {
    const standing = standingOf(event, keeping)
    if (standing === 'unclear') kept.add(event.uid)
    else if (standing && 'pair' in standing)
      links.set(`${event.uid}\n${standing.pair.join('\n')}`, standing.pair)
  }
  await linkMeetings(
    trx,
    [...links].map(([key, pair]) => ({ uid: key.slice(0, key.indexOf('\n')), pair })),
  )
  for (const key of links.keys()) kept.add(key.slice(0, key.indexOf('\n')))
  return kept
}

async function noteRead(
  trx: Db,
  { id, hints, lookAt }: Calendar,
  changes: Changes,
  now: Instant,
): Promise<void> {
  const wasHinted = changes.hints !== undefined && changes.hints !== hints
  await trx
    .updateTable('calendars')
    .set({
      cursor: changes.cursor,
      zone: plainOrNull(changes.zone),
      complete: changes.complete,
      broken_uids: changes.brokenUids.map(plain),
      window_start: changes.window?.start ?? null,
      window_end: changes.window?.end ?? null,
      read_at: now,
      look_at: wasHinted ? lookAt : changes.nextLook,
      failing_since: null,
      tries: 0,
      fault: null,
    })
    .where('id', '=', id)
    .execute()
}

/** An absence, or how far the calendar can be believed (S3), concerns all pairs of its owner. */
async function touchOwner(
  trx: Db,
  before: Calendar,
  after: Changes & { absence: boolean },
  now: Instant,
): Promise<number[]> {
  const believed =
    !before.wasRead ||
    (before.complete === after.complete && before.brokenUids.join() === after.brokenUids.join())
  return touchPairs(trx, [before.owner], now, after.absence || !believed ? 'all' : 'awaiting-read')
}
