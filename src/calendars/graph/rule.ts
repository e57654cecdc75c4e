// Graph's recurrence pattern and range as an RRULE (learn.microsoft.com/graph/api/resources/recurrencepattern).
import { type Fields, fieldsIn, listIn, quoted, textIn } from '../fields.ts'
import { Unreadable } from '../reading.ts'
import { isoDay } from '../stamps.ts'

const DAYS: Record<string, string> = {
  monday: 'MO',
  tuesday: 'TU',
  wednesday: 'WE',
  thursday: 'TH',
  friday: 'FR',
  saturday: 'SA',
  sunday: 'SU',
}
const INDEX: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 }

/** A `patternedRecurrence` as RRULE value. Throws Unreadable. */
export function ruleOf(recurrence: Fields): string {
  const pattern = fieldsIn(recurrence, 'pattern')
  if (!pattern) throw new Unreadable('recurrence has no pattern')
  const parts = [...frequency(pattern), ...rangeOf(fieldsIn(recurrence, 'range'))]
  return parts.join(';')
}

function frequency(pattern: Fields): string[] {
  const every = `INTERVAL=${numberIn(pattern, 'interval', 1, 1, 9999)}`
  switch (textIn(pattern, 'type')) {
    case 'daily':
      return ['FREQ=DAILY', every]
    case 'weekly':
      return ['FREQ=WEEKLY', every, ...byDay(daysOf(pattern)), `WKST=${weekStart(pattern)}`]
    case 'absoluteMonthly':
      return ['FREQ=MONTHLY', every, ...dayOfMonth(pattern)]
    case 'relativeMonthly':
      return ['FREQ=MONTHLY', every, ...nthDay(pattern)]
    case 'absoluteYearly':
      return ['FREQ=YEARLY', every, month(pattern), ...dayOfMonth(pattern)]
    case 'relativeYearly':
      return ['FREQ=YEARLY', every, month(pattern), ...nthDay(pattern)]
    default:
      throw new Unreadable(`recurrence.pattern.type ${quoted(pattern.type)} is unknown`)
  }
}

function daysOf(pattern: Fields): string[] {
  return listIn(pattern, 'daysOfWeek').map(dayName)
}

function dayName(day: unknown): string {
  const name = typeof day === 'string' ? DAYS[day.toLowerCase()] : undefined
  if (!name) throw new Unreadable(`recurrence.pattern names no weekday: ${quoted(day)}`)
  return name
}

/** Without a day it is that of the first occurrence, as in RFC 5545. */
function byDay(days: string[]): string[] {
  return days.length > 0 ? [`BYDAY=${days.join(',')}`] : []
}

function weekStart(pattern: Fields): string {
  const day = textIn(pattern, 'firstDayOfWeek')
  return day ? dayName(day) : 'SU'
}

/** Exchange takes the last day of a month that has fewer days; RFC 5545 would skip that month. */
function dayOfMonth(pattern: Fields): string[] {
  const day = numberIn(pattern, 'dayOfMonth', 0, 0, 31)
  if (day === 0) return []
  if (day <= 28) return [`BYMONTHDAY=${day}`]
  const days = [28, 29, 30, 31].filter((each) => each <= day)
  return [`BYMONTHDAY=${days.join(',')}`, 'BYSETPOS=-1']
}

function nthDay(pattern: Fields): string[] {
  const days = daysOf(pattern)
  if (days.length === 0) throw new Unreadable('recurrence.pattern has no daysOfWeek')
  const index = INDEX[textIn(pattern, 'index') ?? 'first']
  if (index === undefined)
    throw new Unreadable(`recurrence.pattern.index ${quoted(pattern.index)} is unknown`)
  return days.length === 1 && pattern.type === 'relativeMonthly'
    ? [`BYDAY=${index}${days[0]}`]
    : [`BYDAY=${days.join(',')}`, `BYSETPOS=${index}`]
}

function month(pattern: Fields): string {
  return `BYMONTH=${numberIn(pattern, 'month', null, 1, 12)}`
}

function rangeOf(range: Fields | null): string[] {
  const type = range ? textIn(range, 'type') : 'noEnd'
  if (type === 'numbered') return [`COUNT=${numberIn(range!, 'numberOfOccurrences', null, 1, 9999)}`]
  if (type === 'noEnd' || type === null) return []
  if (type !== 'endDate') throw new Unreadable(`recurrence.range.type ${quoted(type)} is unknown`)
  const end = isoDay(textIn(range!, 'endDate') ?? '')
  if (!end) throw new Unreadable(`recurrence.range.endDate is no day: ${quoted(range!.endDate)}`)
  return [`UNTIL=${end.replaceAll('-', '')}`]
}

/** A whole number; absent: `otherwise`, and unreadable where that is null. */
function numberIn(of: Fields, key: string, otherwise: number | null, least: number, most: number): number {
  const value = of[key] ?? otherwise
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Unreadable(`recurrence.${key} is ${quoted(value)}`)
}
