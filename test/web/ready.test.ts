// Probes: alive is alive; ready says which part is not, and why, in bearable time.
import Fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { type HealthParts, healthRoutes } from '../../src/web/ready.ts'
import { testStore } from '../support/store.ts'
import { now, webOver } from './support.ts'

const held = testStore()
const never = () => new Promise<never>(() => {})
const idle = { add: async () => {} }

test('it lives', async () => {
  const app = await webOver(held.store)
  expect((await app.inject('/health')).json()).toEqual({ alive: true })
})

describe('ready', () => {
  test('when database, queue and mail answer', async () => {
    const app = await webOver(held.store, { smtp: { verify: async () => null } })
    const answer = await app.inject('/ready')
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { ready: true, checks: { database: 'ok', queue: 'ok', mail: 'ok' } },
    ])
  })

  test.each([
    [
      'queue',
      { queues: { ...idle, ping: () => Promise.reject(new Error('connect ECONNREFUSED')) } },
      'connect ECONNREFUSED',
    ],
    [
      'mail',
      { smtp: { verify: async () => 'The mail server did not take it.' } },
      'The mail server did not take it.',
    ],
    ['queue', { queues: { ...idle, ping: never } }, 'No answer within 0.05 seconds.'],
    ['mail', { smtp: { verify: never } }, 'No answer within 0.05 seconds.'],
  ])('not without %s', async (part, broken, why) => {
    const app = Fastify()
    const parts = {
      store: { overview: { ping: async () => 1 } },
      clock: { now: () => now, wall: () => now },
      queues: { ...idle, ping: async () => 1 },
      smtp: null,
    }
    healthRoutes(app, { ...parts, ...broken } as unknown as HealthParts, 50)
    const answer = await app.inject('/ready')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ ready: false, checks: { database: 'ok', [part]: why } })
  })

  test('not without a database', async () => {
    const { store } = held
    const overview = { ...store.overview, ping: () => Promise.reject(new Error('Connection terminated')) }
    const app = await webOver({ ...store, overview })
    expect((await app.inject('/ready')).json()).toMatchObject({
      checks: { database: 'Connection terminated' },
    })
  })

  test('without asking the mail server at every probe', async () => {
    let asked = 0
    let wall = now
    const verify = async () => void asked++ as never
    const app = await webOver(held.store, { smtp: { verify }, clock: { now: () => now, wall: () => wall } })
    for (let probe = 0; probe < 5; probe++) await app.inject('/ready')
    wall += HOUR
    await app.inject('/ready')
    expect(asked).toBe(2)
  })
})
