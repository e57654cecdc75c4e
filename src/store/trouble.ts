// Connections that cannot be read, and those that can again after somebody was told.
import { sql } from 'kysely'
import type { Instant } from '../domain/types.ts'
import type { Db, Fault } from './tables.ts'

export interface Trouble {
  connection: number
  name: string
  /** Failing since then. */
  since: Instant
  fault: Fault
  /** People whose calendars come by it. */
  affected: number
}

export async function failing(db: Db): Promise<Trouble[]> {
  const { rows } = await sql<Trouble>`
    select id as connection, name, failing_since as since, fault,
      (select count(distinct owner) from calendars where calendars.connection = connections.id) as affected
    from connections where failing_since is not null and fault is not null order by id`.execute(db)
  return rows
}

/** The last trouble that was told of each connection that is well now and of which no good news went out. */
export async function over(db: Db): Promise<Trouble[]> {
  const { rows } = await sql<{ trouble: Trouble }>`
    with told as (
      select distinct on (payload->'trouble'->>'connection') payload
      from mailings
      where kind = 'trouble' and payload->>'until' is null and state in ('sent', 'maybe-sent')
      order by payload->'trouble'->>'connection', id desc)
    select payload->'trouble' as trouble from told
    join connections on connections.id = (payload->'trouble'->>'connection')::int8
    where failing_since is null and not exists (
      select 1 from mailings m where m.kind = 'trouble'
        and m.subject = (told.payload->'trouble'->>'connection') || ' well again ' || (told.payload->'trouble'->>'since'))`.execute(
    db,
  )
  return rows.map(({ trouble }) => trouble)
}
