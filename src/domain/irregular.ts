// The dates of all rules that are no plain cycle, by the library: jumped to, and bounded.
import { RRuleTemporal } from 'rrule-temporal'
import { dayOf, type Local, midnightOf, weekdayAt } from './clock.ts'
import { type Rule, RuleError, tooMany, weekdayName } from './rule.ts'
import { DAY, HOUR, MINUTE, WEEK } from './types.ts'

/** The steps the library may take, each a day in eleven years; a bomb then costs a fraction of a second. */
export const MOST_WALKED = 4000

/**
 * The dates of a rule that begins at `first`, ascending up to `to`, at most COUNT of them; `first` itself only where
 * the rule gives it. UNTIL is the caller's. Without COUNT the walk begins shortly before `from`, however old the
 * series, and earlier dates are left out or not. Throws a RuleError.
 */
export function irregularDates(rule: Rule, first: Local, from: Local, to: Local): Local[] {
  const parts = [`FREQ=${rule.frequency}`, `INTERVAL=${rule.interval}`, `WKST=${weekdayName(rule.weekStart)}`]
  for (const [name, values] of explicit(rule, first)) parts.push(`${name}=${values.join()}`)
  parts.push(`UNTIL=${stamp(to)}`)
  const start = rule.count === null ? jump(rule, first, from) : first
  return walk(rule, `DTSTART:${stamp(start)}\nRRULE:${parts.join(';')}`, first)
}

/** The library's dates from `first` on; its own caps stop rules that find none. */
function walk(rule: Rule, text: string, first: Local): Local[] {
  const fraction = first - Math.floor(first / 1000) * 1000 // The library's texts end at seconds.
  const most = Math.min(rule.count ?? Number.POSITIVE_INFINITY, MOST_WALKED + 1)
  const dates: Local[] = []
  const take = (date: Local) => (date < first || dates.push(date) < most) && dates.length < most
  try {
    const caps = { cache: false, maxIterations: MOST_WALKED, maxCandidateEvaluations: 2 * MOST_WALKED }
    new RRuleTemporal({ rruleString: text, ...caps }).all((date) =>
      take(Number(date.epochMilliseconds) + fraction),
    )
  } catch (fault) {
    const said = (fault as Error).message
    throw /^Maximum /.test(said)
      ? tooMany(rule)
      : new RuleError(`The rule '${rule.text}' cannot be expanded: ${said}`)
  }
  if (dates.length > MOST_WALKED) throw tooMany(rule)
  return dates
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
  const start = new Date(0).setUTCFullYear(year + Math.floor(months / 12), months % 12, 1)
  return start + (first - midnightOf(dayOf(first)))
}

function stamp(local: Local): string {
  return `${new Date(local).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
}
