import fc from 'fast-check'
import { IANAZone } from 'luxon'
import { describe, expect, test } from 'vitest'
import * as clock from '../../src/domain/clock.ts'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { runs } from '../support/chance.ts'

const at = (iso: string) => Date.parse(iso)
const reading = (iso: string) => Date.parse(`${iso}Z`)
const iso = (instant: number) => new Date(instant).toISOString().replace(':00.000Z', 'Z')

const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', 'Asia/Kolkata', 'US/Pacific')
const instant = fc.integer({ min: at('1850-01-01'), max: at('2150-01-01') })

describe('a reading becomes an instant', () => {
  test.each([
    ['in winter', 'Europe/Berlin', '2026-01-15T09:00', '2026-01-15T08:00Z'],
    ['in summer', 'Europe/Berlin', '2026-07-15T09:00', '2026-07-15T07:00Z'],
    ['in the southern summer', 'Australia/Sydney', '2026-01-15T09:00', '2026-01-14T22:00Z'],
    ['half an hour off', 'Asia/Kolkata', '2026-01-15T09:00', '2026-01-15T03:30Z'],
    [
      'that does not exist: the offset before (north)',
      'America/New_York',
      '2026-03-08T02:30',
      '2026-03-08T07:30Z',
    ],
    [
      'that does not exist: the offset before (south)',
      'Australia/Sydney',
      '2026-10-04T02:30',
      '2026-10-03T16:30Z',
    ],
    ['that exists twice: the first (north)', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30Z'],
    ['that exists twice: the first (south)', 'Australia/Sydney', '2026-04-05T02:30', '2026-04-04T15:30Z'],
    ['in a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45Z'],
    ['twice within half an hour', 'Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45Z'],
    ['on a day that was skipped (Apia)', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00Z'],
    ['on the day after it', 'Pacific/Apia', '2011-12-31T00:00', '2011-12-30T10:00Z'],
    ['on a day that was skipped (Kwajalein)', 'Pacific/Kwajalein', '1993-08-21T12:00', '1993-08-22T00:00Z'],
    ['on a day that came twice (Kwajalein)', 'Pacific/Kwajalein', '1969-09-30T12:00', '1969-09-30T01:00Z'],
    ['before there were zones', 'America/New_York', '1850-01-01T00:00', '1850-01-01T04:56:02.000Z'],
    ['far ahead', 'Europe/Berlin', '9999-12-31T23:00', '9999-12-31T22:00Z'],
    ['in the first year', 'Etc/GMT-1', '0001-01-01T00:00', '0000-12-31T23:00Z'],
  ])('%s', (_why, name, local, expected) => {
    expect(iso(clock.toInstant(reading(local), name))).toBe(expected)
  })
})

describe('instants and readings', () => {
  test('an instant is read as an independent library reads it', () => {
    fc.assert(
      fc.property(zone, instant, (name, when) => {
        const minutes = IANAZone.create(name).offset(when)
        expect(clock.toLocal(when, name)).toBe(when + Math.round(minutes * MINUTE))
      }),
      { numRuns: runs(2000) },
    )
  })

  test('there and back is the same instant, or its first appearance where an hour exists twice', () => {
    fc.assert(
      fc.property(zone, instant, (name, when) => {
        const local = clock.toLocal(when, name)
        const back = clock.toInstant(local, name)
        expect(clock.toLocal(back, name)).toBe(local)
        expect(back).toBeLessThanOrEqual(when)
        if (back !== when) expect(clock.toLocal(when - DAY, name)).not.toBe(local - DAY)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('the second before a change and the change itself are told apart', () => {
    const change = at('2026-03-08T07:00Z')
    expect(clock.toLocal(change - 1, 'America/New_York')).toBe(reading('2026-03-08T01:59:59.999'))
    expect(clock.toLocal(change, 'America/New_York')).toBe(reading('2026-03-08T03:00'))
  })

  test('what was looked up once is quick and right when looked up again among many other zones', () => {
    const before = clock.toLocal(at('2026-07-01'), 'Europe/Berlin')
    for (let minutes = -23 * 60; minutes <= 23 * 60; minutes++) {
      const sign = minutes < 0 ? '-' : '+'
      const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
      const name = `${sign}${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
      expect(clock.toLocal(0, name)).toBe(minutes * MINUTE)
    }
    expect(clock.toLocal(at('2026-07-01'), 'Europe/Berlin')).toBe(before)
  })
})

describe('what is a zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'Asia/Calcutta', 'america/new_york', 'Etc/GMT+5', '+05:30'])(
    '%s is',
    (name) => {
      expect(clock.isZone(name)).toBe(true)
    },
  )
  test.each([
    '',
    'Berlin',
    'W. Europe Standard Time',
    '<b>',
    '__proto__',
    'tzone://Microsoft/Custom',
    'UTC\r\n',
  ])('%j is not', (name) => {
    expect(clock.isZone(name)).toBe(false)
    expect(() => clock.toLocal(0, name)).toThrow(RangeError)
  })
})

describe('days', () => {
  test.each([
    ['2026-03-03T23:30:00-05:00', 'America/New_York', '2026-03-03'],
    ['2026-03-03T23:30:00-05:00', 'Europe/Berlin', '2026-03-04'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31'],
  ])('%s in %s is on %s', (when, name, day) => expect(clock.localDay(at(when), name)).toBe(day))

  test.each([
    ['a plain day', '2026-03-03', 'America/New_York', '2026-03-03T05:00Z'],
    ['a day whose midnight does not exist', '2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z'],
    ['a day whose midnight comes twice', '2026-11-01', 'America/Havana', '2026-11-01T04:00Z'],
    ['a day after an evening that came twice', '2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00Z'],
    ['a day that was skipped begins with the next', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00Z'],
  ])('%s', (_why, day, name, start) => expect(iso(clock.startOfDay(day, name))).toBe(start))

  test('a day starts at the first instant of it', () => {
    fc.assert(
      fc.property(zone, instant, (name, when) => {
        const day = clock.localDay(when, name)
        const start = clock.startOfDay(day, name)
        expect(start).toBeLessThanOrEqual(when)
        expect(clock.localDay(start, name)).toBe(day)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('days are added and counted across months, leap years and centuries', () => {
    expect(clock.addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(clock.addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(clock.addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(clock.addDays('0050-12-31', 1)).toBe('0051-01-01')
    expect(clock.daysBetween('2026-03-01', '2026-03-31')).toBe(30)
    expect(clock.daysBetween('2026-03-31', '2026-03-01')).toBe(-30)
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
        expect(clock.daysBetween('1970-01-01', clock.addDays('1970-01-01', days))).toBe(days)
      }),
    )
  })

  test.each([
    ['2026-03-02', 1],
    ['2026-03-08', 7],
    ['1969-12-31', 3],
    ['0001-01-01', 1],
    ['9999-12-31', 5],
  ])('%s is weekday %i', (day, weekday) => expect(clock.weekdayOf(day)).toBe(weekday))

  test('a minute of the day is read off the clock, also on the days of a change', () => {
    expect(iso(clock.atMinute('2026-03-08', 18 * 60, 'America/New_York'))).toBe('2026-03-08T22:00Z')
    expect(iso(clock.atMinute('2026-03-07', 18 * 60, 'America/New_York'))).toBe('2026-03-07T23:00Z')
    expect(clock.atMinute('2026-03-08', 150, 'America/New_York')).toBe(at('2026-03-08T07:30Z'))
    expect(clock.atMinute('2026-03-03', 24 * 60, 'UTC') - clock.atMinute('2026-03-03', 0, 'UTC')).toBe(
      24 * HOUR,
    )
  })

  test.each([
    ['2028-02-29', true],
    ['2027-02-29', false],
    ['2027-13-01', false],
    ['2027-6-30', false],
    ['30.6.2027', false],
    ['0001-01-01', true],
    ['', false],
  ])('“%s” is a day: %s', (text, is) => expect(clock.isDay(text)).toBe(is))
})
