// Which meeting (UID) may be which pair's, so that judging a pair loads only its own.
import { sql } from 'kysely'
import type { Address } from '../../domain/types.ts'
import { plain } from '../batch.ts'
import type { Db } from '../tables.ts'

export interface Link {
  uid: string
  /** Sorted. */
  pair: readonly [Address, Address]
}

/**
 * Links are never taken back: whom a meeting ever concerned is judged when it changes. New pairs appear here. Returns which
 * of `uids` were some pair's before, and which are some pair's only now. Everybody writes rows in the same order, or two
 * readings of shared meetings would wait for each other.
 */
export async function linkMeetings(
  db: Db,
  links: readonly Link[],
  uids: readonly string[],
): Promise<{ known: Set<string>; fresh: string[] }> {
  const [as, bs] = [0, 1].map((side) => links.map(({ pair }) => plain(pair[side] as Address)))
  const own = links.map(({ uid }) => plain(uid))
  if (links.length > 0)
    await sql`insert into pairs (a, b) select distinct a, b from unnest(${as}::text[], ${bs}::text[]) as pair (a, b)
      order by a, b on conflict do nothing`.execute(db)
  const { rows } = await sql<{ uid: string; fresh: boolean }>`
    with fresh as (insert into meetings (uid, pair)
      select link.uid, pairs.id from unnest(${own}::text[], ${as}::text[], ${bs}::text[]) as link (uid, a, b)
      join pairs on pairs.a = link.a and pairs.b = link.b order by link.a, link.b, link.uid
      on conflict do nothing returning uid)
    select uid, true as fresh from fresh
    union all select distinct uid, false from meetings where ${isOneOf(uids)}`.execute(db)
  const [now, before] = [rows.filter(({ fresh }) => fresh), rows.filter(({ fresh }) => !fresh)]
  return { known: new Set(before.map(({ uid }) => uid)), fresh: now.map(({ uid }) => uid) }
}

/** By an array that the planner cannot count: of many it would read the whole table where statistics are older than the rows. */
const isOneOf = (uids: readonly string[]) =>
  sql<boolean>`uid = any(array(select unnest(${[...new Set(uids.map(plain))]}::text[])))`

/** Of `pairs`: who meet in one of these. */
export const meetingOneOf = (uids: readonly string[]) =>
  sql<boolean>`id = any(array(select pair from meetings where ${isOneOf(uids)}))`
