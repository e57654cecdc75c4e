// Saves what was read of a calendar: events, tombstones, cursor and next look, and whom it concerns, in one transaction.
import { sql } from 'kysely'
import { isAbsence } from '../domain/absences.ts'
import { resolver } from '../domain/meeting.ts'
import type { CalendarEvent, Instant, Span, Zone } from '../domain/types.ts'
import { chunked, plain, plainOrNull, within } from './batch.ts'
import type { Calendar } from './calendars.ts'
import { toCalendar } from './calendars.ts'
import {
  bodyOf,
  completed,
  declinedSince,
  isSame,
  meansTheSame,
  ruleSince,
  type StoredEvent,
  vanished,
} from './change.ts'
import { type Keeping, keptDetails, standingOf } from './least.ts'
import { linkedUids, linkMeetings, touchMeetings } from './meetings.ts'
import { directoryFor, touchPairs } from './people.ts'
import { current } from './policies.ts'
import type { Secrets } from './secrets.ts'
import type { Db } from './tables.ts'

export interface Changes {
  /** New and changed events and tombstones, in any order; of one id the last counts. */
  events: CalendarEvent[]
  /** True: this is all the calendar holds; what is known and not among it is gone (S3), if `complete`. */
  replace: boolean
  cursor: string | null
  zone: Zone | null
  complete: boolean
  brokenUids: string[]
  window: Span | null
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
    const stored = await storedEvents(trx, id, changes)
    const read = withVanished(changes, stored, id).map((event) => completed(event, stored.get(event.id)))
    const keeping = await keepingOf(trx, calendar, read, secrets)
    const linked = await link(trx, read, keeping)
    const absences = await absenceUids(trx, id)
    const rows = read.map((event) =>
      rowOf(event, { stored: stored.get(event.id), linked, absences, keeping, seen: now }),
    )
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

async function storedEvents(
  trx: Db,
  id: string,
  { events, replace }: Changes,
): Promise<Map<string, StoredEvent>> {
  const found = new Map<string, StoredEvent>()
  const parts = replace
    ? [null]
    : chunked(
        events.map((event) => plain(event.id)),
        5_000,
      )
  for (const ids of parts) {
    const rows = await trx
      .selectFrom('events')
      .select(['id', 'uid', 'absence', 'rule_since', 'declined_since', 'body'])
      .where('calendar', '=', id)
      .$if(ids !== null, (query) => query.where(sql<boolean>`id = any(${ids})`))
      .execute()
    for (const { rule_since, declined_since, body, ...row } of rows)
      found.set(body.id, {
        ...row,
        id: body.id,
        uid: body.uid,
        body,
        ruleSince: rule_since,
        declinedSince: declined_since,
      })
  }
  return found
}

/** One row per id, and what a complete reading does not hold any more as removed. */
function withVanished(changes: Changes, stored: Map<string, StoredEvent>, calendar: string): CalendarEvent[] {
  const read = new Map(changes.events.map((event) => [event.id, event]))
  if (!changes.replace || !changes.complete) return [...read.values()]
  const broken = new Set(changes.brokenUids)
  for (const row of stored.values()) {
    if (
      read.has(row.id) ||
      row.body.removed ||
      broken.has(row.uid) ||
      !isWithin(changes.window, row.body.span)
    )
      continue
    read.set(row.id, vanished(row, calendar))
  }
  return [...read.values()]
}

function isWithin(window: Span | null, span: Span | null): boolean {
  return window === null || span === null || (span.start >= window.start && span.start < window.end)
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

interface Beside {
  stored: StoredEvent | undefined
  linked: Set<string>
  /** UIDs of absences known in this calendar: an exception of one says nothing of it by itself. */
  absences: Set<string>
  keeping: Keeping
  seen: Instant
}

function rowOf(event: CalendarEvent, { stored, linked, absences, keeping, seen }: Beside) {
  const wanted = linked.has(event.uid)
  const body = bodyOf({ ...event, details: keptDetails(event, wanted, keeping) })
  const absence = isAbsence(event, keeping.policy)
  const standing = wanted ? null : standingOf(event, keeping)
  return {
    id: event.id,
    uid: event.uid,
    body,
    absence,
    refusal:
      standing !== null && typeof standing === 'object' && 'refusal' in standing ? standing.refusal : null,
    aboutAbsence: absence || absences.has(plain(event.uid)),
    ruleSince: ruleSince(body, stored, seen),
    declinedSince: declinedSince(
      body,
      stored,
      (address) => keeping.directory.colleague(address) !== null,
      seen,
    ),
    seen,
    calendar: event.calendar,
    same: isSame(body, stored),
    meansTheSame: meansTheSame(body, stored),
  }
}

async function absenceUids(trx: Db, id: string): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('events')
    .select('uid')
    .where('calendar', '=', id)
    .where('absence', '=', true)
    .execute()
  return new Set(rows.map(({ uid }) => uid))
}

async function write(trx: Db, rows: ReturnType<typeof rowOf>[]): Promise<void> {
  for (const some of chunked(rows)) {
    const values = some.map((row) => ({
      calendar: row.calendar,
      id: plain(row.id),
      uid: plain(row.uid),
      removed: row.body.removed,
      absence: row.absence,
      refusal: row.refusal,
      rule_since: row.ruleSince,
      declined_since: row.declinedSince,
      body: JSON.stringify(row.body),
      seen_at: row.seen,
    }))
    await trx
      .insertInto('events')
      .values(values)
      .onConflict((oc) =>
        oc.columns(['calendar', 'id']).doUpdateSet((eb) => ({
          uid: eb.ref('excluded.uid'),
          removed: eb.ref('excluded.removed'),
          absence: eb.ref('excluded.absence'),
          refusal: eb.ref('excluded.refusal'),
          rule_since: eb.ref('excluded.rule_since'),
          declined_since: eb.ref('excluded.declined_since'),
          body: eb.ref('excluded.body'),
          seen_at: eb.ref('excluded.seen_at'),
        })),
      )
      .execute()
  }
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
