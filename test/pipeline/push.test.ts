// Push channels from opening to end: the real client, the sandbox's pushes over HTTPS, the real route behind a front.
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Push } from '../../src/calendars/contract.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { GoneError, TransientError } from '../../src/errors.ts'
import { channelStopper, stopIdleChannels } from '../../src/pipeline/push.ts'
import { ada, at, grace, monday, testTls } from '../sandbox/support.ts'
import { type Front, openFront } from '../support/front.ts'
import { partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'
import { type Watched, watched } from '../support/syncing.ts'
import { config, webOver } from '../web/support.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')

let here: Watched
let front: Front
let web: FastifyInstance
let added: string[]
let warned: string[]
let id: string

beforeEach(async () => {
  here = await watched(held.store, [ada, grace])
  front = await openFront(await testTls())
  here.parts.pushAddress = `${front.url}/push`
  warned = []
  here.parts.warn = (_facts, sentence) => void warned.push(sentence)
  added = []
  const add = async (_name: string, payloads: readonly object[]) =>
    void added.push(...payloads.flatMap((one) => Object.values(one)))
  const clock = { now: () => here.clock.now, wall: Date.now }
  web = await webOver(held.store, {
    clock,
    queues: { ping: async () => ({}), add },
    config: { ...config, publicUrl: front.url },
  })
  front.to(await web.listen({ host: '127.0.0.1', port: 0 }))
  const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = here.google.company.createEvent(grace, weekly)
})
afterEach(async () => {
  await here.google.close()
  await web.close()
  await front.close()
})

const count = (kind: 'events.list' | 'events.watch' | 'channels.stop') => here.google.traffic.count({ kind })
const channels = () => held.store.channels.ofCalendar(ada)
const calendar = async () => (await held.store.calendars.byId(ada))!
const pushes = async () => {
  await here.google.pushes.settled()
  return here.google.pushes.sent()
}
async function disconnected() {
  const stop = await channelStopper(here.parts, here.connection)
  await held.store.connections.remove(here.connection, here.clock.now)
  await stop()
}
async function settle() {
  await here.sync(ada)
  await pushes()
  added.length = 0
  here.google.traffic.clear()
}

describe('a calendar that is read', () => {
  test('gets a channel before, so that nothing changes between the two unseen', async () => {
    await here.sync(ada)
    expect(await channels()).toMatchObject([
      { calendar: ada, address: `${front.url}/push/google`, madeAt: monday, expiresAt: monday + WEEK },
    ])
    expect((await calendar()).lookAt).toBeGreaterThan(monday + 2 * HOUR)
    expect([count('events.list'), count('events.watch')]).toEqual([1, 1])
    expect(await pushes()).toMatchObject([{ state: 'sync', outcome: 204 }])
    expect(added).toEqual([])
  })

  test('and changes right after it was read is told of', async () => {
    const open = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await open(connection)
      return {
        ...service,
        async *changes(calendar, ask) {
          for await (const page of service.changes(calendar, ask)) {
            here.google.company.cancelInstance(id, first)
            await here.google.pushes.settled()
            yield page
          }
        },
      }
    }
    await here.sync(ada)
    expect(added).toEqual([ada])
    expect((await calendar()).lookAt).toBe(monday)
  })

  test('is looked at every six hours then, and after each meeting', async () => {
    await settle()
    const looks: number[] = []
    for (let until = monday + 5 * DAY; here.clock.now < until; ) {
      here.clock.now = (await calendar()).lookAt!
      looks.push(here.clock.now)
      await here.sync(ada)
    }
    expect(looks.length).toBeLessThan(5 * 4 + 3)
    for (const [n, look] of looks.entries())
      expect(look - (looks[n - 1] ?? look)).toBeLessThanOrEqual(9 * HOUR)
  })

  test('is read and judged by one call when it changes', async () => {
    await settle()
    here.clock.now += HOUR
    here.google.company.cancelInstance(id, first)
    expect(await pushes()).toMatchObject([{ state: 'sync' }, { state: 'exists', outcome: 204 }])
    expect(added).toEqual([ada])
    expect(await here.sync(ada)).toMatchObject({ state: 'read', changed: 1, pairs: [expect.any(Number)] })
    expect(count('events.list')).toBe(1)
  })

  test.each([
    ['no public address', null],
    ['none', undefined],
  ])('with %s gets none', async (_what, address) => {
    here.parts.pushAddress = address as null
    await here.sync(ada)
    expect([await channels(), count('events.watch')]).toEqual([[], 0])
    expect((await calendar()).lookAt).toBeLessThanOrEqual(monday + 1.5 * HOUR)
  })
})

