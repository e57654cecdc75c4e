// Days that are not counted towards a gap (F2), each once.
import { addDays, localDay, midnightOf, startOfDay, toLocal } from './clock.ts'
import type { Rhythm } from './rhythm.ts'
import { DAY, type Day, type Span, type Zone } from './types.ts'
import { covers } from './verdict.ts'

/**
 * Days of the span (as numbers since 1970-01-01) on which one of the two was away or on holiday all day of theirs, and
 * those from an excused slot to the next planned one.
 */
export function sparedDays(rhythm: Rhythm, within: Span): Set<number> {
  const days = new Set<Day>()
  for (const { address, zone } of rhythm.people) {
    for (const day of rhythm.holidays.get(address) ?? []) days.add(day)
    for (const span of rhythm.absences.get(address) ?? []) addWholeDays(days, span, within, zone)
  }
  const spared = new Set([...days].map((day) => midnightOf(day) / DAY))
  addExcused(spared, rhythm, within)
  return spared
}

function addWholeDays(days: Set<Day>, span: Span, within: Span, zone: Zone) {
  if (span.end <= within.start || span.start >= within.end) return
  const last = localDay(Math.min(span.end, within.end + DAY), zone)
  for (let day = localDay(Math.max(span.start, within.start), zone); day <= last; day = addDays(day, 1)) {
    if (covers([span], startOfDay(day, zone), startOfDay(addDays(day, 1), zone))) days.add(day)
  }
}

function addExcused(spared: Set<number>, { slots, zone }: Rhythm, within: Span) {
  const numberOf = (instant: number) => Math.floor(toLocal(instant, zone) / DAY)
  slots.forEach((slot, i) => {
    if (slot.state !== 'excused' || slot.original > within.end) return
    const next = numberOf(slots[i + 1]?.original ?? within.end)
    for (let day = numberOf(Math.max(slot.original, within.start)); day < next; day += 1) spared.add(day)
  })
}
