// Parts of a meeting's life become one series (S6).
import type { Part } from './part.ts'
import { HOUR, WEEK } from './types.ts'

/** Parts of one series, oldest first. */
export type Chain = Part[]

/** S6, by the wall clock: the night in autumn is an hour longer, and a clock change moves nothing (S9). */
const EARLIEST = WEEK + HOUR
const LATEST = 5 * WEEK + HOUR

/**
 * S6: a part whose first slot lies from one week before to five weeks after the last of another goes on as the same
 * series, the nearest of several; parts that run side by side stay apart. The order of the parts is no matter.
 */
export function chainsOf(parts: readonly Part[]): Chain[] {
  const sorted = [...parts].sort(compareParts)
  const next = new Map<Part, Part>()
  const continued = new Set<Part>()
  for (const { from, to } of links(sorted)) {
    if (next.has(from) || continued.has(to)) continue
    next.set(from, to)
    continued.add(to)
  }
  return sorted.filter((part) => !continued.has(part)).map((part) => follow(part, next))
}

/** Older first: by first date, then by UID. */
function compareParts(a: Part, b: Part): number {
  return a.first - b.first || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
}

function links(sorted: readonly Part[]) {
  const found: { from: Part; to: Part; distance: number }[] = []
  for (const from of sorted) {
    if (from.last === null) continue
    for (const to of sorted) {
      if (goesOnAs(from, to)) found.push({ from, to, distance: Math.abs(to.first - from.last) })
    }
  }
  return found.sort(
    (a, b) => a.distance - b.distance || compareParts(a.from, b.from) || compareParts(a.to, b.to),
  )
}

function goesOnAs(from: Part, to: Part): boolean {
  if (from.last === null || compareParts(from, to) >= 0) return false
  if (to.last !== null && to.last <= from.last) return false
  return to.first >= from.last - EARLIEST && to.first <= from.last + LATEST
}

function follow(part: Part, next: Map<Part, Part>): Chain {
  const chain = [part]
  for (let at = next.get(part); at; at = next.get(at)) chain.push(at)
  return chain
}
