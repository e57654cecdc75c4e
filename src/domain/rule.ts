// Reads an RRULE (RFC 5545 3.3.10) and refuses what could not be expanded.
import type { Local } from './clock.ts'
import { DAY, type Instant } from './types.ts'

/** A rule that cannot be read, or that would give more dates than any series of meetings. The message is a sentence. */
export class RuleError extends Error {
  override name = 'RuleError'
}

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'

export interface Rule {
  /** As it was written: for sentences. */
  text: string
  frequency: Frequency
  interval: number
  /** Null: no COUNT. */
  count: number | null
  /** The last moment that may be a date; of a date-only UNTIL the end of that local day (S9). */
  until: { instant: Instant } | { local: Local } | null
  /** The day a week starts on, 1 = Monday … 7 = Sunday. */
  weekStart: number
  /** The BY parts as written, upper case, e.g. 'BYDAY' → ['1TU', '-1FR']. */
  by: ReadonlyMap<string, readonly string[]>
}

/** Parses an RRULE value such as 'FREQ=WEEKLY;BYDAY=TU'. Throws a RuleError. */
export function parseRule(text: string): Rule {
  const known = parsed.get(text)
  if (known) return known
  const rule = read(text)
  if (parsed.size >= REMEMBERED) parsed.clear()
  parsed.set(text, rule)
  return rule
}

/** 'MO' → 1 … 'SU' → 7. */
export function weekdayNumber(name: string): number {
  return WEEKDAYS.indexOf(name) + 1
}

/** 1 → 'MO' … 7 → 'SU'. */
export function weekdayName(weekday: number): string {
  return WEEKDAYS[weekday - 1]!
}

/** No rule may take more steps to cross a window, nor give more dates in it (27 years of days). */
export const MOST_STEPS = 10_000

/** The error of a rule beyond that. */
export function tooMany({ text }: Rule): RuleError {
  return new RuleError(`The rule '${text}' takes more steps than any series of meetings.`)
}

const REMEMBERED = 1000
const parsed = new Map<string, Rule>()

/** An INTERVAL or COUNT beyond it means the same, and stays exact in sums: as seconds, 31,000 years. */
const AGES = 1e12
/** A rule of people is far shorter; this one lists every minute of an hour. */
const LONGEST = 1000
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const FREQUENCIES = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']

/** The values each BY part may have; a minus sign counts from the end where RFC 5545 allows one. */
const BY: Record<string, (value: string) => boolean> = {
  BYSECOND: (value) => within(value, 0, 60),
  BYMINUTE: (value) => within(value, 0, 59),
  BYHOUR: (value) => within(value, 0, 23),
  BYDAY: (value) => /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  BYMONTHDAY: (value) => fromEitherEnd(value, 31),
  BYYEARDAY: (value) => fromEitherEnd(value, 366),
  BYWEEKNO: (value) => fromEitherEnd(value, 53),
  BYMONTH: (value) => within(value, 1, 12),
  BYSETPOS: (value) => fromEitherEnd(value, 366),
}

function read(text: string): Rule {
  if (text.length > LONGEST)
    throw new RuleError(`The rule '${text.slice(0, 40)}…' is longer than ${LONGEST} characters.`)
  const parts = split(text)
  const frequency = parts.get('FREQ') ?? ''
  if (!FREQUENCIES.includes(frequency)) throw refused(text, 'does not tell how often (FREQ)')
  return {
    text,
    frequency: frequency as Frequency,
    interval: wholeNumber(parts.get('INTERVAL') ?? '1', 1, text, 'INTERVAL'),
    count: parts.has('COUNT') ? wholeNumber(parts.get('COUNT')!, 0, text, 'COUNT') : null,
    until: parts.has('UNTIL') ? untilOf(parts.get('UNTIL')!, text) : null,
    weekStart: weekdayNumber(parts.get('WKST') ?? 'MO') || 1,
    by: byParts(parts, text),
  }
}

function split(text: string): Map<string, string> {
  const parts = new Map<string, string>()
  for (const part of text.toUpperCase().replace(/\s/g, '').split(';')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    if (equals < 1 || equals === part.length - 1) throw refused(text, `has an unreadable part '${part}'`)
    parts.set(part.slice(0, equals), part.slice(equals + 1))
  }
  return parts
}

function byParts(parts: Map<string, string>, text: string): Rule['by'] {
  const by = new Map<string, string[]>()
  for (const [name, value] of parts) {
    if (OTHER.includes(name) || name.startsWith('X-')) continue
    const values = [...new Set(value.split(','))]
    const valid = Object.hasOwn(BY, name) ? BY[name] : undefined
    if (!valid || !values.every(valid)) throw refused(text, `has an unreadable part '${name}=${value}'`)
    by.set(name, values)
  }
  return by
}

const OTHER = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST']

function untilOf(value: string, text: string): Rule['until'] {
  const [, year, month, day, time, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z?))?$/.exec(value) ?? []
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`)
  if (Number.isNaN(midnight)) throw refused(text, `ends on no date (UNTIL=${value})`)
  if (!time) return { local: midnight + DAY - 1 }
  const [hours = 0, minutes = 0, seconds = 0] = time.match(/\d\d/g)!.map(Number)
  const last = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000
  return utc ? { instant: last } : { local: last }
}

function wholeNumber(value: string, least: number, text: string, name: string): number {
  const number = /^\d+$/.test(value) ? Number(value) : -1
  if (number < least)
    throw refused(text, `has ${name}=${value}, which must be a whole number from ${least} up`)
  return Math.min(number, AGES)
}

function within(value: string, least: number, most: number): boolean {
  return /^\d{1,3}$/.test(value) && Number(value) >= least && Number(value) <= most
}

function fromEitherEnd(value: string, most: number): boolean {
  return within(value.replace(/^[+-]/, ''), 1, most)
}

function refused(text: string, why: string): RuleError {
  return new RuleError(`The rule '${text}' ${why}.`)
}
