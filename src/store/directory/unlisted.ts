// Who was named in a choice of people but is nobody's address in the directory: a mistyped name watches nobody, silently.
import { sql } from 'kysely'
import type { Address } from '../../domain/types.ts'
import type { Db } from '../tables.ts'

/** Of these addresses those that no account of the connection has, neither as its own nor as an alias. */
export async function unlisted(db: Db, connection: number, named: readonly Address[]): Promise<Address[]> {
  const { rows } = await sql<{ address: Address }>`
    with known as (
      select address from accounts where connection = ${connection}
      union select json_array_elements_text(body->'aliases') from accounts where connection = ${connection})
    select address from unnest(${[...named]}::text[]) as named (address)
    where address not in (select address from known) order by address`.execute(db)
  return rows.map(({ address }) => address)
}
