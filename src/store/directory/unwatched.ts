// Whose calendars are not read, and why: those that a directory tells but nobody watches, and those that cannot be read.
import { sql } from 'kysely'
import type { WhyUnwatched } from '../../domain/account.ts'
import type { Address, Instant } from '../../domain/types.ts'
import type { Db, Fault } from '../tables.ts'

/** 'unreadable': chosen, but their calendar service refuses this calendar. */
export type Why = WhyUnwatched | 'unreadable'

export interface UnwatchedPerson {
  connection: number
  address: Address
  name: string | null
  why: Why
  /** Unreadable: failing since; suspended, deleted: since we know it. Null: as the admin chose. */
  since: Instant | null
  /** Of the unreadable: what broke, and when it is tried again. */
  fault: Fault | null
  nextTry: Instant | null
}

export interface Unwatched {
  /** Those that need a look first, then by reason and address. */
  people: UnwatchedPerson[]
  counts: Record<Why, number>
}

export interface UnwatchedFilter {
  connection?: number
  why?: Why
  limit: number
  offset?: number
}

/** One page of them; the counts are those of all (of the connection). */
export async function unwatched(
  db: Db,
  { connection, why, limit, offset = 0 }: UnwatchedFilter,
): Promise<Unwatched> {
  const all = await sql<{ why: Why; n: number }>`
    select why, count(*) as n from (${people(connection)}) p group by why`.execute(db)
  const page = await sql<UnwatchedPerson>`
    select connection, address, name, why, since, fault, "nextTry" from (${people(connection)}) p
    where ${why === undefined ? sql`true` : sql`why = ${why}`}
    order by array_position(array['unreadable', 'suspended', 'not-chosen', 'left-out', 'deleted'], why), address, connection
    limit ${limit} offset ${offset}`.execute(db)
  const none = { unreadable: 0, suspended: 0, deleted: 0, 'left-out': 0, 'not-chosen': 0 }
  const counts = Object.fromEntries(all.rows.map((row) => [row.why, row.n]))
  return { people: page.rows, counts: { ...none, ...counts } }
}

/** M: of these, who gets no mail, as an admin left them out or did not choose them, and no calendar of theirs is read. */
export async function spared(db: Db, addresses: readonly Address[]): Promise<Address[]> {
  const { rows } = await sql<{ address: string }>`
    select address from accounts where address = any(${[...addresses]})
    group by address having bool_and(coalesce(unwatched in ('left-out', 'not-chosen'), false))
      and not exists (select from calendars where owner = address and look_at is not null)`.execute(db)
  return rows.map(({ address }) => address)
}

const people = (connection: number | undefined) => sql`
  select connection, accounts.address, name, unwatched as why, null::json as fault, null::bigint as "nextTry",
    case when unwatched in ('suspended', 'deleted') then left_at end as since
  from accounts left join people on people.address = accounts.address
  where unwatched is not null and ${of(connection)}
  union all
  select connection, owner, name, 'unreadable', fault, look_at, failing_since
  from calendars left join people on people.address = owner
  where failing_since is not null and look_at is not null and ${of(connection)}`

const of = (connection: number | undefined) =>
  connection === undefined ? sql`true` : sql`connection = ${connection}`
