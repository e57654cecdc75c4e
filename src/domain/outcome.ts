// What a judgement says of a pair, put together from arranged series: verdicts, lapses, what gets mails, the next look.

import { isLiving } from './distance.ts'
import type { Draft } from './draft.ts'
import type { Rhythm } from './gap.ts'
import type { Single } from './habit.ts'
import type { Judgement, OneOff, PairFacts, Refused, Series, Slot } from './judgement.ts'
import { nextLook } from './look.ts'
import { isLongest, meetsTooOften, unproven } from './mailed.ts'
import { lapsesOf } from './rhythm.ts'
import { managerAt } from './roles.ts'
import type { Chain } from './series.ts'
import type { Instant, Span } from './types.ts'
import { type Circumstances, isAway, verdictOf } from './verdict.ts'
import { titleOf } from './watch.ts'

export interface Outcome {
  chains: readonly Chain[]
  /** Called-off slot's original start → what stands in for it (R). */
  replacements: ReadonlyMap<Instant, Draft>
  oneOffs: readonly Single[]
  refused: Refused[]
}

export function outcomeOf(outcome: Outcome, facts: PairFacts, known: Circumstances, now: Instant): Judgement {
  const { chains, refused } = outcome
  const tooOften = meetsTooOften(chains, now)
  const slots = chains
    .flatMap((chain) => slotsOf(chain, outcome, known, now, tooOften))
    .sort((a, b) => a.original - b.original)
  const oneOffs = oneOffsOf(outcome.oneOffs, known, now)
  const manager = managerAt(now, facts.people, facts.management)
  const met = metStarts(
    [...slots.filter(({ state }) => state === 'held'), ...oneOffs.filter(({ met }) => met)],
    now,
  )
  const lapses = lapsesOf(rhythmOf(chains, facts, known, manager, slots, met), now)
  const series = chains.flatMap((chain) => seriesOf(chain, now))
  return {
    people: [facts.people[0].address, facts.people[1].address],
    manager,
    series,
    slots,
    oneOffs,
    refused,
    infrequent: lapses.present,
    lapses: lapses.all,
    lastMet: met.at(-1) ?? null,
    living: series.some(({ ended }) => !ended),
    tooOften,
    judgeAt: nextLook({ chains, slots, oneOffs, lapseAt: lapses.changesAt }, facts, now),
  }
}

function slotsOf(
  chain: Chain,
  { chains, replacements }: Outcome,
  known: Circumstances,
  now: Instant,
  tooOften: boolean,
): Slot[] {
  return chain.flatMap((part) => {
    const early = unproven(part)
    return part.drafts.map((draft) => ({
      ...slotOf(draft, replacements.get(draft.original) ?? null, chain[0]!.uid, known, now),
      mailed: !tooOften && !early.has(draft) && isLongest(chain, chains, draft.original),
    }))
  })
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
    away: isAway(actual, draft.original, known),
  }
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
  return chain.every((part) => !isLiving(part, now) && part.drafts.every(({ end }) => end <= now))
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

/** Of meetings that took place and are over. */
function metStarts(meetings: readonly Span[], now: Instant): Instant[] {
  return meetings
    .filter(({ end }) => end <= now)
    .map(({ start }) => start)
    .sort((a, b) => a - b)
}

function rhythmOf(
  chains: readonly Chain[],
  { people, policy }: PairFacts,
  { absences, holidays }: Circumstances,
  manager: string | null,
  slots: Slot[],
  met: Instant[],
): Rhythm {
  const decider = people.find(({ address }) => address === manager) ?? people[0]
  return { people, zone: decider.zone, policy, chains, slots, met, absences, holidays }
}
