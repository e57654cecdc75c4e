// The daily check: what is stored of a calendar beside what its service says of it, and how differences are mended.
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CalendarService } from '../../src/calendars/contract.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { ada, at, grace, monday } from '../sandbox/support.ts'
import { testStore } from '../support/store.ts'
import { storedRows, type Watched, watched } from '../support/syncing.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')
const second = first + WEEK

let here: Watched
let id: string
let told: { sentence: string; facts: object }[]

beforeEach(async () => {
  here = await watched(held.store, [ada, grace])
  told = []
  here.parts.warn = (facts, sentence) => void told.push({ facts, sentence })
  const { company } = here.google
  const weekly = { start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = company.createEvent(grace, { ...weekly, summary: 'Ada / Grace' })
  company.createEvent(ada, {
    summary: 'Dentist',
    start: first + HOUR,
    recurrence: 'RRULE:FREQ=DAILY;COUNT=90',
  })
  const days = { start: at('2026-03-28T00:00:00Z'), end: at('2026-03-30T00:00:00Z'), allDay: true }
  company.createEvent(ada, { ...days, summary: 'Fair', recurrence: 'RRULE:FREQ=WEEKLY' })
  company.cancelInstance(id, second)
  company.moveInstance(id, second + WEEK, second + WEEK + DAY)
  await here.sync(ada)
})
afterEach(() => here.google.close())

const calls = (kind: 'events.list' | 'events.watch' = 'events.list') => here.google.traffic.count({ kind })
const noted = () =>
  held.store.db
    .selectFrom('calendars')
    .select(['check_at', 'checked_at', 'differences', 'unexplained', 'fault'])
    .where('id', '=', ada)
    .executeTakeFirstOrThrow()
const instanceId = (original: number) =>
  `${id}_${new Date(original).toISOString().replace(/[-:]|\.000/g, '')}`

/** The service from now on, with something of it otherwise. Returns what takes that back. */
function otherwise(change: (service: CalendarService) => Partial<CalendarService>): () => void {
  const open = here.parts.serviceOf
  here.parts.serviceOf = async (connection) => {
    const service = await open(connection)
    return { ...service, ...change(service) }
  }
  return () => {
    here.parts.serviceOf = open
  }
}

/** A day later; returns how many calls the look made. */
async function checked(): Promise<number> {
  here.clock.now += DAY
  here.google.traffic.clear()
  expect(await here.sync(ada)).toMatchObject({ state: 'read' })
  return calls()
}

/** The body of a stored row as somebody left it. */
async function corrupt(event: string, to: object): Promise<void> {
  const row = (await storedRows(held.store, ada)).find((each) => each.id === event)!
  const { calendar: _calendar, ruleSince: _rule, declinedSince: _declined, ...body } = { ...row, ...to }
  await held.store.db
    .updateTable('events')
    .set({ body: JSON.stringify(body) as never })
    .where('calendar', '=', ada)
    .where('id', '=', event)
    .execute()
}
const lose = (event: string) =>
  held.store.db.deleteFrom('events').where('calendar', '=', ada).where('id', '=', event).execute()

test('the first is due within a day of the first reading, each calendar at a time of its own', async () => {
  await here.sync(grace)
  const { calendars } = held.store
  const [adas, graces] = [(await calendars.byId(ada))!.checkAt!, (await calendars.byId(grace))!.checkAt!]
  for (const checkAt of [adas, graces]) {
    expect(checkAt).toBeGreaterThanOrEqual(monday)
    expect(checkAt).toBeLessThanOrEqual(monday + DAY)
  }
  expect(adas).not.toBe(graces)
})

test('that finds nothing costs one call a day', async () => {
  expect(await checked()).toBe(2)
  expect(await noted()).toMatchObject({ checked_at: here.clock.now, differences: 0, unexplained: 0 })
  here.clock.now += HOUR
  here.google.traffic.clear()
  await here.sync(ada)
  expect(calls()).toBe(1)
  expect(await checked()).toBe(2)
  expect(told).toEqual([])
})

describe('mends', () => {
  const stored = async () => (await storedRows(held.store, ada)).map(({ ruleSince: _rule, ...row }) => row)

  test.each<[string, () => Promise<unknown>]>([
    ['a lost series', () => lose(id)],
    ['a lost tombstone', () => lose(instanceId(second))],
    ['a lost change of a date', () => lose(instanceId(second + WEEK))],
    ['a wrong time', () => corrupt(id, { span: { start: first + HOUR, end: first + 2 * HOUR } })],
    [
      'a wrong rule',
      () => corrupt(id, { recurrence: { rules: ['FREQ=DAILY'], dates: [], exDates: [], exDays: [] } }),
    ],
    ['a wrong zone', () => corrupt(id, { zone: 'America/New_York' })],
    ['a tombstone that is none', () => corrupt(id, { removed: true })],
  ])('%s', async (_what, spoil) => {
    const right = await stored()
    await spoil()
    expect(await stored()).not.toEqual(right)
    await checked()
    expect(await stored()).toEqual(right)
    const { differences, unexplained, checked_at, fault } = await noted()
    expect(differences).toBeGreaterThan(0)
    expect([unexplained, checked_at, fault]).toEqual([0, here.clock.now, null])
    expect(told).toMatchObject([{ facts: { calendar: ada, differences } }])
    expect(JSON.stringify(told)).not.toMatch(/Grace|Dentist/)
    expect(await checked()).toBe(2)
  })

  test('a change that the service never told, and the pair is judged again', async () => {
    here.clock.now += MINUTE
    here.google.company.cancelInstance(id, first)
    await here.sync(ada)
    await lose(instanceId(first))
    await held.store.db.updateTable('pairs').set({ judge_at: null }).execute()
    await checked()
    const row = (await storedRows(held.store, ada)).find((each) => each.id === instanceId(first))
    expect(row).toMatchObject({ removed: true, original: first })
    expect(await held.store.pairs.due(here.clock.now, 10)).toHaveLength(1)
  })
})

describe('a change that is made meanwhile is no difference', () => {
  /** Does something right before the service expands the calendar, so often. */
  function meanwhile(times: number, act: (time: number) => void) {
    let time = 0
    otherwise((service) => ({
      async *occurrences(calendar, span) {
        if (time++ < times) {
          here.clock.now += MINUTE
          act(time)
        }
        yield* service.occurrences!(calendar, span)
      },
    }))
  }
  const move = (time: number) => here.google.company.moveInstance(id, first, first + time * HOUR)

  test('once', async () => {
    meanwhile(1, move)
    expect(await checked()).toBe(3)
    expect(await noted()).toMatchObject({ differences: 0, checked_at: expect.any(Number) })
  })

  test('an expansion that lacked something once, as it was changed between two pages', async () => {
    let time = 0
    otherwise((service) => ({
      async *occurrences(calendar, span) {
        const lacks = time++ === 0 ? 1 : 0
        for await (const page of service.occurrences!(calendar, span)) yield page.slice(lacks)
      },
    }))
    await checked()
    expect(await noted()).toMatchObject({ differences: 0, checked_at: expect.any(Number) })
  })

  test('a lost row is found all the same', async () => {
    meanwhile(1, move)
    await lose(instanceId(second))
    await checked()
    expect(await noted()).toMatchObject({ differences: 1, unexplained: 0 })
  })

  test('one that never stands still is compared an hour later', async () => {
    await lose(instanceId(second))
    let time = 0
    otherwise((service) => ({
      async *changes(calendar, ask) {
        here.clock.now += MINUTE
        move(++time)
        yield* service.changes(calendar, ask)
      },
    }))
    await checked()
    const { check_at, checked_at, differences } = await noted()
    expect([checked_at, differences]).toEqual([null, 0])
    expect(check_at! - here.clock.now).toBeLessThanOrEqual(HOUR)
  })
})

test('a calendar that is put to rest while it is compared is neither woken nor read anew', async () => {
  otherwise((service) => ({
    async *occurrences(calendar, span) {
      yield* service.occurrences!(calendar, span)
      await held.store.db.updateTable('calendars').set({ look_at: null }).where('id', '=', ada).execute()
    },
  }))
  await lose(id)
  const left = await storedRows(held.store, ada)
  await checked()
  expect(await held.store.calendars.byId(ada)).toMatchObject({ lookAt: null })
  expect(await storedRows(held.store, ada)).toEqual(left)
})

test('what reading anew does not mend is our fault: listed, and not read anew before the next day', async () => {
  const mend = otherwise((service) => ({
    async *occurrences(calendar, span) {
      yield* service.occurrences!(calendar, span)
      yield [{ uid: 'odd@google.com', original: null, start: first, end: first + HOUR, removed: false }]
    },
  }))
  await checked()
  expect(await noted()).toMatchObject({ differences: 1, unexplained: 1, fault: null })
  expect(told.map(({ sentence }) => sentence)).toEqual([
    expect.any(String),
    expect.stringContaining('fault of ours'),
  ])
  here.clock.now += HOUR
  here.google.traffic.clear()
  await here.sync(ada)
  expect(calls()).toBe(1)
  mend()
  await checked()
  expect(await noted()).toMatchObject({ differences: 1, unexplained: 0 })
})

describe('a check that fails', () => {
  const failing = (failure: 'backendError' | 'rateLimitExceeded') =>
    otherwise((service) => ({
      async *occurrences(calendar, span) {
        here.google.traffic.forceFailures([{ failure }])
        yield* service.occurrences!(calendar, span)
      },
    }))

  test('fails no reading and is made an hour later', async () => {
    const mend = failing('backendError')
    await checked()
    expect(await noted()).toMatchObject({ checked_at: null, fault: null, check_at: here.clock.now + HOUR })
    mend()
    here.clock.now += HOUR
    await here.sync(ada)
    expect(await noted()).toMatchObject({ checked_at: here.clock.now })
  })

  test('for want of quota pauses the connection', async () => {
    failing('rateLimitExceeded')
    await checked()
    expect((await held.store.pauses.of(here.connection))!.pausedUntil).toBeGreaterThan(Date.now())
  })
})

test('rows of which only ids, times and rules are kept are compared as well', async () => {
  const bare = (await storedRows(held.store, ada)).filter(({ details }) => details === null)
  expect(bare.length).toBeGreaterThan(0)
  await sql`delete from events where calendar = ${ada} and id = ${bare[0]!.id}`.execute(held.store.db)
  await checked()
  expect((await noted()).differences).toBeGreaterThan(10)
})
