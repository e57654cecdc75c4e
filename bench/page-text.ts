// A page of `events.list` as Google sends it for a manager's year: 12 weekly 1-on-1s with exceptions, and all the rest.
import { DAY, HOUR, type Instant, MINUTE } from '../src/domain/types.ts'

export const now = Date.parse('2026-03-31T12:00Z')
export const owner = 'grace@example.com'
export const ZONE = 'Europe/Berlin'

const SERIES = 12
const EXCEPTIONS = 108
const firstOf = (series: number) => Date.parse('2025-04-01T07:00Z') + series * HOUR
const names = Array.from({ length: 60 }, (_, n) => `person${n}@example.com`)

interface Plan {
  id: string
  start: Instant
  minutes: number
  guests: string[]
  summary: string
}

export function pageText(size: number): string {
  const items = Array.from({ length: size }, (_, n) => itemOf(n, chances(n)))
  return JSON.stringify({ kind: 'calendar#events', summary: owner, timeZone: ZONE, items })
}

function itemOf(n: number, chance: () => number): object {
  if (n < SERIES) return { ...event(seriesPlan(n)), recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU'] }
  if (n < SERIES + EXCEPTIONS) return exception(n)
  const start = now - DAY * 365 + Math.floor(chance() * 365 * 48) * 30 * MINUTE
  const kind = chance()
  const someone = names[Math.floor(chance() * names.length)]!
  if (kind < 0.15) return event({ id: `e${n}`, start, minutes: 30, guests: [someone], summary: `Chat ${n}` })
  if (kind < 0.3) return event({ id: `e${n}`, start, minutes: 60, guests: [], summary: `Focus ${n}` })
  const from = Math.floor(chance() * 50)
  const guests = names.slice(from, from + 2 + Math.floor(chance() * 8))
  return event({ id: `e${n}`, start, minutes: 45, guests, summary: `Sync ${n}` })
}

function seriesPlan(series: number): Plan {
  const person = names[series]!
  return { id: `s${series}`, start: firstOf(series), minutes: 30, guests: [person], summary: `1:1 ${person}` }
}

function exception(n: number): object {
  const series = n % SERIES
  const original = firstOf(series) + 28 * DAY * Math.floor((n - SERIES) / SERIES)
  const moved = { ...seriesPlan(series), id: `s${series}_${n}`, start: original + HOUR }
  return {
    ...event(moved),
    iCalUID: `s${series}@google.com`,
    recurringEventId: `s${series}`,
    originalStartTime: moment(original),
  }
}

function event({ id, start, minutes, guests, summary }: Plan): object {
  return {
    kind: 'calendar#event',
    etag: '"3181161784712000"',
    id,
    status: 'confirmed',
    htmlLink: `https://www.google.com/calendar/event?eid=${id.padEnd(40, 'a')}`,
    created: '2026-01-01T08:00:00.000Z',
    updated: '2026-01-02T08:00:00.000Z',
    summary,
    creator: { email: owner, self: true },
    organizer: { email: owner, self: true },
    start: moment(start),
    end: moment(start + minutes * MINUTE),
    iCalUID: `${id}@google.com`,
    sequence: 0,
    attendees: [owner, ...guests].map(attendee),
    reminders: { useDefault: true },
    eventType: 'default',
  }
}

function moment(at: Instant): object {
  return { dateTime: new Date(at).toISOString().replace('.000Z', 'Z'), timeZone: ZONE }
}

function attendee(email: string): object {
  const own = email === owner ? { organizer: true, self: true } : {}
  return { email, responseStatus: 'accepted', ...own }
}

/** Numbers from 0 to 1 that are the same in every run. */
function chances(seed: number): () => number {
  let state = seed * 2654435761 + 12345
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}
