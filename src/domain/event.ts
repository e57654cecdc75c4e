// What calendars give, whoever gives it: events, their details and recurrence, and the copy they were read from.
import type { Address, Day, Instant, Span, Zone } from './types.ts'

export type Answer = 'accepted' | 'declined' | 'tentative' | 'none'

export interface Attendee {
  /** null where the calendar names somebody without an address. */
  address: Address | null
  name: string | null
  /** 'room': marked as room or resource; 'group': CUTYPE=GROUP or the like. */
  kind: 'person' | 'room' | 'group'
  answer: Answer
  /** People this attendee brings along (Google additionalGuests). */
  guests: number
}

/**
 * A recurrence in iCalendar terms (RFC 5545 3.8.5), whatever the provider called it.
 * `rules` are RRULE values without the name ('FREQ=WEEKLY;BYDAY=TU'); RDATEs and EXDATEs are instants already,
 * date-only EXDATEs (they take out the whole local day) stand apart.
 */
export interface Recurrence {
  rules: string[]
  dates: Instant[]
  exDates: Instant[]
  exDays: Day[]
}

/** What an event says about the meeting. A tombstone and a bare occurrence have none: they inherit. */
export interface Details {
  title: string
  /** Title is never shown: "Private meeting". */
  private: boolean
  /** Null where nobody is named: an entry of the owner alone. */
  organizer: Address | null
  /** Name of the organizer, for display only. */
  organizerName: string | null
  /** Organizer's own calendar is a room, a group calendar or another non-person (W2). */
  organizerIsPlace: boolean
  /** As listed; the organizer may or may not be among them. */
  attendees: Attendee[]
  /**
   * The organizer is a person of the meeting though not listed (W2): always in Outlook and iCalendar; in Google not
   * where two others are listed (an assistant scheduled it).
   */
  organizerJoins: boolean
  /** The list is cut short or hidden from guests: more people may be invited than are listed (W2). */
  attendeesHidden: boolean
  /** How the event shows in the owner's calendar. 'away' is out of office. */
  shows: 'busy' | 'free' | 'tentative' | 'away'
  /** 'other': focus time, working location, birthday, made from a mail; never a meeting (W1). */
  type: 'meeting' | 'other'
  /** Names and addresses of the places where it happens; a room that is also listed as attendee is named here. */
  locations: string[]
}

/** One row of one calendar copy: a master with its rule, an instance (exception or occurrence) of one, or a single. */
export interface CalendarEvent {
  /** `CalendarCopy.id` of the calendar this row was read from. */
  calendar: string
  /** The provider's id in that calendar. */
  id: string
  /** The iCalendar UID that all copies and all instances share (S1). */
  uid: string
  kind: 'single' | 'master' | 'instance'
  /** Instances only: the original start, which names the slot and never changes. */
  original: Instant | null
  /** Off in this copy: a tombstone or a cancelled event; an instance, a single or (master) the whole series. */
  removed: boolean
  /** When it is; all-day events from local midnight to local midnight. Null: not told (a tombstone). */
  span: Span | null
  allDay: boolean
  /**
   * The series' own zone, in which its rule is expanded (S9). Null on a timed master: the zone could not be read,
   * `span` is a guess in the calendar's zone.
   */
  zone: Zone | null
  /** Null for a bare tombstone or occurrence: inherits its master's. */
  details: Details | null
  /** Masters only. */
  recurrence: Recurrence | null
  sequence: number
  /** Last modification as the provider tells it. */
  updated: Instant | null
  /**
   * Masters, only where history is known (the service): the present rule holds from this instant on, dates before it
   * are no slots of it (S4). Null: for all dates (an audit, or a series that was first seen like this).
   */
  ruleSince: Instant | null
  /** Masters, only where history is known: when it was first seen that one of the two declines the whole series (W). */
  declinedSince: Instant | null
}

/** A calendar as it was read: whose it is and how far its absence of something proves anything (S3). */
export interface CalendarCopy {
  id: string
  owner: Address
  zone: Zone | null
  /** False: only half read, absence proves nothing. */
  complete: boolean
  /** UIDs with an unreadable event: for these alone the copy counts as half read. */
  brokenUids: string[]
  /** The dates it was read for, null: all (a calendar view is read for a window). */
  window: Span | null
  /** Of a series only what differs from its rule was read, whatever the window: a date without a row proves nothing. */
  exceptionsOnly?: boolean
  readAt: Instant
}
