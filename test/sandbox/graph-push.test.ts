// Subscriptions, with a receiver of notifications over HTTPS.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { type GraphScene, graphRefusal, graphScene, PREFER } from './graph-support.ts'
import { ada, grace, monday, testTls } from './support.ts'

interface Notification {
  subscriptionId: string
  clientState: string
  changeType?: string
  lifecycleEvent?: string
  resource: string
  tenantId: string
  resourceData?: { id: string }
}

let here: GraphScene
let receiver: Server
let posts: { path: string; value: Notification[] }[]
let handshakes: string[]
let answersHandshake: (token: string) => { status: number; type: string; body: string }
let base: string

beforeEach(async () => {
  here = await graphScene()
  posts = []
  handshakes = []
  answersHandshake = (token) => ({ status: 200, type: 'text/plain', body: token })
  const { key, cert } = await testTls()
  receiver = createServer({ key, cert }, (request, response) => {
    const url = new URL(request.url!, 'https://localhost')
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const token = url.searchParams.get('validationToken')
      if (token === null) {
        posts.push({ path: url.pathname, value: JSON.parse(text).value })
        response.writeHead(202).end()
        return
      }
      handshakes.push(url.pathname)
      const { status, type, body } = answersHandshake(token)
      response.writeHead(status, { 'content-type': type }).end(body)
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, resolve))
  base = `https://localhost:${(receiver.address() as AddressInfo).port}`
})

