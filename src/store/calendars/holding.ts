// Everybody takes rows in one order, or they would wait for each other: calendars, then connections, then pairs.
import { sql } from 'kysely'
import type { Db } from '../tables.ts'

/**
 * For whoever changes people or connections: readings that are being saved end first, others wait, and find who is who.
 */
export async function hold(trx: Db): Promise<void> {
  await trx.selectFrom('calendars').select('id').orderBy('id').forUpdate().execute()
}

/**
 * Whoever connects something waits for whoever does, to the end of their transaction: so two who save the same account at the
 * same instant see each other.
 */
export async function connectAlone(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('halfhour connects'))`.execute(trx)
  await hold(trx)
}
