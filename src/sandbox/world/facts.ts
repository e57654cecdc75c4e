// What a meeting says, whoever's calendars it stands in: the words of Google's API, with what Exchange knows beside.
import type { Address, Instant, Zone } from '../../domain/types.ts'

export type GuestAnswer = 'needsAction' | 'accepted' | 'declined' | 'tentative'

export interface Guest {
  email: Address
  displayName?: string
  responseStatus: GuestAnswer
  resource?: boolean
  optional?: boolean
  additionalGuests?: number
}

/** What an event says; an exception says only what differs from its master. */
export interface Facts {
  summary: string
  description?: string
  location?: string
  start: Instant
  end: Instant
  /** All-day events: start and end are UTC midnights of their days, end exclusive. */
  allDay: boolean
  zone: Zone
  /** What Exchange calls the zone where no list knows it, e.g. 'tzone://Microsoft/Custom'. */
  zoneName?: string
  /** RRULE, RDATE and EXDATE lines; empty for a single event. */
  recurrence: string[]
  /** Everybody on the guest list, the organizer too where they take part. */
  attendees: Guest[]
  visibility?: 'default' | 'public' | 'private' | 'confidential'
  transparency?: 'opaque' | 'transparent'
  eventType: string
  guestsCanSeeOtherGuests?: boolean
  /** The list is cut in guests' copies, as Google does with very long ones. */
  attendeesOmitted?: boolean
}

/** A single event or a series, with what its instances say otherwise by their original starts. */
interface Told {
  facts: Facts
  exceptions: ReadonlyMap<Instant, { facts: Partial<Facts> }>
}

/** The facts of one instance, or of the master or single event (`original` null). */
export function factsAt({ facts, exceptions }: Told, original: Instant | null): Facts {
  if (original === null) return facts
  const planned = { start: original, end: original + facts.end - facts.start, recurrence: [] }
  return { ...facts, ...planned, ...exceptions.get(original)?.facts }
}

/** An event or series by its id, or one instance of a series by its original start. */
export type EventRef = string | { id: string; original: Instant }

export function refOf(event: EventRef): [id: string, original: Instant | null] {
  return typeof event === 'string' ? [event, null] : [event.id, event.original]
}
