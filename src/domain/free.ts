// Times at which both are free: what an alert proposes instead of a reproach.
import { localDay } from './clock.ts'
import type { CalendarEvent } from './event.ts'
import { type WorkTime, withinHours } from './hours.ts'
import { exceptionsOf, spansOf } from './spans.ts'
import { type Address, DAY, type Instant, MINUTE, type Span, type Zone } from './types.ts'

/** One of the two: when they work, and when they are taken (meetings, absences). */
export interface Diary {
  work: WorkTime
  busy: readonly Span[]
}

const STEP = 30 * MINUTE
const PROPOSED = 3
const DAYS_AHEAD = 10

/**
 * Up to three times from `from` on within the working hours of both, on different days (of `zone`), the earliest of
 * each day, on the full or half hour.
 */
export function freeTimes(diaries: readonly Diary[], minutes: number, from: Instant, zone: Zone): Span[] {
  const length = minutes * MINUTE
  const found: Span[] = []
  const days = new Set<string>()
  for (let start = Math.ceil(from / STEP) * STEP; start < from + DAYS_AHEAD * DAY; start += STEP) {
    const day = localDay(start, zone)
    const time = { start, end: start + length }
    if (days.has(day) || !diaries.every((diary) => isFree(time, diary))) continue
    found.push(time)
    days.add(day)
    if (found.length === PROPOSED) break
  }
  return found
}

function isFree({ start, end }: Span, { work, busy }: Diary): boolean {
  if (!withinHours(start, work) || !withinHours(end - 1, work)) return false
  return !busy.some((span) => span.start < end && span.end > start)
}

/** When the rows of one person's calendars keep them busy; free, declined and called-off ones do not. */
export function busySpans(events: readonly CalendarEvent[], owner: Address, within: Span): Span[] {
  const exceptions = exceptionsOf(events)
  return events
    .filter((event) => event.span && !event.removed && !event.allDay && keepsBusy(event, owner))
    .flatMap((event) => spansOf(event, exceptions, within))
}

function keepsBusy({ details }: CalendarEvent, owner: Address): boolean {
  if (!details) return true
  if (details.shows === 'free') return false
  return !details.attendees.some(({ address, answer }) => address === owner && answer === 'declined')
}
