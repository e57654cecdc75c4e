// The dates of all rules that are no plain cycle, by the library: jumped to, and bounded.
import { RRuleTemporal } from 'rrule-temporal'
import { dayOf, type Local, midnightOf, weekdayAt } from './clock.ts'
import { type Rule, RuleError, weekdayName } from './rule.ts'
import { DAY, HOUR, MINUTE, WEEK } from './types.ts'

/** No rule may take more steps to reach and cross the window, nor give more dates in it. */
export const MOST_STEPS = 10_000

/**
 * The dates of a rule that begins at `first`, from `from` to `to` (both included), ascending; `first` itself only
 * where the rule gives it. COUNT is obeyed (RFC 5545 3.3.10: DTSTART counts as the first), UNTIL is the caller's.
 * Without COUNT the walk begins shortly before `from`, however old the series. Throws a RuleError.
 */
export function irregularDates(rule: Rule, first: Local, from: Local, to: Local): Local[] {
  if (to < first) return []
  const parts = [`FREQ=${rule.frequency}`, `INTERVAL=${rule.interval}`, `WKST=${weekdayName(rule.weekStart)}`]
  for (const [name, values] of explicit(rule, first)) parts.push(`${name}=${values.join()}`)
  parts.push(`UNTIL=${stamp(to)}`)
  const start = rule.count === null ? jump(rule, first, from) : first
  return collect(rule, `DTSTART:${stamp(start)}\nRRULE:${parts.join(';')}`, first, from)
}

/** Walks the library's dates; its own caps stop rules that find none. */
function collect(rule: Rule, text: string, first: Local, from: Local): Local[] {
  const fraction = first - Math.floor(first / 1000) * 1000 // The library's texts end at seconds.
  const dates: Local[] = []
  let left = rule.count ?? Number.POSITIVE_INFINITY
  let steps = 0
  const take = (date: Local): boolean => {
    if (date < first) return true
    if (steps++ === 0 && date > first) left -= 1 // DTSTART, though off the rule, was the first of COUNT.
    if (left-- <= 0 || steps > MOST_STEPS) return false
    if (date >= from) dates.push(date)
    return true
  }
  walk(rule, text, (date) => take(date + fraction))
  if (steps > MOST_STEPS) throw tooMany(rule)
  return dates
}

function walk(rule: Rule, text: string, take: (date: Local) => boolean): void {
  try {
    const caps = { cache: false, maxIterations: MOST_STEPS, maxCandidateEvaluations: 10 * MOST_STEPS }
    new RRuleTemporal({ rruleString: text, ...caps }).all((date) => take(Number(date.epochMilliseconds)))
  } catch (fault) {
    if (/^Maximum /.test(String((fault as Error).message))) throw tooMany(rule)
    throw new RuleError(`The rule '${rule.text}' cannot be expanded: ${(fault as Error).message}`)
  }
}

/** The error of a rule beyond MOST_STEPS. */
export function tooMany(rule: Rule): RuleError {
  return new RuleError(
    `The rule '${rule.text}' takes more than ${MOST_STEPS} steps, which no series of meetings does.`,
  )
}

/** The BY parts with those that RFC 5545 3.3.10 derives from DTSTART written out, so that the start may jump. */
function explicit(rule: Rule, first: Local): [string, readonly string[]][] {
  const { by, frequency } = rule
  const [, month, day] = dayOf(first).split('-').map(Number)
  const derived = new Map<string, readonly string[]>()
  const bare = !['BYDAY', 'BYMONTHDAY', 'BYYEARDAY'].some((name) => by.has(name))
  if (bare && (frequency === 'WEEKLY' || (frequency === 'YEARLY' && by.has('BYWEEKNO'))))
    derived.set('BYDAY', [weekdayName(weekdayAt(first))])
  else if (bare && (frequency === 'MONTHLY' || frequency === 'YEARLY')) {
    derived.set('BYMONTHDAY', [String(day)])
    if (frequency === 'YEARLY' && !by.has('BYMONTH')) derived.set('BYMONTH', [String(month)])
  }
  const ordinals = frequency === 'MONTHLY' || frequency === 'YEARLY'
  for (const [name, values] of by)
    derived.set(name, name === 'BYDAY' && !ordinals ? values.map((value) => value.slice(-2)) : values)
  return [...derived]
}

const LENGTH = { SECONDLY: 1000, MINUTELY: MINUTE, HOURLY: HOUR, DAILY: DAY, WEEKLY: WEEK }

/**
 * A start in step with the rule, early enough for all dates from `from` on: one period and a year's week before it,
 * since the weeks of a year reach into its neighbours.
 */
function jump(rule: Rule, first: Local, from: Local): Local {
  const { frequency, interval, weekStart } = rule
  if (frequency === 'MONTHLY' || frequency === 'YEARLY') return jumpMonths(rule, first, from)
  const length = LENGTH[frequency] * interval
  const periods = Math.floor((from - first) / length) - 1
  if (periods < 1) return first
  const intoWeek = frequency === 'WEEKLY' ? ((weekdayAt(first) - weekStart + 7) % 7) * DAY : 0
  return first + periods * length - intoWeek
}

function jumpMonths({ frequency, interval }: Rule, first: Local, from: Local): Local {
  const step = frequency === 'MONTHLY' ? interval : 12 * interval
  const [year = 0, month = 0] = dayOf(first).split('-').map(Number)
  const [toYear = 0, toMonth = 0] = dayOf(from).split('-').map(Number)
  const periods = Math.floor((12 * (toYear - year) + toMonth - month) / step) - 1
  if (periods < 1) return first
  const months = (frequency === 'MONTHLY' ? month - 1 : 0) + periods * step
  return Date.UTC(year + Math.floor(months / 12), months % 12, 1) + (first - midnightOf(dayOf(first)))
}

function stamp(local: Local): string {
  return `${new Date(local).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}
