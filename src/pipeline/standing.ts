// Whether a mail may go now (M2): it is in time and wanted, and its calendars were read once more.
import { HOUR, type Instant } from '../domain/types.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { DropReason } from '../store/mailings/plans.ts'
import { isAlert } from './bundle.ts'
import { judgePair } from './judge.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

/** M2: an unreadable calendar may be this old for an agenda or a recap. */
const FRESH_ENOUGH = 24 * HOUR

/** Expired, due before mails went to people, or stopped by its recipient. */
export async function whyNot(
  { store, clock }: Parts,
  { kind, recipient, dueAt, expiresAt }: Mailing,
): Promise<DropReason | null> {
  if (expiresAt < clock.now()) return 'too-late'
  const live = await store.settings.goLiveAt()
  if (live !== null && dueAt < live && kind !== 'trouble') return 'before-go-live'
  return (await store.stops.isStopped(recipient, kind, store.secrets)) ? 'stopped' : null
}

/**
 * Looks at the calendars again and, where that changed anything, judges the pair anew, which withdraws or moves what
 * no longer stands. Null: done; else why the mail has to wait: a calendar that cannot be read, or a pair that cannot be judged.
 */
export async function whyUnread(parts: Parts, mailing: Mailing): Promise<string | null> {
  const { store, clock } = parts
  const { pair } = mailing
  if (pair === null) return null
  const { readable, readAt } = await parts.refresh(pair)
  const young = readAt !== null && readAt > clock.now() - FRESH_ENOUGH
  if (!readable && (isAlert(mailing) || !young)) return 'calendar-unreadable'
  if (!(await store.pairs.isDue(pair, clock.now()))) return null
  return judgePair(parts, pair).then(
    () => null,
    (cause: Error) => cause.message,
  )
}

/** Wall clock. */
export const nextTry = ({ clock }: Parts, { tries }: Mailing): Instant => clock.wall() + pauseAfter(tries + 5)