afterEach(async () => {
  await here.graph.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const iso = (instant: number) => new Date(instant).toISOString()
const wish = (person: string, more: object = {}) => ({
  changeType: 'created,updated,deleted',
  notificationUrl: `${base}/graph`,
  lifecycleNotificationUrl: `${base}/graph/lifecycle`,
  resource: `users/${person}/events`,
  expirationDateTime: iso(monday + 7 * DAY),
  clientState: 'secret',
  ...more,
})
const subscribe = (person = ada, more: object = {}) =>
  here.client.api('/subscriptions').header('Prefer', PREFER).post(wish(person, more))
const lunch = () => here.graph.company.createEvent(grace, { summary: 'Lunch', start: monday, guests: [ada] })
const told = () => posts.flatMap(({ value }) => value)

describe('a subscription', () => {
  test('begins when both addresses echoed their tokens', async () => {
    const made = await subscribe()
    expect(made).toMatchObject({
      id: expect.any(String),
      expirationDateTime: iso(monday + 7 * DAY),
      clientState: 'secret',
    })
    expect(handshakes).toEqual(['/graph', '/graph/lifecycle'])
  })

  test.each([
    ['another status', { status: 202 }],
    ['another type', { type: 'text/html' }],
    ['another body', { body: 'hello' }],
  ])('does not begin where they answer with %s', async (_name, wrong) => {
    answersHandshake = (token) => ({ status: 200, type: 'text/plain', body: token, ...wrong })
    expect(await graphRefusal(subscribe())).toMatchObject({ status: 400, code: 'ValidationError' })
    expect(here.graph.pushes.live(ada)).toEqual([])
  })

  test.each([
    ['nobody there', () => ({ notificationUrl: 'https://localhost:1/' })],
    ['an http address', () => ({ notificationUrl: 'http://localhost/' })],
    ['an http address for its life', () => ({ lifecycleNotificationUrl: 'http://localhost/' })],
    ['an end too far away', () => ({ expirationDateTime: iso(monday + 10_081 * MINUTE) })],
    ['an end in the past', () => ({ expirationDateTime: iso(monday - 1) })],
    ['a long client state', () => ({ clientState: 'x'.repeat(129) })],
    ['an unknown change', () => ({ changeType: 'touched' })],
    ['another resource', () => ({ resource: 'users/all/everything' })],
  ])('is refused with %s', async (_name, more) => {
    expect(await graphRefusal(subscribe(ada, more()))).toMatchObject({ status: 400 })
  })

  test('is refused for a mailbox that the app may not read', async () => {
    here.graph.limitMailboxes(here.app.clientId, [grace])
    expect(await graphRefusal(subscribe())).toMatchObject({ status: 403 })
  })

  test('is renewed, and ends when it is not', async () => {
    const { id } = await subscribe()
    const renew = () =>
      here.client.api(`/subscriptions/${id}`).patch({ expirationDateTime: iso(here.clock.now + 2 * DAY) })
    here.clock.now += 6 * DAY
    expect(await renew()).toMatchObject({ id, expirationDateTime: iso(monday + 8 * DAY) })
    here.clock.now += DAY
    lunch()
    await here.graph.pushes.settled()
    expect(told()).toHaveLength(1)
    here.clock.now += DAY
    lunch()
    await here.graph.pushes.settled()
    expect(told()).toHaveLength(1)
    expect(await graphRefusal(renew())).toMatchObject({ status: 404, code: 'ResourceNotFound' })
  })

  test('is ended', async () => {
    const { id } = await subscribe()
    await here.client.api(`/subscriptions/${id}`).delete()
    lunch()
    await here.graph.pushes.settled()
    expect(told()).toEqual([])
    expect(await graphRefusal(here.client.api(`/subscriptions/${id}`).delete())).toMatchObject({
      status: 404,
    })
  })
})

describe('notifications', () => {
  test('say what kind of change, of what, with the client state', async () => {
    const { id } = await subscribe()
    const event = lunch()
    here.graph.company.editSeries(event, { summary: 'Dinner' })
    here.graph.company.respond(ada, event, 'declined')
    await here.graph.pushes.settled()
    expect(
      told()
        .map(({ changeType }) => changeType)
        .sort(),
    ).toEqual(['created', 'deleted', 'updated'])
    for (const one of told()) {
      expect(one).toMatchObject({ subscriptionId: id, clientState: 'secret', tenantId: here.graph.tenantId })
      expect(one.resource).toMatch(/^Users\/.*\/Events\/AAkA/)
    }
  })

  test('of several mailboxes come together', async () => {
    await subscribe(ada)
    await subscribe(grace)
    lunch()
    await here.graph.pushes.settled()
    expect(posts).toHaveLength(1)
    expect(posts[0]!.value).toHaveLength(2)
  })

  test('come only for what was asked', async () => {
    await subscribe(ada, { changeType: 'deleted' })
    lunch()
    await here.graph.pushes.settled()
    expect(told()).toEqual([])
  })
})

describe('its life', () => {
  test.each(['missed', 'subscriptionRemoved', 'reauthorizationRequired'] as const)(
    '%s is told',
    async (event) => {
      const { id } = await subscribe()
      here.graph.pushes.lifecycle(ada, event)
      await here.graph.pushes.settled()
      expect(posts).toMatchObject([
        {
          path: '/graph/lifecycle',
          value: [{ lifecycleEvent: event, subscriptionId: id, clientState: 'secret' }],
        },
      ])
      lunch()
      await here.graph.pushes.settled()
      expect(told()).toHaveLength(event === 'missed' ? 2 : 1)
      const renewal = here.client
        .api(`/subscriptions/${id}`)
        .patch({ expirationDateTime: iso(monday + HOUR) })
      if (event === 'subscriptionRemoved') expect(await graphRefusal(renewal)).toMatchObject({ status: 404 })
      else await renewal
      lunch()
      await here.graph.pushes.settled()
      expect(told()).toHaveLength({ missed: 3, subscriptionRemoved: 1, reauthorizationRequired: 2 }[event])
    },
  )

  test('may end without a word', async () => {
    const { id } = await subscribe()
    here.graph.pushes.forget(ada)
    expect(await graphRefusal(here.client.api(`/subscriptions/${id}`).delete())).toMatchObject({
      status: 404,
    })
  })
})

describe('bad weather', () => {
  test('loses, repeats and delays notifications the same way each time', async () => {
    await subscribe()
    const day = async () => {
      posts.length = 0
      here.graph.pushes.setWeather({ drop: 0.3, duplicate: 0.3, late: 0.3, seed: 7 })
      for (let n = 0; n < 20; n++) lunch()
      await here.graph.pushes.settled()
      return posts.length
    }
    const first = await day()
    expect(first).toBeGreaterThan(5)
    expect(here.graph.pushes.sent().some(({ outcome }) => outcome === 'dropped')).toBe(true)
    expect(await day()).toBe(first)
  })

  test('misses some and says so, and may end it all', async () => {
    await subscribe()
    here.graph.pushes.setWeather({ missed: 1 })
    lunch()
    await here.graph.pushes.settled()
    expect(told()).toMatchObject([{ lifecycleEvent: 'missed' }])
    here.graph.pushes.setWeather({ removed: 1 })
    lunch()
    await here.graph.pushes.settled()
    expect(told()[1]).toMatchObject({ lifecycleEvent: 'subscriptionRemoved' })
    await subscribe()
    here.graph.pushes.setWeather({ reauthorize: 1 })
    lunch()
    lunch()
    await here.graph.pushes.settled()
    expect(told().slice(2)).toMatchObject([{ lifecycleEvent: 'reauthorizationRequired' }])
    here.graph.pushes.forget(ada)
    expect(here.graph.pushes.live(ada)).toEqual([])
  })
})
