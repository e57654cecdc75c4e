// RRULE, RDATE and EXDATE lines (RFC 5545 3.8.5) as they stand in iCalendar files and in Google's `recurrence`.
import { midnightOf, toInstant } from '../domain/clock.ts'
import type { Recurrence } from '../domain/event.ts'
import { parseRule, RuleError } from '../domain/rule.ts'
import type { Instant, Zone } from '../domain/types.ts'
import { quoted } from './fields.ts'
import { icalDay, icalStamp } from './stamps.ts'

export interface RecurrenceLine {
  /** Upper case. */
  name: string
  tzid: string | null
  value: string
}

/** What dates of a series are measured by. */
export interface SeriesClock {
  /** Local time of day of the series, milliseconds. */
  timeOfDay: number
  zone: Zone
  /** Null: no such zone. */
  zoneOf: (tzid: string) => Zone | null
}

/**
 * What cannot be read is complained of and left out, except a rule: that is passed on for the domain to see that it
 * cannot be read (V6).
 */
export function recurrenceOf(
  lines: RecurrenceLine[],
  clock: SeriesClock,
  complain: (what: string) => void,
): Recurrence {
  const recurrence: Recurrence = { rules: [], dates: [], exDates: [], exDays: [] }
  for (const line of lines) {
    if (line.name === 'RRULE') addRule(recurrence, line.value, complain)
    else if (line.name === 'RDATE') addDates(recurrence, line, clock, complain)
    else if (line.name === 'EXDATE') addExDates(recurrence, line, clock, complain)
    else complain(`${quoted(line.name)} is not supported`)
  }
  return recurrence
}

function addRule(recurrence: Recurrence, value: string, complain: (what: string) => void) {
  const rule = value.trim().toUpperCase().replace(/;+$/, '')
  recurrence.rules.push(rule)
  try {
    parseRule(rule)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    complain(`the rule ${quoted(value)} cannot be read`)
  }
}

function addDates(
  into: Recurrence,
  line: RecurrenceLine,
  clock: SeriesClock,
  complain: (what: string) => void,
) {
  for (const value of valuesOf(line)) {
    const day = icalDay(value)
    const at = day ? toInstant(midnightOf(day) + clock.timeOfDay, clock.zone) : instantOf(value, line, clock)
    if (at === null) complain(`the RDATE ${quoted(value)} cannot be read`)
    else into.dates.push(at)
  }
}

function addExDates(
  into: Recurrence,
  line: RecurrenceLine,
  clock: SeriesClock,
  complain: (what: string) => void,
) {
  for (const value of valuesOf(line)) {
    const day = icalDay(value)
    const at = day ? null : instantOf(value, line, clock)
    if (day) into.exDays.push(day)
    else if (at !== null) into.exDates.push(at)
    else complain(`the EXDATE ${quoted(value)} cannot be read`)
  }
}

/** Of a PERIOD only the start counts: a slot is as long as its series. */
function valuesOf(line: RecurrenceLine): string[] {
  const values = line.value.split(',').map((value) => value.trim().split('/')[0]!)
  return values.filter((value) => value !== '')
}

function instantOf(value: string, line: RecurrenceLine, clock: SeriesClock): Instant | null {
  const stamp = icalStamp(value)
  if (!stamp) return null
  if (stamp.offset !== null) return stamp.local
  const zone = line.tzid === null ? clock.zone : clock.zoneOf(line.tzid)
  return zone === null ? null : toInstant(stamp.local, zone)
}
