// Expands a recurrence: the original starts of a series (RFC 5545 3.8.5) and those that were taken out (S3, S9).
import { daysBetween, localDay, toLocal } from './clock.ts'
import { cycleOf } from './cycle.ts'
import type { Recurrence } from './event.ts'
import { datesOfRule, endsBefore, lastOfRule, readingsOf } from './expansion.ts'
import { parseRule, type Rule } from './rule.ts'
import { DAY, type Instant, type Span, type Zone } from './types.ts'

/** Original starts, sorted and distinct. */
export interface Plan {
  on: Instant[]
  /** Dates of the rules or RDATEs that an EXDATE takes out. An EXDATE that meets no date is in neither. */
  off: Instant[]
}

/**
 * The dates within a span of a series that begins at `first`: those of its rules, its RDATEs and `first` itself.
 * The RFC leaves open what a DTSTART off the rule means; Google, Apple and Outlook show it, and COUNT counts it.
 * Where all rules were cut short before the series began, they and `first` give no dates (S4).
 * Throws a RuleError for a rule that cannot be read or gives too many dates.
 */
export function plan(recurrence: Recurrence, first: Instant, zone: Zone, within: Span): Plan {
  const dates = datesOf(recurrence, first, zone, within)
  if (recurrence.exDates.length + recurrence.exDays.length === 0) return { on: dates, off: [] }
  const removed = removal(recurrence, zone)
  const result: Plan = { on: [], off: [] }
  for (const date of dates) (removed(date) ? result.off : result.on).push(date)
  return result
}

/** The dates of the series that were not taken out. See `plan`. */
export function occurrences(recurrence: Recurrence, first: Instant, zone: Zone, within: Span): Instant[] {
  return plan(recurrence, first, zone, within).on
}

/** Whether the series has a date at exactly this instant that was not taken out. See `plan`. */
export function exists(recurrence: Recurrence, first: Instant, zone: Zone, at: Instant): boolean {
  return plan(recurrence, first, zone, { start: at, end: at + 1 }).on.length > 0
}

/**
 * The last date of the series, taken out or not; `first` where it has none. Null: without end, which a COUNT beyond
 * the year 9999 or (for rules that the library walks) beyond 4,000 is as well. Throws a RuleError.
 */
export function lastOf({ rules, dates }: Recurrence, first: Instant, zone: Zone): Instant | null {
  let last = first
  for (const text of rules) {
    const end = lastOfRule(parseRule(text), first, zone)
    if (end === null) return null
    last = Math.max(last, end)
  }
  for (const date of dates) last = Math.max(last, date)
  return last
}

/**
 * The planned distance of the dates in days: the length of the rule's period divided by its dates per period
 * (weekly on two days: 3.5; monthly: 30). Several rules together are denser than each. Without a rule: the median
 * distance of the dates. COUNT, UNTIL and EXDATEs do not matter; null for fewer than two dates. Throws a RuleError.
 */
export function cadenceDays(recurrence: Recurrence, first: Instant, zone: Zone): number | null {
  const { rules, dates } = recurrence
  const living = rules.map(parseRule).filter((rule) => !endsBefore(rule, first, zone))
  if (living.length === 0) return medianDistance(rules.length === 0 ? [first, ...dates] : dates, zone)
  if (lastOf(recurrence, first, zone) === first) return null
  const distances = living
    .map((rule) => distanceOf(rule, toLocal(first, zone)))
    .filter((days) => days !== null)
  if (distances.length < 2) return distances[0] ?? null
  return round(1 / distances.reduce((perDay, days) => perDay + 1 / days, 0))
}

function datesOf({ rules, dates }: Recurrence, first: Instant, zone: Zone, within: Span): Instant[] {
  const living = rules.map(parseRule).filter((rule) => !endsBefore(rule, first, zone))
  const found = living.flatMap((rule) => datesOfRule(rule, first, zone, within))
  if (living.length > 0 || rules.length === 0) found.push(first)
  for (const date of dates) found.push(date)
  return sortedDistinct(found.filter((date) => date >= within.start && date < within.end))
}

function removal({ exDates, exDays }: Recurrence, zone: Zone): (date: Instant) => boolean {
  const dates = new Set(exDates)
  const days = new Set(exDays)
  return (date) => dates.has(date) || (days.size > 0 && days.has(localDay(date, zone)))
}

function sortedDistinct(dates: Instant[]): Instant[] {
  return dates.sort((a, b) => a - b).filter((date, index) => date !== dates[index - 1])
}

function distanceOf(rule: Rule, start: number): number | null {
  const cycle = cycleOf(rule, start)
  if (cycle) return cycle.period / cycle.offsets.length / DAY
  const from = Date.UTC(new Date(start).getUTCFullYear() + 1, 0, 1) // Whole years hold whole periods of most rules.
  const length = Math.min(SAMPLE[rule.frequency] * rule.interval * YEAR, LAST_YEAR - from)
  const dates = readingsOf({ ...rule, count: null }, start, from, from + length - 1).length
  return dates === 0 ? null : round(length / dates / DAY)
}

/** Years in which a rule that is no plain cycle shows its rhythm, at an interval of 1. */
const SAMPLE = {
  YEARLY: 12,
  MONTHLY: 4,
  WEEKLY: 4,
  DAILY: 1,
  HOURLY: 0.04,
  MINUTELY: 0.003,
  SECONDLY: 0.0001,
}
const YEAR = 365.25 * DAY
const LAST_YEAR = Date.UTC(9999, 0, 1)

function medianDistance(dates: Instant[], zone: Zone): number | null {
  const days = sortedDistinct([...dates]).map((date) => localDay(date, zone))
  const distances = days
    .slice(1)
    .map((day, index) => daysBetween(days[index]!, day))
    .sort((a, b) => a - b)
  if (distances.length === 0) return null
  const middle = Math.floor(distances.length / 2)
  return distances.length % 2 ? distances[middle]! : (distances[middle - 1]! + distances[middle]!) / 2
}

/** Whole days; tenths below two weeks, where they still tell. */
function round(days: number): number {
  return days < 14 ? Math.round(days * 10) / 10 : Math.round(days)
}
