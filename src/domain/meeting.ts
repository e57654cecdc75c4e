// Copies of one meeting become one (S1): the rows of all calendars, gathered by UID, and whose copy speaks.
import { type Copy, compareCopies, copyOf, detailsOf, isLiving, takeSinglesAsDates } from './copy.ts'
import type { CalendarCopy, CalendarEvent } from './event.ts'
import type { Address, Directory } from './types.ts'

export interface Meeting {
  /** The smallest UID where several name the same meeting. */
  uid: string
  copies: Copy[]
  organizer: Address | null
  /** The copy whose owner is the organizer, living where there is one. */
  organizerCopy: Copy | null
}

/** What a directory is asked for here; the identity serves where there is none. */
export type Resolve = (address: Address) => Address

export function resolver(directory: Directory): Resolve {
  return (address) => directory.colleague(address) ?? address
}

/** Gathers rows by UID; the order of rows and calendars changes nothing. */
export function meetingsOf(events: CalendarEvent[], calendars: CalendarCopy[], resolve: Resolve): Meeting[] {
  const calendarOf = new Map(calendars.map((calendar) => [calendar.id, calendar]))
  const meetings: Meeting[] = []
  for (const [uid, rows] of Map.groupBy(events, adoption(events))) {
    const copies: Copy[] = []
    for (const [id, own] of byCalendar(rows)) {
      const calendar = calendarOf.get(id)
      if (calendar) copies.push(copyOf(calendar, uid, own, resolve(calendar.owner)))
    }
    if (copies.length > 1) takeSinglesAsDates(copies)
    if (copies.length > 0) meetings.push(meetingOf(uid, copies, resolve))
  }
  return meetings
}

/** Most meetings have one row; a map of one costs more than all else that is done with it. */
function byCalendar(rows: CalendarEvent[]): Iterable<[string, CalendarEvent[]]> {
  return rows.length === 1 ? [[rows[0]!.calendar, rows]] : Map.groupBy(rows, ({ calendar }) => calendar)
}

/** A bare Google tombstone only guesses its UID from its id (S4): where a row with that id tells, that one holds. */
function adoption(events: CalendarEvent[]): (event: CalendarEvent) => string {
  const isBare = (event: CalendarEvent) =>
    event.removed && !event.details && event.uid.endsWith('@google.com')
  if (!events.some(isBare)) return (event) => event.uid
  const told = new Set<string>()
  const byId = new Map<string, string>()
  for (const event of events) {
    if (!event.details) continue
    told.add(event.uid)
    byId.set(event.id, event.uid)
  }
  return (event) => {
    if (!isBare(event) || told.has(event.uid)) return event.uid
    return byId.get(event.uid.slice(0, -'@google.com'.length)) ?? event.uid
  }
}

function meetingOf(uid: string, copies: Copy[], resolve: Resolve): Meeting {
  copies.sort((a, b) => compareCopies(b, a))
  const organizer = organizerOf(copies, resolve)
  const organizerCopy = copies.find((copy) => copy.owner === organizer) ?? null
  return { uid, copies, organizer, organizerCopy }
}

/** Whoever organizes in their own living copy; else who the best copy says it is. A hand-over leaves a stale name. */
function organizerOf(copies: Copy[], resolve: Resolve): Address | null {
  let named: Address | null = null
  for (const copy of copies) {
    const details = detailsOf(copy)
    if (!details) continue
    const organizer = details.organizer ? resolve(details.organizer) : copy.owner
    if (isLiving(copy) && organizer === copy.owner && !details.organizerIsPlace) return organizer
    named ??= details.organizer ? organizer : null
  }
  return named
}

/** S1: copies in the order in which they are believed: the organizer's, then by `compareCopies`. */
export function believed(meeting: Meeting): Copy[] {
  const first = meeting.organizerCopy
  return first ? [first, ...meeting.copies.filter((copy) => copy !== first)] : meeting.copies
}

/** Two meetings that turned out to be copies of one, under the smaller UID. */
export function unite(a: Meeting, b: Meeting): Meeting {
  const copies = [...a.copies, ...b.copies].sort((x, y) => compareCopies(y, x))
  const organizerCopy = a.organizerCopy ?? b.organizerCopy
  const organizer = organizerCopy === b.organizerCopy ? b.organizer : a.organizer
  return { uid: a.uid < b.uid ? a.uid : b.uid, copies, organizer, organizerCopy }
}
