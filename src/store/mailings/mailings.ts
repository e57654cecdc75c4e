// Mailings: what is due, what is planned, and lists of them for pages.
import { sql } from 'kysely'
import type { AlertKind } from '../../domain/planning.ts'
import type { Address, Instant } from '../../domain/types.ts'
import { plain } from '../batch.ts'
import type { Db, MailState } from '../tables.ts'
import { type Mailing, toMailing } from './mailing.ts'
import { plan } from './plans.ts'

/**
 * What is to be looked at now: planned mails whose time has come, and held ones whose lease ran out (a worker died, a
 * try failed, a mail may not have arrived). `wall`: wall clock, on which leases run.
 */
export async function due(db: Db, now: Instant, wall: Instant, limit: number): Promise<number[]> {
  const planned = db
    .selectFrom('mailings')
    .select('id')
    .where('state', '=', sql.lit('planned'))
    .where('lease_until', 'is', null)
    .where('goes_at', '<=', now)
    .orderBy('goes_at')
    .limit(limit)
  const held = db
    .selectFrom('mailings')
    .select('id')
    .where('lease_until', '<=', wall)
    .orderBy('lease_until')
    .limit(limit)
  const rows = [...(await planned.execute()), ...(await held.execute())]
  return rows.slice(0, limit).map(({ id }) => id)
}

export async function byId(db: Db, id: number): Promise<Mailing | null> {
  const row = await db.selectFrom('mailings').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toMailing(row) : null
}

/** Planned alerts of one recipient that fall due up to `until`, for their bundle (M4). */
export async function plannedAlerts(db: Db, recipient: Address, until: Instant): Promise<Mailing[]> {
  const kinds: AlertKind[] = ['missed', 'short', 'infrequent']
  const rows = await db
    .selectFrom('mailings')
    .selectAll()
    .where('recipient', '=', recipient)
    .where('kind', 'in', kinds)
    .where('state', '=', 'planned')
    .where('due_at', '<=', until)
    .orderBy('due_at')
    .execute()
  return rows.map(toMailing)
}

/** It waits: a bundled alert for the last due moment of its day (M4), what was put off and then moved for its new one. */
export async function postpone(db: Db, ids: readonly number[], goesAt: Instant): Promise<void> {
  await db
    .updateTable('mailings')
    .set({ goes_at: goesAt, lease_until: null })
    .where('id', 'in', [...ids])
    .where('state', '=', 'planned')
    .execute()
}

export interface NewMailing {
  kind: 'digest' | 'trouble'
  recipient: Address
  subject: string
  dueAt: Instant
  expiresAt: Instant
  payload?: Record<string, unknown>
}

/** Plans mails that belong to no pair. */
export async function planOnce(db: Db, mailings: readonly NewMailing[]): Promise<void> {
  await plan(
    db,
    mailings.map(({ kind, recipient, subject, dueAt, expiresAt, payload = {} }) => ({
      kind,
      recipient,
      subject: plain(subject),
      due_at: dueAt,
      expires_at: expiresAt,
      goes_at: dueAt,
      payload: JSON.stringify(payload),
    })),
  )
}

export interface MailingFilter {
  pair?: number
  recipient?: Address
  states?: MailState[]
  limit?: number
}

/** By the time they go, soonest first. */
export async function list(
  db: Db,
  { pair, recipient, states, limit = 1_000 }: MailingFilter,
): Promise<Mailing[]> {
  let query = db.selectFrom('mailings').selectAll().orderBy('goes_at').orderBy('id').limit(limit)
  if (pair !== undefined) query = query.where('pair', '=', pair)
  if (recipient !== undefined) query = query.where('recipient', '=', recipient)
  if (states !== undefined) query = query.where('state', 'in', states)
  return (await query.execute()).map(toMailing)
}

/** When the next planned mail goes: what a clock that jumps jumps to. */
export async function nextDueAt(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('mailings')
    .select(({ fn }) => fn.min('goes_at').as('at'))
    .where('state', '=', sql.lit('planned'))
    .where('lease_until', 'is', null)
    .executeTakeFirst()
  return row?.at ?? null
}
