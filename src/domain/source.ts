// What the dates of a meeting are taken from, and which copy's row speaks for one of them (S1).
import type { Copy } from './copy.ts'
import type { CalendarEvent } from './event.ts'
import { believed, type Meeting } from './meeting.ts'
import { holdsSeries, isReadFor, type Presence } from './presence.ts'
import type { Address, Instant, Span } from './types.ts'
import type { Rules } from './watch.ts'

export interface Source {
  meeting: Meeting
  pair: readonly [Address, Address]
  presence: Presence
  /** Row that describes the series, or the single. */
  head: CalendarEvent
  rules: Rules
  /** Zone or rule could not be read (V6). */
  unreadable: boolean
}

/** S1: the row that speaks for an instance; null where the series itself does. */
export function spokenRow({ meeting }: Source, original: Instant): CalendarEvent | null {
  const theirs = meeting.organizerCopy
  const word = theirs?.instances.get(original)
  if (word) return word
  if (theirs && saysAll(theirs, original)) return null
  let best: CalendarEvent | null = null
  for (const copy of meeting.copies) {
    const row = copy.instances.get(original)
    if (row && (!best || compare(row, best) > 0)) best = row
  }
  return best
}

/** What this copy does not say of the date is not so. */
export function saysAll(copy: Copy, original: Instant): boolean {
  return holdsSeries(copy) && isReadFor(copy, original)
}

function compare(a: CalendarEvent, b: CalendarEvent): number {
  return (
    a.sequence - b.sequence ||
    (a.updated ?? 0) - (b.updated ?? 0) ||
    Number(a.details !== null) - Number(b.details !== null) ||
    Number(b.removed) - Number(a.removed) ||
    (a.calendar < b.calendar ? 1 : -1)
  )
}

/** Where it was before it was called off, if some copy still tells. */
export function lastKnown(meeting: Meeting, original: Instant): Span | null {
  for (const copy of believed(meeting)) {
    const span = copy.instances.get(original)?.span
    if (span) return span
  }
  return null
}
