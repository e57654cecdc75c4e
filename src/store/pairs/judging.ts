// Judging a pair in one transaction: its row locked, the facts read, the decision saved.

import type { Judgement, PairFacts } from '../../domain/judgement.ts'
import type { PlannedMailing } from '../../domain/planning.ts'
import type { Instant, Span } from '../../domain/types.ts'
import { within } from '../batch.ts'
import { replan } from '../mailings/plans.ts'
import type { Db } from '../tables.ts'
import { type Known, loadKnown } from './facts.ts'
import { saveSlots } from './slots.ts'

export interface Decision {
  judgement: Judgement
  /** All mailings of the pair that fall due in `planned`. */
  mailings: PlannedMailing[]
  planned: Span
  /** When to judge next, null: not before something changes. */
  judgeAt: Instant | null
}

export interface Judged {
  judgement: Judgement
  /** Mailings that were planned, moved or withdrawn. */
  replanned: number
  /** Slots whose verdict had been acted on and is another now. */
  corrected: number
}

/**
 * A change of the facts that is saved meanwhile waits for the lock and sets `judge_at` after us, so it is judged again.
 * `decide` must be pure and quick: the transaction is open. Null: there is no such pair.
 */
export async function judge(
  db: Db,
  pair: number,
  now: Instant,
  decide: (known: Known) => Decision,
): Promise<Judged | null> {
  return within(db, async (trx) => {
    const row = await trx
      .selectFrom('pairs')
      .select(['id', 'a', 'b', 'first_judged_at'])
      .where('id', '=', pair)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!row) return null
    const known = await loadKnown(trx, row, now)
    const decision = decide(known)
    const corrected = await saveSlots(trx, pair, decision.judgement.slots, now)
    const replanned = await replan(trx, pair, decision, now)
    const awaitsRead = awaitsReading(decision.judgement, known.facts)
    const wasReadMeanwhile =
      awaitsRead && known.facts.calendars.length > 0 && (await isRead(trx, known.facts))
    await noteJudged(trx, pair, wasReadMeanwhile ? { ...decision, judgeAt: now } : decision, awaitsRead, now)
    return { judgement: decision.judgement, replanned, corrected }
  })
}

/** The facts without the lock, for pages and previews. */
export async function known(db: Db, pair: number, now: Instant): Promise<Known | null> {
  const row = await db
    .selectFrom('pairs')
    .select(['id', 'a', 'b', 'first_judged_at'])
    .where('id', '=', pair)
    .executeTakeFirst()
  return row ? loadKnown(db, row, now) : null
}

async function noteJudged(
  trx: Db,
  pair: number,
  { judgement, judgeAt }: Decision,
  awaitsRead: boolean,
  now: Instant,
): Promise<void> {
  const { slots: _slots, people: _people, ...summary } = judgement
  await trx
    .updateTable('pairs')
    .set((eb) => ({
      judge_at: judgeAt,
      judged_at: now,
      first_judged_at: eb.fn.coalesce('first_judged_at', eb.val(now)),
      awaits_read: awaitsRead,
      summary: JSON.stringify(summary),
      failing_since: null,
      tries: 0,
      fault: null,
    }))
    .where('id', '=', pair)
    .execute()
}

/**
 * The next reading of a calendar of theirs changes the outcome though nothing changed in it: what had not been read since
 * is known then (V6), and what a guest's copy lacks counts once it was read after the organizer's last changed (S2).
 */
function awaitsReading({ slots }: Judgement, { events, calendars, people }: PairFacts): boolean {
  if (slots.some(({ reasons }) => reasons.includes('not-read') || reasons.includes('half-read'))) return true
  const changed = events.reduce((latest, { updated }) => Math.max(latest, updated ?? latest), -Infinity)
  return calendars.some(
    ({ owner, readAt }) => readAt <= changed && people.some(({ address }) => address === owner),
  )
}

/** A reading that ended while the pair was judged found it awaiting none. */
async function isRead(trx: Db, { calendars }: PairFacts): Promise<boolean> {
  const rows = await trx
    .selectFrom('calendars')
    .select(['id', 'read_at'])
    .where(
      'id',
      'in',
      calendars.map(({ id }) => id),
    )
    .execute()
  const readAt = new Map(calendars.map((calendar) => [calendar.id, calendar.readAt]))
  return rows.some(({ id, read_at }) => (read_at ?? 0) > (readAt.get(id) ?? 0))
}
