// A mailing as the rest of Halfhour sees it.
import type { Selectable } from 'kysely'
import type { Address, Day, Instant } from '../../domain/types.ts'
import type { MailKind, MailState, Tables, Via } from '../tables.ts'

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
  /** Wall clock: whose it is until then; after that it is tried once more. Null: nobody's. */
  leaseUntil: Instant | null
  /** The mailing whose mail this one went in (M4). */
  bundle: number | null
  settledAt: Instant | null
  /** Where it went; null until sent. */
  via: Via | null
  /** What the planning knew besides, e.g. about whom. */
  payload: Record<string, unknown>
}

export function toMailing(row: Selectable<Tables['mailings']>): Mailing {
  const { due_at, expires_at, goes_at, settled_at, lease_until, payload, ...rest } = row
  return {
    ...rest,
    dueAt: due_at,
    expiresAt: expires_at,
    goesAt: goes_at,
    settledAt: settled_at,
    leaseUntil: lease_until,
    payload: payload as Record<string, unknown>,
  }
}
