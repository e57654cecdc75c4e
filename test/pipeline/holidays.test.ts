// Whose public holidays are which days, and what they make of meetings.
import { beforeEach, describe, expect, test } from 'vitest'
import { publicHolidays } from '../../src/calendars/holidays.ts'
import { DAY, type Day, HOUR, MINUTE } from '../../src/domain/types.ts'
import { placeOf, refreshHolidays } from '../../src/pipeline/holidays.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, linus, master, read } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const clock = clockAt(monday)
let asked: string[]

const refresh = (some: object = {}) =>
  refreshHolidays(
    partsFor(held.store, clock, {
      publicHolidays: (place, first, last) => {
        asked.push(place)
        return publicHolidays(place, first, last)
      },
      ...some,
    }),
  )

const daysOf = async (person: string) =>
  (await held.store.holidays.ofPeople([person])).map(({ day }) => day).sort()
const isOff = async (person: string, day: Day) => (await daysOf(person)).includes(day)
const place = (person: string, facts: { country?: string | null; zone?: string | null; left_at?: number }) =>
  held.store.db.updateTable('people').set(facts).where('address', '=', person).execute()
const inCalendar = (owner: string, zone: string) =>
  held.store.db.updateTable('calendars').set({ zone }).where('owner', '=', owner).execute()

beforeEach(async () => {
  asked = []
  clock.set(monday)
  await settle(held.store, monday)
  for (const person of [ada, grace, linus]) await place(person, { zone: null })
})

describe('where somebody is', () => {
  test.each([
    ['DE', 'DE'],
    ['de-by', 'DE-BY'],
    ['Europe/Berlin', 'DE'],
    ['Asia/Kolkata', 'IN'],
    ['UTC', null],
    ['Somewhere', null],
  ])('%s → %s', (whereabouts, country) => expect(placeOf(whereabouts)).toBe(country))

  test('the country counts before the zone, and that before the calendar’s', async () => {
    await place(ada, { country: 'DE-BY', zone: 'America/New_York' })
    await place(grace, { zone: 'America/New_York' })
    for (const owner of [ada, grace, linus]) await inCalendar(owner, 'Asia/Kolkata')
    await refresh()
    expect([await isOff(ada, '2026-06-04'), await isOff(ada, '2026-07-03')]).toEqual([true, false])
    expect([await isOff(grace, '2026-07-03'), await isOff(grace, '2026-08-15')]).toEqual([true, false])
    expect(await isOff(linus, '2026-08-15')).toBe(true)
  })

  test('nobody knows: no days, unless the settings tell', async () => {
    await place(ada, { zone: 'UTC' })
    await refresh()
    expect([await daysOf(ada), await daysOf(grace)]).toEqual([[], []])
    await refresh({ defaultCountry: 'DE' })
    for (const person of [ada, grace]) expect(await isOff(person, '2026-05-01')).toBe(true)
    await refresh({ defaultCountry: null })
    expect([await daysOf(ada), await daysOf(grace)]).toEqual([[], []])
  })

  test('owners of calendars of whom no directory tells are people too; who left is not', async () => {
    await held.store.db.deleteFrom('people').where('address', '=', grace).execute()
    await inCalendar(grace, 'Europe/Berlin')
    await place(linus, { country: 'DE', left_at: monday })
    await refresh()
    expect(await isOff(grace, '2026-05-01')).toBe(true)
    expect(await daysOf(linus)).toEqual([])
  })
})

