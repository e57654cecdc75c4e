// Who manages whom as files and directories tell together, with a history; a file's word counts first.
import { sql } from 'kysely'
import { withHistory } from '../../domain/history.ts'
import type { Address, Instant, Management } from '../../domain/types.ts'
import { chunked } from '../batch.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Db } from '../tables.ts'
import { managementOf, replaceManagement } from './people.ts'

/**
 * Ends what is told no more and begins what is new, as of `now`. A manager who is no person we know, or oneself, is none.
 * @param whose null: everybody of whom a directory or a file tells
 */
export async function manage(trx: Db, whose: readonly Address[] | null, now: Instant): Promise<void> {
  const news = await newManagers(trx, whose)
  const people = [...news.keys()]
  const before: Management[] = []
  for (const some of chunked(people))
    for (const row of await managementOf(trx, some)) if (news.has(row.person)) before.push(row)
  await replaceManagement(trx, people, withHistory(dedupe(before), news, now))
  await touchPairs(trx, people, now)
}

/** A row is found by its person and by its manager. */
function dedupe(rows: readonly Management[]): Management[] {
  const keyOf = ({ person, manager, from }: Management) => `${person} ${manager} ${from}`
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

/** Of those whose manager is told to be another than is known. */
async function newManagers(trx: Db, whose: readonly Address[] | null): Promise<Map<Address, Address | null>> {
  const { rows } = await sql<{ person: string; manager: string | null }>`
    with directory as (
      select address as person, (array_agg(body->>'manager' order by connection, id)
        filter (where body->>'manager' is not null))[1] as manager
      from accounts where body->>'state' = 'active' group by address),
    said as (
      select address as person,
        case when (told->'manager') is not null then told->>'manager' else directory.manager end as manager
      from people left join directory on person = address
      where (directory.person is not null or told is not null) and ${
        whose === null ? sql`true` : sql`address = any(${[...whose]})`
      }),
    names as (
      select distinct on (alias) alias, address
      from people, unnest(aliases || address) as alias
      where kind = 'person' and alias in (select manager from said)
      order by alias, alias <> address, address),
    resolved as (
      select person, nullif(names.address, person) as manager from said left join names on names.alias = said.manager)
    select person, manager from resolved
    where array(select manager from management where management.person = resolved.person and until_at is null)
      is distinct from array_remove(array[manager], null)`.execute(trx)
  return new Map(rows.map(({ person, manager }) => [person, manager]))
}
