/**
 * The words of docs/domain.md as shapes. Every room speaks these; nothing here does anything.
 *
 * Instants are milliseconds since 1970-01-01T00:00Z, lengths of time are milliseconds too unless a name says
 * otherwise ("Minutes", "Days"). Addresses are lower case. Days are 'YYYY-MM-DD'.
 */

export type Instant = number
export type Address = string
export type Day = string
/** IANA name, e.g. 'Europe/Berlin'. */
export type Zone = string

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

/** start inclusive, end exclusive. */
export interface Span {
  start: Instant
  end: Instant
}

// --- people ----------------------------------------------------------------------------------------------

/** Local working time; minutes from local midnight. Weekdays: 1 = Monday … 7 = Sunday (ISO 8601). */
export interface WorkingHours {
  startMinute: number
  endMinute: number
  days: number[]
}

export interface Person {
  /** The primary address: names the person everywhere. */
  address: Address
  aliases: Address[]
  name: string | null
  zone: Zone
  /** Null: the policy's default hours. */
  hours: WorkingHours | null
  /** BCP 47, e.g. 'en-GB'; null: the service's default. */
  locale: string | null
  /** Suspended or deleted since then (W3). */
  leftAt: Instant | null
}

/** Who managed whom, and when; `until` exclusive, null: still. */
export interface Management {
  person: Address
  manager: Address
  from: Instant | null
  until: Instant | null
}

/** Who is a colleague (W3). */
export interface Directory {
  /** The primary address of a colleague (aliases resolved), null for everybody else. */
  colleague(address: Address): Address | null
  /** True where the address is known to be a group or another non-person. */
  isGroup(address: Address): boolean
}

export interface Absence extends Span {
  person: Address
}

/** A public holiday of one person, a whole local day of theirs. */
export interface Holiday {
  person: Address
  day: Day
}

/** V1: one of the two said whether the slot of this original start took place. */
export interface Word {
  original: Instant
  by: Address
  said: 'met' | 'not-met'
  at: Instant
}
