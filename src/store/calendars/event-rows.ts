// The rows of a reading: what is stored already, what each event becomes, and how they are written.
import { sql } from 'kysely'
import { isAbsence } from '../../domain/absences.ts'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Instant, Span } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import type { Db } from '../tables.ts'
import {
  bodyOf,
  declinedSince,
  isSame,
  meansTheSame,
  ruleSince,
  type StoredEvent,
  vanished,
} from './change.ts'
import { type Keeping, keptDetails } from './least.ts'
import { liesWithin } from './reach.ts'

/** What one reading of a calendar gave. */
export interface Reading {
  /** New and changed events and tombstones, in any order; of one id the last counts. */
  events: CalendarEvent[]
  /** True: this is all the calendar holds; what is known and not among it is gone (S3), if `complete`. */
  replace: boolean
  complete: boolean
  brokenUids: string[]
  window: Span | null
}

export async function storedEvents(
  trx: Db,
  id: string,
  { events, replace }: Reading,
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
export function withVanished(
  changes: Reading,
  stored: Map<string, StoredEvent>,
  calendar: string,
): CalendarEvent[] {
  const read = new Map(changes.events.map((event) => [event.id, event]))
  if (!changes.replace || !changes.complete) return [...read.values()]
  const broken = new Set(changes.brokenUids)
  for (const row of stored.values()) {
    if (read.has(row.id) || row.body.removed || broken.has(row.uid) || !liesWithin(changes.window, row.body))
      continue
    read.set(row.id, vanished(row, calendar))
  }
  return [...read.values()]
}

interface Beside {
  stored: StoredEvent | undefined
  linked: Set<string>
  /** UIDs of absences known in this calendar: an exception of one says nothing of it by itself. */
  absences: Set<string>
  keeping: Keeping
  seen: Instant
}

export function rowOf(event: CalendarEvent, beside: Beside) {
  const { stored, linked, absences, keeping, seen } = beside
  const wanted = linked.has(event.uid)
  const body = bodyOf({ ...event, details: keptDetails(event, wanted, keeping) })
  const absence = isAbsence(event, keeping.policy)
  const same = isSame(body, stored)
  return {
    id: event.id,
    uid: event.uid,
    body,
    absence,
    aboutAbsence: absence || absences.has(plain(event.uid)),
    ruleSince: ruleSince(body, stored, seen),
    declinedSince: declinedSince(
      body,
      stored,
      (address) => keeping.directory.colleague(address) !== null,
      seen,
    ),
    same,
    meansTheSame: same || meansTheSame(body, stored),
  }
}

export async function absenceUids(trx: Db, id: string): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('events')
    .select('uid')
    .where('calendar', '=', id)
    .where('absence', '=', true)
    .execute()
  return new Set(rows.map(({ uid }) => uid))
}

/** As one text for each thousand rows: a parameter for every value costs more than all else in a first reading. */
export async function write(
  trx: Db,
  rows: ReturnType<typeof rowOf>[],
  { calendar, seen }: { calendar: string; seen: Instant },
): Promise<void> {
  for (const some of chunked(rows)) {
    const values = some.map((row) => ({
      id: plain(row.id),
      uid: plain(row.uid),
      removed: row.body.removed,
      absence: row.absence,
      rule_since: row.ruleSince ?? undefined,
      declined_since: row.declinedSince ?? undefined,
      body: JSON.stringify(row.body), // A text within the text: what it escapes (NUL, half characters) stays escaped.
    }))
    await sql`insert into events (calendar, id, uid, removed, absence, rule_since, declined_since, body, seen_at)
      select ${calendar}, id, uid, removed, absence, rule_since, declined_since, body::json, ${seen}::bigint
      from json_to_recordset(${JSON.stringify(values)}) as row (
        id text, uid text, removed boolean, absence boolean, rule_since bigint, declined_since bigint, body text)
      on conflict (calendar, id) do update set
        uid = excluded.uid, removed = excluded.removed, absence = excluded.absence,
        rule_since = excluded.rule_since, declined_since = excluded.declined_since, body = excluded.body,
        seen_at = excluded.seen_at`.execute(trx)
  }
}
