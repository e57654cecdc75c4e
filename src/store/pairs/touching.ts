// Pairs of which something changed are to be judged now.
import { type RawBuilder, sql } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import { plain } from '../batch.ts'
import type { Db } from '../tables.ts'

/** Returns the pairs of these people. */
export const touchPairs = (db: Db, people: readonly Address[], now: Instant) =>
  touch(db, ofPeople(people), now)

/**
 * Returns the pairs. Everybody locks them in the same order, due ones too: whoever judges one meanwhile ends before. Not
 * their keys, which readings that link meetings to them share. What is due already is not written again, as the readings
 * of a company name the same pairs over and over.
 */
export async function touch(db: Db, which: RawBuilder<boolean>, now: Instant): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with mine as (select id, judge_at from pairs where ${which} order by id for no key update),
      later as (update pairs set judge_at = ${now}
        where id = any(array(select id from mine where judge_at is null or judge_at > ${now})))
    select id from mine`.execute(db)
  return rows.map(({ id }) => id)
}

export function ofPeople(
  people: readonly Address[],
  which: 'all' | 'awaiting-read' = 'all',
): RawBuilder<boolean> {
  const names = [...new Set(people.map(plain))]
  return sql`(a = any(${names}) or b = any(${names})) and (${which === 'all'} or awaits_read)`
}
