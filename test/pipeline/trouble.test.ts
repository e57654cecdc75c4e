import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { sendMailing } from '../../src/pipeline/send.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import type { Fault } from '../../src/store/tables.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace } from '../support/facts.ts'
import { clockAt, partsFor, serverThat, type TestClock } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const admins = { addresses: [ada, grace], zone: 'Europe/Berlin' }
/** A Sunday night: trouble knows no working hours. */
const night = at('2026-03-01T22:30Z')
const expired: Fault = { code: 'invalid_grant', message: 'The key was deleted.', wayOut: 'Make a new key.' }

let clock: TestClock
let connection: number

beforeEach(async () => {
  clock = clockAt(night)
  await settle(held.store, night)
  connection = (await held.store.connections.all())[0]!.id
})

const breaks = (fault = expired) => held.store.connections.failed(connection, fault, clock.now())
const recovers = () => held.store.connections.recovered(connection)

/** Plans twice, as every 30 seconds, and returns what waits: recipient and what it tells. */
async function planned(): Promise<string[]> {
  await planTrouble({ store: held.store, clock }, admins)
  await planTrouble({ store: held.store, clock }, admins)
  const mailings = await held.store.mailings.list({ states: ['planned'] })
  return mailings.map(
    ({ recipient, subject }) => `${recipient.split('@')[0]} ${subject.split(' ').slice(1).join(' ')}`,
  )
}

/** Sends what is due; returns how many mails went. */
async function sent(): Promise<number> {
  const smtp = serverThat()
  const due = await held.store.mailings.due(clock.now(), clock.wall(), 100)
  for (const id of due) await sendMailing(partsFor(held.store, clock, { smtp }), id)
  return (await held.store.mailings.list({ states: ['sent'] })).length
}

describe('a connection that needs hands', () => {
  test('is told to every admin at once, then once a day', async () => {
    expect(await planned()).toEqual([])
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    expect(await sent()).toBe(2)
    clock.set(night + 29 * MINUTE)
    expect(await planned()).toEqual([])
    clock.set(night + HOUR)
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
    expect(await sent()).toBe(2)
    clock.set(at('2026-03-02T07:00Z'))
    expect(await sent()).toBe(4)
  })

  test('is told to be well again, once', async () => {
    await breaks()
    await planned()
    await sent()
    await recovers()
    expect(await planned()).toEqual([`ada well again ${night}`, `grace well again ${night}`])
    expect(await sent()).toBe(4)
    clock.set(night + DAY)
    expect(await planned()).toEqual([])
  })

  test('another fault of the same day is told too', async () => {
    await breaks()
    await planned()
    await sent()
    await breaks({ code: 'unauthorized_client', message: 'Delegation is missing.' })
    expect(await planned()).toEqual([
      'ada unauthorized_client 2026-03-01',
      'grace unauthorized_client 2026-03-01',
    ])
  })

  test('whoever stopped all mails hears of it: admins cannot look away', async () => {
    await held.store.stops.stop(ada, 'all', night, held.store.secrets)
    await breaks()
    await planned()
    expect(await sent()).toBe(2)
  })

  test('what was mended before anybody could be told is not told; what breaks again is', async () => {
    await breaks()
    await planned()
    await recovers()
    expect(await planned()).toEqual([])
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    expect(await sent()).toBe(2)
  })

  test('good news that is none any more does not go', async () => {
    await breaks()
    await planned()
    await sent()
    await recovers()
    await planned()
    clock.set(night + HOUR)
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
  })

  test("yesterday's mail that could not go gives way to today's", async () => {
    await breaks()
    await planned()
    clock.set(night + 12 * HOUR)
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
  })

  test('one that was removed is well for nobody', async () => {
    await breaks()
    await planned()
    await sent()
    await held.store.connections.remove(connection)
    expect(await planned()).toEqual([])
  })

  test('whatever a service says can be told', async () => {
    await breaks({ ...expired, raw: 'nul \0, half an emoji \ud83d' })
    await planned()
    await sent()
    await recovers()
    expect(await planned()).toHaveLength(2)
  })
})

describe('calendars that cannot be reached', () => {
  const unreachable = { code: 'unreachable', message: 'The feed cannot be reached.' }
  const fails = (id: string) =>
    held.store.calendars.failed(id, unreachable, { now: night, nextTry: night + HOUR })

  test('all of a connection, for a day: somebody has to look', async () => {
    for (const id of ['ada', 'grace', 'linus']) await fails(id)
    expect(await planned()).toEqual([])
    clock.set(night + DAY)
    expect(await planned()).toEqual(['ada unreachable 2026-03-02', 'grace unreachable 2026-03-02'])
    const [mailing] = await held.store.mailings.list({ states: ['planned'] })
    expect(mailing!.payload).toMatchObject({ trouble: { since: night, affected: 3, fault: unreachable } })
  })

  test('some of them: the others show that the connection is well', async () => {
    for (const id of ['ada', 'grace']) await fails(id)
    clock.set(night + 2 * DAY)
    expect(await planned()).toEqual([])
  })
})
