// Graph's `{dateTime, timeZone}` (no offset), all-day days, and the zone a series lives in.
import { dayOf, startOfDay, toInstant, toLocal } from '../../domain/clock.ts'
import type { Day, Instant, Zone } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { type Fields, fieldsIn, quoted, textIn } from '../fields.ts'
import { type Source, Unreadable } from '../reading.ts'
import { isoDay, isoStamp } from '../stamps.ts'
import { zoneNamed } from '../zones.ts'

export interface GraphMoment {
  at: Instant
  /** The zone it is written in, often only that of the request; null where the name means nothing. */
  zone: Zone | null
  zoneName: string
}

/** Null where the field is absent. All-day moments are days of the calendar's zone, whatever zone they name. */
export function momentOf(item: Fields, key: string, allDay: boolean, source: Source): GraphMoment | null {
  const moment = fieldsIn(item, key)
  if (!moment) return null
  const text = textIn(moment, 'dateTime')
  const stamp = text === null ? null : isoStamp(text)
  if (!stamp) throw new Unreadable(`${key}.dateTime is no time: ${quoted(text)}`)
  const zoneName = textIn(moment, 'timeZone') || 'UTC'
  const zone = zoneNamed(zoneName)
  if (allDay && stamp.local % DAY === 0)
    return { at: startOfDay(dayOf(stamp.local), source.zone ?? 'UTC'), zone, zoneName }
  const at =
    stamp.offset === null ? toInstant(stamp.local, zone ?? source.zone ?? 'UTC') : stamp.local - stamp.offset
  return { at, zone, zoneName }
}

/**
 * The event's own zone: times are often asked for in UTC, then `originalStartTimeZone` tells, else the range of its
 * recurrence. Null: a custom zone that nothing translates.
 */
export function ownZone(item: Fields, start: GraphMoment | null): Zone | null {
  const original = textIn(item, 'originalStartTimeZone')
  const named = original ? zoneNamed(original) : null
  if (named) return named
  const range = rangeZone(item)
  if (range && (range !== 'UTC' || !original)) return range
  return original ? null : (start?.zone ?? null)
}

function rangeZone(item: Fields): Zone | null {
  const recurrence = fieldsIn(item, 'recurrence')
  const range = recurrence && fieldsIn(recurrence, 'range')
  const name = range && textIn(range, 'recurrenceTimeZone')
  return name ? zoneNamed(name) : null
}

/** `OID.<master>.<yyyy-mm-dd>`: the day, in the series' zone, after the last dot. */
export function dayInOccurrenceId(id: string): Day | null {
  return isoDay(id.slice(id.lastIndexOf('.') + 1))
}

/** The instant at which `pattern`'s local time of day comes round on `day`. */
export function atSameTime(day: Day, pattern: Instant, zone: Zone): Instant {
  const local = toLocal(pattern, zone)
  return toInstant(Date.parse(`${day}T00:00:00Z`) + (((local % DAY) + DAY) % DAY), zone)
}
