// Send again: what broke off while it went out, or may have arrived (M1), as far as it still stands (M2).
import type { SettledMailing } from '../domain/planning.ts'
import type { Instant } from '../domain/types.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import { deliverAgain, type Sending } from './deliver.ts'
import { decide } from './judge.ts'
import type { Parts } from './parts.ts'
import { nextTry, whyNot, whyUnread } from './standing.ts'

/**
 * Its worker died, perhaps long ago, or the server gave no answer: it is read once more, too (M2), and goes with its whole
 * bundle or not at all, as the same mail alone is folded with the first. It is never planned anew (M1).
 */
export async function sendAgain(parts: Parts, mailing: Mailing): Promise<Sending> {
  const { store, clock } = parts
  const { leaseUntil } = mailing
  if (leaseUntil === null || leaseUntil > clock.wall()) return 'not-due'
  const ids = await store.mailings.bundledWith(mailing)
  for (const id of ids) {
    const why = await whyNotAgain(parts, id)
    if (!why) continue
    await store.mailings.recordMaybeSent(ids, why.reason, why.again, clock.now())
    return 'maybe-sent'
  }
  return deliverAgain(parts, ids)
}

interface NotAgain {
  reason: string
  /** Wall clock; null: never. */
  again: Instant | null
}

const NEVER: NotAgain = { reason: 'interrupted', again: null }

/** Null: it may go. */
async function whyNotAgain(parts: Parts, id: number): Promise<NotAgain | null> {
  const mailing = await parts.store.mailings.byId(id)
  if (!mailing || (await whyNot(parts, mailing)) !== null) return NEVER
  try {
    const reason = await whyUnread(parts, mailing)
    if (reason !== null) return { reason, again: nextTry(parts, mailing) }
    return (await isPlannedStill(parts, mailing)) ? null : NEVER
  } catch (cause) {
    return { reason: (cause as Error).message, again: nextTry(parts, mailing) }
  }
}

/** Whether judging would plan it now, had nobody claimed it. */
async function isPlannedStill({ store, clock }: Parts, mailing: Mailing): Promise<boolean> {
  if (mailing.pair === null) return true
  const now = clock.now()
  const known = await store.judging.known(mailing.pair, now)
  const isIt = ({ kind, recipient, subject }: SettledMailing) =>
    kind === mailing.kind && recipient === mailing.recipient && subject === mailing.subject
  const settled = known?.settled.filter((one) => !isIt(one)) ?? []
  return known !== null && decide({ ...known, settled }, now).mailings.some(isIt)
}
