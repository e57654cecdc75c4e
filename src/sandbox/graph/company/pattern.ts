// A recurrence as Exchange keeps it: a pattern and a range in place of an RRULE.
import { DAY, type Instant } from '../../../domain/types.ts'
import type { Facts } from '../../world/facts.ts'
import { originalStarts } from '../../world/recur.ts'
import { dayOf, wallOf } from '../../world/zones.ts'
import { zoneNameOf } from './windows.ts'

const DAYS: Record<string, string> = {
  SU: 'sunday',
  MO: 'monday',
  TU: 'tuesday',
  WE: 'wednesday',
  TH: 'thursday',
  FR: 'friday',
  SA: 'saturday',
}
const INDEX: Record<string, string> = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', '-1': 'last' }
const FAR = 20 * 366 * DAY

type Rule = Record<string, string | undefined>

/** Null for a single event. @throws Error for what Exchange has no pattern for: a story that asks too much */
export function recurrenceOf(facts: Facts): { pattern: object; range: object } | null {
  const [line, ...more] = facts.recurrence
  if (line === undefined) return null
  if (!line.startsWith('RRULE:') || more.length > 0) throw unfit(facts)
  const rule: Rule = Object.fromEntries(
    line
      .slice('RRULE:'.length)
      .split(';')
      .map((part) => part.split('=')),
  )
  return { pattern: patternOf(rule, facts), range: rangeOf(rule, facts) }
}

/** The day of a start in the series' own zone. */
export function localDay(instant: Instant, { allDay, zone }: Pick<Facts, 'allDay' | 'zone'>): string {
  return dayOf(allDay ? instant : wallOf(instant, zone))
}

function patternOf(rule: Rule, facts: Facts) {
  const kind = kindOf(rule, facts)
  const day = localDay(facts.start, facts)
  const start = new Date(`${day}T00:00:00Z`)
  const isAbsolute = kind.startsWith('absolute')
  return {
    type: kind,
    interval: Number(rule.INTERVAL ?? 1),
    month: kind.endsWith('Yearly') ? Number(rule.BYMONTH ?? start.getUTCMonth() + 1) : 0,
    dayOfMonth: isAbsolute ? Number(rule.BYMONTHDAY ?? start.getUTCDate()) : 0,
    ...(kind === 'daily' || isAbsolute ? {} : { daysOfWeek: daysOf(rule, start) }),
    firstDayOfWeek: DAYS[rule.WKST ?? 'MO'],
    index: kind.startsWith('relative') ? indexOf(rule, facts) : 'first',
  }
}

function kindOf({ FREQ, BYDAY, BYMONTHDAY = '' }: Rule, facts: Facts): string {
  if (BYMONTHDAY.includes(',') || BYMONTHDAY.startsWith('-')) throw unfit(facts)
  if (FREQ === 'DAILY' && BYDAY === undefined) return 'daily'
  if (FREQ === 'WEEKLY') return 'weekly'
  if (FREQ === 'MONTHLY') return BYDAY === undefined ? 'absoluteMonthly' : 'relativeMonthly'
  if (FREQ === 'YEARLY') return BYDAY === undefined ? 'absoluteYearly' : 'relativeYearly'
  throw unfit(facts)
}

function daysOf({ BYDAY }: Rule, start: Date): (string | undefined)[] {
  if (BYDAY === undefined) return [Object.values(DAYS)[start.getUTCDay()]]
  return BYDAY.split(',').map((day) => DAYS[day.slice(-2)])
}

function indexOf({ BYDAY = '', BYSETPOS }: Rule, facts: Facts): string {
  const index = INDEX[BYSETPOS ?? BYDAY.slice(0, -2)]
  if (index === undefined) throw unfit(facts)
  return index
}

/** The end is the day of the last occurrence; none has the year 1. */
function rangeOf(rule: Rule, facts: Facts) {
  const told = {
    startDate: localDay(facts.start, facts),
    recurrenceTimeZone: zoneNameOf(facts),
    numberOfOccurrences: 0,
  }
  if (rule.COUNT !== undefined)
    return { type: 'numbered', ...told, endDate: NEVER, numberOfOccurrences: Number(rule.COUNT) }
  if (rule.UNTIL === undefined) return { type: 'noEnd', ...told, endDate: NEVER }
  const last = originalStarts(facts, { start: facts.start, end: facts.start + FAR }).at(-1)
  return { type: 'endDate', ...told, endDate: localDay(last ?? facts.start - DAY, facts) }
}

const NEVER = '0001-01-01'

const unfit = ({ recurrence, summary }: Facts) =>
  new Error(`sandbox: Exchange has no pattern for ${recurrence.join(' ')} (${summary})`)
