import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Local, toInstant, toLocal } from '../../src/domain/clock.ts'
import { readingsOf } from '../../src/domain/expansion.ts'
import { irregularDates } from '../../src/domain/irregular.ts'
import { lastOf, occurrences } from '../../src/domain/recurrence.ts'
import { parseRule, type Rule } from '../../src/domain/rule.ts'
import { DAY } from '../../src/domain/types.ts'
import { runs } from '../support/chance.ts'
import { type Example, moreExamples, rfcExamples } from './rfc5545.ts'

const NEW_YORK = 'America/New_York'
const only = (rule: string) => ({ rules: [rule], dates: [], exDates: [], exDays: [] })
const inNewYork = (reading: string) => toInstant(Date.parse(`${reading}Z`), NEW_YORK)

function expectDates({ first, rule, dates, goesOn }: Example): void {
  const start = inNewYork(first)
  const last = inNewYork(dates.at(-1)!)
  const end = goesOn ? last + 1 : last + 400 * DAY
  const found = occurrences(only(rule), start, NEW_YORK, { start, end })
  expect(found.map((date) => new Date(toLocal(date, NEW_YORK)).toISOString().slice(0, 16))).toEqual(dates)
  expect(lastOf(only(rule), start, NEW_YORK)).toBe(goesOn ? null : last)
}

describe('every example of RFC 5545 3.8.5.3', () => {
  test.each(rfcExamples)('$name', expectDates)
})

describe('what libraries are known to get wrong', () => {
  test.each(moreExamples)('$name: $rule', expectDates)
})

const first = fc
  .integer({ min: Date.UTC(1990), max: Date.UTC(2040) })
  .map((ms) => Math.floor(ms / 60_000) * 60_000)
const distance = fc.integer({ min: 0, max: 3500 })
const interval = fc.integer({ min: 1, max: 5 })
const days = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), {
  minLength: 1,
  maxLength: 4,
})
const byDay = fc.oneof(
  fc.constant(''),
  days.map((names) => `;BYDAY=${names}`),
)
const weekStart = fc.constantFrom('', ';WKST=SU', ';WKST=WE')
const count = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 40 }).map((number) => `;COUNT=${number}`),
)

const weekly = fc
  .tuple(interval, byDay, weekStart, count)
  .map(([n, ...parts]) => `FREQ=WEEKLY;INTERVAL=${n}${parts.join('')}`)
const daily = fc
  .tuple(interval, byDay, count)
  .map(([n, ...parts]) => `FREQ=DAILY;INTERVAL=${n}${parts.join('')}`)
const fromEitherEnd = (most: number) => fc.integer({ min: -most, max: most }).filter((number) => number !== 0)
const ordinals = fc.uniqueArray(
  fc.tuple(fc.oneof(fc.constant(''), fromEitherEnd(5)), days).map(([n, [day]]) => `${n}${day}`),
  { minLength: 1, maxLength: 3 },
)
const monthDays = fc.uniqueArray(fromEitherEnd(31), { minLength: 1, maxLength: 4 })
const monthlyDays = fc.oneof(
  fc.constant(''),
  ordinals.map((names) => `;BYDAY=${names}`),
  monthDays.map((numbers) => `;BYMONTHDAY=${numbers}`),
  fc.tuple(days, monthDays).map(([names, numbers]) => `;BYDAY=${names};BYMONTHDAY=${numbers}`),
  fc.tuple(days, fromEitherEnd(4)).map(([names, position]) => `;BYDAY=${names};BYSETPOS=${position}`),
)
const monthly = fc
  .tuple(interval, monthlyDays, count)
  .map(([n, ...parts]) => `FREQ=MONTHLY;INTERVAL=${n}${parts.join('')}`)

/** The library alone, walking from the first date on. */
function walked(rule: Rule, start: Local, from: Local, to: Local): Local[] {
  const dates = irregularDates(rule, start, start, to)
  const offRule = dates.length === rule.count && dates[0] !== start
  return (offRule ? dates.slice(0, -1) : dates).filter((date) => date >= from)
}

describe('arithmetic gives what the library gives', () => {
  test.each([
    ['weekly', weekly],
    ['daily', daily],
    ['monthly', monthly],
  ])('%s, wherever the window lies', (_name, rules) => {
    const agree = (text: string, start: Local, later: number) => {
      const rule = parseRule(text)
      const from = start + later * DAY
      expect(readingsOf(rule, start, from, from + 200 * DAY)).toEqual(
        walked(rule, start, from, from + 200 * DAY),
      )
    }
    fc.assert(fc.property(rules, first, distance, agree), { numRuns: runs(100) })
  })

  test.each([
    'FREQ=YEARLY',
    'FREQ=YEARLY;INTERVAL=3',
    'FREQ=YEARLY;BYMONTH=2,9',
    'FREQ=YEARLY;BYWEEKNO=1,-1',
    'FREQ=YEARLY;BYYEARDAY=1,-1',
    'FREQ=YEARLY;BYDAY=1MO,-1FR',
    'FREQ=MONTHLY;INTERVAL=5;BYMONTH=3,4,5',
    'FREQ=WEEKLY;INTERVAL=3;BYMONTH=1,6;BYDAY=SU,MO',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO,WE;WKST=SU;BYSETPOS=1',
    'FREQ=DAILY;INTERVAL=3;BYDAY=MO,FR',
    'FREQ=DAILY;BYHOUR=7,19',
    'FREQ=HOURLY;INTERVAL=7',
  ])('%s is the same where the walk starts late', (text) => {
    const agree = (start: Local, later: number) => {
      const rule = parseRule(text)
      const from = start + (later % 600) * DAY
      expect(readingsOf(rule, start, from, from + 500 * DAY)).toEqual(
        walked(rule, start, from, from + 500 * DAY),
      )
    }
    fc.assert(fc.property(first, distance, agree), { numRuns: runs(10) })
  })
})
