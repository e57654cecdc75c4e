// The company's meetings as its log tells them, kept in a plain form of our own: what Google's calendars must show,
// worked out a second time, without the sandbox's rows and without HTTP.
import type { Address, Instant, Zone } from '../../../src/domain/types.ts'

export interface Guest {
  email: Address
  answer: 'accepted' | 'declined' | 'tentative' | 'none'
  room: boolean
}

/** What a series, a single or one changed instance says. */
export interface Words {
  title: string
  start: Instant
  end: Instant
  zone: Zone
  /** RRULE lines; none: a single. */
  lines: string[]
  guests: Guest[]
  free: boolean
  private: boolean
  away: boolean
  /** Guests do not see each other. */
  hidden: boolean
}

export interface Meeting {
  id: string
  uid: string
  organizer: Address
  words: Words
  off: boolean
  sequence: number
  /** Changed instances by original start. */
  dates: Map<Instant, { words: Partial<Words>; off: boolean; sequence: number }>
  /** Who took it, or one instance of it, out of their own calendar. */
  left: Set<string>
}

/** A line of one calendar: that a meeting or one date of it stands there, or that it is gone from there. */
export interface Entry {
  id: string
  meeting: Meeting
  original: Instant | null
  /** 'bare': nothing but the id is told of it. */
  state: 'on' | 'off' | 'bare'
  at: Instant
  /** Counts what was ever written: what is higher was written later. */
  count: number
}

export interface Colleague {
  names: Address[]
  zone: Zone
  /** Their calendar shows invitations only once they answered. */
  late: boolean
  suspended: boolean
}

export interface Ledger {
  people: Map<Address, Colleague>
  rooms: Set<Address>
  meetings: Map<string, Meeting>
  calendars: Map<Address, Map<string, Entry>>
  now: Instant
  count: number
}

export const newLedger = (): Ledger => ({
  people: new Map(),
  rooms: new Set(),
  meetings: new Map(),
  calendars: new Map(),
  now: 0,
  count: 0,
})

export const leaving = (person: Address, original: Instant | null) => `${person} ${original ?? 'all'}`

/** The primary address of a colleague, by any of their names. */
export function primaryOf({ people }: Ledger, name: Address): Address | undefined {
  for (const [address, { names }] of people) if (names.includes(name)) return address
  return undefined
}

export function wordsOf({ words, dates }: Meeting, original: Instant | null): Words {
  if (original === null) return words
  const planned = { start: original, end: original + words.end - words.start, lines: [] }
  return { ...words, ...planned, ...dates.get(original)?.words }
}
