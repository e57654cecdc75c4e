// Connections that cannot be read, and what admins were told of them.
import { sql } from 'kysely'
import { DAY, type Instant } from '../domain/types.ts'
import type { Db, Fault, MailState } from './tables.ts'

export interface Trouble {
  connection: number
  name: string
  /** Failing since then. */
  since: Instant
  fault: Fault
  /** People whose calendars come by it. */
  affected: number
}

/** Trouble that passes by itself needs hands where it does not: agendas and recaps go no more either then (M2). */
const PASSES_WITHIN = DAY

/** Connections that need hands: refused as a whole, or none of their calendars could be read for a day. */
export async function failing(db: Db, now: Instant): Promise<Trouble[]> {
  const { rows } = await sql<Trouble>`
    select id as connection, name, coalesce(failing_since, of.since) as since, coalesce(fault, of.its_fault) as fault, affected
    from connections cross join lateral (
      select count(distinct owner) as affected, count(*) > 0 and count(*) = count(failing_since) as all_failing,
        max(failing_since) as since, (array_agg(fault order by failing_since desc))[1] as its_fault
      from calendars where connection = connections.id and look_at is not null) of
    where failing_since is not null or (all_failing and of.since <= ${now - PASSES_WITHIN})
    order by id`.execute(db)
  return rows
}

/** A mail about a connection, planned or gone out. */
export interface TroubleMail {
  id: number
  state: MailState
  dueAt: Instant
  trouble: Trouble
  /** When it was well again; null: it is not, as far as this mail knows. */
  until: Instant | null
}

/** Nobody waits for good news for longer. */
const REMEMBERED = 30 * DAY

/** Oldest first; those of connections that are gone are left out. */
export async function mails(db: Db, now: Instant): Promise<TroubleMail[]> {
  const connections = await db.selectFrom('connections').select('id').execute()
  const known = new Set(connections.map(({ id }) => id))
  const rows = await db
    .selectFrom('mailings')
    .select(['id', 'state', 'due_at as dueAt', 'payload'])
    .where('kind', '=', sql.lit('trouble'))
    .where('due_at', '>', now - REMEMBERED)
    .orderBy('id')
    .execute()
  return rows
    .map(({ payload, ...row }) => ({ until: null, ...row, ...(payload as Pick<TroubleMail, 'trouble'>) }))
    .filter(({ trouble }) => known.has(trouble.connection))
}
