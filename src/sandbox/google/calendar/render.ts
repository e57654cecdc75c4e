// One row of a calendar as the Event resource that its owner sees.
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import type { Instant, Zone } from '../../../domain/types.ts'
import { is } from '../../world/addresses.ts'
import { type Facts, factsAt, type Guest } from '../../world/facts.ts'
import { dayOf, rfc3339 } from '../../world/zones.ts'
import type { Calendar, Person, Row } from '../company/shapes.ts'

type Event = calendar_v3.Schema$Event

export interface Look {
  /** Offsets of all times are given in this zone. */
  zone: Zone
  maxAttendees: number
  /** Deleted events keep their details: asked for with showDeleted, in listings without a sync token. */
  detailsOfDeleted: boolean
}

export function render(row: Row, calendar: Calendar, look: Look): Event {
  if (row.state === 'bare') return { ...head(row), status: 'cancelled' }
  if (row.state === 'cancelled' && !look.detailsOfDeleted)
    return { ...head(row), status: 'cancelled', ...origin(row, look) }
  const facts = factsAt(row.meeting, row.original)
  return {
    ...head(row),
    status: row.state === 'cancelled' ? 'cancelled' : 'confirmed',
    htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(row.id).toString('base64url')}`,
    created: new Date(row.meeting.created).toISOString(),
    updated: new Date(row.updated).toISOString(),
    ...told(facts),
    ...people(row, facts, calendar.owner, look),
    start: time(facts.start, facts, look.zone),
    end: time(facts.end, facts, look.zone),
    ...(facts.recurrence.length > 0 ? { recurrence: facts.recurrence } : {}),
    ...origin(row, look),
    iCalUID: row.meeting.iCalUID,
    sequence: exceptionOf(row)?.sequence ?? row.meeting.sequence,
    reminders: { useDefault: true },
    eventType: facts.eventType,
  }
}

const exceptionOf = ({ meeting, original }: Row) =>
  original === null ? undefined : meeting.exceptions.get(original)

function head(row: Row): Event {
  return { kind: 'calendar#event', etag: `"${row.updated * 2000 + row.version}"`, id: row.id }
}

function origin(row: Row, look: Look): Event {
  if (row.original === null) return {}
  return {
    recurringEventId: row.meeting.id,
    originalStartTime: time(row.original, row.meeting.facts, look.zone),
  }
}

/** Only what is set: Google leaves defaults out. */
function told(facts: Facts): Event {
  const event: Event = { summary: facts.summary }
  for (const name of ['description', 'location', 'transparency', 'visibility'] as const) {
    if (facts[name] !== undefined) event[name] = facts[name]
  }
  if (facts.guestsCanSeeOtherGuests === false) event.guestsCanSeeOtherGuests = false
  if (facts.eventType === 'outOfOffice') event.outOfOfficeProperties = { autoDeclineMode: 'declineNone' }
  return event
}

function people(row: Row, facts: Facts, viewer: Person, look: Look): Event {
  const { organizer } = row.meeting
  const self = is(viewer, organizer.email) ? { self: true } : {}
  const event: Event = { creator: { ...organizer, ...self }, organizer: { ...organizer, ...self } }
  if (facts.attendees.length === 0) return event
  const own = (guest: Guest) => is(viewer, guest.email)
  const cut = facts.attendees.length > look.maxAttendees || (facts.attendeesOmitted && !self.self)
  const hidden = facts.guestsCanSeeOtherGuests === false && !self.self
  const seen = facts.attendees.filter(
    (guest) => own(guest) || (!cut && (!hidden || guest.email === organizer.email)),
  )
  event.attendees = seen.map((guest) => ({
    ...guest,
    ...(guest.email === organizer.email ? { organizer: true } : {}),
    ...(own(guest) ? { self: true } : {}),
  }))
  if (cut) event.attendeesOmitted = true
  return event
}

function time(instant: Instant, { allDay, zone }: Facts, viewerZone: Zone): calendar_v3.Schema$EventDateTime {
  return allDay ? { date: dayOf(instant) } : { dateTime: rfc3339(instant, viewerZone), timeZone: zone }
}
