import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cadenceDays, lastOf, occurrences } from '../../src/domain/recurrence.ts'
import { RuleError } from '../../src/domain/rule.ts'
import { DAY } from '../../src/domain/types.ts'
import { runs } from '../support/chance.ts'
import { effort } from '../support/effort.ts'

const BERLIN = 'Europe/Berlin'
const at = (iso: string) => Date.parse(iso)
const series = (rule: string) => ({ rules: [rule], dates: [], exDates: [], exDays: [] })
const year = { start: at('2026-01-01'), end: at('2027-01-01') }
const TUESDAY = at('2026-03-03T08:00Z')

describe('rules that mean harm', () => {
  test.each([
    ['every second for ever', 'FREQ=SECONDLY'],
    ['every second of a month', 'FREQ=SECONDLY;BYMONTH=3'],
    [
      'more dates a day than there are minutes',
      `FREQ=DAILY;BYSECOND=${[...Array(60).keys()]};BYMINUTE=${[...Array(60).keys()]};BYHOUR=9,10`,
    ],
    ['every minute, counted', 'FREQ=MINUTELY;COUNT=999999999'],
    ['every minute of 9999 years', 'FREQ=MINUTELY;UNTIL=99991231T235959Z'],
    ['no interval', 'FREQ=WEEKLY;INTERVAL=0'],
    ['a negative count', 'FREQ=WEEKLY;COUNT=-1'],
    ['no frequency', 'BYDAY=TU'],
    ['an unknown frequency', 'FREQ=FORTNIGHTLY'],
    ['an unknown part', 'FREQ=WEEKLY;__proto__=1'],
    ['a day that is none', 'FREQ=WEEKLY;BYDAY=XX'],
    ['a month that is none', 'FREQ=YEARLY;BYMONTH=13'],
    ['an end that is none', 'FREQ=WEEKLY;UNTIL=soon'],
    ['a value missing', 'FREQ=WEEKLY;BYDAY='],
    ['nothing', ''],
    ['a book', `FREQ=WEEKLY;BYDAY=${'TU,'.repeat(100_000)}TU`],
  ])('%s is refused with a sentence, and soon', (_why, rule) => {
    const days = () => occurrences(series(rule), TUESDAY, BERLIN, year)
    expect(days).toThrow(RuleError)
    expect(effort(() => expect(days).toThrow(/^The rule '.*\.$/))).toBeLessThan(2500)
  })

  test.each([
    ['a day that never comes', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
    ['a day that never comes, asked daily', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['a day that never comes, asked each second', 'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'],
    ['a ninth Monday', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9'],
    ['a sixth Monday', 'FREQ=MONTHLY;BYDAY=6MO'],
    ['an interval of ages', 'FREQ=YEARLY;INTERVAL=999999999'],
    ['an interval of ages, in weeks', 'FREQ=WEEKLY;INTERVAL=999999999999999999999999'],
    ['an interval of ages, in months', 'FREQ=MONTHLY;INTERVAL=999999999999999999999999'],
  ])('%s leaves the first date alone', (_why, rule) => {
    expect(occurrences(series(rule), TUESDAY, BERLIN, year)).toEqual([TUESDAY])
    expect(occurrences(series(rule), TUESDAY, BERLIN, { start: year.end, end: year.end + 90 * DAY })).toEqual(
      [],
    )
    expect(lastOf(series(rule), TUESDAY, BERLIN)).toBeNull()
    expect(cadenceDays(series(rule), TUESDAY, BERLIN) ?? 0).toBeGreaterThanOrEqual(0)
  })

  test('a count beyond all time is without end, and its dates of a year are quick', () => {
    const rule = series('FREQ=WEEKLY;COUNT=999999999')
    expect(occurrences(rule, TUESDAY, BERLIN, year)).toHaveLength(44)
    expect(lastOf(rule, TUESDAY, BERLIN)).toBeNull()
    expect(lastOf(series('FREQ=MONTHLY;COUNT=999999999'), TUESDAY, BERLIN)).toBeNull()
  })

  test('the first and the last years of the calendar are expanded, others refused', () => {
    const late = at('9999-12-20T08:00Z')
    expect(occurrences(series('FREQ=WEEKLY'), late, BERLIN, { start: late, end: 8.64e15 })).toHaveLength(2)
    expect(occurrences(series('FREQ=MONTHLY'), late, BERLIN, { start: late, end: 8.64e15 })).toHaveLength(1)
    const early = at('0001-02-05T08:00Z')
    for (const rule of [
      'FREQ=WEEKLY',
      'FREQ=MONTHLY;BYDAY=1MO',
      'FREQ=MONTHLY',
      'FREQ=YEARLY;BYDAY=MO;BYMONTH=2,3',
    ])
      expect(
        occurrences(series(rule), early, 'UTC', { start: early, end: early + 60 * DAY })[1],
      ).toBeLessThan(early + 60 * DAY)
    expect(() => occurrences(series('FREQ=WEEKLY'), 8.64e15, BERLIN, year)).toThrow(RuleError)
  })

  test('whatever a rule says, it is expanded or refused', () => {
    const number = fc.integer({ min: -400, max: 400 })
    const name = fc.constantFrom(
      'INTERVAL',
      'COUNT',
      'UNTIL',
      'BYSECOND',
      'BYMINUTE',
      'BYHOUR',
      'BYDAY',
      'BYMONTHDAY',
      'BYYEARDAY',
      'BYWEEKNO',
      'BYMONTH',
      'BYSETPOS',
      'WKST',
    )
    const value = fc.oneof(
      number.map(String),
      fc.constantFrom('1,2', '-1', 'MO', '2TU,-1FR', '20270101', '20270101T000000Z', 'x'),
    )
    const frequency = fc.constantFrom(
      'SECONDLY',
      'MINUTELY',
      'HOURLY',
      'DAILY',
      'WEEKLY',
      'MONTHLY',
      'YEARLY',
    )
    const rule = fc.tuple(
      frequency,
      fc.array(
        fc.tuple(name, value).map((part) => part.join('=')),
        { maxLength: 4 },
      ),
    )
    const expands = ([freq, parts]: [string, string[]]) => {
      for (const ask of [occurrences, lastOf, cadenceDays]) {
        try {
          ask(series([`FREQ=${freq}`, ...parts].join(';')), TUESDAY, BERLIN, year)
        } catch (fault) {
          expect(fault).toBeInstanceOf(RuleError)
        }
      }
    }
    fc.assert(fc.property(rule, expands), { numRuns: runs(300) })
  })
})