describe('bad weather', () => {
  test('repeated, late and stray pushes do no harm, lost ones are made up for by the next look', async () => {
    await settle()
    here.google.pushes.setWeather({ drop: 0.4, duplicate: 0.4, late: 0.4, seed: 5 })
    for (let n = 1; n <= 20; n++) here.google.company.moveInstance(id, first, first + n * HOUR)
    const outcomes = new Set((await pushes()).map(({ outcome }) => outcome))
    expect([...outcomes].sort()).toEqual([204, 'dropped'])
    expect(new Set(added)).toEqual(new Set([ada]))
    expect(await here.sync(ada)).toMatchObject({ state: 'read', changed: 1 })
  })

  test('a stopped channel that fires is unknown', async () => {
    await settle()
    here.google.pushes.setWeather({ stray: 1 })
    await disconnected()
    here.google.company.cancelInstance(id, first)
    expect((await pushes()).at(-1)).toMatchObject({ state: 'exists', outcome: 204 })
    expect(added).toEqual([])
  })

  test('a first message before the channel is known does no harm', async () => {
    here.google.pushes.setWeather({ early: 1 })
    await here.sync(ada)
    expect(await channels()).toHaveLength(1)
    expect(await pushes()).toMatchObject([{ state: 'sync', outcome: 204 }])
  })

  test('while the service is away pushes are lost, and nothing else', async () => {
    await settle()
    front.to(null)
    here.google.company.cancelInstance(id, first)
    expect((await pushes()).at(-1)).toMatchObject({ outcome: 'failed' })
    expect(await here.sync(ada)).toMatchObject({ changed: 1 })
  })
})

describe('before it ends', () => {
  test('a new channel is opened, then the old one stopped; what changes meanwhile is told', async () => {
    await settle()
    const [old] = await channels()
    here.clock.now = old!.expiresAt - DAY - HOUR
    await here.sync(ada)
    expect(count('events.watch')).toBe(0)
    here.clock.now = old!.expiresAt - DAY + HOUR
    const open = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await open(connection)
      const { stop } = service.push!
      const stopLater: typeof stop = async (of, channel) => {
        here.google.company.cancelInstance(id, first)
        await here.google.pushes.settled()
        await stop(of, channel)
      }
      return { ...service, push: { ...service.push!, stop: stopLater } }
    }
    await here.sync(ada)
    expect([count('events.watch'), count('channels.stop')]).toEqual([1, 1])
    const [young, ...others] = await channels()
    expect(others).toEqual([])
    expect(young).toMatchObject({ expiresAt: here.clock.now + WEEK })
    expect(young!.id).not.toBe(old!.id)
    const told = (await pushes()).filter(({ state }) => state === 'exists').map(({ channel }) => channel)
    expect(told.sort()).toEqual([old!.id, young!.id].sort())
    expect(added).toEqual([ada])
  })

  test('a service that can renew is asked to: the channel stays the same one', async () => {
    await settle()
    const asked = renewing(async (channel) => ({ ...channel, expiresAt: here.clock.now + WEEK }))
    const [before] = await channels()
    here.clock.now = monday + 6.5 * DAY
    await here.sync(ada)
    expect(asked).toEqual([before!.id])
    expect(await channels()).toEqual([
      { ...before, madeAt: here.clock.now, expiresAt: here.clock.now + WEEK },
    ])
    expect([count('events.watch'), count('channels.stop')]).toEqual([0, 0])
  })

  test('where the service knows it no more a new one is opened; where it refuses, the old one lives on', async () => {
    await settle()
    const [before] = await channels()
    here.clock.now = monday + 6.5 * DAY
    renewing(async () => Promise.reject(new TransientError('Busy.')))
    await here.sync(ada)
    expect(await channels()).toEqual([before])
    expect((await calendar()).watchTries).toBe(1)
    here.clock.now += 2 * HOUR
    renewing(async () => Promise.reject(new GoneError('No such channel.')))
    await here.sync(ada)
    expect((await channels()).map(({ id }) => id)).not.toContain(before!.id)
    expect(await channels()).toHaveLength(1)
  })

  test('one that ended unseen is replaced', async () => {
    await settle()
    here.clock.now += 2 * WEEK
    here.google.company.cancelInstance(id, first + 2 * WEEK)
    expect(await here.sync(ada)).toMatchObject({ changed: 1 })
    expect(await channels()).toMatchObject([{ expiresAt: here.clock.now + WEEK }])
  })
})

/** The service as if it could renew; returns the ids it is asked to renew. */
function renewing(renew: (channel: Channel) => Promise<Channel>): string[] {
  const asked: string[] = []
  const open = here.parts.serviceOf
  here.parts.serviceOf = async (connection) => {
    const service = await open(connection)
    const push: Push = {
      ...service.push!,
      renew: (_calendar, channel) => {
        asked.push(channel.id)
        return renew(channel)
      },
    }
    return { ...service, push }
  }
  return asked
}

