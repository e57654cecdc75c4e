// Copies of one meeting under different UIDs (S1): the same two and the same start, seen in different calendars.
import { isLiving } from './copy.ts'
import { type Meeting, unite } from './meeting.ts'
import type { Instant } from './types.ts'
import type { Watched } from './watch.ts'

/** A meeting of the pair, and what it was found to be. */
export type Pairing = [Meeting, Watched]

/** @param watched meetings of one pair */
export function mergeTwins(watched: readonly Pairing[]): Pairing[] {
  const groups = new Map<string, Pairing[]>()
  for (const pairing of [...watched].sort(([a], [b]) => (a.uid < b.uid ? -1 : 1))) {
    const key = keyOf(pairing[0])
    const group = groups.get(key) ?? []
    groups.set(key, group)
    const twin = group.find(([other]) => areTwins(other, pairing[0]))
    if (twin) twin[0] = unite(twin[0], pairing[0])
    else group.push([...pairing])
  }
  return [...groups.values()].flat()
}

/** Two entries in one calendar are two meetings, whatever their times; and what is gone is no copy of what lives. */
function areTwins(a: Meeting, b: Meeting): boolean {
  if (a.copies.some(isLiving) !== b.copies.some(isLiving)) return false
  const calendars = new Set(a.copies.map((copy) => copy.calendar.id))
  return !b.copies.some((copy) => calendars.has(copy.calendar.id))
}

function keyOf({ copies }: Meeting): string {
  const starts = copies.flatMap(({ master, single }) => (master ?? single)?.span?.start ?? [])
  const kind = copies.some((copy) => copy.master?.recurrence) ? 'series' : 'single'
  return `${kind} ${Math.min(...starts, firstInstance(copies))}`
}

function firstInstance(copies: Meeting['copies']): Instant {
  let first = Number.POSITIVE_INFINITY
  for (const { master, single, instances } of copies) {
    if (!master && !single) for (const original of instances.keys()) first = Math.min(first, original)
  }
  return first
}
