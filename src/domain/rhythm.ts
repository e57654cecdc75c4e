// Whether the two meet often enough (F): their lapses, by rule and by what happened.
import { addDays, atMinute, localDay } from './clock.ts'
import { livingRules, longestDistance } from './distance.ts'
import { gapIn, hasUnknown, lives, type Rhythm } from './gap.ts'
import type { Infrequency } from './judgement.ts'
import { DAY, type Instant } from './types.ts'

export interface Lapses {
  /** F1 as it stands now, then every gap (F2) up to now, in order. */
  all: Infrequency[]
  /** The one that lasts. */
  present: Infrequency | null
  /** When that changes by itself: the next lapse begins, or the present one gets longer. Null: not in sight. */
  changesAt: Instant | null
}

/** How far ahead a coming lapse is looked for. */
const IN_SIGHT = 60 * DAY

export function lapsesOf(rhythm: Rhythm, now: Instant): Lapses {
  const { policy } = rhythm
  const distance = longestDistance(rhythm.chains, rhythm.slots, now)
  const byRule =
    distance !== null && distance > policy.longestGapDays ? ruleLapse(rhythm, distance, now) : null
  const limit = (byRule?.days ?? policy.longestGapDays) + policy.gapGraceDays
  const starts = startsOf(rhythm, now)
  const gaps = starts.slice(1).map((until, i) => gapIn(rhythm, limit, { start: starts[i]!, end: until }))
  const { gap, changesAt } = presentGap(rhythm, limit, starts.at(-1), now)
  const all = [byRule, ...gaps, gap].filter((lapse) => lapse !== null)
  return { all, present: gap && lasts(rhythm, gap, now) ? gap : byRule, changesAt }
}

/** Known by the first date of the rule that makes it: that stays while the rule does. */
function ruleLapse({ chains, zone, met }: Rhythm, days: number, now: Instant): Infrequency {
  const begun = livingRules(chains, now).map(({ first, changedAt }) => Math.max(first, changedAt ?? first))
  const noticed = Math.min(...begun)
  return { reason: 'by-rule', since: localDay(noticed, zone), days, lastMet: met.at(-1) ?? null, noticed }
}

/** What a gap may begin with: each meeting, and the first slot that passed where they had not met by then. */
function startsOf({ slots, met }: Rhythm, now: Instant): Instant[] {
  const first = slots.find(({ end }) => end <= now)
  return first && !(met[0]! <= first.start) ? [first.start, ...met] : [...met]
}

function presentGap(rhythm: Rhythm, limit: number, from: Instant | undefined, now: Instant) {
  if (from === undefined) return { gap: null, changesAt: null }
  const gap = gapIn(rhythm, limit, { start: from, end: now })
  if (gap) return { gap, changesAt: atMinute(addDays(localDay(now, rhythm.zone), 1), 0, rhythm.zone) }
  const coming = gapIn(rhythm, limit, { start: from, end: now + IN_SIGHT })
  return { gap, changesAt: coming && coming.noticed > now ? coming.noticed : null }
}

function lasts(rhythm: Rhythm, { lastMet }: Infrequency, now: Instant): boolean {
  return lives(rhythm, now) && !hasUnknown(rhythm, { start: lastMet ?? -Infinity, end: now })
}
