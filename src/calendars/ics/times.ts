// DTSTART, DTEND, DURATION and RECURRENCE-ID of a VEVENT as instants.
import ICAL from 'ical.js'
import { midnightOf, startOfDay, toInstant, toLocal } from '../../domain/clock.ts'
import type { Instant, Span, Zone } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { quoted } from '../fields.ts'
import { Unreadable } from '../reading.ts'
import { icalDay, icalStamp } from '../stamps.ts'
import { type Property, param } from './properties.ts'

/** The clocks of one VCALENDAR. */
export interface Clocks {
  /** For days and floating times (S9): the calendar's zone, else UTC. */
  floating: Zone
  /** Null: no such zone; `line` is where it is asked for. */
  zoneOf: (tzid: string, line: number) => Zone | null
}

export interface Moment {
  at: Instant
  allDay: boolean
  /** Null: a TZID that means nothing; `at` is a guess then. */
  zone: Zone | null
  tzid: string | null
  /** Neither UTC nor in a zone of its own. */
  isFloating: boolean
}

/** The shape of the value decides between day and time: the VALUE parameter is often wrong. Throws Unreadable. */
export function momentOf(property: Property, clocks: Clocks): Moment {
  const { raw } = property
  const day = icalDay(raw)
  if (day) {
    const at = startOfDay(day, clocks.floating)
    return { at, allDay: true, zone: clocks.floating, tzid: null, isFloating: true }
  }
  const stamp = icalStamp(raw)
  if (!stamp) throw new Unreadable(`line ${property.line}: ${property.name} is no time: ${quoted(raw)}`)
  if (stamp.offset !== null)
    return { at: stamp.local, allDay: false, zone: 'UTC', tzid: null, isFloating: false }
  const tzid = param(property, 'tzid')
  const zone = tzid === null ? clocks.floating : clocks.zoneOf(tzid, property.line)
  const at = toInstant(stamp.local, zone ?? clocks.floating)
  return { at, allDay: false, zone, tzid, isFloating: tzid === null }
}

/** DTEND, else DURATION, else nothing at all for a time and one day for a day (RFC 5545 3.6.1). */
export function spanOf(
  start: Moment,
  end: Property | undefined,
  duration: Property | undefined,
  clocks: Clocks,
): Span {
  const until = end ? momentOf(end, clocks).at : duration ? after(start, duration, clocks) : start.at
  if (until < start.at) throw new Unreadable(`line ${(end ?? duration)!.line}: it ends before it starts`)
  if (start.allDay && until === start.at) return { start: start.at, end: wallClock(start, DAY, clocks) }
  return { start: start.at, end: until }
}

/** Weeks and days count on the wall clock, hours and less exactly (RFC 5545 3.3.6). */
function after(start: Moment, property: Property, clocks: Clocks): Instant {
  const duration = durationOf(property)
  const { weeks, days, hours, minutes, seconds } = duration
  const nominal = (weeks * 7 + days) * DAY
  const exact = ((hours * 60 + minutes) * 60 + seconds) * 1000
  return (nominal === 0 ? start.at : wallClock(start, nominal, clocks)) + exact
}

function durationOf(property: Property): ICAL.Duration {
  const unreadable = new Unreadable(
    `line ${property.line}: DURATION is no length of time: ${quoted(property.raw)}`,
  )
  if (!/^[+-]?P(?=.)[\dWDTHMS]*\d[WDHMS]$/i.test(property.raw)) throw unreadable
  try {
    const duration = ICAL.Duration.fromString(property.raw.toUpperCase())
    if (!duration.isNegative) return duration
  } catch {
    throw unreadable
  }
  throw new Unreadable(`line ${property.line}: it ends before it starts`)
}

function wallClock(start: Moment, length: number, clocks: Clocks): Instant {
  const zone = start.zone ?? clocks.floating
  return toInstant(toLocal(start.at, zone) + length, zone)
}

/**
 * The original start that a RECURRENCE-ID names. One without zone is in that of the series, a mere day means its time
 * of day.
 * @param series start and zone of the master; of the instance itself where the master is not in the file.
 */
export function originalOf(
  property: Property,
  series: { start: Instant; zone: Zone },
  allDay: boolean,
  clocks: Clocks,
): Instant {
  const moment = momentOf(property, clocks)
  if (!moment.isFloating || (moment.allDay && allDay)) return moment.at
  const day = icalDay(property.raw)
  if (!day) return toInstant(icalStamp(property.raw)!.local, series.zone)
  const local = toLocal(series.start, series.zone)
  return toInstant(midnightOf(day) + (((local % DAY) + DAY) % DAY), series.zone)
}
