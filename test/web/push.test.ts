// Pushes of Google: who may, what they do, and what a flood of them costs.
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { settle } from '../support/company.ts'
import { ada } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { now, webOver } from './support.ts'

const held = testStore()
const token = 'the token of this channel'
let app: FastifyInstance
let added: string[]

beforeEach(async () => {
  const { store } = held
  await settle(store, now)
  const channel = {
    id: 'ours',
    calendar: 'ada',
    address: 'https://halfhour.example.com/push/google',
    resource: 'r',
  }
  await store.channels.add({ ...channel, madeAt: now, expiresAt: now + DAY }, token)
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

/** However long a thousand pushes take here, they come within one second. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** As Google sends it. */
function push(headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: '/push/google',
    headers: {
      host: 'halfhour.example.com',
      'x-forwarded-for': '66.102.0.1',
      'content-length': '0',
      'x-goog-channel-id': 'ours',
      'x-goog-channel-token': token,
      'x-goog-resource-state': 'exists',
      ...headers,
    },
  })
}

const lookAt = async () => (await held.store.calendars.byId('ada'))!.lookAt
const hints = async () => (await held.store.calendars.byId('ada'))!.hints

test('a push has the calendar read at once', async () => {
  expect((await push()).statusCode).toBe(204)
  expect(await lookAt()).toBe(now)
  expect(await hints()).toBe(1)
  expect(added).toEqual(['sync ada'])
})

test('the first message of a channel says only that it works', async () => {
  expect((await push({ 'x-goog-resource-state': 'sync' })).statusCode).toBe(204)
  expect(added).toEqual([])
  expect(await hints()).toBe(0)
})

test.each([
  ['a wrong token', { 'x-goog-channel-token': `${token}!` }],
  ['no token', { 'x-goog-channel-token': '' }],
  ['a channel that is not ours', { 'x-goog-channel-id': 'theirs' }],
  ['no channel', { 'x-goog-channel-id': '' }],
  ['a channel of odd letters', { 'x-goog-channel-id': "x' or 1=1 --\u00ff" }],
])('%s: the same answer, and nothing happens', async (_what, headers) => {
  const [answer, ours] = [await push(headers), await push({ 'x-goog-resource-state': 'sync' })]
  const told = ({ statusCode, body, headers: { date: _date, ...rest } }: LightMyRequestResponse) => [
    statusCode,
    body,
    rest,
  ]
  expect(told(answer)).toEqual(told(ours))
  expect(added).toEqual([])
  expect(await lookAt()).toBe(now + DAY)
})

test('a channel that was stopped meanwhile is unknown', async () => {
  await held.store.channels.remove('ours')
  expect((await push()).statusCode).toBe(204)
  expect(added).toEqual([])
})

test('a calendar at rest is not woken', async () => {
  await held.store.db.updateTable('calendars').set({ look_at: null }).where('id', '=', 'ada').execute()
  await push()
  expect(await lookAt()).toBeNull()
})

test('only hashes of tokens are stored', async () => {
  const rows = await held.store.db.selectFrom('channels').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(token)
  expect(rows[0]!.secret_hash).toHaveLength(32)
})

describe('whatever it carries', () => {
  test.each([
    ['no type', {}],
    ['the type that Google names', { 'content-type': 'application/json; utf-8' }],
    ['JSON', { 'content-type': 'application/json; charset=UTF-8' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s', async (_what, headers) => {
    expect((await push(headers)).statusCode).toBe(204)
    expect(added).toHaveLength(1)
  })

  test('a small body is not looked at, a large one is refused', async () => {
    const send = (body: string) =>
      app.inject({
        method: 'POST',
        url: '/push/google',
        headers: { host: 'localhost', 'content-type': 'application/json' },
        body,
      })
    expect((await send('{')).statusCode).toBe(204)
    expect((await send('x'.repeat(2_000))).statusCode).toBe(413)
  })
})

test('the database is away: Google is asked to come again', async () => {
  const channels = { ...held.store.channels, calendarsOf: () => Promise.reject(new Error('gone')) }
  const broken = await webOver({ ...held.store, channels })
  const { statusCode } = await broken.inject({
    method: 'POST',
    url: '/push/google',
    headers: { host: 'localhost' },
  })
  expect(statusCode).toBe(500)
  await broken.close()
})

test('a thousand pushes of a second are two', async () => {
  await Promise.all(Array.from({ length: 1_000 }, () => push()))
  expect(added).toEqual(['sync ada'])
  vi.advanceTimersByTime(2_000)
  await expect.poll(() => added.length).toBe(2)
  expect(await hints()).toBe(2)
})

test('what waits when the service stops is noted', async () => {
  await push()
  await push()
  expect(added).toHaveLength(1)
  await app.close()
  expect(added).toHaveLength(2)
})

test('pushes about one calendar hold up none about another', async () => {
  const channel = {
    id: 'graces',
    calendar: 'grace',
    address: '',
    resource: 'r',
    madeAt: now,
    expiresAt: now + DAY,
  }
  await held.store.channels.add(channel, token)
  await push()
  await push({ 'x-goog-channel-id': 'graces' })
  expect(added).toEqual(['sync ada', 'sync grace'])
  expect((await held.store.calendars.ofOwners([ada]))[0]!.hints).toBe(1)
})
