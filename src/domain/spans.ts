// When calendar rows take place: repeated ones expanded, dates that an exception speaks for left out.

import type { CalendarEvent } from './event.ts'
import { plan } from './recurrence.ts'
import { RuleError } from './rule.ts'
import type { Instant, Span } from './types.ts'

/** Original starts that an exception or a tombstone speaks for, by calendar and UID; bare occurrences say nothing new. */
export function exceptionsOf(events: readonly CalendarEvent[]): Map<string, Set<Instant>> {
  const found = new Map<string, Set<Instant>>()
  for (const { kind, original, calendar, uid, removed, details } of events) {
    if (kind !== 'instance' || original === null || (!removed && !details)) continue
    const key = `${calendar}\n${uid}`
    const starts = found.get(key)
    if (starts) starts.add(original)
    else found.set(key, new Set([original]))
  }
  return found
}

export function spansOf(event: CalendarEvent, exceptions: Map<string, Set<Instant>>, within: Span): Span[] {
  const { start, end } = event.span!
  if (event.kind !== 'master' || !event.recurrence)
    return end > within.start && start < within.end ? [{ start, end }] : []
  const spoken = exceptions.get(`${event.calendar}\n${event.uid}`)
  const length = end - start
  return startsOf(event, { start: within.start - length, end: within.end })
    .filter((at) => !spoken?.has(at))
    .map((at) => ({ start: at, end: at + length }))
}

/** Of a rule that cannot be read only the first date is known. */
function startsOf(event: CalendarEvent, within: Span): Instant[] {
  try {
    return plan(event.recurrence!, event.span!.start, event.zone ?? 'UTC', within).on
  } catch (error) {
    if (error instanceof RuleError) return [event.span!.start]
    throw error
  }
}
