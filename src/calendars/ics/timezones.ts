// TZIDs of an iCalendar file made IANA zones: by their name, else by what their VTIMEZONE does.
import { isZone, toInstant, toLocal } from '../../domain/clock.ts'
import type { Zone } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { zoneNamed } from '../zones.ts'
import { offsetsOf } from './observances.ts'

/** Wall clock readings (milliseconds as if UTC) between which a zone's offsets matter. */
export interface Years {
  from: number
  to: number
}

/** Asked before all others where several zones do the same. */
const FAVOURITES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Europe/Helsinki',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Asia/Shanghai',
  'Australia/Sydney',
]

/**
 * A TZID by itself, by the X-LIC-LOCATION of its VTIMEZONE, else the first zone whose offsets equal those of the
 * VTIMEZONE throughout the years. Null: none.
 * @param preferred asked first (the calendar's own zone).
 */
export function zoneOfTzid(
  tzid: string,
  vtimezone: string | undefined,
  years: () => Years,
  preferred: Zone | null,
): Zone | null {
  const named = zoneNamed(tzid)
  if (named || !vtimezone) return named
  const location = /^X-LIC-LOCATION[^:]*:(.*)$/im.exec(vtimezone)?.[1]?.trim()
  return (location ? zoneNamed(location) : null) ?? zoneDoing(vtimezone, years(), preferred)
}

function zoneDoing(vtimezone: string, years: Years, preferred: Zone | null): Zone | null {
  const readings = samplesOf(years)
  const offsetAt = offsetsOf(vtimezone, { start: readings[0]!, end: readings.at(-1)! + DAY })
  if (!offsetAt) return null
  const samples = readings.map((local) => ({ local, offset: offsetAt(local) }))
  const candidates = [
    ...(preferred ? [preferred] : []),
    ...FAVOURITES,
    'UTC',
    ...Intl.supportedValuesOf('timeZone'),
  ]
  const fixed = fixedOffset(samples.map((sample) => sample.offset))
  if (fixed) candidates.push(fixed)
  const fits = (zone: Zone) => samples.every(({ local, offset }) => offsetIn(zone, local) === offset)
  return candidates.find(fits) ?? null
}

/** Noon every third day tells the week of each clock change; six years are enough to tell zones apart. */
function samplesOf(years: Years): number[] {
  const to = Math.min(years.to, Date.UTC(2037, 11, 31))
  const from = Math.min(Math.max(years.from, to - 6 * 366 * DAY, Date.UTC(1970, 0, 1)), to)
  const noon = Math.floor(from / DAY) * DAY + DAY / 2
  return Array.from({ length: Math.floor((to - from) / (3 * DAY)) + 1 }, (_, i) => noon + i * 3 * DAY)
}

function offsetIn(zone: Zone, local: number): number {
  const instant = toInstant(local, zone)
  return toLocal(instant, zone) - instant
}

/** Etc zones count westwards. */
function fixedOffset(offsets: number[]): Zone | null {
  const hours = offsets[0]! / 3_600_000
  const isFixed = Number.isInteger(hours) && hours !== 0 && offsets.every((offset) => offset === offsets[0])
  const name = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
  return isFixed && isZone(name) ? name : null
}
