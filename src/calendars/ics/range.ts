// RECURRENCE-ID;RANGE=THISANDFUTURE (RFC 5545 3.2.13), which hardly anybody writes.
import type { CalendarEvent, Recurrence } from '../../domain/event.ts'
import type { Instant } from '../../domain/types.ts'
import type { Report } from '../reading.ts'
import type { Entry } from './entries.ts'
import { param } from './properties.ts'

/**
 * True where the instance was a cancellation of this and all that follow: the master's rule is cut short then (S4),
 * and no row is needed. Any other change of what follows is applied to the one date only, and reported.
 */
export function applyToFuture(
  entry: Entry,
  event: CalendarEvent,
  master: CalendarEvent | undefined,
  report: Report,
): boolean {
  const property = entry.one('RECURRENCE-ID')!
  if (param(property, 'range')?.toUpperCase() !== 'THISANDFUTURE') return false
  if (event.removed && master?.recurrence) {
    master.recurrence = cutBefore(master.recurrence, event.original!)
    return true
  }
  const problem = `line ${property.line}: RANGE=THISANDFUTURE was applied to this one date only`
  report({ problem, uid: entry.uid, broken: false })
  return false
}

/** A COUNT stays: whichever ends first. */
function cutBefore(recurrence: Recurrence, end: Instant): Recurrence {
  const stamp = new Date(end - 1000).toISOString().replace(/[-:]|\.\d+/g, '')
  return {
    ...recurrence,
    rules: recurrence.rules.map((rule) => `${rule.replace(/;?UNTIL=[^;]*/g, '')};UNTIL=${stamp}`),
    dates: recurrence.dates.filter((date) => date < end),
  }
}
