// Expands a series with the rrule library in pretend-UTC wall time (its own zone support is wrong outside UTC).
import rrule from 'rrule'
import type { Instant, Span } from '../../domain/types.ts'
import type { Facts } from './facts.ts'
import { instantOf, type Wall, wallOf } from './zones.ts'

/** Google expands no series for ever; this many instances are more than any test or story asks for. */
const MOST_INSTANCES = 2000

/** Original starts of a series within [span.start, span.end), ascending; RDATEs are in it, EXDATEs are not. */
export function originalStarts(facts: Facts, span: Span): Instant[] {
  const zone = facts.allDay ? 'UTC' : facts.zone
  const [from, to] = [new Date(wallOf(span.start, zone) - 1), new Date(wallOf(span.end, zone) + 1)]
  const within = (instant: Instant) => instant >= span.start && instant < span.end
  const starts = ruleSet(facts)
    .between(from, to, true, (_date, count) => count < MOST_INSTANCES)
    .map((date) => instantOf(date.getTime(), zone))
  return [...new Set(starts)].filter(within).sort((a, b) => a - b)
}

export function isOriginalStart(facts: Facts, instant: Instant): boolean {
  return originalStarts(facts, { start: instant, end: instant + 1 }).length === 1
}

/** @throws Error where it is no instance of a series: a story that means another time than it says */
export function refuseOtherTimes(facts: Facts, original: Instant): void {
  if (facts.recurrence.length > 0 && isOriginalStart(facts, original)) return
  throw new Error(`sandbox: ${facts.summary} has no instance at ${new Date(original).toISOString()}`)
}

function ruleSet(facts: Facts) {
  const zone = facts.allDay ? 'UTC' : facts.zone
  const start = wallOf(facts.start, zone)
  const set = new rrule.RRuleSet()
  for (const line of facts.recurrence) addLine(set, line, new Date(start), facts)
  // A set without a rule has its dates only; DTSTART counts as the first (RFC 5545 3.8.5.2).
  if (!facts.recurrence.some((line) => line.startsWith('RRULE'))) set.rdate(new Date(start))
  return set
}

function addLine(set: InstanceType<typeof rrule.RRuleSet>, line: string, dtstart: Date, facts: Facts): void {
  const [head = '', value = ''] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]
  const name = head.split(';')[0]
  if (name === 'RRULE') set.rrule(new rrule.RRule({ ...ruleOptions(value, facts), dtstart }))
  if (name !== 'RDATE' && name !== 'EXDATE') return
  for (const text of value.split(',')) {
    const date = new Date(dateWall(text, facts, /TZID=([^;:]+)/.exec(head)?.[1]))
    if (name === 'RDATE') set.rdate(date)
    else set.exdate(date)
  }
}

function ruleOptions(value: string, facts: Facts) {
  const until = /UNTIL=([0-9TZ]+)/.exec(value)?.[1]
  const options = rrule.RRule.parseString(value.replace(/;?UNTIL=[0-9TZ]+/, '').replace(/^;/, ''))
  if (until !== undefined) options.until = new Date(untilWall(until, facts))
  return options
}

/** A date-only UNTIL runs to the end of that local day. */
function untilWall(until: string, facts: Facts): Wall {
  const wall = dateWall(until, facts)
  return until.length === 8 && !facts.allDay ? wall + 24 * 3600_000 - 1 : wall
}

function dateWall(text: string, facts: Facts, tzid?: string): Wall {
  const [, y, mo, d, h = '0', mi = '0', s = '0', utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(text) ?? []
  const time = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s))
  if (facts.allDay) return Math.floor(time / 86_400_000) * 86_400_000
  if (utc) return wallOf(time, facts.zone)
  return tzid === undefined ? time : wallOf(instantOf(time, tzid), facts.zone)
}
