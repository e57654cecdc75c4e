// Claiming mailings (once, whatever races) and recording what became of each (M1).
import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Instant } from '../../domain/types.ts'
import { plain } from '../batch.ts'
import type { Db, Tables, Via } from '../tables.ts'
import { type Mailing, toMailing } from './mailing.ts'
import type { DropReason } from './plans.ts'

export interface Lease {
  now: Instant
  wall: Instant
  /** Wall clock. */
  until: Instant
}

/**
 * Takes the mailings for sending: those that are still planned, due and in time, or whose former holder's lease ran
 * out. Of two that claim the same one, one gets it. The first that was free names the mail.
 */
export async function claim(db: Db, ids: readonly number[], { now, wall, until }: Lease): Promise<Mailing[]> {
  const wanted = [...ids]
  const rows = await db
    .with('free', (qb) => qb.selectFrom('mailings').select('id').where(isFree).orderBy('id').forUpdate())
    .updateTable('mailings')
    .from('free')
    .set((eb) => ({
      state: 'claimed',
      lease_until: until,
      tries: eb('tries', '+', 1),
      bundle: sql<number>`(select id from free order by array_position(${wanted}::bigint[], id) limit 1)`,
    }))
    .whereRef('mailings.id', '=', 'free.id')
    .returningAll('mailings')
    .execute()
  return rows.map(toMailing).sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))

  function isFree(eb: ExpressionBuilder<Tables, 'mailings'>) {
    const isDue = eb.and([eb('state', '=', 'planned'), eb('due_at', '<=', now), eb('expires_at', '>=', now)])
    const isHeld = eb.and([eb('state', 'in', ['claimed', 'maybe-sent']), eb('lease_until', 'is not', null)])
    return eb.and([
      eb('id', '=', sql<number>`any(${wanted})`),
      eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', wall)]),
      eb.or([isDue, isHeld]),
    ])
  }
}

/** Who went in one mail with it, the one that named it first: to try that same mail again. */
export async function bundledWith(db: Db, { id, bundle }: Mailing): Promise<number[]> {
  if (bundle === null) return [id]
  const rows = await db
    .selectFrom('mailings')
    .select('id')
    .where('bundle', '=', bundle)
    .where('state', 'in', ['claimed', 'maybe-sent'])
    .orderBy((eb) => eb('id', '<>', bundle))
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** What was sent; the verdicts it told of are acted on from now on. */
export async function recordSent(db: Db, ids: readonly number[], via: Via, now: Instant): Promise<void> {
  await settle(db, ids, { state: 'sent', reason: null, via, settled_at: now, lease_until: null })
  await sql`update slots set acted_on = true from mailings
    where mailings.id = any(${[...ids]}) and slots.pair = mailings.pair and slots.original = mailings.slot
      and mailings.kind in ('missed', 'short', 'recap')`.execute(db)
}

/** The server may have it. `again`: wall clock of the one more try under the same Message-ID, null: leave it. */
export async function recordMaybeSent(
  db: Db,
  ids: readonly number[],
  reason: string,
  again: Instant | null,
  now: Instant,
): Promise<void> {
  await settle(db, ids, {
    state: 'maybe-sent',
    reason: plain(reason),
    via: 'smtp',
    settled_at: now,
    lease_until: again,
  })
}

/** Gives it back to be planned, moved or dropped by judging; tried again at `again` (wall clock). */
export async function recordRetry(
  db: Db,
  ids: readonly number[],
  reason: string,
  again: Instant,
): Promise<void> {
  await settle(db, ids, { state: 'planned', reason: plain(reason), lease_until: again, bundle: null })
}

export async function recordFailed(
  db: Db,
  ids: readonly number[],
  reason: string,
  now: Instant,
): Promise<void> {
  await settle(db, ids, { state: 'failed', reason: plain(reason), settled_at: now, lease_until: null })
}

/** Drops what is planned or claimed, with the reason. */
export async function recordDropped(
  db: Db,
  ids: readonly number[],
  reason: DropReason,
  now: Instant,
): Promise<void> {
  await settle(db, ids, { state: 'dropped', reason, settled_at: now, lease_until: null })
}

type Outcome = Partial<
  Pick<Selectable<Tables['mailings']>, 'state' | 'reason' | 'via' | 'settled_at' | 'lease_until' | 'bundle'>
>

/** What was sent stays sent, whoever comes late. */
async function settle(db: Db, ids: readonly number[], outcome: Outcome): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('mailings')
    .set(outcome)
    .where('id', 'in', [...ids])
    .where('state', 'in', ['planned', 'claimed', 'maybe-sent'])
    .execute()
}

/** Who held these died, as only one process can be at work here (embedded): they are looked at at once. */
export async function freeClaims(db: Db, wall: Instant): Promise<void> {
  await db.updateTable('mailings').set({ lease_until: wall }).where('state', '=', 'claimed').execute()
}
