// Which meeting (UID) may be which pair's, so that judging a pair loads only its own.
import { sql } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import type { Db } from '../tables.ts'

export interface Link {
  uid: string
  /** Sorted. */
  pair: readonly [Address, Address]
}

export async function linkedUids(db: Db, uids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const some of chunked([...new Set(uids.map(plain))], 5_000)) {
    const rows = await db
      .selectFrom('meetings')
      .select('uid')
      .distinct()
      .where(sql<boolean>`uid = any(${some})`)
      .execute()
    for (const { uid } of rows) found.add(uid)
  }
  return found
}

/**
 * Links are never taken back: whom a meeting ever concerned is judged when it changes. New pairs appear here. Returns the
 * UIDs that are some pair's only now.
 */
export async function linkMeetings(db: Db, links: readonly Link[]): Promise<string[]> {
  const fresh: string[] = []
  const sorted = links
    .map(({ uid, pair: [a, b] }) => ({ uid: plain(uid), a: plain(a), b: plain(b) }))
    .sort(byPair)
  for (const some of chunked(sorted)) {
    const [as, bs, uids] = [some.map(({ a }) => a), some.map(({ b }) => b), some.map(({ uid }) => uid)]
    await sql`insert into pairs (a, b) select distinct a, b from unnest(${as}::text[], ${bs}::text[]) as pair (a, b)
      order by a, b on conflict do nothing`.execute(db)
    const { rows } = await sql<{ uid: string }>`insert into meetings (uid, pair)
      select link.uid, pairs.id from unnest(${uids}::text[], ${as}::text[], ${bs}::text[]) as link (uid, a, b)
      join pairs on pairs.a = link.a and pairs.b = link.b
      on conflict do nothing returning uid`.execute(db)
    fresh.push(...rows.map(({ uid }) => uid))
  }
  return fresh
}

/** Everybody takes rows in the same order, or two readings of shared meetings would wait for each other. */
function byPair(
  one: { a: string; b: string; uid: string },
  other: { a: string; b: string; uid: string },
): number {
  return compare(one.a, other.a) || compare(one.b, other.b) || compare(one.uid, other.uid)
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** The pairs of these meetings are to be judged now; returns them. */
export async function touchMeetings(db: Db, uids: readonly string[], now: Instant): Promise<number[]> {
  const touched: number[] = []
  for (const some of chunked([...new Set(uids.map(plain))], 5_000)) {
    const { rows } = await sql<{ id: number }>`
      with mine as (
        select id from pairs where id in (select pair from meetings where uid = any(${some})) order by id for update)
      update pairs set judge_at = least(judge_at, ${now}) from mine where pairs.id = mine.id returning pairs.id`.execute(
      db,
    )
    touched.push(...rows.map(({ id }) => id))
  }
  return touched
}
