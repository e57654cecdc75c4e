// Pushes of Microsoft: the handshake, many notifications in one body, and what a subscription tells of its own life.
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { vendors } from '../../src/web/push/pushed.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { now, webOver } from './support.ts'

const held = testStore()
const token = 'the client state of these subscriptions'
let app: FastifyInstance
let added: string[]

beforeEach(async () => {
  const { store } = held
  await settle(store, now)
  const address = 'https://halfhour.example.com/push/microsoft'
  for (const calendar of ['ada', 'grace'])
    await store.channels.add(
      { id: `of ${calendar}`, calendar, address, resource: 'r', madeAt: now, expiresAt: now + 7 * DAY },
      token,
    )
  await store.db
    .updateTable('calendars')
    .set({ look_at: now + DAY })
    .execute()
  added = []
  const add = async (name: string, payloads: readonly object[]) =>
    void added.push(...payloads.map((one) => `${name} ${Object.values(one)}`))
  app = await webOver(store, { queues: { ping: async () => ({}), add } })
})
afterEach(() => app.close())

const ask = (url: string, body?: string, type = 'application/json') =>
  app.inject({
    method: 'POST',
    url,
    headers: { host: 'halfhour.example.com', 'x-forwarded-for': '20.20.32.1', 'content-type': type },
    ...(body === undefined ? {} : { body }),
  })
const about = (calendar: string, more: object = {}) => ({
  ...{
    subscriptionId: `of ${calendar}`,
    clientState: token,
    changeType: 'updated',
    resource: 'Users/1/Events/2',
  },
  ...more,
})
const push = (...value: unknown[]) => ask('/push/microsoft', JSON.stringify({ value }))
const life = (lifecycleEvent: string, more: object = {}) =>
  ask('/push/microsoft/lifecycle', JSON.stringify({ value: [about('ada', { lifecycleEvent, ...more })] }))
const channels = async (calendar = 'ada') => held.store.channels.ofCalendar(calendar)

describe('the handshake', () => {
  test.each(['/push/microsoft', '/push/microsoft/lifecycle'])(
    '%s sends the token back as it was meant, as text and nothing else',
    async (path) => {
      const answer = await ask(
        `${path}?validationToken=Validation%3A+%C3%A9%3Cb%3E+%25`,
        '',
        'text/plain; charset=utf-8',
      )
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.body).toBe('Validation: é<b> %')
      expect(added).toEqual([])
    },
  )

  test('does nothing with a body beside it', async () => {
    const body = JSON.stringify({ value: [about('ada')] })
    expect((await ask('/push/microsoft?validationToken=x', body)).body).toBe('x')
    expect(added).toEqual([])
  })

  test.each([
    ['an empty one', 'validationToken='],
    ['a long one', `validationToken=${'x'.repeat(1_001)}`],
    ['two', 'validationToken=a&validationToken=b'],
  ])('%s is refused', async (_what, query) => {
    const { statusCode, body } = await ask(`/push/microsoft?${query}`)
    expect({ statusCode, body }).toEqual({ statusCode: 400, body: '' })
  })
})

describe('notifications', () => {
  test('of one body: each calendar is read at once, and once', async () => {
    const { statusCode, body } = await push(about('ada'), about('grace'), about('ada'), about('ada'))
    expect({ statusCode, body }).toEqual({ statusCode: 202, body: '' })
    expect(added.sort()).toEqual(['sync ada', 'sync grace'])
    expect((await held.store.calendars.byId('ada'))!.lookAt).toBe(now)
  })

  test('each is proven by itself: one that is not ours spoils none beside it', async () => {
    const strangers = [
      about('linus'),
      about('grace', { clientState: `${token}!` }),
      about('grace', { clientState: null }),
      about('grace', { clientState: undefined }),
      about("' or 1=1 --\0\ud800"),
      'nonsense',
      null,
    ]
    expect((await push(...strangers, about('ada'))).statusCode).toBe(202)
    expect(added).toEqual(['sync ada'])
  })

  test.each([
    ['a wrong secret', about('ada', { clientState: 'wrong' })],
    ['another subscription', about('theirs')],
    ['a secret of another kind', about('ada', { clientState: [token] })],
  ])('%s: the same answer, and nothing happens', async (_what, one) => {
    const { statusCode, body } = await push(one)
    expect({ statusCode, body }).toEqual({ statusCode: 202, body: '' })
    expect(added).toEqual([])
  })

  test.each([
    ['no JSON', '{'],
    ['no body', ''],
    ['no list', '{"value":{}}'],
    ['a list of its own', '[]'],
    ['null', 'null'],
  ])('%s is refused', async (_what, body) => {
    const answer = await ask('/push/microsoft', body)
    expect(answer.statusCode).toBe(400)
    expect(added).toEqual([])
  })

  test('a thousand in one body are taken, ten thousand times as many letters are not', async () => {
    const many = Array.from({ length: 1_000 }, () => about('ada'))
    expect((await push(...many)).statusCode).toBe(202)
    expect(added).toEqual(['sync ada'])
    expect((await ask('/push/microsoft', 'x'.repeat(2 * 1024 * 1024))).statusCode).toBe(413)
  })

  test('where the database is away Microsoft is asked to come again', async () => {
    const away = { ...held.store.channels, calendarsOf: () => Promise.reject(new Error('gone')) }
    const broken = await webOver({ ...held.store, channels: away })
    const asked = { method: 'POST', url: '/push/microsoft', headers: { host: 'localhost' } } as const
    expect((await broken.inject({ ...asked, payload: { value: [about('ada')] } })).statusCode).toBe(500)
    await broken.close()
  })

  test('where the database hangs Microsoft is answered within its three seconds', async () => {
    const hanging = { ...held.store.channels, calendarsOf: () => new Promise<never>(() => {}) }
    const slow = await webOver({ ...held.store, channels: hanging })
    const asked = { method: 'POST', url: '/push/microsoft', headers: { host: 'localhost' } } as const
    expect((await slow.inject({ ...asked, payload: { value: [about('ada')] } })).statusCode).toBe(202)
    expect(vendors.find(({ paths }) => paths.includes(asked.url))!.patience).toBeLessThan(3_000)
    await slow.close()
  })
})

describe("a subscription's own life", () => {
  test('one that wants to be authorized anew is renewed with the next reading, which comes at once', async () => {
    expect((await life('reauthorizationRequired')).statusCode).toBe(202)
    expect(await channels()).toMatchObject([{ id: 'of ada', expiresAt: now + HOUR, madeAt: 0 }])
    expect(added).toEqual(['sync ada'])
  })

  test('one that is over is forgotten, and its calendar read, which opens another', async () => {
    await life('subscriptionRemoved')
    expect(await channels()).toEqual([])
    expect(await channels('grace')).toHaveLength(1)
    expect(added).toEqual(['sync ada'])
  })

  test.each(['missed', 'somethingNew'])('%s: the calendar is read', async (event) => {
    await life(event)
    expect(await channels()).toMatchObject([{ expiresAt: now + 7 * DAY }])
    expect(added).toEqual(['sync ada'])
  })

  test.each(['reauthorizationRequired', 'subscriptionRemoved', 'missed'])(
    '%s without the secret changes nothing',
    async (event) => {
      const before = await channels()
      expect((await life(event, { clientState: 'guessed' })).statusCode).toBe(202)
      expect(await channels()).toEqual(before)
      expect(added).toEqual([])
    },
  )
})
