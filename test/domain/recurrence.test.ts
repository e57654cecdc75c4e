import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, localDay, startOfDay, toInstant, toLocal } from '../../src/domain/clock.ts'
import type { Recurrence } from '../../src/domain/event.ts'
import { cadenceDays, exists, lastOf, occurrences, plan } from '../../src/domain/recurrence.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'

const BERLIN = 'Europe/Berlin'
const at = (iso: string) => Date.parse(iso)
const series = (rules: string | string[], more: Partial<Recurrence> = {}): Recurrence => ({
  ...{ dates: [], exDates: [], exDays: [] },
  ...{ rules: [rules].flat(), ...more },
})
const year = { start: at('2026-01-01'), end: at('2027-01-01') }
const ever = { start: at('1900-01-01'), end: at('2100-01-01') }
const iso = (instants: number[]) => instants.map((instant) => new Date(instant).toISOString().slice(0, 16))
const march = (...days: number[]) => days.map((day) => at(`2026-03-${String(day).padStart(2, '0')}T08:00Z`))

/** Tuesday 3 March 2026, 09:00 in Berlin. */
const [TUESDAY] = march(3) as [number]

describe('which dates a series has', () => {
  test.each<[string, Recurrence, number[]]>([
    ['COUNT', series('FREQ=WEEKLY;COUNT=3'), march(3, 10, 17)],
    ['COUNT counts a start that is off the rule', series('FREQ=WEEKLY;BYDAY=TH;COUNT=3'), march(3, 5, 12)],
    ['and in a monthly rule', series('FREQ=MONTHLY;BYMONTHDAY=20,25;COUNT=3'), march(3, 20, 25)],
    ['and in any other', series('FREQ=YEARLY;BYMONTH=3;BYDAY=3TH,4TH;COUNT=2'), march(3, 19)],
    ['one date', series('FREQ=WEEKLY;BYDAY=TH;COUNT=1'), march(3)],
    ['no date', series('FREQ=WEEKLY;COUNT=0'), []],
    ['COUNT counts what EXDATE removes', series('FREQ=WEEKLY;COUNT=3', { exDates: march(10) }), march(3, 17)],
    [
      'UNTIL in UTC, at the start of the last',
      series('FREQ=WEEKLY;UNTIL=20260317T080000Z'),
      march(3, 10, 17),
    ],
    ['UNTIL in UTC, a second before it', series('FREQ=WEEKLY;UNTIL=20260317T075959Z'), march(3, 10)],
    ['UNTIL in local time', series('FREQ=WEEKLY;UNTIL=20260317T090000'), march(3, 10, 17)],
    ['UNTIL as a day, to its end', series('FREQ=WEEKLY;UNTIL=20260317'), march(3, 10, 17)],
    ['COUNT and UNTIL, the earlier holds', series('FREQ=WEEKLY;COUNT=9;UNTIL=20260312'), march(3, 10)],
    ['cut short before it began', series('FREQ=WEEKLY;UNTIL=20260302T225959Z'), []],
    ['cut short on the day before', series('FREQ=WEEKLY;UNTIL=20260302'), []],
    ['several rules', series(['FREQ=WEEKLY;COUNT=2', 'FREQ=WEEKLY;BYDAY=TH;COUNT=2']), march(3, 5, 10)],
    ['dates alone', series([], { dates: march(19, 5) }), march(3, 5, 19)],
    ['a date twice', series('FREQ=WEEKLY;COUNT=2', { dates: march(10, 3) }), march(3, 10)],
    ['a date removed again', series([], { dates: march(5, 19), exDates: march(5) }), march(3, 19)],
    ['the start removed', series('FREQ=WEEKLY;COUNT=2', { exDates: march(3) }), march(10)],
    ['a day removed', series('FREQ=WEEKLY;COUNT=3', { exDays: ['2026-03-10'] }), march(3, 17)],
  ])('%s', (_why, recurrence, dates) => {
    expect(iso(occurrences(recurrence, TUESDAY, BERLIN, ever))).toEqual(iso(dates))
    for (const date of dates) expect(exists(recurrence, TUESDAY, BERLIN, date)).toBe(true)
    expect(exists(recurrence, TUESDAY, BERLIN, TUESDAY + MINUTE)).toBe(false)
  })

  test('a removed day is a day of the zone, not of UTC', () => {
    const late = at('2026-03-03T23:30-05:00')
    const removed = series('FREQ=WEEKLY;COUNT=2', { exDays: ['2026-03-03'] })
    expect(plan(removed, late, 'America/New_York', ever)).toEqual({ on: [late + WEEK - HOUR], off: [late] })
    expect(plan(removed, late, 'UTC', ever).off).toEqual([])
  })

  test('what was taken out is told, but not an EXDATE that meets no date', () => {
    const recurrence = series('FREQ=WEEKLY;COUNT=4', {
      dates: march(19),
      exDates: march(10, 11, 19),
      exDays: ['2026-03-17'],
    })
    expect(plan(recurrence, TUESDAY, BERLIN, ever)).toEqual({
      on: [TUESDAY, ...march(24)],
      off: march(10, 17, 19),
    })
  })

  test('the span includes its start and excludes its end', () => {
    const within = { start: TUESDAY, end: TUESDAY + WEEK }
    expect(occurrences(series('FREQ=WEEKLY'), TUESDAY, BERLIN, within)).toEqual([TUESDAY])
  })
})

