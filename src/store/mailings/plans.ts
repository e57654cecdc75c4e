// Plans mailings: makes those of a pair equal what judging wants. What was claimed or sent stays as it is (M1).
import { type Insertable, sql } from 'kysely'
import type { PlannedMailing } from '../../domain/planning.ts'
import type { Day, Instant, Span } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import type { Db, Tables } from '../tables.ts'

export interface Planned {
  mailings: PlannedMailing[]
  planned: Span
}

/** Why a mailing was dropped. Only the first two may pass. */
export type DropReason = 'withdrawn' | 'too-late' | 'stopped' | 'nothing-to-say' | 'before-go-live'

/** Returns how many rows it changed. */
export async function replan(
  trx: Db,
  pair: number,
  { mailings, planned }: Planned,
  now: Instant,
): Promise<number> {
  const changed = await plan(
    trx,
    mailings.map((mailing) => toRow(pair, mailing)),
  )
  return changed + (await withdraw(trx, pair, mailings, planned, now))
}

export type NewRow = Insertable<Tables['mailings']>

/**
 * Plans mails once each (M1); those still planned, or dropped for what may pass, take what is new of them. Where a mail belongs
 * to no pair, and waits, it tells what it told: since when all is well, say; dropped as too late, it would tell it wrongly.
 * Returns how many rows it changed.
 */
export async function plan(db: Db, rows: readonly NewRow[]): Promise<number> {
  let changed = 0
  for (const some of chunked(rows)) {
    const result = await db
      .insertInto('mailings')
      .values(some)
      .onConflict((oc) =>
        oc.columns(['kind', 'recipient', 'subject']).doUpdateSet(renewed).where(mayBePlannedAgain()),
      )
      .executeTakeFirst()
    changed += Number(result.numInsertedOrUpdatedRows ?? 0)
  }
  return changed
}

const keepsWords = sql`mailings.state = 'planned' and mailings.pair is null`

const renewed = {
  due_at: sql<Instant>`excluded.due_at`,
  expires_at: sql<Instant>`excluded.expires_at`,
  goes_at: sql<Instant>`case when mailings.due_at = excluded.due_at then mailings.goes_at else excluded.due_at end`,
  slot: sql<Instant | null>`excluded.slot`,
  day: sql<Day | null>`excluded.day`,
  payload: sql<string>`case when ${keepsWords} then mailings.payload else excluded.payload end`,
  state: 'planned' as const,
  reason: sql<string | null>`case when ${keepsWords} then mailings.reason end`,
  settled_at: null,
}

/** Planned and now different; or dropped for what may pass: too late is what may go longer now, if a pair still stands for it. */
function mayBePlannedAgain() {
  return sql<boolean>`
    (mailings.state = 'planned' and (
      (mailings.due_at, mailings.expires_at, mailings.day)
        is distinct from (excluded.due_at, excluded.expires_at, excluded.day)
      or (mailings.pair is not null and mailings.payload::text <> excluded.payload::text)))
    or (mailings.state = 'dropped' and (mailings.reason = 'withdrawn'
      or (mailings.pair is not null and mailings.reason = 'too-late' and excluded.expires_at > mailings.expires_at)))`
}

/** What is planned for the window and not wanted any more. What has expired is left: sending drops it, visibly. */
async function withdraw(
  trx: Db,
  pair: number,
  wanted: readonly PlannedMailing[],
  window: Span,
  now: Instant,
): Promise<number> {
  const kept = wanted.map(({ kind, recipient, subject }) => `${kind}\n${recipient}\n${plain(subject)}`)
  const result = await trx
    .updateTable('mailings')
    .set({ state: 'dropped', reason: 'withdrawn' satisfies DropReason, settled_at: now, lease_until: null })
    .where('pair', '=', pair)
    .where('state', '=', 'planned')
    .where('expires_at', '>', now)
    .where('due_at', '<=', window.end)
    .where(sql<boolean>`kind || e'\n' || recipient || e'\n' || subject <> all(${kept})`)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

function toRow(pair: number, mailing: PlannedMailing): NewRow {
  const { kind, recipient, subject, slot, day, dueAt, expiresAt, ...payload } = mailing
  return {
    kind,
    recipient,
    subject: plain(subject),
    pair,
    slot,
    day,
    due_at: dueAt,
    expires_at: expiresAt,
    goes_at: dueAt,
    payload: JSON.stringify(payload),
  }
}
