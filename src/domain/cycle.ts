// Plain daily and weekly rules, which nearly all 1-on-1s have: their dates by arithmetic, from any point on.
import { type Local, weekdayAt } from './clock.ts'
import { type Rule, weekdayNumber } from './rule.ts'
import { DAY, WEEK } from './types.ts'

/** Dates that repeat: date n is `start + floor(n / m) × period + offsets[n mod m]`, with m offsets. */
export interface Cycle {
  /** Start of the cycle that holds the first date. */
  start: Local
  period: number
  /** Ascending, each less than the period. */
  offsets: number[]
}

/** The cycle of a rule that begins at `first`, or null where the rule is not so plain. */
export function cycleOf(rule: Rule, first: Local): Cycle | null {
  const days = rule.by.get('BYDAY')
  if (rule.by.size > (days ? 1 : 0)) return null
  if (rule.frequency === 'WEEKLY') return weekly(rule.interval, rule.weekStart, days, first)
  if (rule.frequency !== 'DAILY') return null
  if (!days) return { start: first, period: rule.interval * DAY, offsets: [0] }
  return rule.interval === 1 ? weekly(1, rule.weekStart, days, first) : null
}

/** Date n of the cycle. */
export function dateOf({ start, period, offsets }: Cycle, n: number): Local {
  const cycles = Math.floor(n / offsets.length)
  return start + cycles * period + offsets[n - cycles * offsets.length]!
}

/** The number of the first date at or after `from`. */
export function numberAt({ start, period, offsets }: Cycle, from: Local): number {
  const cycles = Math.floor((from - start) / period)
  const rest = from - start - cycles * period
  const passed = offsets.findIndex((offset) => offset >= rest)
  return cycles * offsets.length + (passed < 0 ? offsets.length : passed)
}

function weekly(
  interval: number,
  weekStart: number,
  days: readonly string[] | undefined,
  first: Local,
): Cycle {
  const intoWeek = (weekday: number) => ((weekday - weekStart + 7) % 7) * DAY
  const own = intoWeek(weekdayAt(first))
  const time = first - Math.floor(first / DAY) * DAY
  const offsets = new Set(days ? days.map((day) => intoWeek(weekdayNumber(day.slice(-2)))) : [own])
  return {
    start: first - own - time,
    period: interval * WEEK,
    offsets: [...offsets].map((offset) => offset + time).sort((a, b) => a - b),
  }
}
