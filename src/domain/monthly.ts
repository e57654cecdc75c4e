// Monthly rules by day of the month or weekday, the next most common of 1-on-1s: their dates month by month.
import { type Local, weekdayAt } from './clock.ts'
import { MOST_STEPS, type Rule, tooMany, weekdayNumber } from './rule.ts'
import { DAY } from './types.ts'

/** Whether the rule has no other parts than the days of a month and their positions. */
export function isPlainMonthly({ frequency, by }: Rule): boolean {
  return frequency === 'MONTHLY' && [...by.keys()].every((name) => PARTS.includes(name))
}

/** As `irregularDates`, for a rule that is plain monthly. */
export function monthlyDates(rule: Rule, first: Local, from: Local, to: Local): Local[] {
  const firstMonth = monthOf(first)
  const skipped = rule.count === null ? Math.floor((monthOf(from) - firstMonth) / rule.interval) : 0
  const time = first - Math.floor(first / DAY) * DAY
  const ownDay = new Date(first).getUTCDate()
  const dates: Local[] = []
  for (let steps = 0; dates.length < (rule.count ?? Number.POSITIVE_INFINITY); steps++) {
    const month = firstMonth + (skipped + steps) * rule.interval
    if (!(startOf(month) <= to)) break // NaN: beyond what a Date can hold.
    if (steps >= MOST_STEPS) throw tooMany(rule)
    for (const day of daysOf(rule, month, ownDay)) {
      const date = startOf(month) + (day - 1) * DAY + time
      if (date >= first && date <= to) dates.push(date)
    }
  }
  return dates.slice(0, rule.count ?? undefined)
}

const PARTS = ['BYDAY', 'BYMONTHDAY', 'BYSETPOS']

/** Months since January of the year 0. */
function monthOf(local: Local): number {
  const date = new Date(local)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function startOf(month: number): Local {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1) // Date.UTC takes the year 50 for 1950.
}

/** The days of one month that the rule picks, ascending (RFC 5545 3.3.10). */
function daysOf({ by }: Rule, month: number, ownDay: number): number[] {
  const start = startOf(month)
  const length = Math.round((startOf(month + 1) - start) / DAY)
  const byDay = by.get('BYDAY')
  const byMonthDay = by.get('BYMONTHDAY')?.map((value) => fromEnd(Number(value), length))
  const weekdays = byDay?.flatMap((value) => weekdaysOf(value, weekdayAt(start), length))
  const picked =
    weekdays && byMonthDay
      ? weekdays.filter((day) => byMonthDay.includes(day))
      : (weekdays ?? byMonthDay ?? [ownDay])
  const days = [...new Set(picked)].filter((day) => day >= 1 && day <= length).sort((a, b) => a - b)
  return atPositions(days, by.get('BYSETPOS'))
}

/** The days of 'TU' (all), '2TU' or '-1TU' in a month that begins on `firstWeekday`. */
function weekdaysOf(value: string, firstWeekday: number, length: number): number[] {
  const days: number[] = []
  for (let day = 1 + ((weekdayNumber(value.slice(-2)) - firstWeekday + 7) % 7); day <= length; day += 7)
    days.push(day)
  const ordinal = Number(value.slice(0, -2))
  return ordinal === 0 ? days : days.slice(...at(ordinal))
}

function atPositions(days: number[], positions: readonly string[] | undefined): number[] {
  if (!positions) return days
  return days.filter((_, index) =>
    positions.some((value) => [index + 1, index - days.length].includes(Number(value))),
  )
}

function fromEnd(day: number, length: number): number {
  return day < 0 ? length + 1 + day : day
}

/** The bounds of a slice that holds element `ordinal`, counted from 1, or from the end where negative. */
function at(ordinal: number): [number, number | undefined] {
  return ordinal > 0 ? [ordinal - 1, ordinal] : [ordinal, ordinal + 1 || undefined]
}
