// A meeting as a test tells it, and how each calendar format spells it: one story, many files.
import { DateTime } from 'luxon'

export type Said = 'accepted' | 'declined' | 'tentative' | 'none'

/** Local times are written '2026-03-03T10:00' in the meeting's zone; people by their short names. */
export interface Told {
  uid?: string
  title?: string
  /** 'grace' unless told. */
  organizer?: string
  /** Whom the organizer invited, and what they said; Ada, who accepted, unless told. */
  people?: Record<string, Said>
  start?: string
  minutes?: number
  zone?: string
  /** Null: a single. */
  weeks?: number | null
  /** Last date of the rule. */
  until?: string
  /** Original starts that are gone: EXDATE, cancelled exception, `cancelledOccurrences`. */
  off?: string[]
  changes?: Change[]
  cancelled?: boolean
  free?: boolean
  private?: boolean
  rooms?: string[]
  updated?: string
}

/** One instance that differs. */
export interface Change {
  of: string
  to?: string
  minutes?: number
  title?: string
  people?: Record<string, Said>
  cancelled?: boolean
}

export type Meeting = Required<Told>

/** Grace and Ada, Tuesdays at ten in Berlin from 6 January 2026 on, thirty minutes: what a test does not tell. */
export const told = (more: Told = {}): Meeting => ({
  uid: 'weekly@example.com',
  title: 'Ada / Grace',
  organizer: 'grace',
  people: { ada: 'accepted' },
  start: '2026-01-06T10:00',
  minutes: 30,
  zone: 'Europe/Berlin',
  weeks: 1,
  until: '',
  off: [],
  changes: [],
  cancelled: false,
  free: false,
  private: false,
  rooms: [],
  updated: '2026-01-01T08:00',
  ...more,
})

/** 'ada' → 'ada@example.com'; an address stays what it is. */
export const at = (name: string): string => (name.includes('@') ? name : `${name}@example.com`)

/** One instance of a meeting (or a single): when it is, who comes, what it is called. */
export interface Instance {
  of: string
  start: DateTime
  end: DateTime
  title: string
  people: Record<string, Said>
  cancelled: boolean
  changed: boolean
}

export function instanceOf(meeting: Meeting, of: string): Instance {
  const change = meeting.changes.find((one) => one.of === of)
  const start = localTime(change?.to ?? of, meeting.zone)
  return {
    of,
    start,
    end: start.plus({ minutes: change?.minutes ?? meeting.minutes }),
    title: change?.title ?? meeting.title,
    people: change?.people ?? meeting.people,
    cancelled: change?.cancelled ?? meeting.cancelled,
    changed: change !== undefined,
  }
}

export const localTime = (text: string, zone: string): DateTime => DateTime.fromISO(text, { zone })

/** Original starts of the rule until the end of `last`, those that are off left out. */
export function datesOf(meeting: Meeting, last: string): string[] {
  if (meeting.weeks === null) return [meeting.start]
  const dates: string[] = []
  const end = [meeting.until || last, last].sort()[0]!
  for (let n = 0; ; n++) {
    const local = DateTime.fromISO(meeting.start, { zone: 'UTC' }).plus({ weeks: n * meeting.weeks })
    const of = local.toFormat("yyyy-MM-dd'T'HH:mm")
    if (of.slice(0, 10) > end.slice(0, 10)) return dates
    if (!meeting.off.includes(of)) dates.push(of)
  }
}
