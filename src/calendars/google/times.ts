// Google's `{dateTime, timeZone}` or `{date}`.
import { startOfDay, toInstant } from '../../domain/clock.ts'
import type { Instant, Zone } from '../../domain/types.ts'
import { type Fields, fieldsIn, quoted, textIn } from '../fields.ts'
import { type Source, Unreadable } from '../reading.ts'
import { isoDay, isoStamp } from '../stamps.ts'
import { zoneNamed } from '../zones.ts'

export interface GoogleMoment {
  at: Instant
  allDay: boolean
  /** Its own zone, else the calendar's; null where the name means nothing, or none is named and none can be told. */
  zone: Zone | null
  zoneName: string | null
  /** `at` hangs on a zone that could not be read. */
  guessed: boolean
}

/** Null where the field is absent. */
export function momentOf(item: Fields, key: string, source: Source): GoogleMoment | null {
  const moment = fieldsIn(item, key)
  if (!moment) return null
  const dateTime = textIn(moment, 'dateTime')
  if (dateTime !== null) return timed(dateTime, textIn(moment, 'timeZone'), key, source)
  const date = textIn(moment, 'date')
  if (date === null) return null
  const day = isoDay(date)
  if (!day) throw new Unreadable(`${key}.date is no day: ${quoted(date)}`)
  const at = startOfDay(day, source.zone ?? 'UTC')
  return { at, allDay: true, zone: source.zone ?? 'UTC', zoneName: null, guessed: false }
}

function timed(text: string, zoneName: string | null, key: string, source: Source): GoogleMoment {
  const stamp = isoStamp(text)
  if (!stamp) throw new Unreadable(`${key}.dateTime is no time: ${quoted(text)}`)
  const zone = zoneName ? zoneNamed(zoneName) : (source.zone ?? (stamp.offset ? null : 'UTC'))
  if (stamp.offset !== null)
    return { at: stamp.local - stamp.offset, allDay: false, zone, zoneName, guessed: false }
  const at = toInstant(stamp.local, zone ?? source.zone ?? 'UTC')
  return { at, allDay: false, zone, zoneName, guessed: zone === null }
}
