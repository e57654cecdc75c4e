// Mailings on their way: what is due, claiming (once, whatever races), and what became of each (M1).
import { type Selectable, sql } from 'kysely'
import type { AlertKind } from '../domain/planning.ts'
import type { Address, Day, Instant } from '../domain/types.ts'
import { plain } from './batch.ts'
import type { DropReason } from './plans.ts'
import type { Db, MailKind, MailState, Tables } from './tables.ts'

export interface Mailing {
  id: number
  kind: MailKind
  recipient: Address
  /** Names the mailing together with kind and recipient (M1). */
  subject: string
  pair: number | null
  /** Original start of its slot. */
  slot: Instant | null
  day: Day | null
  dueAt: Instant
  expiresAt: Instant
  goesAt: Instant
  state: MailState
  /** Why it was dropped, failed or may not have arrived. */
  reason: string | null
  tries: number
  /** The mailing whose mail this one went in (M4). */
  bundle: number | null
  settledAt: Instant | null
  /** Where it went; null until sent. */
  via: 'smtp' | 'mailbox' | null
  /** What the planning knew besides, e.g. about whom. */
  payload: Record<string, unknown>
}

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

/** A bundled alert waits for the last due moment of its day (M4). */
export async function postpone(db: Db, ids: readonly number[], goesAt: Instant): Promise<void> {
  await db
    .updateTable('mailings')
    .set({ goes_at: goesAt })
    .where('id', 'in', [...ids])
    .where('state', '=', 'planned')
    .execute()
}

export interface Lease {
  now: Instant
  wall: Instant
  /** Wall clock. */
  until: Instant
}

/**
 * Takes the mailings for sending: those that are still planned, due and in time, or whose former holder's lease ran
 * out. Of two that claim the same one, one gets it.
 */
export async function claim(db: Db, ids: readonly number[], { now, wall, until }: Lease): Promise<Mailing[]> {
  const lead = ids[0] ?? null
  if (lead === null) return []
  const rows = await db
    .updateTable('mailings')
    .set((eb) => ({ state: 'claimed', lease_until: until, tries: eb('tries', '+', 1), bundle: lead }))
    .where('id', 'in', [...ids])
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', wall)]))
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'planned'), eb('due_at', '<=', now), eb('expires_at', '>=', now)]),
        eb.and([eb('state', 'in', ['claimed', 'maybe-sent']), eb('lease_until', 'is not', null)]),
      ]),
    )
    .returningAll()
    .execute()
  return rows.map(toMailing).sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
}

/** Who went in one mail with it, itself first: to try that same mail again. */
export async function bundledWith(db: Db, { id, bundle }: Mailing): Promise<number[]> {
  if (bundle === null) return [id]
  const rows = await db
    .selectFrom('mailings')
    .select('id')
    .where('bundle', '=', bundle)
    .where('state', 'in', ['claimed', 'maybe-sent'])
    .orderBy('id')
    .execute()
  const others = rows.map((row) => row.id).filter((other) => other !== bundle)
  return [bundle, ...others]
}

/** What was sent; the verdicts it told of are acted on from now on. */
export async function recordSent(
  db: Db,
  ids: readonly number[],
  via: 'smtp' | 'mailbox',
  now: Instant,
): Promise<void> {
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

export interface NewMailing {
  kind: 'digest' | 'trouble'
  recipient: Address
  subject: string
  dueAt: Instant
  expiresAt: Instant
  payload?: Record<string, unknown>
}

/** Plans mails that belong to no pair, once each (M1); those still planned take the new moment. */
export async function planOnce(db: Db, mailings: readonly NewMailing[]): Promise<void> {
  if (mailings.length === 0) return
  const rows = mailings.map(({ kind, recipient, subject, dueAt, expiresAt, payload = {} }) => ({
    kind,
    recipient,
    subject: plain(subject),
    due_at: dueAt,
    expires_at: expiresAt,
    goes_at: dueAt,
    payload: JSON.stringify(payload),
  }))
  await db
    .insertInto('mailings')
    .values(rows)
    .onConflict((oc) =>
      oc
        .columns(['kind', 'recipient', 'subject'])
        .doUpdateSet((eb) => ({
          due_at: eb.ref('excluded.due_at'),
          goes_at: eb.ref('excluded.due_at'),
          expires_at: eb.ref('excluded.expires_at'),
        }))
        .where('mailings.state', '=', 'planned'),
    )
    .execute()
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

export async function counts(db: Db): Promise<Partial<Record<MailState, number>>> {
  const rows = await db
    .selectFrom('mailings')
    .select(({ fn }) => ['state', fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
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

function toMailing(row: Selectable<Tables['mailings']>): Mailing {
  const { due_at, expires_at, goes_at, settled_at, lease_until: _lease, payload, ...rest } = row
  return {
    ...rest,
    dueAt: due_at,
    expiresAt: expires_at,
    goesAt: goes_at,
    settledAt: settled_at,
    payload: payload as Record<string, unknown>,
  }
}
