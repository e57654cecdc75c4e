// Which meeting stands in for which called-off slot (R); also which RDATE is a slot that moved there (S8).
import { HOUR, type Instant, WEEK } from './types.ts'

/** A called-off slot between its neighbours of the same series, called off or not; null: none on that side. */
export interface Gap {
  original: Instant
  previous: Instant | null
  next: Instant | null
}

/** Seven days by the wall clock: the night in autumn is an hour longer, and a clock change moves nothing (S9). */
const FARTHEST = WEEK + HOUR

/**
 * Each start serves the nearest gap that it fits, the earlier on a tie, and only one; of several that serve one gap the
 * nearest stands in (the earlier on a tie). What stands in for nothing is left out. Order of the arguments is no matter.
 * @returns original start of the gap → the start that stands in for it
 */
export function standIns(starts: readonly Instant[], gaps: readonly Gap[]): Map<Instant, Instant> {
  const chosen = new Map<Instant, Instant>()
  const sorted = [...gaps].sort((a, b) => a.original - b.original)
  for (const start of [...starts].sort((a, b) => a - b)) {
    const gap = nearestGap(start, sorted)
    if (!gap) continue
    const rival = chosen.get(gap.original)
    if (rival === undefined || distance(start, gap) < distance(rival, gap)) chosen.set(gap.original, start)
  }
  return chosen
}

/** The gaps among the slots of one series. */
export function gapsAmong<S extends { original: Instant }>(
  slots: readonly S[],
  isGap: (slot: S) => boolean,
): Gap[] {
  const originals = slots.map(({ original }) => original).sort((a, b) => a - b)
  return slots.filter(isGap).map(({ original }) => {
    const at = originals.indexOf(original)
    return { original, previous: originals[at - 1] ?? null, next: originals[at + 1] ?? null }
  })
}

function nearestGap(start: Instant, gaps: readonly Gap[]): Gap | null {
  let best: Gap | null = null
  for (const gap of gaps) {
    if (!fits(start, gap)) continue
    if (!best || distance(start, gap) < distance(start, best)) best = gap
  }
  return best
}

function distance(start: Instant, gap: Gap): number {
  return Math.abs(start - gap.original)
}

function fits(start: Instant, gap: Gap): boolean {
  return (
    distance(start, gap) <= FARTHEST &&
    (gap.previous === null || start > gap.previous) &&
    (gap.next === null || start < gap.next)
  )
}
