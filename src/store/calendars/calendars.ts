// Calendars: whose they are, how far they are read, when to look next and what is wrong with them.
import { type Selectable, sql } from 'kysely'
import type { CalendarCopy } from '../../domain/event.ts'
import type { Address, Instant, Span, Zone } from '../../domain/types.ts'
import { within } from '../batch.ts'
import type { Db, Fault, Tables } from '../tables.ts'

export interface Calendar extends CalendarCopy {
  connection: number
  providerId: string
  /** Where to go on reading; null: from the beginning. */
  cursor: string | null
  /** Null: nobody asked for it. */
  lookAt: Instant | null
  failingSince: Instant | null
  tries: number
  fault: Fault | null
  /** As of when it was loaded; `save` compares. */
  hints: number
  /** False: never read; `readAt` is then 0. */
  wasRead: boolean
  /** When to compare it with the service's own expansion next; null: not yet, or it has none. */
  checkAt: Instant | null
  /** Tries to open a push channel that failed in a row, and when the next may be. */
  watchTries: number
  watchAt: Instant | null
}

export interface NewCalendar {
  id: string
  connection: number
  owner: Address
  providerId: string
  zone: Zone | null
}

/** A calendar of a connection, to be read at once; one that is known keeps its cursor. */
export async function add(db: Db, calendar: NewCalendar, now: Instant): Promise<void> {
  const { providerId, ...rest } = calendar
  await db
    .insertInto('calendars')
    .values({ ...rest, provider_id: providerId, look_at: now })
    .onConflict((oc) => oc.column('id').doUpdateSet({ owner: calendar.owner, look_at: now }))
    .execute()
}

/** To be read: with the other addresses of its owner, by which they may be invited. */
export async function byId(db: Db, id: string): Promise<(Calendar & { aliases: Address[] }) | null> {
  const row = await db
    .selectFrom('calendars')
    .leftJoin('people', 'people.address', 'calendars.owner')
    .selectAll('calendars')
    .select('people.aliases')
    .where('calendars.id', '=', id)
    .executeTakeFirst()
  return row ? { ...toCalendar(row), aliases: row.aliases ?? [] } : null
}

export async function all(db: Db): Promise<Calendar[]> {
  return (await db.selectFrom('calendars').selectAll().orderBy('id').execute()).map(toCalendar)
}

export async function ofConnection(db: Db, connection: number): Promise<Calendar[]> {
  const rows = await db
    .selectFrom('calendars')
    .selectAll()
    .where('connection', '=', connection)
    .orderBy('id')
    .execute()
  return rows.map(toCalendar)
}

/** Of some owners, e.g. those that a mail stands on (M2). */
export async function ofOwners(db: Db, owners: readonly Address[]): Promise<Calendar[]> {
  if (owners.length === 0) return []
  const rows = await db
    .selectFrom('calendars')
    .selectAll()
    .where('owner', 'in', [...owners])
    .orderBy('id')
    .execute()
  return rows.map(toCalendar)
}

/** Which to look at now, longest overdue first; those of a connection that pauses wait. */
export async function due(db: Db, now: Instant, limit: number, wall = now): Promise<string[]> {
  const rows = await db
    .selectFrom('calendars')
    .select('id')
    .where('look_at', '<=', now)
    .where((eb) =>
      eb(
        'connection',
        'not in',
        eb.selectFrom('connections').select('connections.id').where('paused_until', '>', wall),
      ),
    )
    .orderBy('look_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** A hint (push, a person) that something changed: look at it now. What is at rest stays so. */
export async function markDirty(db: Db, id: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({ look_at: now, hints: eb('hints', '+', 1) }))
    .where('id', '=', id)
    .where('look_at', 'is not', null)
    .execute()
}

/** The same for all calendars of a connection: somebody saw that it is not as we think it is. */
export async function allDirty(db: Db, connection: number, now: Instant): Promise<void> {
  await within(db, (trx) =>
    trx
      .updateTable('calendars')
      .set((eb) => ({ look_at: now, hints: eb('hints', '+', 1) }))
      .where('connection', '=', connection)
      .where('look_at', 'is not', null)
      .execute(),
  )
}

/** Reads it anew from the beginning; what is known stays until the new copy is there. */
export async function startOver(db: Db, id: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set({ cursor: null, look_at: unlessAtRest(now) })
    .where('id', '=', id)
    .execute()
}

/** Of who left (W3), or is not chosen any more, nothing is read. */
export const unlessAtRest = (at: Instant) =>
  sql<Instant | null>`case when look_at is not null then ${at}::bigint end`

/** Notes a failed look and when to try again. */
export async function failed(
  db: Db,
  id: string,
  fault: Fault,
  at: { now: Instant; nextTry: Instant },
): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({
      fault: JSON.stringify(fault),
      failing_since: eb.fn.coalesce('failing_since', eb.val(at.now)),
      tries: eb('tries', '+', 1),
      look_at: unlessAtRest(at.nextTry),
    }))
    .where('id', '=', id)
    .execute()
}

/** Nothing is broken, it only has to wait. */
export async function postponed(db: Db, id: string, nextTry: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({ look_at: unlessAtRest(nextTry), tries: eb('tries', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** These people's calendars are looked at no later than this. Broken ones keep to their own pace. */
export async function lookBy(db: Db, owners: readonly Address[], at: Instant): Promise<void> {
  await within(db, (trx) =>
    trx
      .updateTable('calendars')
      .set({ look_at: at })
      .where('owner', 'in', [...owners])
      .where('look_at', '>', at)
      .where('failing_since', 'is', null)
      .execute(),
  )
}

/** When the next calendar is to be looked at: what a clock that jumps jumps to. */
export async function nextLookAt(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('calendars')
    .select(({ fn }) => fn.min('look_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

export function toCalendar(row: Selectable<Tables['calendars']>): Calendar {
  return {
    id: row.id,
    connection: row.connection,
    owner: row.owner,
    providerId: row.provider_id,
    zone: row.zone,
    cursor: row.cursor,
    complete: row.complete,
    brokenUids: row.broken_uids,
    window: windowOf(row),
    // Services tell rules; only files list occurrences.
    exceptionsOnly: true,
    readAt: row.read_at ?? 0,
    wasRead: row.read_at !== null,
    lookAt: row.look_at,
    hints: row.hints,
    failingSince: row.failing_since,
    tries: row.tries,
    fault: row.fault,
    checkAt: row.check_at,
    watchTries: row.watch_tries,
    watchAt: row.watch_at,
  }
}

function windowOf({ window_start, window_end }: Selectable<Tables['calendars']>): Span | null {
  return window_start === null || window_end === null ? null : { start: window_start, end: window_end }
}
