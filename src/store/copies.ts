// What a reading of a calendar needs to know of it: rows that were read before, and when its owner's meetings are.
import { sql } from 'kysely'
import type { CalendarEvent } from '../domain/event.ts'
import { type Address, HOUR, type Instant, type Span } from '../domain/types.ts'
import { chunked, plain } from './batch.ts'
import { toEvent } from './facts.ts'
import type { Db } from './tables.ts'

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
