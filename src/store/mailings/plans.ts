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

/** Why a mailing was dropped. After the final ones judging plans it no more. */
export type DropReason = 'withdrawn' | 'too-late' | 'stopped' | 'nothing-to-say' | 'before-go-live'

const FINAL = ['stopped', 'nothing-to-say', 'before-go-live'] as const satisfies DropReason[]

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
 * to no pair, and waits, it tells what it told: since when all is well, say. Returns how many rows it changed.
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

const wasPlanned = sql`mailings.state = 'planned'`

const renewed = {
  due_at: sql<Instant>`excluded.due_at`,
  expires_at: sql<Instant>`excluded.expires_at`,
  goes_at: sql<Instant>`case when mailings.due_at = excluded.due_at then mailings.goes_at else excluded.due_at end`,
  slot: sql<Instant | null>`excluded.slot`,
  day: sql<Day | null>`excluded.day`,
  payload: sql<string>`case when ${wasPlanned} and mailings.pair is null then mailings.payload else excluded.payload end`,
  state: 'planned' as const,
  reason: sql<string | null>`case when ${wasPlanned} then mailings.reason end`,
  settled_at: null,
}

/** Planned and now different; or dropped for a reason that may pass. */
function mayBePlannedAgain() {
  return sql<boolean>`
    (${wasPlanned} and (mailings.due_at, mailings.expires_at, mailings.day, mailings.payload::text)
      is distinct from (excluded.due_at, excluded.expires_at, excluded.day, excluded.payload::text))
    or (mailings.state = 'dropped' and mailings.reason not in (${sql.join(FINAL.map((reason) => sql.lit(reason)))})
      and (mailings.reason <> 'too-late' or excluded.expires_at > mailings.expires_at))`
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
