import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay, weekdayOf } from '../../src/domain/clock.ts'
import {
  isWorkingDay,
  lastWorkingDayBefore,
  nextWorkingMoment,
  openUntil,
  withinHours,
  workingDaysAfter,
  workTimeOf,
} from '../../src/domain/hours.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY, type Person, type WorkingHours } from '../../src/domain/types.ts'
import { at } from '../support/judgement.ts'
import { stamp } from '../support/mailings.ts'
import { ada, grace, linus } from '../support/people.ts'

const holidays = [
  { person: ada.address, day: '2026-03-09' },
  { person: grace.address, day: '2026-03-03' },
]
const workOf = (person: Person) => workTimeOf(person, holidays, defaultPolicy)
const withHours = (startMinute: number, endMinute: number, days: number[]): Person => ({
  ...ada,
  hours: { startMinute, endMinute, days },
})
const partTime = withHours(9 * 60, 13 * 60, [2, 4])

describe('M3: within hours', () => {
  test.each([
    ['the first minute counts', ada, '2026-03-03 07:00', true],
    ['a minute earlier does not', ada, '2026-03-03 06:59', false],
    ['the closing minute does not', ada, '2026-03-03 17:00', false],
    ['Saturday', ada, '2026-03-07 10:00', false],
    ['her public holiday', ada, '2026-03-09 10:00', false],
    ["somebody else's public holiday", ada, '2026-03-03 10:00', true],
    ['own hours', partTime, '2026-03-03 13:00', false],
    ['own days', partTime, '2026-03-04 10:00', false],
    ['another zone', linus, '2026-03-03 12:59', false],
    ['another zone, open', linus, '2026-03-03 13:00', true],
    ['summer time', ada, '2026-03-30 06:00', true],
  ])('%s', (_why, person, instant, expected) => {
    expect(withinHours(at(instant), workOf(person))).toBe(expected)
  })
})

describe('M3: the next working moment', () => {
  test.each([
    ['within hours: at once', ada, '2026-03-03 09:12', '2026-03-03 09:12'],
    ['early: the same morning', ada, '2026-03-03 05:00', '2026-03-03 07:00'],
    ['in the evening: the next morning', ada, '2026-03-03 19:00', '2026-03-04 07:00'],
    ['Friday evening, Monday is a holiday: Tuesday', ada, '2026-03-06 19:00', '2026-03-10 07:00'],
    ['a part-timer on Thursday afternoon: Tuesday', partTime, '2026-03-05 15:00', '2026-03-10 08:00'],
    ['over the clock change', ada, '2026-03-28 12:00', '2026-03-30 06:00'],
  ])('%s', (_why, person, instant, expected) => {
    expect(stamp(nextWorkingMoment(at(instant), workOf(person)))).toBe(expected)
  })

  test.each<[string, WorkingHours]>([
    ['without any working day the default hours hold', { startMinute: 0, endMinute: 60, days: [] }],
    ['days that are none are as good as none', { startMinute: 0, endMinute: 60, days: [0, 8] }],
    ['hours that begin outside the day', { startMinute: 2000, endMinute: 2060, days: [1] }],
    ['hours that are no numbers', { startMinute: Number.NaN, endMinute: 60, days: [1] }],
  ])('%s', (_why, hours) => {
    const moment = nextWorkingMoment(at('2026-03-03 05:00'), workOf({ ...ada, hours }))
    expect(stamp(moment)).toBe('2026-03-03 07:00')
  })

  test('hours that run past midnight count until midnight', () => {
    const night = workOf(withHours(22 * 60, 6 * 60, [1, 2, 3, 4, 5]))
    expect(withinHours(at('2026-03-03 22:30'), night)).toBe(true)
    expect(stamp(nextWorkingMoment(at('2026-03-04 02:00'), night))).toBe('2026-03-04 21:00')
  })

  test('a year of nothing but holidays ends the search all the same', () => {
    const never = Array.from({ length: 500 }, (_, i) => ({
      person: ada.address,
      day: localDay(at('2026-01-01 12:00') + i * DAY, 'UTC'),
    }))
    const work = workTimeOf(ada, never, defaultPolicy)
    expect(stamp(nextWorkingMoment(at('2026-03-06 19:00'), work))).toBe('2026-03-09 07:00')
  })
})

describe('working days', () => {
  test.each([
    ['2026-03-10', '2026-03-06'],
    ['2026-03-04', '2026-03-03'],
    ['2026-03-08', '2026-03-06'],
  ])('the last one before %s is %s', (day, expected) => {
    expect(lastWorkingDayBefore(day, workOf(ada))).toBe(expected)
  })

  test('two working days after Friday is Wednesday where Monday is a holiday', () => {
    expect(workingDaysAfter('2026-03-06', 2, workOf(ada))).toBe('2026-03-11')
  })

  test('later closing changes no days and never closes earlier', () => {
    const late = workOf(withHours(14 * 60, 22 * 60, [1, 2, 3, 4, 5]))
    expect(withinHours(at('2026-03-03 20:30'), openUntil(20 * 60, late))).toBe(true)
    expect(withinHours(at('2026-03-03 18:30'), openUntil(20 * 60, workOf(ada)))).toBe(true)
    expect(isWorkingDay('2026-03-07', openUntil(20 * 60, late))).toBe(false)
  })
})

test('the next working moment is always within hours, never earlier, and stays where it is', () => {
  const hours = fc.record({
    startMinute: fc.integer({ min: -10, max: 1500 }),
    endMinute: fc.integer({ min: -10, max: 1500 }),
    days: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 4 }),
  })
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'UTC',
  )
  const instant = fc.integer({ min: at('2026-01-01 00:00'), max: at('2027-01-01 00:00') })
  fc.assert(
    fc.property(hours, zone, instant, (own, where, from) => {
      const work = workOf({ ...ada, zone: where, hours: own })
      const moment = nextWorkingMoment(from, work)
      expect(moment).toBeGreaterThanOrEqual(from)
      // A clock change may swallow the opening minute; the moment is then the end of the gap.
      expect(work.hours.days).toContain(weekdayOf(localDay(moment, where)))
      expect(nextWorkingMoment(moment, work)).toBe(moment)
    }),
  )
})
