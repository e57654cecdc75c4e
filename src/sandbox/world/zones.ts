// Local times of a zone to instants and back, written apart from the domain's: the sandbox must not share its mistakes.
import { IANAZone } from 'luxon'
import type { Instant, Zone } from '../../domain/types.ts'

const DAY = 24 * 3600_000
const MINUTE = 60_000

/** A wall-clock time as if it were UTC: what the recurrence library calculates with. */
export type Wall = number

export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone)
}

export function wallOf(instant: Instant, zone: Zone): Wall {
  return instant + offset(instant, zone)
}

/** RFC 5545 3.3.5: an hour that does not exist takes the offset before the change, one that exists twice is the first. */
export function instantOf(wall: Wall, zone: Zone): Instant {
  const before = wall - offset(wall - DAY, zone)
  const after = wall - offset(wall + DAY, zone)
  return [before, after].find((instant) => wallOf(instant, zone) === wall) ?? before
}

/** '2026-03-03T10:00:00+01:00', as Google writes times. */
export function rfc3339(instant: Instant, zone: Zone): string {
  const shift = offset(instant, zone)
  const local = new Date(instant + shift).toISOString().slice(0, 19)
  if (shift === 0) return `${local}Z`
  const minutes = Math.abs(shift) / MINUTE
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0')
  return `${local}${shift < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

/** '20260303T090000Z', or '20260303' for a day: the ending of an instance's id. */
export function compact(instant: Instant, allDay: boolean): string {
  const text = new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '')
  return allDay ? text.slice(0, 8) : text
}

export function dayOf(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10)
}

function offset(instant: Instant, zone: Zone): number {
  return IANAZone.create(zone).offset(instant) * MINUTE
}
