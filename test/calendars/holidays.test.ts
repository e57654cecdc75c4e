import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicHolidays } from '../../src/calendars/holidays.ts'
import { addDays } from '../../src/domain/clock.ts'

const in2026 = (place: string) => publicHolidays(place, '2026-01-01', '2026-12-31')

describe('public holidays', () => {
  test('of Germany are those of all of it, with Easter where it falls', async () => {
    expect(await in2026('DE')).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
      '2026-12-25',
      '2026-12-26',
    ])
    expect(await publicHolidays('DE', '2027-03-01', '2027-04-30')).toEqual(['2027-03-26', '2027-03-29'])
  })

  test('of a state are its own besides', async () => {
    const own = await in2026('DE-BY')
    const all = await in2026('DE')
    expect(own).toEqual(expect.arrayContaining([...all]))
    expect(own.filter((day) => !all.includes(day))).toEqual(['2026-01-06', '2026-06-04', '2026-11-01'])
    expect(await in2026('DE-BE')).toContain('2026-03-08')
  })

  test.each([
    ['the United States: Thanksgiving', 'US', '2026-11-26', true],
    ['the United States: the day off for a Saturday', 'US', '2026-07-03', true],
    ['the United States: Halloween is none', 'US', '2026-10-31', false],
    ['California', 'US-CA', '2026-03-31', true],
    ['India', 'IN', '2026-01-26', true],
    ['India: Diwali is not national in the data', 'IN', '2026-11-08', false],
    ['Britain: the Monday for a Saturday', 'GB', '2026-12-28', true],
    ['in lower case', 'de', '2026-05-01', true],
    ['Christmas Eve is a bank holiday', 'DE', '2026-12-24', false],
    ['half a day off is none', 'CN', '2026-05-04', false],
    ['the second day of several', 'KR', '2026-02-18', true],
    ['one that begins the evening before', 'AE', '2026-03-20', true],
    ['and not that evening', 'AE', '2026-03-19', false],
    ['a state that nobody knows has those of the country', 'DE-XX', '2026-05-01', true],
  ])('%s', async (_what, place, day, isOff) => expect((await in2026(place)).includes(day)).toBe(isOff))

  test.each(['XX', 'ZZ-9', '', 'Europe/Berlin'])('a place that nobody knows has none: %j', async (place) => {
    expect(await in2026(place)).toEqual([])
  })

  test('several days that begin in the year before', async () => {
    const turn = await publicHolidays('AM', '2026-01-02', '2026-01-03')
    expect(turn).toEqual(['2026-01-02', '2026-01-03'])
  })

  test('of any span are those of a longer one within it, sorted, each once', async () => {
    const places = fc.constantFrom('DE', 'DE-BY', 'US', 'IN', 'KR', 'AE', 'IL', 'XX')
    const offset = fc.integer({ min: 0, max: 700 })
    await fc.assert(
      fc.asyncProperty(places, offset, offset, async (place, from, length) => {
        const first = addDays('2025-12-20', from)
        const last = addDays(first, length % 90)
        const longer = await publicHolidays(place, '2025-12-01', '2028-03-01')
        expect(await publicHolidays(place, first, last)).toEqual(
          longer.filter((day) => first <= day && day <= last),
        )
        expect([...new Set(longer)].sort()).toEqual(longer)
      }),
    )
  })
})
