// Judge: load what is known of a pair, ask the domain, save slots and planned mailings, in one transaction.
import { absencesOf } from '../domain/absences.ts'
import { judgePair as judgeFacts } from '../domain/judge.ts'
import type { Judgement, PairFacts } from '../domain/judgement.ts'
import { planMailings } from '../domain/mailings.ts'
import { liveWindow } from '../domain/planning.ts'
import { DAY, type Instant } from '../domain/types.ts'
import type { Store } from '../store/open.ts'
import type { Known } from '../store/pairs/facts.ts'
import type { Decision, Judged } from '../store/pairs/judging.ts'
import { defaultLooks } from './look.ts'
import type { Parts } from './parts.ts'
import { pauseAfter } from './retry.ts'

/** Mailings are planned eight days ahead: a living pair is looked at twice in that time, whatever else happens. */
const LOOK_AGAIN = 4 * DAY

/** A pair that cannot be judged is put off with the reason on its row; then this throws. */
export async function judgePair(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  pair: number,
): Promise<Judged | null> {
  const now = clock.now()
  try {
    const judged = await store.judging.judge(pair, now, (known) => decide(known, now))
    if (judged) await lookAfterNext(store, judged.judgement, now)
    return judged
  } catch (cause) {
    const fault = { code: 'judging', message: cause instanceof Error ? cause.message : String(cause) }
    await store.pairs.failed(pair, fault, now, (tries) => now + pauseAfter(tries))
    throw new Error(`Pair ${pair} cannot be judged: ${fault.message}`, { cause })
  }
}

/** Only a reading since the start can tell that a meeting was held (V6), and the next look was planned before this one. */
async function lookAfterNext(store: Store, { slots, people }: Judgement, now: Instant): Promise<void> {
  const ends = slots.flatMap(({ state, end }) => (state === 'upcoming' && end > now ? [end] : []))
  const at = Math.min(...ends) + 2 * defaultLooks.settled
  if (at < now + 2 * defaultLooks.pushed) await store.calendars.lookBy(people, at)
}

/** What the domain says of a pair; a pure function. */
export function decide(known: Known, now: Instant): Decision {
  const facts = factsOf(known)
  const judgement = judgeFacts(facts, now)
  const planned = liveWindow(now)
  const { settled, firstSeen, pairSeen, alertsSince, spared } = known
  const context = { ...facts, settled, firstSeen, pairSeen: pairSeen ?? now, alertsSince, spared }
  return {
    judgement,
    mailings: planMailings(judgement, context, planned),
    planned: { start: planned.since, end: planned.until },
    judgeAt: nextJudging(judgement, now),
  }
}

/** The facts with the absences that calendars tell of. */
export function factsOf({ facts, absenceRows }: Known): PairFacts {
  const { calendars, policy, window } = facts
  return { ...facts, absences: [...facts.absences, ...absencesOf(absenceRows, calendars, policy, window)] }
}

function nextJudging({ judgeAt, living, series }: Judgement, now: Instant): Instant | null {
  const again = living || series.some(({ ended }) => !ended) ? now + LOOK_AGAIN : Number.POSITIVE_INFINITY
  const next = Math.min(judgeAt ?? Number.POSITIVE_INFINITY, again)
  return Number.isFinite(next) ? Math.max(next, now + 1) : null
}