describe('clock changes', () => {
  test.each([
    [
      'north, spring',
      BERLIN,
      '2026-03-24T08:00Z',
      'FREQ=WEEKLY;COUNT=2',
      ['2026-03-24T08:00', '2026-03-31T07:00'],
    ],
    [
      'north, autumn',
      BERLIN,
      '2026-10-20T07:00Z',
      'FREQ=WEEKLY;COUNT=2',
      ['2026-10-20T07:00', '2026-10-27T08:00'],
    ],
    [
      'south, autumn',
      'Australia/Sydney',
      '2026-03-31T22:00Z',
      'FREQ=WEEKLY;COUNT=2',
      ['2026-03-31T22:00', '2026-04-07T23:00'],
    ],
    [
      'half an hour',
      'Australia/Lord_Howe',
      '2026-03-31T22:00Z',
      'FREQ=WEEKLY;COUNT=2',
      ['2026-03-31T22:00', '2026-04-07T22:30'],
    ],
    [
      'an hour that does not exist',
      BERLIN,
      '2026-03-28T01:30Z',
      'FREQ=DAILY;COUNT=3',
      ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'],
    ],
    [
      'an hour that exists twice',
      BERLIN,
      '2026-10-24T00:30Z',
      'FREQ=DAILY;COUNT=3',
      ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'the second of the two is the start',
      BERLIN,
      '2026-10-25T01:30Z',
      'FREQ=DAILY;COUNT=2',
      ['2026-10-25T01:30', '2026-10-26T01:30'],
    ],
    [
      'a day that was skipped meets the next',
      'Pacific/Apia',
      '2011-12-29T22:00Z',
      'FREQ=DAILY;COUNT=3',
      ['2011-12-29T22:00', '2011-12-30T22:00'],
    ],
    [
      'UNTIL in UTC within an hour that exists twice',
      BERLIN,
      '2026-10-24T00:30Z',
      'FREQ=DAILY;UNTIL=20261025T003000Z',
      ['2026-10-24T00:30', '2026-10-25T00:30'],
    ],
    [
      'monthly',
      'America/New_York',
      '2026-02-03T14:00Z',
      'FREQ=MONTHLY;BYDAY=1TU;COUNT=3',
      ['2026-02-03T14:00', '2026-03-03T14:00', '2026-04-07T13:00'],
    ],
  ])('%s', (_why, zone, first, rule, dates) => {
    expect(iso(occurrences(series(rule), at(first), zone, ever))).toEqual(dates)
  })

  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const first = fc.integer({ min: at('1990-01-01'), max: at('2040-01-01') }).map((ms) => ms - (ms % MINUTE))
  const rule = fc.constantFrom(
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
    'FREQ=DAILY',
    'FREQ=MONTHLY;BYDAY=-1WE',
  )

  test('move nothing: a meeting keeps its time of day in every zone', () => {
    const keeps = (name: string, start: number, text: string) => {
      const local = toLocal(start, name)
      const dates = occurrences(series(text), start, name, { start, end: start + 500 * DAY })
      const drifted = dates.filter((date) => (toLocal(date, name) - local) % DAY !== 0)
      // Only an hour that does not exist is read an hour (or less) later.
      for (const date of drifted) expect(toInstant(toLocal(date - DAY, name) + DAY, name)).toBe(date)
      expect(drifted.length).toBeLessThanOrEqual(4)
    }
    fc.assert(fc.property(zone, first, rule, keeps))
  })

  test('two spans give what the span of both gives', () => {
    const split = (name: string, start: number, text: string, days: number) => {
      const recurrence = series(text, { exDays: [localDay(start + WEEK, name)], dates: [start + 5 * HOUR] })
      const [begin, middle, end] = [start - DAY, start + days * DAY, start + 400 * DAY]
      const [one, two] = [
        plan(recurrence, start, name, { start: begin, end: middle }),
        plan(recurrence, start, name, { start: middle, end }),
      ]
      const both = plan(recurrence, start, name, { start: begin, end })
      expect({ on: [...one.on, ...two.on], off: [...one.off, ...two.off] }).toEqual(both)
    }
    fc.assert(fc.property(zone, first, rule, fc.integer({ min: 0, max: 390 }), split))
  })

  test('an old series asked for a later year has the same dates as when walked from its start', () => {
    const old = at('2005-01-04T08:00Z')
    for (const text of ['FREQ=WEEKLY', 'FREQ=MONTHLY;BYDAY=1TU', 'FREQ=YEARLY', 'FREQ=WEEKLY;BYMONTH=3,4']) {
      const all = occurrences(series(text), old, BERLIN, { start: old, end: year.end })
      expect(occurrences(series(text), old, BERLIN, year)).toEqual(all.filter((date) => date >= year.start))
    }
  })

  test('every day of a daily series has one date', () => {
    const dates = occurrences(series('FREQ=DAILY'), TUESDAY, BERLIN, {
      start: TUESDAY,
      end: startOfDay('2027-03-03', BERLIN),
    })
    expect(dates.map((date) => localDay(date, BERLIN))).toEqual(
      Array.from({ length: 365 }, (_, n) => addDays('2026-03-03', n)),
    )
  })
})

