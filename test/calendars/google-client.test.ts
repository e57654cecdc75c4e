// Google's calendars in the sandbox by Google's own client: its expansion, its pushes, the rights that are asked for.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { firstAsk } from '../../src/calendars/ask.ts'
import type { CalendarRef } from '../../src/calendars/contract.ts'
import { googleCalendars } from '../../src/calendars/google/client.ts'
import { serviceKey } from '../../src/calendars/google/key.ts'
import { EVENTS, scopesFor } from '../../src/calendars/google/scopes.ts'
import { openSessions } from '../../src/calendars/google/session.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { ada, at, grace, linus, monday, type Scene, scene, testTls } from '../sandbox/support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const calendar = (owner: string): CalendarRef => ({ id: `1:${owner}`, owner, providerId: owner, zone: null })
const open = () => {
  const { url: rootUrl, tokenUrl } = here.google
  return googleCalendars({ key: serviceKey(here.key, 'Key'), rootUrl, tokenUrl })
}
const LEAST = scopesFor('all').map(({ url }) => url)

describe('occurrences, as Google expands them', () => {
  const first = at('2026-03-03T09:00:00Z')
  const span = { start: monday, end: monday + 5 * WEEK }

  async function occurrences(owner = ada, within = span) {
    const found = []
    for await (const page of open().occurrences!(calendar(owner), within)) found.push(...page)
    return found.sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
  }

  test('of a series: moved and called-off ones under their original starts', async () => {
    const plan = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
    const id = here.google.company.createEvent(grace, plan)
    here.google.company.moveInstance(id, first + WEEK, first + WEEK + DAY)
    here.google.company.cancelInstance(id, first + 2 * WEEK)
    here.google.company.respond(ada, { id, original: first + 3 * WEEK }, 'declined')
    const uid = `${id}@google.com`
    const slot = (original: number, start = original) => {
      return { uid, original, start, end: start + 30 * MINUTE, removed: false }
    }
    expect(await occurrences()).toEqual([
      slot(first),
      slot(first + WEEK, first + WEEK + DAY),
      { ...slot(first + 2 * WEEK), removed: true },
      slot(first + 3 * WEEK),
      slot(at('2026-03-31T09:00:00+01:00')),
    ])
  })

  test('singles, and days from midnight to midnight of the calendar', async () => {
    const { company } = here.google
    const one = company.createEvent(ada, { summary: 'Once', start: first, end: first + HOUR })
    const day = Date.UTC(2026, 2, 4)
    const leave = company.createEvent(ada, { summary: 'Leave', start: day, end: day + DAY, allDay: true })
    const berlin = at('2026-03-04T00:00:00+01:00')
    expect(await occurrences()).toEqual([
      { uid: `${one}@google.com`, original: null, start: first, end: first + HOUR, removed: false },
      { uid: `${leave}@google.com`, original: null, start: berlin, end: berlin + DAY, removed: false },
    ])
  })

  test('told is what touches the span, not what only borders on it', async () => {
    const meeting = (start: number) =>
      here.google.company.createEvent(ada, { summary: 'x', start, end: start + HOUR })
    const [before, into, within, after] = [-HOUR, -HOUR + MINUTE, 2 * HOUR - MINUTE, 2 * HOUR].map((by) =>
      meeting(first + by),
    )
    const found = await occurrences(ada, { start: first, end: first + 2 * HOUR })
    expect(found.map(({ uid }) => uid)).toEqual([into, within].map((id) => `${id}@google.com`))
    expect([before, after]).not.toContain(undefined)
  })

  test('page by page', async () => {
    here.google.setPages({ short: 0.8, empty: 0.4, seed: 4 })
    for (let n = 0; n < 40; n++)
      here.google.company.createEvent(ada, { summary: `${n}`, start: first + n * HOUR })
    expect(await occurrences()).toHaveLength(40)
    expect(here.google.traffic.count({ kind: 'events.list' })).toBeGreaterThan(1)
  })
})

