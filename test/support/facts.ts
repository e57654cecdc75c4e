// Events and calendars of Ada, Grace and Linus as calendars would tell them.
import type { Attendee, CalendarEvent, Details, Recurrence } from '../../src/domain/event.ts'
import type { Instant } from '../../src/domain/types.ts'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import type { Changes } from '../../src/store/calendars/events.ts'

export const ada = 'ada@example.com'
export const grace = 'grace@example.com'
export const linus = 'linus@example.com'

export const at = (iso: string): Instant => Date.parse(iso)

export const guest = (address: string, answer: Attendee['answer'] = 'accepted'): Attendee => ({
  address,
  name: null,
  kind: 'person',
  answer,
  guests: 0,
})

export const details = (some: Partial<Details> = {}): Details => ({
  title: 'Ada / Grace',
  private: false,
  organizer: grace,
  organizerName: null,
  organizerIsPlace: false,
  organizerJoins: true,
  attendees: [guest(ada), guest(grace)],
  attendeesHidden: false,
  shows: 'busy',
  type: 'meeting',
  locations: [],
  ...some,
})

export const weekly = (rule = 'FREQ=WEEKLY'): Recurrence => ({
  rules: [rule],
  dates: [],
  exDates: [],
  exDays: [],
})

/** A weekly 1-on-1 of Ada and Grace in Grace's calendar, from Tuesday 3 March 2026, 09:00 UTC. */
export function master(some: Partial<CalendarEvent> = {}): CalendarEvent {
  const start = at('2026-03-03T09:00Z')
  return {
    calendar: 'grace',
    id: 'm1',
    uid: 'm1@google.com',
    kind: 'master',
    original: null,
    removed: false,
    span: { start, end: start + 30 * MINUTE },
    allDay: false,
    zone: 'Europe/Berlin',
    details: details(),
    recurrence: weekly(),
    sequence: 0,
    updated: at('2026-02-20T09:00Z'),
    ruleSince: null,
    declinedSince: null,
    ...some,
  }
}

export function single(id: string, start: Instant, some: Partial<CalendarEvent> = {}): CalendarEvent {
  return master({
    id,
    uid: `${id}@google.com`,
    kind: 'single',
    span: { start, end: start + HOUR },
    recurrence: null,
    ...some,
  })
}

export function instance(original: Instant, some: Partial<CalendarEvent> = {}): CalendarEvent {
  return master({
    id: `m1_${original}`,
    kind: 'instance',
    original,
    span: { start: original, end: original + 30 * MINUTE },
    recurrence: null,
    ...some,
  })
}

export const read = (events: CalendarEvent[], some: Partial<Changes> = {}): Changes => ({
  events,
  replace: false,
  cursor: 'c1',
  zone: 'Europe/Berlin',
  complete: true,
  brokenUids: [],
  window: null,
  nextLook: null,
  ...some,
})
