// Gathers a whole reading of a calendar from its pages; nothing of it is kept before its last page.
import type { Ask, CalendarRef, CalendarService, Ending } from '../calendars/contract.ts'
import type { CalendarEvent } from '../domain/event.ts'
import { GoneError } from '../errors.ts'
import type { Calendar } from '../store/calendars/calendars.ts'
import type { Changes } from '../store/calendars/events.ts'

export type Reading = Omit<Changes, 'nextLook' | 'hints' | 'since'>

/**
 * What changed since the last reading; all of it where the service does not know the cursor any more (410), or where the
 * calendar has another zone now, since all-day events lie elsewhere then.
 */
export async function readCalendar(
  service: CalendarService,
  calendar: Calendar,
  asking: Omit<Ask, 'cursor'>,
): Promise<Reading> {
  const { cursor } = calendar
  if (cursor !== null) {
    const changes = await gather(service, calendar, { cursor, ...asking }).catch(nullIfGone)
    if (changes && !hasMoved(calendar, changes.end)) return readingOf(calendar, changes)
  }
  return readingOf(calendar, await gather(service, calendar, { cursor: null, ...asking }))
}

interface Gathered {
  events: CalendarEvent[]
  brokenUids: Set<string>
  end: Ending
}

async function gather(service: CalendarService, calendar: CalendarRef, ask: Ask): Promise<Gathered> {
  const events: CalendarEvent[] = []
  const brokenUids = new Set<string>()
  for await (const page of service.changes(calendar, ask)) {
    for (const event of page.events) events.push(event)
    for (const uid of page.brokenUids) brokenUids.add(uid)
    if (page.end) return { events, brokenUids, end: page.end }
  }
  throw new Error(`The pages of ${calendar.id} have no end.`)
}

function nullIfGone(error: unknown): null {
  if (error instanceof GoneError) return null
  throw error
}

function hasMoved({ zone }: Calendar, end: Ending): boolean {
  return end.reach === 'changes' && end.zone !== undefined && end.zone !== zone
}

function readingOf(calendar: Calendar, { events, brokenUids, end }: Gathered): Reading {
  const { cursor } = end
  if (end.reach === 'whole') {
    const { zone, complete, window } = end
    return { events, replace: true, cursor, zone, complete, window, brokenUids: [...brokenUids].sort() }
  }
  const readNow = new Set(events.map(({ uid }) => uid))
  for (const uid of calendar.brokenUids) if (!readNow.has(uid)) brokenUids.add(uid)
  const { zone, complete, window } = calendar
  return { events, replace: false, cursor, zone, complete, window, brokenUids: [...brokenUids].sort() }
}
