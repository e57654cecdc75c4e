// What a reading of a calendar needs to know of it: rows that were read before, and when its owner's meetings are.
import { sql } from 'kysely'
import type { CalendarEvent } from '../../domain/event.ts'
import { type Address, HOUR, type Instant, type Span } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import { toEvent } from '../pairs/facts.ts'
import type { Db } from '../tables.ts'
import { liesWithin } from './reach.ts'

/** Stored rows of a calendar by the service's ids. */
export async function known(
  db: Db,
  calendar: string,
  ids: readonly string[],
): Promise<Map<string, CalendarEvent>> {
  const found = new Map<string, CalendarEvent>()
  for (const some of chunked(ids.map(plain), 5_000)) {
    const rows = await db
      .selectFrom('events')
      .select(['calendar', 'body', 'rule_since', 'declined_since'])
      .where('calendar', '=', calendar)
      .where(sql<boolean>`id = any(${some})`)
      .execute()
    for (const event of rows.map(toEvent)) found.set(event.id, event)
  }
  return found
}

/** Stored rows of a calendar by UID. */
export async function ofSeries(db: Db, calendar: string, uids: readonly string[]): Promise<CalendarEvent[]> {
  const found: CalendarEvent[] = []
  for (const some of chunked(uids.map(plain), 5_000)) {
    const rows = await db
      .selectFrom('events')
      .select(['calendar', 'body', 'rule_since', 'declined_since'])
      .where('calendar', '=', calendar)
      .where(sql<boolean>`uid = any(${some})`)
      .execute()
    for (const row of rows) found.push(toEvent(row))
  }
  return found
}

/** Ids of stored series of a calendar that have dates in the span. Of all rows only what looks like a series is read. */
export async function seriesIn(db: Db, calendar: string, span: Span): Promise<string[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('calendar', '=', calendar)
    .where('removed', '=', false)
    .where(sql<boolean>`body::text like '%"kind":"master"%'`)
    .execute()
  return rows.flatMap(({ body }) => (body.kind === 'master' && liesWithin(span, body) ? [body.id] : []))
}

/** W1: no 1-on-1 is longer. */
const LONGEST = 4 * HOUR

/** When the 1-on-1s of a person are that touch the span (whatever became of them). */
export async function meetingsAround(db: Db, owner: Address, { start, end }: Span): Promise<Span[]> {
  const rows = await db
    .selectFrom('slots')
    .innerJoin('pairs', 'pairs.id', 'slots.pair')
    .select(['slots.starts', 'slots.ends'])
    .where((eb) => eb.or([eb('pairs.a', '=', plain(owner)), eb('pairs.b', '=', plain(owner))]))
    .where('slots.starts', '>=', start - LONGEST)
    .where('slots.starts', '<', end)
    .where('slots.ends', '>', start)
    .execute()
  return rows.map(({ starts, ends }: { starts: Instant; ends: Instant }) => ({ start: starts, end: ends }))
}

/** Who organizes the meetings of a pair that have slots since then. */
export async function organizersOf(db: Db, pair: number, since: Instant): Promise<Address[]> {
  const slots = await db
    .selectFrom('slots')
    .select('body')
    .where('pair', '=', pair)
    .where('ends', '>=', since)
    .execute()
  const uids = [...new Set(slots.map(({ body }) => plain(body.uid)))]
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where(sql<boolean>`uid = any(${uids})`)
    .where('removed', '=', false)
    .execute()
  const organizers = rows.flatMap(({ body }) => body.details?.organizer ?? [])
  return [...new Set(organizers)]
}
