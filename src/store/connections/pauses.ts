// Pauses of a connection whose quota is used up. Wall clock, as quotas are.
import type { Instant } from '../../domain/types.ts'
import { within } from '../batch.ts'
import type { Db } from '../tables.ts'

export interface Pausing {
  kind: 'google' | 'microsoft' | 'ics'
  /** Null: it was well since. */
  pausedUntil: Instant | null
  failingSince: Instant | null
}

/** Null: there is no such connection. */
export async function of(db: Db, connection: number): Promise<Pausing | null> {
  const row = await db
    .selectFrom('connections')
    .select(['kind', 'paused_until', 'failing_since'])
    .where('id', '=', connection)
    .executeTakeFirst()
  return row ? { kind: row.kind, pausedUntil: row.paused_until, failingSince: row.failing_since } : null
}

/**
 * Readings that run at the same time are refused together: during a pause only a later end counts, and it is no new one.
 * @param endOf after so many pauses in a row, this one included
 * @returns whether it is the first in a row
 */
export async function begin(
  db: Db,
  connection: number,
  wall: Instant,
  endOf: (pauses: number) => Instant,
): Promise<boolean> {
  return within(db, async (trx) => {
    const row = await trx
      .selectFrom('connections')
      .select(['paused_until', 'pauses'])
      .where('id', '=', connection)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return false
    const running = row.paused_until !== null && row.paused_until > wall ? row.paused_until : null
    const pauses = running === null ? row.pauses + 1 : row.pauses
    const until = Math.max(running ?? 0, endOf(pauses))
    await trx
      .updateTable('connections')
      .set({ paused_until: until, pauses })
      .where('id', '=', connection)
      .execute()
    return running === null && pauses === 1
  })
}

/** After a success; one that was on its way when a pause began does not end it. Returns whether this ended it. */
export async function end(db: Db, connection: number, wall: Instant): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ paused_until: null, pauses: 0 })
    .where('id', '=', connection)
    .where('paused_until', '<=', wall)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
