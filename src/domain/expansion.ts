// Expands one rule in the wall time of its series: plain cycles by arithmetic, all others by the library.
import { type Local, toInstant, toLocal } from './clock.ts'
import { type Cycle, cycleOf, dateOf, numberAt } from './cycle.ts'
import { irregularDates, MOST_WALKED } from './irregular.ts'
import { isPlainMonthly, monthlyDates } from './monthly.ts'
import { MOST_STEPS, type Rule, RuleError, tooMany } from './rule.ts'
import { DAY, type Instant, type Span, WEEK, type Zone } from './types.ts'

/**
 * The dates of a rule whose series begins at `first`, ascending by wall time; a few around the span may come along.
 * Throws a RuleError where they are too many.
 */
export function datesOfRule(rule: Rule, first: Instant, zone: Zone, around: Span): Instant[] {
  const start = startReading(first, zone)
  const from = Math.max(start, reading(around.start, zone) - DAY)
  const to = Math.min(reading(around.end, zone) + DAY, untilReading(rule, zone))
  const dates = readingsOf(rule, start, from, to).map((local) =>
    local === start ? first : toInstant(local, zone),
  )
  const { until } = rule
  return until && 'instant' in until ? dates.filter((date) => date <= until.instant) : dates
}

/**
 * The dates of a rule as wall clock readings, from `from` to `to` (both included), where the first date is `start`;
 * COUNT is obeyed, UNTIL is not. Throws a RuleError.
 */
export function readingsOf(rule: Rule, start: Local, from: Local, to: Local): Local[] {
  if (from > to) return []
  const cycle = cycleOf(rule, start)
  if (cycle) return cycleDates(rule, cycle, start, from, to)
  const dates = (isPlainMonthly(rule) ? monthlyDates : irregularDates)(rule, start, from, to)
  // DTSTART is the first that COUNT counts, also where it is no date of the rule (RFC 5545 3.3.10).
  if (dates.length === rule.count && dates[0] !== start) dates.pop()
  return dates.filter((date) => date >= from)
}

/** The rule was cut short before its series began: it has no dates at all. */
export function endsBefore({ until, count }: Rule, first: Instant, zone: Zone): boolean {
  if (count === 0) return true
  if (!until) return false
  return 'instant' in until ? until.instant < first : until.local < toLocal(first, zone)
}

/** The last date of a rule, `first` at least; null: without end, or none that is worth counting (see `lastOf`). */
export function lastOfRule(rule: Rule, first: Instant, zone: Zone): Instant | null {
  if (endsBefore(rule, first, zone)) return first
  const start = startReading(first, zone)
  const cycle = cycleOf(rule, start)
  if (rule.count !== null && !cycle) return lastCounted(rule, first, zone)
  const counted = cycle && rule.count !== null ? dateOf(cycle, lastNumber(rule, cycle, start)) : END
  const end = Math.min(counted, untilReading(rule, zone))
  return end >= END ? null : lastUpTo(rule, first, zone, toInstant(end, zone))
}

/** A wall clock reading of the zone, held within the years that rules are expanded in. */
function reading(instant: Instant, zone: Zone): Local {
  return toLocal(Math.max(BEGIN, Math.min(END, instant)), zone)
}

const BEGIN = Date.parse('0001-01-02T00:00:00Z')
const END = Date.parse('9999-12-30T00:00:00Z')

function startReading(first: Instant, zone: Zone): Local {
  if (first < BEGIN || first > END) throw new RuleError('The series begins outside of the years 1 to 9999.')
  return toLocal(first, zone)
}

/** No date reads later than this. An UNTIL in UTC gets a day's margin, since an hour may exist twice. */
function untilReading({ until }: Rule, zone: Zone): Local {
  if (!until) return END
  return 'instant' in until ? reading(until.instant, zone) + DAY : Math.min(until.local, END)
}

function cycleDates(rule: Rule, cycle: Cycle, start: Local, from: Local, to: Local): Local[] {
  const begin = numberAt(cycle, from)
  const last = Math.min(numberAt(cycle, to + 1) - 1, lastNumber(rule, cycle, start))
  if (last - begin >= MOST_STEPS) throw tooMany(rule)
  const dates: Local[] = []
  for (let n = begin; n <= last; n++) dates.push(dateOf(cycle, n))
  return dates
}

/** The number of the last date that COUNT allows. */
function lastNumber({ count }: Rule, cycle: Cycle, start: Local): number {
  if (count === null) return Number.POSITIVE_INFINITY
  const number = numberAt(cycle, start)
  return number + count - (dateOf(cycle, number) === start ? 1 : 2)
}

function lastCounted(rule: Rule, first: Instant, zone: Zone): Instant | null {
  if (rule.count! > MOST_WALKED && !rule.until) return null
  return Math.max(first, datesOfRule(rule, first, zone, { start: first, end: END }).at(-1) ?? first)
}

/** Looks back from the end of a rule in steps that grow, so that neither a long nor a sparse rule is walked. */
function lastUpTo(rule: Rule, first: Instant, zone: Zone, end: Instant): Instant {
  for (let back = WEEK; ; back *= 8) {
    const start = Math.max(first, end - back)
    const last = datesOfRule(rule, first, zone, { start, end: end + 1 }).at(-1)
    if (last !== undefined) return Math.max(first, last)
    if (start === first) return first
  }
}
