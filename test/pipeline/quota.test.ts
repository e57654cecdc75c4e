// Quotas: what is used up for all makes all wait, what is used up for one makes one wait, and nothing is broken.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import { sweep } from '../../src/pipeline/sweep.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'
import { type Watched, watched } from '../support/syncing.ts'

const held = testStore()
let here: Watched
/** Ours; tokens and the sandbox keep to the real one. */
let wall: number

beforeEach(async () => {
  here = await watched(held.store)
  wall = Date.now()
  here.parts.clock = { now: () => here.clock.now, wall: () => wall }
})
afterEach(() => here.google.close())

const later = (by: number) => {
  here.clock.now += by
  wall += by
}
const pausedUntil = async () => (await held.store.pauses.of(here.connection))!.pausedUntil
const swept = async () => {
  const parts = partsFor(held.store, here.parts.clock)
  await sweep(parts)
  const jobs = parts.added.map((job) => job.replace('sync ', '')).sort()
  return jobs.filter((id) => id.includes('@'))
}
const calls = () => here.google.traffic.count({ kind: 'events.list' })
const calendarOf = async (owner: string) => (await held.store.calendars.byId(owner))!

describe('the quota of the project is used up', () => {
  beforeEach(async () => {
    here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded' }])
    expect(await here.sync(ada)).toEqual({ state: 'waits' })
  })

  test('nothing is broken: not the calendar, not the connection', async () => {
    expect(await calendarOf(ada)).toMatchObject({ fault: null, failingSince: null, tries: 0 })
    const connection = await held.store.connections.byId(here.connection)
    expect(connection).toMatchObject({ fault: null, failingSince: null })
  })

  test('no calendar of the connection is asked about meanwhile, whoever asks', async () => {
    expect(await swept()).toEqual([])
    for (const owner of [ada, grace, linus]) expect(await here.sync(owner)).toEqual({ state: 'waits' })
    expect(calls()).toBe(1)
  })

  test('those of another connection are', async () => {
    const other = { kind: 'ics', name: 'Other', credentials: null, options: {} } as const
    const connection = await held.store.connections.add(other, held.store.secrets, here.clock.now)
    const calendar = { id: 'other@feed', connection, owner: ada, providerId: 'x', zone: null }
    await held.store.calendars.add(calendar, here.clock.now)
    expect(await swept()).toEqual(['other@feed'])
  })

  test('after a minute or so all go on where they were', async () => {
    later(1.3 * MINUTE)
    expect(await swept()).toEqual([ada, grace, linus])
    expect(await here.sync(grace)).toMatchObject({ state: 'read' })
    expect(await pausedUntil()).toBeNull()
  })

  test('is told in the log once, and once that all go on', async () => {
    const told: unknown[] = []
    const telling = (facts: object, sentence: string) => void told.push([facts, sentence])
    Object.assign(here.parts, { warn: telling, info: telling })
    later(90 * MINUTE)
    await here.sync(ada)
    for (let time = 0; time < 3; time++) {
      here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded' }])
      await here.sync(grace)
      later(90 * MINUTE)
    }
    for (const owner of [ada, grace]) await here.sync(owner)
    const { connection } = here
    const message = expect.stringContaining('busy')
    expect(told).toEqual([
      [{ connection }, 'a connection is read again'],
      [{ connection, code: 'busy', message }, 'a connection pauses; its service is busy'],
      [{ connection }, 'a connection is read again'],
    ])
  })

  test('pauses grow from time to time until one goes through', async () => {
    const pauses: number[] = []
    for (let n = 0; n < 5; n++) {
      later((await pausedUntil())! - wall + 1)
      here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded' }])
      await here.sync(ada)
      pauses.push((await pausedUntil())! - wall)
    }
    expect(pauses.at(-1)).toBeGreaterThan(8 * pauses[0]!)
    expect(pauses.at(-1)).toBeLessThanOrEqual(1.25 * HOUR)
    later((await pausedUntil())! - wall + 1)
    await here.sync(ada)
    here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded' }])
    await here.sync(ada)
    expect((await pausedUntil())! - wall).toBeLessThanOrEqual(1.25 * MINUTE)
  })
})

test('readings that are refused together are one refusal', async () => {
  here.google.traffic.setLimits({ perProjectPerMinute: 0 })
  await Promise.all([ada, grace, linus].map(here.sync))
  expect((await pausedUntil())! - wall).toBeLessThanOrEqual(1.25 * MINUTE)
})

test('a reading that was on its way when the pause began does not end it', async () => {
  const quick = here.parts.serviceOf
  here.parts.serviceOf = async (connection) => {
    here.parts.serviceOf = quick
    const service = await quick(connection)
    return {
      ...service,
      async *changes(calendar, ask) {
        for await (const page of service.changes(calendar, ask)) {
          here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded' }])
          expect(await here.sync(grace)).toEqual({ state: 'waits' })
          yield page
        }
      },
    }
  }
  expect(await here.sync(ada)).toMatchObject({ state: 'read' })
  expect(await pausedUntil()).not.toBeNull()
})

test('Retry-After is obeyed', async () => {
  const retryAfter = 20 * 60
  here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded', retryAfter }])
  await here.sync(ada)
  expect(await pausedUntil()).toBe(wall + 20 * MINUTE)
})

describe('the quota of a person is used up', () => {
  test('only their calendar waits, and longer from time to time', async () => {
    const pauses: number[] = []
    for (let n = 0; n < 6; n++) {
      here.google.traffic.forceFailures([{ failure: 'userRateLimitExceeded', calendar: ada }])
      expect(await here.sync(ada)).toEqual({ state: 'waits' })
      pauses.push((await calendarOf(ada)).lookAt! - here.clock.now)
    }
    expect(pauses[5]).toBeGreaterThan(pauses[0]! * 10)
    expect(await pausedUntil()).toBeNull()
    expect(await calendarOf(ada)).toMatchObject({ fault: null, failingSince: null })
    expect(await swept()).toEqual([grace, linus])
    expect(await here.sync(grace)).toMatchObject({ state: 'read' })
  })

  test('Retry-After is obeyed', async () => {
    const failure = { failure: 'userRateLimitExceeded', calendar: ada, retryAfter: 7_200 } as const
    here.google.traffic.forceFailures([failure])
    await here.sync(ada)
    expect((await calendarOf(ada)).lookAt).toBe(here.clock.now + 2 * HOUR)
  })
})

describe('one person’s calendar is broken', () => {
  beforeEach(() => here.google.company.suspend(ada))

  test('it is tried again at growing intervals, up to a day', async () => {
    const pauses: number[] = []
    for (let n = 0; n < 12; n++) {
      await here.sync(ada)
      pauses.push((await calendarOf(ada)).lookAt! - here.clock.now)
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(3.75 * MINUTE)
    expect(pauses[0]).toBeLessThanOrEqual(6.25 * MINUTE)
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(18 * HOUR)
    expect(pauses.at(-1)).toBeLessThanOrEqual(30 * HOUR)
  })

  test('others go on, and it comes back by itself', async () => {
    await here.sync(ada)
    expect(await here.sync(grace)).toMatchObject({ state: 'read' })
    here.google.company.suspend(ada, false)
    expect(await here.sync(ada)).toMatchObject({ state: 'read' })
    expect(await calendarOf(ada)).toMatchObject({ tries: 0, fault: null })
  })
})