describe('what is saved', () => {
  const waiting = () => held.store.db.selectFrom('pairs').select(['a', 'b', 'judge_at']).execute()
  const rest = () => held.store.db.updateTable('pairs').set({ judge_at: null }).execute()

  beforeEach(async () => {
    await held.store.events.save('grace', read([master()]), monday, held.store.secrets)
    await place(ada, { country: 'DE' })
    await refresh()
    await rest()
  })

  test('fifteen weeks back and sixty ahead', async () => {
    const days = await daysOf(ada)
    expect([days[0], days.at(-1)]).toEqual(['2025-12-25', '2027-03-29'])
  })

  test('nothing more where nothing changed, and nothing is looked up twice', async () => {
    asked = []
    await refresh()
    clock.set(monday + 3 * HOUR)
    await refresh()
    expect(new Set(asked).size).toBeLessThanOrEqual(1)
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([null])
  })

  test('for somebody who moves to another country; their pairs are judged again, others not', async () => {
    await held.store.pairs.of([ada, grace])
    await place(ada, { country: 'US' })
    clock.set(monday + DAY)
    await refresh()
    expect([await isOff(ada, '2026-05-01'), await isOff(ada, '2026-07-03')]).toEqual([false, true])
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([monday + DAY])
    await rest()
    await place(linus, { country: 'US' })
    await refresh()
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([null])
  })

  test('for somebody of whom nobody knows any more where they are: none are left', async () => {
    await held.store.pairs.of([ada, grace])
    await place(ada, { country: null, zone: null })
    clock.set(monday + DAY)
    await refresh()
    expect(await daysOf(ada)).toEqual([])
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([monday + DAY])
    await rest()
    await refresh()
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([null])
  })

  test('as time goes on: later days come, earlier ones stay, and nobody is judged for it', async () => {
    clock.set(at('2026-09-15T08:00Z'))
    await refresh()
    const days = await daysOf(ada)
    expect([days[0], days.at(-1)]).toEqual(['2025-12-25', '2027-10-03'])
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([null])
  })

  test('for the others where one place fails, and that is told', async () => {
    await place(ada, { country: 'DE-BE' })
    await place(grace, { country: 'US' })
    const someBroken = async (where: string) => {
      if (where === 'DE-BE') throw new Error('no such data')
      return ['2026-07-03']
    }
    await expect(refresh({ publicHolidays: someBroken })).rejects.toThrow('DE-BE')
    expect([await isOff(ada, '2026-05-01'), await isOff(grace, '2026-07-03')]).toEqual([true, true])
  })

  test('a place whose data change: who is there is judged again', async () => {
    await refresh({ publicHolidays: async () => ['2026-03-10'] })
    expect(await daysOf(ada)).toEqual(['2026-03-10'])
    expect((await waiting()).map(({ judge_at }) => judge_at)).toEqual([monday])
  })
})

describe('a weekly 1-on-1 of Ada in Berlin and Grace in London', () => {
  /** Fridays at ten in Berlin; 1 May is a holiday in Germany, 8 May is none anywhere. */
  const first = at('2026-04-24T08:00Z')
  const labourDay = at('2026-05-01T08:00Z')

  async function slotsAt(when: number) {
    const series = master({ span: { start: first, end: first + 30 * MINUTE } })
    await held.store.events.save('grace', read([series]), when, held.store.secrets)
    const pair = await held.store.pairs.of([ada, grace])
    clock.set(when)
    await judgePair(partsFor(held.store, clock), pair!.id)
    const slots = await held.store.slots.ofPair(pair!.id)
    return new Map(slots.map(({ original, state, reasons }) => [original, { state, reasons }]))
  }

  test('on a public holiday of one of them is excused', async () => {
    await place(ada, { zone: 'Europe/Berlin' })
    await place(grace, { zone: 'Europe/London' })
    clock.set(at('2026-04-23T08:00Z'))
    await refresh()
    const slots = await slotsAt(at('2026-05-08T12:00Z'))
    expect(slots.get(labourDay)).toEqual({ state: 'excused', reasons: ['holiday'] })
    expect(slots.get(at('2026-05-08T08:00Z'))?.state).toBe('held')
  })

  test('is held where both work that day', async () => {
    for (const person of [ada, grace]) await place(person, { zone: 'Europe/London' })
    clock.set(at('2026-04-23T08:00Z'))
    await refresh()
    expect((await slotsAt(at('2026-05-08T12:00Z'))).get(labourDay)?.state).toBe('held')
  })
})
