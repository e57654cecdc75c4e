// Days that are not counted towards a gap (F2), each once.
import { dayNumber, midnightOf, startOfDayNumber } from './clock.ts'
import type { Slot } from './judgement.ts'
import { type Address, DAY, type Day, type Person, type Span, type Zone } from './types.ts'
import { covers } from './verdict.ts'

export interface Excuses {
  people: readonly [Person, Person]
  /** The deciding zone: the manager's; of peers the first's. */
  zone: Zone
  /** By original start. */
  slots: readonly Slot[]
  /** Merged, sorted absences per person. */
  absences: ReadonlyMap<Address, Span[]>
  holidays: ReadonlyMap<Address, ReadonlySet<Day>>
}

/**
 * Days of the span (as numbers since 1970-01-01) on which one of the two was away or on holiday all day of theirs, and
 * those from an excused slot to the next planned one.
 */
export function sparedDays(excuses: Excuses, within: Span): Set<number> {
  const spared = new Set<number>()
  for (const { address, zone } of excuses.people) {
    for (const day of excuses.holidays.get(address) ?? []) spared.add(midnightOf(day) / DAY)
    for (const span of excuses.absences.get(address) ?? []) addWholeDays(spared, span, within, zone)
  }
  addExcused(spared, excuses, within)
  return spared
}

function addWholeDays(days: Set<number>, span: Span, within: Span, zone: Zone) {
  if (span.end <= within.start || span.start >= within.end) return
  const last = dayNumber(Math.min(span.end, within.end + DAY), zone)
  for (let day = dayNumber(Math.max(span.start, within.start), zone); day <= last; day += 1) {
    if (covers([span], startOfDayNumber(day, zone), startOfDayNumber(day + 1, zone))) days.add(day)
  }
}

function addExcused(spared: Set<number>, { slots, zone }: Excuses, within: Span) {
  slots.forEach((slot, i) => {
    if (slot.state !== 'excused' || slot.original > within.end) return
    const next = dayNumber(slots[i + 1]?.original ?? within.end, zone)
    for (let day = dayNumber(Math.max(slot.original, within.start), zone); day < next; day += 1)
      spared.add(day)
  })
}
