// Times as written by calendars, read by hand: no Date parsing of texts without an offset, no guessing.
import type { Day, Instant } from '../domain/types.ts'

/** A wall clock reading, as milliseconds as if it were UTC; `offset` in milliseconds east where one is written. */
export interface Stamp {
  local: number
  offset: number | null
}

const ISO = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?$/
const ICAL = /^\d{8}T\d{6}Z?$/

/** RFC 3339, also without offset or seconds; null for anything else, days that do not exist included. */
export function isoStamp(text: string): Stamp | null {
  if (!ISO.test(text)) return null
  const day = utcDay(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8, 10))
  const seconds = text.charCodeAt(16) === 58 ? +text.slice(17, 19) : 0
  const time = timeOfDay(+text.slice(11, 13), +text.slice(14, 16), seconds)
  if (day === null || time === null) return null
  return { local: day + time, offset: offsetAt(text) }
}

/** An instant written with its offset; null where there is none or it cannot be read. */
export function isoInstant(text: string | null): Instant | null {
  const stamp = text === null ? null : isoStamp(text)
  return stamp?.offset === null || stamp?.offset === undefined ? null : stamp.local - stamp.offset
}

/** RFC 5545 DATE-TIME ('20260303T090000', with Z for UTC). */
export function icalStamp(text: string): Stamp | null {
  if (!ICAL.test(text)) return null
  const day = utcDay(+text.slice(0, 4), +text.slice(4, 6), +text.slice(6, 8))
  const time = timeOfDay(+text.slice(9, 11), +text.slice(11, 13), +text.slice(13, 15))
  return day === null || time === null ? null : { local: day + time, offset: text.length === 16 ? 0 : null }
}

/** RFC 5545 DATE ('20260303'). */
export function icalDay(text: string): Day | null {
  if (!/^\d{8}$/.test(text)) return null
  return isoDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`)
}

export function isoDay(text: string): Day | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  return utcDay(+text.slice(0, 4), +text.slice(5, 7), +text.slice(8, 10)) === null ? null : text
}

/** Years before 1601 are placeholders (Graph's 0001), no dates. */
function utcDay(year: number, month: number, day: number): number | null {
  if (year < 1601 || month < 1 || month > 12 || day < 1 || day > 31) return null
  const at = Date.UTC(year, month - 1, day)
  return day > 28 && new Date(at).getUTCDate() !== day ? null : at
}

/** Second 60 is a leap second: the next minute. */
function timeOfDay(hour: number, minute: number, second: number): number | null {
  return hour < 24 && minute < 60 && second <= 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : null
}

function offsetAt(text: string): number | null {
  const last = text.charCodeAt(text.length - 1) | 32
  if (last === 122) return 0 // z
  const sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'))
  if (sign < 16) return null
  const minutes = +text.slice(sign + 1, sign + 3) * 60 + +text.slice(-2)
  return (text[sign] === '-' ? -minutes : minutes) * 60_000
}
