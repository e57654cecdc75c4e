// Aliases that were taken for people of their own, before a directory told whose they are.
import { sql } from 'kysely'
import type { Address } from '../../domain/types.ts'
import type { Db } from '../tables.ts'

/** Alias → whose it is. Who left with an address that is somebody's alias now stays who they were. */
export async function strays(trx: Db): Promise<Map<Address, Address>> {
  const { rows } = await sql<{ stray: string; owner: string }>`
    select distinct on (stray) stray, owner
    from (select address as owner, unnest(aliases) as stray from people) aliases
      join (select a as stray from pairs union select b from pairs union select owner from calendars
        union select address from people) used using (stray)
    where exists (select from accounts where address = owner and body->>'state' = 'active')
      and not exists (select from accounts where address = stray)
      and not exists (select from people where address = stray and left_at is not null)
    order by stray, owner`.execute(trx)
  return new Map(rows.map(({ stray, owner }) => [stray, owner]))
}
