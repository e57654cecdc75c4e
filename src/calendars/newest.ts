// Of rows that a provider sent twice, the one that holds; whichever came first.
import type { CalendarEvent } from '../domain/event.ts'

/**
 * One row for each id: a bare tombstone, else the higher sequence, then the later update, then the series that a single
 * was turned into, then the fuller row.
 */
export function newest(events: CalendarEvent[]): CalendarEvent[] {
  const byId = new Map<string, CalendarEvent>()
  for (const event of events) {
    const known = byId.get(event.id)
    if (!known || compare(event, known) > 0) byId.set(event.id, event)
  }
  return [...byId.values()]
}

function compare(a: CalendarEvent, b: CalendarEvent): number {
  return (
    Number(isFinal(a)) - Number(isFinal(b)) ||
    a.sequence - b.sequence ||
    (a.updated ?? 0) - (b.updated ?? 0) ||
    Number(a.removed) - Number(b.removed) ||
    Number(a.kind === 'master') - Number(b.kind === 'master') ||
    Number(a.details !== null) - Number(b.details !== null) ||
    (JSON.stringify(a) > JSON.stringify(b) ? 1 : -1)
  )
}

/** A tombstone that tells no time of its own comes after the life it ends. */
function isFinal(event: CalendarEvent): boolean {
  return event.removed && event.details === null && event.updated === null
}
