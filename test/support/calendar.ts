// Builders for calendars as a test tells them: Ada reports to Grace, Linus is the colleague who joins now and then.
import type {
  Answer,
  Attendee,
  CalendarCopy,
  CalendarEvent,
  Details,
  Recurrence,
} from '../../src/domain/event.ts'
import type { PairFacts } from '../../src/domain/judgement.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import {
  type Address,
  DAY,
  type Directory,
  type Instant,
  MINUTE,
  type Person,
  type Span,
} from '../../src/domain/types.ts'

export const ada = 'ada@example.com'
export const grace = 'grace@example.com'
export const linus = 'linus@example.com'
export const BERLIN = 'Europe/Berlin'

/** '2026-03-03T10:00Z' → instant. */
export const at = (text: string): Instant => {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) throw new Error(`not an instant: ${text}`)
  return instant
}

export const span = (start: string | Instant, minutes = 30): Span => {
  const from = typeof start === 'string' ? at(start) : start
  return { start: from, end: from + minutes * MINUTE }
}

export const person = (address: Address, more: Partial<Person> = {}): Person => ({
  address,
  aliases: [],
  name: null,
  zone: BERLIN,
  hours: null,
  locale: null,
  leftAt: null,
  ...more,
})

/** Everybody at example.com is a colleague. */
export const directory: Directory = {
  colleague: (address) => (address.endsWith('@example.com') ? address : null),
  isGroup: (address) => address.startsWith('group-'),
}

export const guest = (
  address: Address | null,
  answer: Answer = 'accepted',
  more: Partial<Attendee> = {},
): Attendee => ({
  address,
  name: null,
  kind: 'person',
  answer,
  guests: 0,
  ...more,
})

/** Grace invites Ada, both come. */
export const details = (more: Partial<Details> = {}): Details => ({
  title: 'Ada / Grace',
  private: false,
  organizer: grace,
  organizerName: null,
  organizerIsPlace: false,
  organizerJoins: true,
  attendees: [guest(grace), guest(ada)],
  attendeesHidden: false,
  shows: 'busy',
  type: 'meeting',
  locations: [],
  ...more,
})

export const event = (more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  calendar: grace,
  id: 'event',
  uid: 'uid@example.com',
  kind: 'single',
  original: null,
  removed: false,
  span: span('2026-03-03T09:00Z'),
  allDay: false,
  zone: BERLIN,
  details: details(),
  recurrence: null,
  sequence: 0,
  updated: null,
  ruleSince: null,
  declinedSince: null,
  ...more,
})

export const recurrence = (rule: string | null, more: Partial<Recurrence> = {}): Recurrence => ({
  rules: rule ? [rule] : [],
  dates: [],
  exDates: [],
  exDays: [],
  ...more,
})

/** Tuesdays 10:00 in Berlin from 6 January 2026 on. */
export const weekly = (more: Partial<CalendarEvent> = {}): CalendarEvent =>
  event({
    kind: 'master',
    id: 'series',
    span: span('2026-01-06T09:00Z'),
    recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU'),
    ...more,
  })

/** An exception of the weekly series; without details it inherits them. */
export const exception = (original: string, more: Partial<CalendarEvent> = {}): CalendarEvent =>
  event({ kind: 'instance', id: `series_${original}`, original: at(original), span: span(original), ...more })

/** What is left of a cancelled instance. */
export const tombstone = (original: string, more: Partial<CalendarEvent> = {}): CalendarEvent =>
  exception(original, { removed: true, span: null, details: null, ...more })

export const copyOf = (owner: Address, readAt: Instant, more: Partial<CalendarCopy> = {}): CalendarCopy => ({
  id: owner,
  owner,
  zone: BERLIN,
  complete: true,
  brokenUids: [],
  window: null,
  readAt,
  ...more,
})

/** Ada and Grace as they stand at `now`; calendars default to those the events name. */
export function factsOf(events: CalendarEvent[], now: Instant, more: Partial<PairFacts> = {}): PairFacts {
  const owners = [...new Set(events.map((one) => one.calendar))]
  return {
    people: [person(ada), person(grace)],
    directory,
    window: { start: Number.NEGATIVE_INFINITY, end: now + 92 * DAY },
    management: [{ person: ada, manager: grace, from: null, until: null }],
    calendars: owners.map((owner) => copyOf(owner, now)),
    events,
    absences: [],
    holidays: [],
    words: [],
    memory: [],
    policy: defaultPolicy,
    ...more,
  }
}
