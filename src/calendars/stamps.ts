// Times as written by calendars, read by hand: no Date parsing of texts without an offset, no guessing.
import type { Day, Instant } from '../domain/types.ts'

/** A wall clock reading, as milliseconds as if it were UTC; `offset` in milliseconds east where one is written. */
export interface Stamp {
  local: number
  offset: number | null
}

const REST = /^(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?$/
const ICAL = /^\d{8}T\d{6}Z?$/

/**
 * RFC 3339, also without offset; null for anything else, days that do not exist included. By hand, since a page of
 * 2,500 events holds 10,000 of them.
 */
export function isoStamp(text: string): Stamp | null {
  if (
    text[4] !== '-' ||
    text[7] !== '-' ||
    (text[10] !== 'T' && text[10] !== ' ') ||
    text[13] !== ':' ||
    text[16] !== ':'
  )
    return null
  const day = utcDay(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
  const time = timeOfDay(digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19))
  if (day === null || time === null) return null
  if (text.length === 20 && text[19] === 'Z') return { local: day + time, offset: 0 }
  const rest = text.slice(19)
  return REST.test(rest) ? { local: day + time, offset: offsetIn(rest) } : null
}

/** NaN for anything but digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    number = number * 10 + digit
  }
  return number
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
  if (!(year >= 1601 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return null
  const at = Date.UTC(year, month - 1, day)
  return day > 28 && new Date(at).getUTCDate() !== day ? null : at
}

/** Second 60 is a leap second: the next minute. */
function timeOfDay(hour: number, minute: number, second: number): number | null {
  return hour < 24 && minute < 60 && second <= 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : null
}

/** What follows the seconds: fraction, then Z or an offset. */
function offsetIn(rest: string): number | null {
  if (rest === '' || rest.endsWith('Z') || rest.endsWith('z')) return rest === '' ? null : 0
  const sign = Math.max(rest.indexOf('+'), rest.indexOf('-'))
  if (sign < 0) return null
  const minutes = digits(rest, sign + 1, sign + 3) * 60 + digits(rest, rest.length - 2, rest.length)
  return (rest[sign] === '-' ? -minutes : minutes) * 60_000
}
