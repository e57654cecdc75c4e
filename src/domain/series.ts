// Parts of a meeting's life become one series (S6), and slots that overlap become one (S7).
import type { Draft } from './draft.ts'
import type { Part } from './part.ts'
import { type Instant, WEEK } from './types.ts'

/** Parts of one series, oldest first. */
export type Chain = Part[]

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
export function compareParts(a: Part, b: Part): number {
  return a.first - b.first || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
}

function links(sorted: readonly Part[]) {
  const found: { from: Part; to: Part; distance: number }[] = []
  for (const from of sorted) {
    for (const to of sorted) {
      if (from !== to && goesOnAs(from, to))
        found.push({ from, to, distance: Math.abs(to.first - from.last!) })
    }
  }
  return found.sort(
    (a, b) => a.distance - b.distance || compareParts(a.from, b.from) || compareParts(a.to, b.to),
  )
}

function goesOnAs(from: Part, to: Part): boolean {
  if (from.last === null || compareParts(from, to) >= 0) return false
  if (to.last !== null && to.last <= from.last) return false
  return to.first >= from.last - WEEK && to.first <= from.last + 5 * WEEK
}

function follow(part: Part, next: Map<Part, Part>): Chain {
  const chain = [part]
  for (let at = next.get(part); at; at = next.get(at)) chain.push(at)
  return chain
}

/**
 * S7: of drafts of a pair that overlap in time one stays: the one that is on, of two the older series', then the
 * earlier original start. Takes the dropped ones out of their parts.
 */
export function dropOverlaps(chains: readonly Chain[]) {
  const ranked = chains
    .flatMap((chain, age) => chain.flatMap((part) => part.drafts.map((draft) => ({ draft, part, age }))))
    .sort((a, b) => rank(a.draft) - rank(b.draft) || a.age - b.age || a.draft.original - b.draft.original)
  const taken = new Taken()
  const kept = new Set<Draft>()
  for (const { draft } of ranked) if (taken.take(draft)) kept.add(draft)
  for (const part of chains.flat()) {
    if (part.drafts.some((draft) => !kept.has(draft)))
      part.drafts = part.drafts.filter((draft) => kept.has(draft))
  }
}

function rank(draft: Draft): number {
  return draft.off ? 1 : 0
}

/** Times that are taken already, in buckets of a day, so that a year of slots is checked in one pass. */
class Taken {
  private days = new Map<number, Draft[]>()
  private originals = new Set<Instant>()

  take(draft: Draft): boolean {
    if (this.originals.has(draft.original) || this.near(draft).some((other) => overlaps(draft, other)))
      return false
    this.originals.add(draft.original)
    for (const day of daysOf(draft)) this.days.set(day, [...(this.days.get(day) ?? []), draft])
    return true
  }

  private near(draft: Draft): Draft[] {
    return daysOf(draft).flatMap((day) => this.days.get(day) ?? [])
  }
}

function daysOf({ start, end }: Draft): number[] {
  const first = Math.floor(start / 86_400_000)
  const last = Math.min(Math.floor((end - 1) / 86_400_000), first + 7)
  return last > first ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : [first]
}

function overlaps(a: Draft, b: Draft): boolean {
  return a.start < b.end && b.start < a.end
}
