import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Push } from '../../src/calendars/contract.ts'
import { disconnect } from '../../src/connecting/disconnect.ts'
import { connectPerson } from '../../src/connecting/person.ts'
import { HOUR } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { openServices } from '../../src/services.ts'
import { type Scene, scene } from '../sandbox/support.ts'
import { beside } from '../support/beside.ts'
import { halfhour } from '../support/command.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, master, read } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const settings = { googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false }
const monday = at('2026-03-02T08:00Z')
/** After one slot was held, a day before the next. */
const later = at('2026-03-09T08:00Z')

beforeEach(() => settle(held.store, monday))

const connections = () => held.store.connections.all()
const judge = async (now: number) => {
  const pair = await held.store.pairs.of([ada, grace])
  await judgePair(partsFor(held.store, clockAt(now)), pair!.id)
  return held.store.slots.ofPair(pair!.id)
}

describe('a connection that is removed', () => {
  test('takes its calendars along; what was judged stays, nothing more is planned, nobody is marked missed', async () => {
    await held.store.events.save('grace', read([master()]), later, held.store.secrets)
    await held.store.events.save('ada', read([]), later, held.store.secrets)
    const before = (await judge(later)).filter(({ start }) => start < later)
    expect(before.map(({ state }) => state)).toEqual(['held'])
    expect(await held.store.mailings.list({ states: ['planned'] })).not.toEqual([])
    const [{ id } = { id: 0 }] = await connections()
    await disconnect(held.store, openServices(held.store, settings), settings, id, later)
    expect(await held.store.pairs.due(later, 10)).toHaveLength(1)
    const after = await judge(later)
    expect(after).toEqual(before)
    const planned = await held.store.mailings.list({ states: ['planned'] })
    expect(planned.filter(({ slot }) => slot !== before[0]!.original)).toEqual([])
    expect(planned.filter(({ kind }) => kind === 'missed')).toEqual([])
  })
})

describe('push channels', () => {
  let here: Scene
  beforeAll(async () => {
    here = await scene()
  })
  afterAll(() => here.google.close())

  test('are stopped once the connection is gone, which waits for none of them', async () => {
    const { url: googleRootUrl, tokenUrl: googleTokenUrl } = here.google
    const place = { ...settings, googleRootUrl, googleTokenUrl }
    const google = { kind: 'google', name: 'Google', credentials: here.key, options: {} } as const
    const id = await held.store.connections.add(google, held.store.secrets, monday)
    const calendar = { id: `${id}:${ada}`, connection: id, owner: ada, providerId: ada, zone: null }
    await held.store.calendars.add(calendar, monday)
    const services = openServices(held.store, place)
    const service = await services.serviceOf(id)
    const address = 'https://localhost:9/push/google'
    const channel = await service.push!.watch(calendar, {
      id: 'channel-1',
      token: 'token',
      address,
      now: Date.now(),
    })
    await held.store.channels.add({ ...channel, calendar: calendar.id, address, madeAt: monday }, 'token')
    here.google.traffic.clear()
    const gate = Promise.withResolvers<void>()
    const push: Push = {
      ...service.push!,
      stop: async (...which) => {
        await gate.promise
        await service.push!.stop(...which)
      },
    }
    const slow = { ...services, serviceOf: async () => ({ ...service, push }) }
    const { told } = await disconnect(held.store, slow, place, id, monday)
    expect((await connections()).map(({ name }) => name)).toEqual(['Test'])
    expect(here.google.traffic.count({ kind: 'channels.stop' })).toBe(0)
    gate.resolve()
    await told
    expect(here.google.traffic.count({ kind: 'channels.stop' })).toBe(1)
  })

  test('that cannot be stopped keep no connection', async () => {
    const google = { kind: 'google', name: 'Broken', credentials: null, options: {} } as const
    const id = await held.store.connections.add(google, held.store.secrets, monday)
    const calendar = { id: 'broken', connection: id, owner: ada, providerId: ada, zone: null }
    await held.store.calendars.add(calendar, monday)
    const channel = { id: 'channel-2', calendar: 'broken', address: 'https://x.test/', resource: 'r' }
    await held.store.channels.add({ ...channel, expiresAt: monday + HOUR, madeAt: monday }, 'token')
    await disconnect(held.store, openServices(held.store, settings), settings, id, monday)
    expect((await connections()).map(({ name }) => name)).toEqual(['Test'])
  })
})

describe('halfhour disconnect', () => {
  const run = (...args: string[]) => halfhour(['disconnect', ...args], beside(held.store))

  test('says what goes and what stays, and removes it with --yes', async () => {
    const { status, stdout } = await run('test', '--yes')
    expect(status).toBe(0)
    expect(stdout).toContain('Test goes: 3 calendars, what was read there, and ')
    expect(stdout).toContain('what was judged and mailed stay')
    expect(await connections()).toEqual([])
    expect(await held.store.people.byAddresses([ada])).toHaveLength(1)
  })

  test('says where a consent at Microsoft is taken back, as we cannot', async () => {
    const credentials = { type: 'microsoft_person', refresh_token: 'a' }
    const person = { kind: 'microsoft' as const, credentials, owner: ada, providerId: 'id-1' }
    await connectPerson(held.store, person, monday)
    const { stdout } = await run(`Outlook calendar of ${ada}`, '--yes')
    expect(stdout).toContain('take it back at https://myapps.microsoft.com')
  })

  test('removes nothing where nobody is there to be asked', async () => {
    const [{ id } = { id: 0 }] = await connections()
    const { status, stderr } = await run(`#${id}`)
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'halfhour: Nobody is there to ask: add --yes to remove it.\n',
    })
    expect(await connections()).toHaveLength(1)
  })

  test.each([
    ['nobody', 'No connection is called “nobody”. There is #'],
    ['twin', 'Several connections are called “twin”: give the number.'],
  ])('%s', async (name, sentence) => {
    for (const _each of ['one', 'two'])
      await held.store.connections.add(
        { kind: 'ics', name: 'Twin', credentials: null, options: {} },
        held.store.secrets,
        monday,
      )
    const { status, stderr } = await run(name, '--yes')
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(sentence) })
    expect(await connections()).toHaveLength(3)
  })
})
