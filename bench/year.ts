// A pair's year for the bench: a weekly 1-on-1 in both calendars, now and then moved, declined or called off.
import type { CalendarEvent } from '../src/domain/event.ts'
import type { PairFacts } from '../src/domain/judgement.ts'
import { defaultPolicy } from '../src/domain/policy.ts'
import { DAY, type Instant, MINUTE, type Person, WEEK } from '../src/domain/types.ts'

export const now = Date.parse('2026-03-31T12:00Z')
const YEAR = 52 * WEEK
const HALF_HOUR = 30 * MINUTE

/** @param manager whose calendar it is: a number, too */
export function factsOf(n: number, manager = n): PairFacts {
  const [a, b] = [person(`a${manager}@example.com`), person(`b${n}@example.com`)]
  const calendars = [a, b].map(({ address }) => ({
    id: address,
    owner: address,
    zone: a.zone,
    complete: true,
    brokenUids: [],
    window: null,
    readAt: now,
  }))
  const colleague = (address: string) => (address.endsWith('@example.com') ? address : null)
  return {
    people: [a, b],
    directory: { colleague, isGroup: () => false },
    window: { start: now - YEAR, end: now + 14 * WEEK },
    management: [{ person: b.address, manager: a.address, from: null, until: null }],
    calendars,
    events: calendars.flatMap(({ id }) => rowsOf(id, n, a.address, b.address)),
    absences: [{ person: b.address, start: now - 100 * DAY, end: now - 93 * DAY }],
    holidays: [{ person: a.address, day: '2025-12-25' }],
    words: [],
    memory: [],
    policy: defaultPolicy,
  }
}

/** The series in one calendar; every sixth slot is an exception. */
function rowsOf(calendar: string, n: number, a: string, b: string): CalendarEvent[] {
  const first = now - YEAR - (n % 5) * DAY + (n % 7) * HALF_HOUR
  const master = row(calendar, n, first, a, b)
  const series = { ...master, kind: 'master' as const, recurrence: weekly }
  const exceptions = Array.from({ length: 8 }, (_, k) => first + (4 + 6 * k) * WEEK)
  return [series, ...exceptions.map((original, k) => exception(master, original, k % 3))]
}

const weekly = { rules: ['FREQ=WEEKLY'], dates: [], exDates: [], exDays: [] }

function exception(master: CalendarEvent, original: Instant, way: number): CalendarEvent {
  const start = way === 0 ? original + DAY : original
  const details = way === 1 ? declined(master.details!) : master.details
  const id = `${master.id}_${original}`
  const span = { start, end: start + HALF_HOUR }
  return { ...master, id, kind: 'instance', original, removed: way === 2, span, details }
}

function declined(details: NonNullable<CalendarEvent['details']>) {
  const attendees = details.attendees.map((guest, i) =>
    i === 1 ? { ...guest, answer: 'declined' as const } : guest,
  )
  return { ...details, attendees }
}

function row(calendar: string, n: number, start: Instant, a: string, b: string): CalendarEvent {
  const guest = (address: string) =>
    ({ address, name: null, kind: 'person', answer: 'accepted', guests: 0 }) as const
  return {
    calendar,
    id: `m${n}`,
    uid: `m${n}@google.com`,
    kind: 'single',
    original: null,
    removed: false,
    span: { start, end: start + HALF_HOUR },
    allDay: false,
    zone: 'Europe/Berlin',
    details: {
      title: 'One on one',
      private: false,
      organizer: a,
      organizerName: null,
      organizerIsPlace: false,
      attendees: [guest(a), guest(b)],
      organizerJoins: true,
      attendeesHidden: false,
      shows: 'busy',
      type: 'meeting',
      locations: [],
    },
    recurrence: null,
    sequence: 0,
    updated: start,
    ruleSince: null,
    declinedSince: null,
  }
}

function person(address: string): Person {
  return { address, aliases: [], name: null, zone: 'Europe/Berlin', hours: null, locale: null, leftAt: null }
}
