// events.watch and channels.stop, with a receiver of pushes over HTTPS.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { ada, grace, monday, refusal, type Scene, scene, testTls } from './support.ts'

interface Received {
  state: string
  number: number
  channel: string
  token: string | undefined
  length: number
}

let here: Scene
let receiver: Server
let received: Received[]
let address: string

beforeEach(async () => {
  here = await scene()
  received = []
  const { key, cert } = await testTls()
  receiver = createServer({ key, cert }, (request, response) => {
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
    })
    request.on('end', () => {
      const header = (name: string) => request.headers[`x-goog-${name}`] as string
      const [state, channel, token] = [
        header('resource-state'),
        header('channel-id'),
        header('channel-token'),
      ]
      received.push({ state, number: Number(header('message-number')), channel, token, length })
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, resolve))
  address = `https://localhost:${(receiver.address() as AddressInfo).port}/google`
})

afterEach(async () => {
  await here.google.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const open = (id: string, more: object = {}) =>
  here.as(ada).events.watch({
    calendarId: ada,
    requestBody: { id, type: 'web_hook', address, token: 'secret', ...more },
  })

const change = () =>
  here.google.company.createEvent(grace, { summary: 'Lunch', start: monday, guests: [ada] })

describe('a channel', () => {
  test('says sync first, then that something exists, with an empty body', async () => {
    const { data } = await open('one')
    expect(data).toMatchObject({
      kind: 'api#channel',
      id: 'one',
      token: 'secret',
      expiration: String(monday + 7 * DAY),
    })
    await here.google.pushes.settled()
    change()
    await here.google.pushes.settled()
    expect(received).toEqual([
      { state: 'sync', number: 1, channel: 'one', token: 'secret', length: 0 },
      { state: 'exists', number: 2, channel: 'one', token: 'secret', length: 0 },
    ])
  })

  test('hears only of its own calendar', async () => {
    await open('one')
    here.google.company.createEvent(grace, { summary: 'Alone', start: monday })
    await here.google.pushes.settled()
    expect(received.map((push) => push.state)).toEqual(['sync'])
  })

  test('ends when it expires, by the story’s clock', async () => {
    await open('one', { params: { ttl: '3600' } })
    here.clock.now += HOUR
    change()
    await here.google.pushes.settled()
    expect(received.map((push) => push.state)).toEqual(['sync'])
  })

  test('is stopped by its id and resource id, and may fire once more', async () => {
    const { resourceId } = (await open('one')).data
    await here.google.pushes.settled()
    here.google.pushes.setWeather({ stray: 1 })
    const requestBody = { id: 'one', resourceId: resourceId! }
    expect((await here.as(ada).channels.stop({ requestBody })).status).toBe(204)
    expect(await refusal(here.as(ada).channels.stop({ requestBody }))).toMatchObject({
      code: 404,
      reason: 'notFound',
    })
    change()
    change()
    await here.google.pushes.settled()
    expect(received.map((push) => push.state)).toEqual(['sync', 'exists'])
  })

  test.each([
    ['an http address', { address: 'http://localhost/' }, 'push.webhookUrlNotHttps'],
    ['another type', { type: 'email' }, 'channelUnknown'],
    ['no id', { id: undefined }, 'required'],
    ['an id that is taken', { id: 'taken' }, 'channelIdNotUnique'],
    ['an expiration in the past', { expiration: String(monday - 1) }, 'badRequest'],
  ])('is refused with %s', async (_name, more, reason) => {
    await open('taken')
    expect(await refusal(open('one', more))).toMatchObject({ code: 400, reason })
  })
})

describe('a channel’s life', () => {
  test.each([
    ['seven days, where nobody says', {}, 7 * DAY],
    ['what is asked for in seconds', { params: { ttl: '3600' } }, HOUR],
    ['until an instant', { expiration: String(monday + 2 * DAY) }, 2 * DAY],
    ['seven days at most, by seconds', { params: { ttl: '5184000' } }, 7 * DAY],
    ['seven days at most, by an instant', { expiration: String(monday + 60 * DAY) }, 7 * DAY],
  ])('is %s', async (_name, more, life) => {
    expect((await open('one', more)).data.expiration).toBe(String(monday + life))
  })

  test('goes on under another address of its owner, who alone may stop it', async () => {
    const { resourceId } = (await open('one')).data
    await here.google.pushes.settled()
    here.google.company.renamePerson(ada, 'lovelace@example.com')
    here.google.company.createEvent(grace, { summary: 'Lunch', start: monday, guests: [ada] })
    await here.google.pushes.settled()
    expect(received.map((push) => push.state)).toEqual(['sync', 'exists'])
    const requestBody = { id: 'one', resourceId: resourceId! }
    expect(await refusal(here.as(grace).channels.stop({ requestBody }))).toMatchObject({ code: 404 })
    expect((await here.as('lovelace@example.com').channels.stop({ requestBody })).status).toBe(204)
  })

  test('ends with the account', async () => {
    await open('one')
    await here.google.pushes.settled()
    here.google.company.createEvent(grace, { summary: 'Lunch', start: monday, guests: [ada] })
    here.google.company.deletePerson(ada)
    here.google.company.createEvent(grace, { summary: 'Dinner', start: monday, guests: [ada] })
    await here.google.pushes.settled()
    expect(received.map((push) => push.state)).toEqual(['sync', 'exists'])
  })
})

describe('bad weather', () => {
  test('may bring the first message before the answer to the call that asked for it', async () => {
    here.google.pushes.setWeather({ early: 1 })
    await open('one')
    expect(received).toMatchObject([{ state: 'sync', number: 1 }])
  })

  test('floods: one change is told many times', async () => {
    await open('one')
    here.google.pushes.setWeather({ flood: 9 })
    change()
    await here.google.pushes.settled()
    expect(received.map((push) => push.number).sort((a, b) => a - b)).toEqual([
      ...Array.from({ length: 11 }, (_, n) => n + 1),
    ])
  })

  test('loses, repeats and delays pushes the same way each time', async () => {
    await open('one')
    await here.google.pushes.settled()
    const week = async () => {
      received.length = 0
      here.google.pushes.setWeather({ drop: 0.3, duplicate: 0.3, late: 0.3, seed: 7 })
      for (let n = 0; n < 20; n++) change()
      await here.google.pushes.settled()
      return received.length
    }
    const first = await week()
    expect(first).toBeGreaterThan(5)
    expect(here.google.pushes.sent().some((push) => push.outcome === 'dropped')).toBe(true)
    expect(await week()).toBe(first)
  })

  test('a receiver that is away costs nothing but the push', async () => {
    await here.as(ada).events.watch({
      calendarId: ada,
      requestBody: { id: 'lost', type: 'web_hook', address: 'https://localhost:1/' },
    })
    await here.google.pushes.settled()
    expect(here.google.pushes.sent()).toMatchObject([{ channel: 'lost', state: 'sync', outcome: 'failed' }])
  })
})
