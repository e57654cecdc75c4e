// Calendars: whose they are, how far they are read, when to look next and what is wrong with them.
import { type Selectable, sql } from 'kysely'
import type { CalendarCopy } from '../domain/event.ts'
import type { Address, Instant, Span, Zone } from '../domain/types.ts'
import type { Db, Fault, Tables } from './tables.ts'

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

export async function byId(db: Db, id: string): Promise<Calendar | null> {
  const row = await db.selectFrom('calendars').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toCalendar(row) : null
}

export async function all(db: Db): Promise<Calendar[]> {
  return (await db.selectFrom('calendars').selectAll().orderBy('id').execute()).map(toCalendar)
}

/** Ids of the calendars of some owners, e.g. those that a mail stands on (M2). */
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

/** Which to look at now, longest overdue first. */
export async function due(db: Db, now: Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('calendars')
    .select('id')
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** A hint (push, a person) that something changed: look at it now. */
export async function markDirty(db: Db, id: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({ look_at: now, hints: eb('hints', '+', 1) }))
    .where('id', '=', id)
    .where(ownerStays(now))
    .execute()
}

/** W3: of who left nothing is read any more. */
export const ownerStays = (now: Instant) =>
  sql<boolean>`owner not in (select address from people where left_at <= ${now})`

/** Reads it anew from the beginning; what is known stays until the new copy is there. */
export async function startOver(db: Db, id: string, now: Instant): Promise<void> {
  await db.updateTable('calendars').set({ cursor: null, look_at: now }).where('id', '=', id).execute()
}

/** Notes a failed look and when to try again. Returns whether the fault is a new one. */
export async function failed(
  db: Db,
  id: string,
  fault: Fault,
  at: { now: Instant; nextTry: Instant },
): Promise<boolean> {
  const before = await byId(db, id)
  await db
    .updateTable('calendars')
    .set((eb) => ({
      fault: JSON.stringify(fault),
      failing_since: eb.fn.coalesce('failing_since', eb.val(at.now)),
      tries: eb('tries', '+', 1),
      look_at: at.nextTry,
    }))
    .where('id', '=', id)
    .execute()
  return before?.fault?.code !== fault.code
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
    readAt: row.read_at ?? 0,
    wasRead: row.read_at !== null,
    lookAt: row.look_at,
    hints: row.hints,
    failingSince: row.failing_since,
    tries: row.tries,
    fault: row.fault,
  }
}

function windowOf({ window_start, window_end }: Selectable<Tables['calendars']>): Span | null {
  return window_start === null || window_end === null ? null : { start: window_start, end: window_end }
}
