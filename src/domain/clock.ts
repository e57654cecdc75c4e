// Wall clocks and calendar days of a zone: the one place that turns instants into local time and back (S9).
import { DAY, type Day, HOUR, type Instant, MINUTE, type Zone } from './types.ts'

/** A wall clock reading, as the milliseconds since 1970 that it would be in UTC. */
export type Local = number

/** What the clocks of `zone` show at `instant`. Throws a RangeError for a name that is no zone (see `isZone`). */
export function toLocal(instant: Instant, zone: Zone): Local {
  return instant + offsetAt(instant, offsetsOf(zone))
}

/**
 * When the clocks of `zone` show `local`. RFC 5545 3.3.5 (S9): a reading that does not exist takes the offset before
 * the gap, one that exists twice is the first of the two.
 */
export function toInstant(local: Local, zone: Zone): Instant {
  const offsets = offsetsOf(zone)
  const before = offsetAt(local - FARTHEST, offsets)
  const after = offsetAt(local + FARTHEST, offsets)
  if (before === after || offsetAt(local - before, offsets) === before) return local - before
  return offsetAt(local - after, offsets) === after ? local - after : local - before
}

/** True for the names (IANA, any case) and fixed offsets ('+05:30') that clocks can be read in. */
export function isZone(name: string): boolean {
  if (zones.has(name)) return true
  try {
    offsetsOf(name)
    return true
  } catch {
    return false
  }
}

/** The local calendar day of `instant`. */
export function localDay(instant: Instant, zone: Zone): Day {
  return dayOf(toLocal(instant, zone))
}

/** The local calendar day of `instant` as a number: days since 1970-01-01, to count with. */
export function dayNumber(instant: Instant, zone: Zone): number {
  return Math.floor(toLocal(instant, zone) / DAY)
}

/** The first instant of the day with this number in `zone` (see `dayNumber`). */
export function startOfDayNumber(day: number, zone: Zone): Instant {
  return toInstant(day * DAY, zone)
}

/** The first instant of `day` in `zone`: midnight, or the end of the gap that swallows it. */
export function startOfDay(day: Day, zone: Zone): Instant {
  return toInstant(midnightOf(day), zone)
}

/** When the clocks of `zone` show `minute` (counted on the clock face from midnight) on `day`. */
export function atMinute(day: Day, minute: number, zone: Zone): Instant {
  return toInstant(midnightOf(day) + minute * MINUTE, zone)
}

export function addDays(day: Day, days: number): Day {
  return dayOf(midnightOf(day) + days * DAY)
}

/** Calendar days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((midnightOf(to) - midnightOf(from)) / DAY)
}

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export function weekdayOf(day: Day): number {
  return weekdayAt(midnightOf(day))
}

/** The weekday of a reading, 1 = Monday … 7 = Sunday. */
export function weekdayAt(local: Local): number {
  const sinceMonday = (Math.floor(local / DAY) + 3) % 7 // 1970-01-01 was a Thursday
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
}

/** The calendar day of a reading. */
export function dayOf(local: Local): Day {
  const iso = new Date(local).toISOString()
  return iso.slice(0, iso.indexOf('T'))
}

/** The reading 00:00 of a day. */
export function midnightOf(day: Day): Local {
  return Date.parse(`${day}T00:00:00Z`)
}

/** More than any zone was ever apart from UTC (Manila and Alaska until the 1860s: almost 16 hours). */
const FARTHEST = 16 * HOUR
/** Six days: shorter than the shortest time between two changes of any zone (Boa Vista 2000: 6.96 days). */
const BLOCK = 2 ** 29
const BLOCKS_PER_ZONE = 4096
const ZONES = 1000
/** The last instant that a Date can hold. */
const LAST = 8.64e15

/** Offsets of one zone, block by block: asking Intl costs 1 µs, looking up 0.02 µs. */
interface Offsets {
  format: Intl.DateTimeFormat
  blocks: Map<number, Block>
}

/** `before` holds up to `change`, `after` from there on; both in ms east of UTC. */
interface Block {
  before: number
  change: Instant
  after: number
}

const zones = new Map<Zone, Offsets>()

function offsetsOf(zone: Zone): Offsets {
  const known = zones.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  if (zones.size >= ZONES) zones.clear()
  const offsets = { format, blocks: new Map() }
  zones.set(zone, offsets)
  return offsets
}

function offsetAt(instant: Instant, { format, blocks }: Offsets): number {
  const number = Math.floor(instant / BLOCK)
  let block = blocks.get(number)
  if (!block) {
    if (blocks.size >= BLOCKS_PER_ZONE) blocks.clear()
    block = readBlock(number * BLOCK, format)
    blocks.set(number, block)
  }
  return instant < block.change ? block.before : block.after
}

function readBlock(start: Instant, format: Intl.DateTimeFormat): Block {
  const before = readOffset(start, format)
  const after = readOffset(start + BLOCK - 1, format)
  return { before, after, change: before === after ? start : changeWithin(start, before, format) }
}

/** The first millisecond of the block at `start` that no longer has the offset `before`. */
function changeWithin(start: Instant, before: number, format: Intl.DateTimeFormat): Instant {
  let [same, changed] = [start, start + BLOCK - 1]
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2)
    if (readOffset(middle, format) === before) same = middle
    else changed = middle
  }
  return changed
}

/** Reads 'GMT', 'GMT+02:00' or, before there were zones, 'GMT-04:56:02'. */
function readOffset(instant: Instant, format: Intl.DateTimeFormat): number {
  const text = format.format(Math.max(-LAST, Math.min(LAST, instant)))
  const [, sign, hours, minutes, seconds = '0'] = /GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(text) ?? []
  if (!sign) return 0
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * 1000
  return sign === '-' ? -size : size
}

/** A day of the calendar as 'YYYY-MM-DD', not only of its shape. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