describe('the last date', () => {
  test.each<[string, Recurrence, string | null]>([
    ['without end', series('FREQ=WEEKLY'), null],
    ['of a count', series('FREQ=WEEKLY;COUNT=3'), '2026-03-17T08:00'],
    ['of a monthly count', series('FREQ=MONTHLY;BYDAY=1TU;COUNT=3'), '2026-05-05T07:00'],
    ['of an end in UTC', series('FREQ=WEEKLY;UNTIL=20260320T000000Z'), '2026-03-17T08:00'],
    ['of an end far ahead', series('FREQ=DAILY;UNTIL=20991231'), '2099-12-31T08:00'],
    ['of a yearly rule', series('FREQ=YEARLY;UNTIL=20991231'), '2099-03-03T08:00'],
    [
      'counts an EXDATE: a slot that was removed',
      series('FREQ=WEEKLY;COUNT=2', { exDates: march(10) }),
      '2026-03-10T08:00',
    ],
    ['an RDATE after the rule', series('FREQ=WEEKLY;COUNT=2', { dates: march(19) }), '2026-03-19T08:00'],
    ['dates alone', series([], { dates: march(19, 5) }), '2026-03-19T08:00'],
    ['one rule of two without end', series(['FREQ=WEEKLY;COUNT=2', 'FREQ=MONTHLY']), null],
    ['cut short before it began: the first', series('FREQ=WEEKLY;UNTIL=20200101'), '2026-03-03T08:00'],
    ['an end before the second date', series('FREQ=WEEKLY;UNTIL=20260305'), '2026-03-03T08:00'],
  ])('%s', (_why, recurrence, last) => {
    const found = lastOf(recurrence, TUESDAY, BERLIN)
    expect(found === null ? null : iso([found])[0]).toBe(last)
  })
})

describe('the cadence', () => {
  test.each<[string, Recurrence, number | null]>([
    ['daily', series('FREQ=DAILY'), 1],
    ['weekdays', series('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'), 1.4],
    ['weekly', series('FREQ=WEEKLY;COUNT=10'), 7],
    ['twice a week', series('FREQ=WEEKLY;BYDAY=TU,TH'), 3.5],
    ['every other week', series('FREQ=WEEKLY;INTERVAL=2'), 14],
    ['monthly', series('FREQ=MONTHLY;BYDAY=1TU'), 30],
    ['twice a month', series('FREQ=MONTHLY;BYDAY=1TU,3TU'), 15],
    ['every other month', series('FREQ=MONTHLY;INTERVAL=2'), 61],
    ['last weekday of a month', series('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'), 30],
    ['quarterly', series('FREQ=YEARLY;BYMONTH=3,6,9,12'), 91],
    ['yearly', series('FREQ=YEARLY'), 365],
    ['two rules', series(['FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=TH']), 3.5],
    ['removed dates do not matter', series('FREQ=WEEKLY;UNTIL=20260401', { exDates: march(10, 17) }), 7],
    ['dates: their median distance', series([], { dates: march(10, 17, 31) }), 7],
    ['dates: between two', series([], { dates: march(10, 20) }), 8.5],
    ['one date', series('FREQ=WEEKLY;COUNT=1'), null],
    ['an end before the second', series('FREQ=MONTHLY;UNTIL=20260320'), null],
    ['no rule', series([]), null],
    ['cut short before it began', series('FREQ=WEEKLY;UNTIL=20200101'), null],
  ])('%s', (_why, recurrence, days) => {
    expect(cadenceDays(recurrence, TUESDAY, BERLIN)).toBe(days)
  })
})
