// Pairs: when to judge them next, and what was last judged of them.
import type { Selectable } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import { within } from '../batch.ts'
import type { Db, Fault, Summary, Tables } from '../tables.ts'

export interface Pair {
  id: number
  /** Sorted. */
  people: readonly [Address, Address]
  judgeAt: Instant | null
  judgedAt: Instant | null
  /** What was judged last, null: not yet. */
  summary: Summary | null
  failingSince: Instant | null
  fault: Fault | null
}

/** Whom to judge now, longest overdue first. */
export async function due(db: Db, now: Instant, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('pairs')
    .select('id')
    .where('judge_at', '<=', now)
    .orderBy('judge_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** The pair is to be judged: something changed, time did, or judging it failed. */
export async function isDue(db: Db, id: number, now: Instant): Promise<boolean> {
  const row = await db
    .selectFrom('pairs')
    .select('id')
    .where('id', '=', id)
    .where((eb) => eb.or([eb('judge_at', '<=', now), eb('failing_since', 'is not', null)]))
    .executeTakeFirst()
  return row !== undefined
}

export async function byId(db: Db, id: number): Promise<Pair | null> {
  const row = await db.selectFrom('pairs').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toPair(row) : null
}

export async function of(db: Db, people: readonly [Address, Address]): Promise<Pair | null> {
  const [a, b] = [...people].sort()
  const row = await db
    .selectFrom('pairs')
    .selectAll()
    .where('a', '=', a as string)
    .where('b', '=', b as string)
    .executeTakeFirst()
  return row ? toPair(row) : null
}

export async function all(db: Db): Promise<Pair[]> {
  return (await db.selectFrom('pairs').selectAll().orderBy('a').orderBy('b').execute()).map(toPair)
}

/** The pairs that one of these people belongs to. */
export async function ofPeople(db: Db, people: readonly Address[]): Promise<Pair[]> {
  if (people.length === 0) return []
  const rows = await db
    .selectFrom('pairs')
    .selectAll()
    .where((eb) => eb.or([eb('a', 'in', [...people]), eb('b', 'in', [...people])]))
    .orderBy('id')
    .execute()
  return rows.map(toPair)
}

/** When the first of a person's pairs was judged, null: none was. */
export async function firstJudgedAt(db: Db, person: Address): Promise<Instant | null> {
  const row = await db
    .selectFrom('pairs')
    .select(({ fn }) => fn.min('first_judged_at').as('at'))
    .where((eb) => eb.or([eb('a', '=', person), eb('b', '=', person)]))
    .executeTakeFirst()
  return row?.at ?? null
}

export async function judgeNow(db: Db, id: number, now: Instant): Promise<void> {
  await db.updateTable('pairs').set({ judge_at: now }).where('id', '=', id).execute()
}

/**
 * A pair that cannot be judged is put off, so that it cannot keep the others waiting.
 * @param nextTry after so many failures in a row, this one included
 */
export async function failed(
  db: Db,
  id: number,
  fault: Fault,
  now: Instant,
  nextTry: (tries: number) => Instant,
): Promise<void> {
  await within(db, async (trx) => {
    const row = await trx
      .selectFrom('pairs')
      .select('tries')
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst()
    const tries = (row?.tries ?? 0) + 1
    await trx
      .updateTable('pairs')
      .set((eb) => ({
        fault: JSON.stringify(fault),
        failing_since: eb.fn.coalesce('failing_since', eb.val(now)),
        tries,
        judge_at: nextTry(tries),
      }))
      .where('id', '=', id)
      .execute()
  })
}

/** The next instants at which something is due by itself: what a clock that jumps jumps to. */
export async function nextJudgeAt(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('pairs')
    .select(({ fn }) => fn.min('judge_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

function toPair(row: Selectable<Tables['pairs']>): Pair {
  return {
    id: row.id,
    people: [row.a, row.b],
    judgeAt: row.judge_at,
    judgedAt: row.judged_at,
    summary: row.summary,
    failingSince: row.failing_since,
    fault: row.fault,
  }
}