describe('pushes', () => {
  let receiver: Server
  let address: string
  let tokens: (string | undefined)[]

  beforeEach(async () => {
    tokens = []
    const { key, cert } = await testTls()
    receiver = createServer({ key, cert }, (request, response) => {
      tokens.push(request.headers['x-goog-channel-token'] as string)
      response.end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, resolve))
    address = `https://localhost:${(receiver.address() as AddressInfo).port}/push`
  })
  afterEach(async () => {
    receiver.closeAllConnections()
    await new Promise((resolve) => receiver.close(resolve))
  })

  const meet = () => here.google.company.createEvent(grace, { summary: 'x', start: monday, guests: [ada] })

  test('come with our token for as long as Google lets them, until they are stopped', async () => {
    here.google.oauth.allowScopes(LEAST)
    const { watch, stop } = open().push!
    const channel = await watch(calendar(ada), { id: 'one', token: 'secret', address, now: monday })
    expect(channel).toEqual({ id: 'one', resource: expect.any(String), expiresAt: monday + 7 * DAY })
    meet()
    await here.google.pushes.settled()
    expect(tokens).toEqual(['secret', 'secret'])
    await stop(calendar(ada), channel)
    meet()
    await here.google.pushes.settled()
    expect(tokens).toHaveLength(2)
  })

  test('to stop a channel that Google knows no more is fine', async () => {
    const { stop } = open().push!
    const gone = { id: 'gone', resource: 'x', expiresAt: 0 }
    await expect(stop(calendar(ada), gone)).resolves.toBeUndefined()
  })

  test('an address without https is refused in plain words', async () => {
    const wanted = { id: 'one', token: 'secret', address: 'http://localhost/push', now: monday }
    const error = await open()
      .push!.watch(calendar(ada), wanted)
      .catch((error) => error)
    expect(error.wayOut).toContain('PUBLIC_URL')
  })
})

describe('rights and tokens', () => {
  const read = async (service: ReturnType<typeof open>, owner: string) => {
    for await (const page of service.changes(calendar(owner), firstAsk(monday))) if (page.end) return page.end
    return null
  }

  test('the scope for reading events is enough', async () => {
    here.google.oauth.allowScopes(LEAST.slice(0, 1))
    const service = open()
    expect(await read(service, ada)).toMatchObject({ complete: true })
    for await (const page of service.occurrences!(calendar(ada), { start: 0, end: monday }))
      expect(page).toEqual([])
  })

  test('each person has one token, however much is asked at once', async () => {
    const service = open()
    await Promise.all([ada, ada, grace, ada, linus, grace].map((who) => read(service, who)))
    expect(here.google.traffic.count({ kind: 'token' })).toBe(3)
  })

  test('who has somebody else’s address now is read as themselves', async () => {
    const { company, traffic } = here.google
    const service = open()
    const titles = async (id: string) => {
      const found = []
      const adas = { ...calendar(ada), id }
      for await (const { events } of service.changes(adas, firstAsk(monday)))
        found.push(...events.map(({ details }) => details?.title))
      return found
    }
    company.createEvent(ada, { summary: 'Of Ada', start: monday })
    company.createEvent(linus, { summary: 'Of Linus', start: monday })
    expect(await titles('1:ada')).toEqual(['Of Ada'])
    company.renamePerson(ada, 'byron@example.com')
    company.dropAlias('byron@example.com', ada)
    company.renamePerson(linus, ada)
    traffic.clear()
    expect(await titles('1:linus')).toEqual(['Of Linus'])
    expect(traffic.count({ kind: 'token' })).toBe(1)
  })

  test('a token that does not last is replaced before it is used', async () => {
    here.google.oauth.setTokenLifetime(60)
    const service = open()
    for (let n = 0; n < 3; n++) await read(service, ada)
    expect(here.google.traffic.count({ kind: 'token' })).toBe(3)
    expect(here.google.traffic.count({ kind: 'events.list' })).toBe(3)
  })

  test('a token that Google takes back is replaced once, however many calls it fails', async () => {
    const service = open()
    await read(service, ada)
    here.google.oauth.revokeTokens()
    await Promise.all([1, 2, 3].map(() => read(service, ada)))
    expect(here.google.traffic.count({ kind: 'token' })).toBe(2)
  })

  test('a refused token is not asked for again', async () => {
    here.google.oauth.allowScopes([])
    await expect(read(open(), ada)).rejects.toMatchObject({ code: 'unauthorized_client' })
    expect(here.google.traffic.count({ kind: 'token' })).toBe(1)
  })

  test('of many people those who were asked for lately keep their tokens', async () => {
    const { url: rootUrl, tokenUrl } = here.google
    const sessions = openSessions({ key: serviceKey(here.key, 'Key'), rootUrl, tokenUrl })
    const clientOf = (who: string) => sessions.as(who, EVENTS, async (auth) => auth)
    const [early, busy] = [await clientOf('early@example.com'), await clientOf(ada)]
    for (let n = 0; n < 5_000; n++) {
      if (n % 1_000 === 0) await clientOf(ada)
      await clientOf(`p${n}@example.com`)
    }
    expect(await clientOf(ada)).toBe(busy)
    expect(await clientOf('early@example.com')).not.toBe(early)
  })

  test('a failing token endpoint is asked once; trying again is not the client’s', async () => {
    here.google.traffic.forceFailures([{ failure: 'backendError', kind: 'token' }])
    const service = open()
    await expect(read(service, ada)).rejects.toMatchObject({ name: 'TransientError' })
    expect(here.google.traffic.count({ kind: 'token' })).toBe(1)
    expect(await read(service, ada)).toMatchObject({ complete: true })
  })
})
