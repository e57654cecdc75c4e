// What a judgement says of a pair, put together from arranged series: verdicts, lapses, what gets mails, the next look.
import type { Draft } from './draft.ts'
import type { Single } from './habit.ts'
import { isClosed } from './memory.ts'
import type { Part } from './part.ts'
import { lapsesOf, livingParts, nextLapseAt, type Rhythm } from './rhythm.ts'
import { managerAt } from './roles.ts'
import type { Chain } from './series.ts'
import {
  DAY,
  type Instant,
  type Judgement,
  type OneOff,
  type PairFacts,
  type Refused,
  type Series,
  type Slot,
  WEEK,
} from './types.ts'
import { type Circumstances, isAway, verdictOf } from './verdict.ts'
import { titleOf } from './watch.ts'

export interface Outcome {
  chains: readonly Chain[]
  /** Called-off slot's original start → what stands in for it (R). */
  replacements: ReadonlyMap<Instant, Draft>
  oneOffs: readonly Single[]
  refused: Refused[]
}

/** Slots are kept five weeks ahead and mailings planned eight days ahead (see docs/architecture). */
const KEPT_AHEAD = 5 * WEEK
const PLANNED_AHEAD = 8 * DAY
/** H: mails begin with the third meeting of a habit; one that was called off is no meeting. */
const HABIT_PROVEN = 3

export function outcomeOf(outcome: Outcome, facts: PairFacts, known: Circumstances, now: Instant): Judgement {
  const tooOften = meetsTooOften(outcome.chains, now)
  const slots = outcome.chains
    .flatMap((chain) => slotsOf(chain, outcome, known, now, tooOften))
    .sort((a, b) => a.original - b.original)
  const oneOffs = oneOffsOf(outcome.oneOffs, known, now)
  const manager = managerAt(now, facts.people, facts.management)
  const met = metStarts(slots, oneOffs, now)
  const rhythm = rhythmOf(outcome, facts, manager, slots, met)
  const lapses = lapsesOf(rhythm, now)
  const series = outcome.chains.flatMap((chain) => seriesOf(chain, now))
  return {
    people: [facts.people[0].address, facts.people[1].address],
    manager,
    series,
    slots,
    oneOffs,
    refused: outcome.refused,
    infrequent: lapses.findLast(({ isOpen }) => isOpen)?.lapse ?? null,
    lapses: lapses.map(({ lapse }) => lapse),
    lastMet: met.at(-1) ?? null,
    living: series.some(({ ended }) => !ended),
    tooOften,
    judgeAt: nextLook(slots, oneOffs, nextLapseAt(rhythm, now), now),
  }
}

function slotsOf(
  chain: Chain,
  outcome: Outcome,
  known: Circumstances,
  now: Instant,
  tooOften: boolean,
): Slot[] {
  const key = chain[0]!.uid
  const mailed = !tooOften
  return chain.flatMap((part) =>
    part.drafts.map((draft, i) => {
      const standIn = outcome.replacements.get(draft.original) ?? null
      const isEarlyHabit = part.habit && meetingsUpTo(i, part) < HABIT_PROVEN
      return {
        ...slotOf(draft, standIn, key, known, now),
        mailed: mailed && !isEarlyHabit && isLongest(chain, outcome.chains, draft.original),
      }
    }),
  )
}

function meetingsUpTo(i: number, { drafts }: Part): number {
  return drafts.slice(0, i + 1).filter(({ off }) => off === null).length
}

function slotOf(draft: Draft, standIn: Draft | null, series: string, known: Circumstances, now: Instant) {
  const actual = standIn ?? draft
  return {
    ...verdictOf(draft, standIn, known, now),
    original: draft.original,
    start: actual.start,
    end: actual.end,
    series,
    uid: draft.uid,
    seriesMinutes: draft.planned,
    calledOff: draft.off !== null,
    away: isAway(actual, known),
  }
}

/** W: of series that run side by side at that time only the longest meeting gets mails, the older one on a tie. */
function isLongest(chain: Chain, chains: readonly Chain[], at: Instant): boolean {
  const minutes = minutesAt(chain, at)
  return chains.every((other) => {
    if (other === chain || !livesAt(other, at)) return true
    const theirs = minutesAt(other, at)
    return theirs < minutes || (theirs === minutes && chains.indexOf(chain) < chains.indexOf(other))
  })
}

function livesAt(chain: Chain, at: Instant): boolean {
  return chain[0]!.first <= at && chain.some((part) => part.last === null || part.last >= at)
}

function minutesAt(chain: Chain, at: Instant): number {
  return (chain.findLast((part) => part.first <= at) ?? chain[0]!).minutes
}

/** W: by plan more than twice a week. */
function meetsTooOften(chains: readonly Chain[], now: Instant): boolean {
  const living = livingParts(chains, now)
  const perWeek = living.reduce((sum, { cadence }) => sum + (cadence ? 7 / cadence : 0), 0)
  return perWeek > 2.01
}

/** Title, cadence and length are those of the newest part (S6); a chain of memories alone has none. */
function seriesOf(chain: Chain, now: Instant): Series[] {
  const newest = chain.findLast((part) => part.details !== null)
  if (!newest) return []
  return [
    {
      key: chain[0]!.uid,
      uids: chain.map((part) => part.uid),
      title: titleOf(newest.details!),
      private: newest.details!.private,
      minutes: newest.minutes,
      cadenceDays: newest.cadence,
      ended: hasEnded(chain, now),
      byRule: newest.byRule,
    },
  ]
}

function hasEnded(chain: Chain, now: Instant): boolean {
  return chain.every((part) => part.livesUntil !== null && part.livesUntil <= now)
}

function oneOffsOf(singles: readonly Single[], known: Circumstances, now: Instant): OneOff[] {
  return singles
    .map(({ draft }) => ({
      uid: draft.uid,
      start: draft.start,
      end: draft.end,
      met: verdictOf(draft, null, known, now).state === 'held',
    }))
    .sort((a, b) => a.start - b.start)
}

function metStarts(slots: readonly Slot[], oneOffs: readonly OneOff[], now: Instant): Instant[] {
  const starts = [...slots.filter(({ state }) => state === 'held'), ...oneOffs.filter(({ met }) => met)]
  return starts
    .map(({ start }) => start)
    .filter((start) => start <= now)
    .sort((a, b) => a - b)
}

function rhythmOf(
  outcome: Outcome,
  facts: PairFacts,
  manager: string | null,
  slots: Slot[],
  met: Instant[],
): Rhythm {
  const decider = facts.people.find(({ address }) => address === manager) ?? facts.people[0]
  const { people, policy, absences, holidays } = facts
  return { people, zone: decider.zone, policy, chains: outcome.chains, slots, met, absences, holidays }
}

/** When the outcome next changes by itself: a meeting ends, a lapse begins, a slot or its mails come into reach. */
function nextLook(
  slots: readonly Slot[],
  oneOffs: readonly OneOff[],
  lapse: Instant | null,
  now: Instant,
): Instant | null {
  const moments = [lapse ?? Number.POSITIVE_INFINITY]
  for (const slot of slots) {
    if (isClosed(slot, now)) continue
    moments.push(slot.end, slot.start - PLANNED_AHEAD, slot.original - KEPT_AHEAD)
  }
  for (const { end } of oneOffs) moments.push(end)
  const next = Math.min(...moments.filter((at) => at > now))
  return next === Number.POSITIVE_INFINITY ? null : next
}