describe('a channel that is not wanted any more', () => {
  const idle = () =>
    stopIdleChannels(partsFor(held.store, here.parts.clock, { serviceOf: here.parts.serviceOf }))

  test('is stopped when its calendar rests', async () => {
    await settle()
    await idle()
    expect(await channels()).toHaveLength(1)
    await held.store.db.updateTable('calendars').set({ look_at: null }).where('id', '=', ada).execute()
    await idle()
    expect([await channels(), count('channels.stop')]).toEqual([[], 1])
  })

  test('is stopped after its connection is removed, all of them', async () => {
    await here.sync(ada)
    await here.sync(grace)
    await disconnected()
    expect([await channels(), count('channels.stop')]).toEqual([[], 2])
  })

  test('is forgotten where it cannot be stopped', async () => {
    await settle()
    here.google.traffic.forceFailures([{ failure: 'backendError', kind: 'channels.stop' }])
    await disconnected()
    expect([await channels(), count('channels.stop')]).toEqual([[], 1])
  })

  test('is replaced when PUBLIC_URL is another, and stopped when it is none', async () => {
    await settle()
    here.parts.pushAddress = 'https://localhost:1/push'
    await here.sync(ada)
    expect(await channels()).toMatchObject([{ address: 'https://localhost:1/push/google' }])
    here.parts.pushAddress = null
    await here.sync(ada)
    expect([await channels(), count('channels.stop')]).toEqual([[], 2])
    expect((await calendar()).lookAt).toBeLessThanOrEqual(monday + 1.5 * HOUR)
  })

  test('is soon what PUBLIC_URL asks for once that was changed; calendars that fit already wait for nothing', async () => {
    const SPREAD = 10 * MINUTE
    const soon = async (address: string | null) => {
      const before = (await calendar()).lookAt!
      await held.store.channels.fitSoon(address, here.clock.now, SPREAD)
      const { lookAt } = await calendar()
      return lookAt === before ? 'as it was' : lookAt! <= here.clock.now + SPREAD && lookAt! >= here.clock.now
    }
    await here.sync(ada)
    expect(await soon(`${front.url}/push`)).toBe('as it was')
    expect(await soon('https://localhost:1/push')).toBe(true)
    await here.sync(ada)
    expect(await soon(null)).toBe(true)
    here.parts.pushAddress = null
    await here.sync(ada)
    expect(await soon(null)).toBe('as it was')
    expect(await soon(`${front.url}/push`)).toBe(true)
    await held.store.db.updateTable('calendars').set({ look_at: null }).execute()
    await held.store.channels.fitSoon(`${front.url}/push`, here.clock.now, SPREAD)
    expect((await calendar()).lookAt).toBeNull()
  })

  test('that was refused is not asked for sooner by a restart', async () => {
    here.google.traffic.forceFailures([{ failure: 'backendError', kind: 'events.watch', times: 3 }])
    await here.sync(ada)
    const { lookAt } = await calendar()
    await held.store.channels.fitSoon(`${front.url}/push`, here.clock.now, 10 * MINUTE)
    expect((await calendar()).lookAt).toBe(lookAt)
  })

  test('is forgotten when it has ended', async () => {
    await settle()
    here.clock.now += 8 * DAY
    await idle()
    expect([await channels(), count('channels.stop')]).toEqual([[], 0])
  })
})

describe('a channel that is refused', () => {
  beforeEach(() =>
    here.google.traffic.forceFailures([{ failure: 'backendError', kind: 'events.watch', times: 3 }]),
  )

  test('fails no reading; polling goes on, and it is tried again at growing intervals', async () => {
    const tries: number[] = []
    for (let before = 0; (await channels()).length === 0; ) {
      expect(await here.sync(ada)).toMatchObject({ state: 'read' })
      if (count('events.watch') > before) tries.push(here.clock.now)
      before = count('events.watch')
      expect((await calendar()).fault).toBeNull()
      here.clock.now += HOUR / 2
    }
    expect(tries).toHaveLength(4)
    const pauses = tries.slice(1).map((time, n) => time - tries[n]!)
    expect(pauses[2]).toBeGreaterThan(2 * pauses[0]!)
    expect(warned).toHaveLength(1)
    expect((await calendar()).watchTries).toBe(0)
  })

  test('says why on its row', async () => {
    await here.sync(ada)
    const row = await held.store.db
      .selectFrom('calendars')
      .select(['watch_fault', 'watch_tries'])
      .where('id', '=', ada)
      .executeTakeFirst()
    expect(row).toMatchObject({ watch_tries: 1, watch_fault: { code: 'unreachable' } })
  })
})

test('a channel that is not opened for want of quota is no fault; it comes with the next look', async () => {
  here.google.traffic.forceFailures([{ failure: 'userRateLimitExceeded', kind: 'events.watch' }])
  expect(await here.sync(ada)).toMatchObject({ state: 'read' })
  expect([await channels(), warned, (await calendar()).watchTries]).toEqual([[], [], 0])
  await here.sync(ada)
  expect(await channels()).toHaveLength(1)
})
