// Single meetings that come so regularly that they are a series all the same (H).
import type { Draft } from './draft.ts'
import type { Details } from './event.ts'
import { medianDays, type Part } from './part.ts'
import type { Chain } from './series.ts'
import { titleKey } from './title.ts'
import { HOUR, type Instant, WEEK } from './types.ts'

export interface Single {
  draft: Draft
  details: Details
}

/** Five weeks by the wall clock: the night in autumn is an hour longer, and a clock change moves nothing (S9). */
const LONGEST_STEP = 5 * WEEK + HOUR
const FEWEST = 3

/**
 * H: runs of three or more singles of the same title, neighbours at most five weeks apart, where no series with a rule
 * lives. A called-off single between two that count is a slot of the run; what was booked in its place stands in for it.
 * @returns the habits, and the singles that belong to none
 */
export function habitsOf(
  singles: readonly Single[],
  chains: readonly Chain[],
): { habits: Part[]; rest: Single[] } {
  const free = singles.filter(({ draft }) => !chains.some((chain) => lives(chain, draft.original)))
  const runs = [...byTitle(free).values()].flatMap(runsOf)
  const used = new Set(runs.flat())
  return { habits: runs.map(habitOf), rest: singles.filter((single) => !used.has(single)) }
}

/** A series with a rule is alive at this instant: between its first and its last date. */
function lives(chain: Chain, at: Instant): boolean {
  const ruled = chain.filter((part) => part.byRule)
  return ruled.some((part) => at >= part.first) && ruled.some((part) => part.last === null || at <= part.last)
}

function byTitle(singles: readonly Single[]): Map<string, Single[]> {
  const groups = new Map<string, Single[]>()
  for (const single of [...singles].sort(compareSingles)) {
    const key = titleKey(single.details.title)
    groups.set(key, [...(groups.get(key) ?? []), single])
  }
  return groups
}

function compareSingles(a: Single, b: Single): number {
  return a.draft.original - b.draft.original || (a.draft.uid < b.draft.uid ? -1 : 1)
}

function runsOf(sorted: Single[]): Single[][] {
  const runs: Single[][] = []
  let previous = Number.NEGATIVE_INFINITY
  for (const single of sorted.filter(({ draft }) => !draft.off)) {
    const { original } = single.draft
    if (original - previous <= LONGEST_STEP) runs.at(-1)!.push(single)
    else runs.push([single])
    previous = original
  }
  const off = sorted.filter(({ draft }) => draft.off)
  return runs.filter((run) => run.length >= FEWEST).map((run) => withCalledOff(run, off))
}

function withCalledOff(run: Single[], off: Single[]): Single[] {
  const first = run[0]!.draft.original
  const last = run.at(-1)!.draft.original
  const between = off.filter(({ draft }) => draft.original > first && draft.original < last)
  const anew = new Set(between.map((single) => bookedAnew(single, run)))
  return [...run.filter((single) => !anew.has(single)), ...between].sort(compareSingles)
}

/**
 * The single of the run that was made in place of one that was called off: nearer to it than half of any step that the
 * run has without it. It is no meeting of its own then but stands in (R).
 */
function bookedAnew({ draft }: Single, run: readonly Single[]): Single | null {
  const distance = (one: Single) => Math.abs(one.draft.original - draft.original)
  const nearest = run.reduce((a, b) => (distance(b) < distance(a) ? b : a))
  const planned = run.filter((single) => single !== nearest).map((single) => single.draft.original)
  const sorted = [...planned, draft.original].sort((a, b) => a - b)
  const steps = sorted.slice(1).map((original, i) => original - sorted[i]!)
  return !nearest.draft.excluded && distance(nearest) < Math.min(...steps) / 2 ? nearest : null
}

function habitOf(run: Single[]): Part {
  const drafts = run.map(({ draft }) => draft)
  const newest = run.at(-1)!
  return {
    uid: drafts[0]!.uid,
    details: newest.details,
    minutes: newest.draft.planned,
    zone: 'UTC',
    byRule: false,
    habit: true,
    cadence: medianDays(
      drafts.map((draft) => draft.original),
      'UTC',
    ),
    first: drafts[0]!.original,
    last: newest.draft.original,
    livesUntil: newest.draft.original + LONGEST_STEP,
    changedAt: null,
    drafts,
  }
}
