// The Graph client against the sandbox over HTTPS: tokens, headers, limits, refusals, pushes.
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import { graphDirectory } from '../../src/calendars/graph/directory.ts'
import { gate } from '../../src/calendars/graph/gate.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace, linus, monday, testTls } from '../sandbox/support.ts'
import { calendarOf, credentials, keeper, optionsFor } from './graph-support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await here.graph.close()
})

const first = at('2026-03-03T09:00:00Z')
const weekly = (guests = [ada]) =>
  here.graph.company.createEvent(grace, {
    ...{ summary: 'Weekly', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests },
  })
const open = (service = graphCalendars(optionsFor(here)), owner = ada) => keeper(service, calendarOf(owner))
const read = (mine = open()) => mine.read(monday)
const refused = (mine = open()) => read(mine).catch((error) => error)

describe('tokens', () => {
  test('one serves all mailboxes, however many ask at once', async () => {
    const service = graphCalendars(optionsFor(here))
    await Promise.all([ada, grace, linus].map((owner) => open(service, owner).read(monday)))
    expect(here.graph.traffic.count({ kind: 'token' })).toBe(1)
  })

  test('one that is refused is replaced once for all', async () => {
    const service = graphCalendars(optionsFor(here))
    const mine = [ada, grace, linus].map((owner) => open(service, owner))
    await Promise.all(mine.map((one) => one.read(monday)))
    here.graph.oauth.revokeTokens()
    await Promise.all(mine.map((one) => one.read(monday)))
    expect(here.graph.traffic.count({ kind: 'token' })).toBe(2)
  })

  test('one that is about to end is replaced before', async () => {
    here.graph.oauth.setTokenLifetime(60)
    const mine = open()
    await read(mine)
    here.graph.traffic.clear()
    await read(mine)
    expect(here.graph.traffic.count({ kind: 'token' })).toBe(1)
  })

  test('by certificate', async () => {
    const { certificate, privateKey } = await here.graph.oauth.addCertificate(here.app.clientId)
    const { client_secret: _, ...rest } = credentials(here)
    const options = optionsFor(here, { ...rest, certificate: `${certificate}\n${privateKey}` })
    await expect(read(open(graphCalendars(options)))).resolves.toBeDefined()
  })

  test('that the roles were taken from are asked anew, and what is missing is named', async () => {
    const mine = open()
    await read(mine)
    here.graph.oauth.setRoles(here.app.clientId, ['User.Read.All'])
    here.graph.oauth.revokeTokens()
    const elsewhere = await refused()
    expect(elsewhere).toMatchObject({ name: 'AuthError', concerns: 'connection', code: 'ErrorAccessDenied' })
    expect(elsewhere.wayOut).toContain('Calendars.Read')
  })
})

test('each request has all headers, those of next pages too, and parts of batches', async () => {
  weekly()
  for (let n = 0; n < 300; n++)
    here.graph.company.createEvent(ada, { summary: `${n}`, start: first + n * 60_000 })
  const asked = vi.spyOn(globalThis, 'fetch')
  await read()
  const wanted = 'outlook.timezone="UTC", IdType="ImmutableId", odata.maxpagesize=250'
  const toGraph = asked.mock.calls.filter(([url]) => String(url).startsWith(here.graph.url))
  expect(toGraph.length).toBeGreaterThan(3)
  for (const [, options] of toGraph) expect(new Headers(options!.headers).get('prefer')).toBe(wanted)
  const batches = toGraph.filter(([url]) => String(url).endsWith('$batch'))
  const parts = batches.flatMap(([, options]) => JSON.parse(String(options!.body)).requests)
  expect(parts).toHaveLength(2)
  for (const part of parts) expect(part.headers.Prefer).toBe(wanted)
  for (const [, options] of toGraph) expect(options!.signal).toBeInstanceOf(AbortSignal)
})

test('of what goes into one mailbox only so much is under way at once, in the order of asking', async () => {
  const inTurn = gate(2)
  const [begun, ends]: [number[], (() => void)[]] = [[], []]
  const calls = [0, 1, 2, 3].map((n) =>
    inTurn('ada', async () => {
      begun.push(n)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (n === 1) throw new Error('one fails')
      return n
    }).catch(() => -1),
  )
  const other = inTurn('grace', async () => 7)
  expect(await other).toBe(7)
  expect(begun).toEqual([0, 1])
  ends[1]!()
  expect(await calls[1]).toBe(-1)
  expect(begun).toEqual([0, 1, 2])
  ends[0]!()
  await calls[0]
  ends[2]!()
  ends[3]!()
  expect(await Promise.all(calls)).toEqual([0, -1, 2, 3])
})

test('at most four requests at a time are in a mailbox', async () => {
  const service = graphCalendars(optionsFor(here))
  await Promise.all(Array.from({ length: 12 }, () => open(service).read(monday)))
  expect(here.graph.traffic.mostAtOnce()).toBeLessThanOrEqual(4)
})

describe('refusals', () => {
  test.each([
    ['throttled', { retryAfter: 7 }, { name: 'ThrottledError', retryAfter: 7000, concerns: 'calendar' }],
    ['tooManyRequests', {}, { name: 'ThrottledError', retryAfter: null }],
    ['unavailable', { retryAfter: 3 }, { name: 'ThrottledError', retryAfter: 3000 }],
    ['unavailable', {}, { name: 'TransientError' }],
    ['mailboxMoving', {}, { name: 'TransientError' }],
    ['internalError', {}, { name: 'TransientError' }],
    ['gatewayTimeout', {}, { name: 'TransientError' }],
    ['connectionCut', {}, { name: 'TransientError' }],
  ] as const)('%s %o', async (failure, more, expected) => {
    here.graph.traffic.forceFailures([{ failure, ...more, kind: 'calendarView.delta' }])
    expect(await refused()).toMatchObject(expected)
    expect(here.graph.traffic.count({ kind: 'calendarView.delta' })).toBe(1)
  })

  test('of one part of a batch are those of the whole reading', async () => {
    weekly()
    here.graph.traffic.forceFailures([{ failure: 'throttled', kind: 'events.instances', retryAfter: 9 }])
    expect(await refused()).toMatchObject({ name: 'ThrottledError', retryAfter: 9000, concerns: 'calendar' })
  })

  test('the directory’s share is everybody’s', async () => {
    here.graph.traffic.forceFailures([{ failure: 'throttled', kind: 'users.list', retryAfter: 5 }])
    const company = { domains: ['example.com'], choice: { by: 'all' } as const, leaveOut: [] }
    const pages = graphDirectory(optionsFor(here), company).accounts()[Symbol.asyncIterator]()
    await expect(pages.next()).rejects.toMatchObject({ name: 'ThrottledError', concerns: 'connection' })
  })

  test('one mailbox that the app may not read concerns nobody else', async () => {
    here.graph.limitMailboxes(here.app.clientId, [grace])
    expect(await refused()).toMatchObject({
      ...{ name: 'AuthError', concerns: 'calendar', code: 'ErrorAccessDenied' },
      raw: expect.stringMatching(/^403 ErrorAccessDenied: .* Trace ID: [\w-]{36}$/),
    })
  })

  test('where Exchange grants some mailboxes of which the token says nothing, others are still one person’s', async () => {
    const service = graphCalendars(optionsFor(here))
    await open(service, grace).read(monday)
    here.graph.oauth.setRoles(here.app.clientId, ['User.Read.All'])
    here.graph.oauth.revokeTokens()
    expect(await refused(open(service))).toMatchObject({ name: 'AuthError', concerns: 'calendar' })
  })

  test('without a mailbox, and without a person', async () => {
    here.graph.company.switchCalendar(ada, false)
    expect(await refused()).toMatchObject({ concerns: 'calendar', code: 'MailboxNotEnabledForRESTAPI' })
    const nobody = open(graphCalendars(optionsFor(here)), 'nobody@example.com')
    expect(await refused(nobody)).toMatchObject({ concerns: 'calendar', code: 'ErrorInvalidUser' })
  })

  test('a damaged cursor is read anew, a dead one too', async () => {
    const mine = open()
    const { end } = await read(mine)
    const cursor = JSON.parse(end.cursor!)
    const service = graphCalendars(optionsFor(here))
    const ask = {
      now: monday,
      known: async () => new Map(),
      ofSeries: async () => [],
      seriesIn: async () => [],
    }
    for (const link of [
      cursor.link.slice(0, -9),
      `${here.graph.url}/users/${ada}/calendarView/delta?$deltatoken=x`,
    ]) {
      const pages = service.changes(calendarOf(ada), { ...ask, cursor: JSON.stringify({ ...cursor, link }) })
      await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'GoneError' })
    }
  })

  test('when Microsoft cannot be reached no secret is told, and it passes', async () => {
    const nowhere = { ...optionsFor(here), graphUrl: 'https://localhost:65533/v1.0' }
    const error = await refused(open(graphCalendars(nowhere)))
    expect(error).toMatchObject({ name: 'TransientError', message: expect.stringContaining('ECONNREFUSED') })
    const atSignIn = await refused(
      open(graphCalendars({ ...optionsFor(here), loginUrl: 'https://localhost:65533' })),
    )
    expect(atSignIn).toMatchObject({ name: 'TransientError' })
    for (const one of [error, atSignIn])
      expect(JSON.stringify({ ...one, message: one.message, cause: one.cause })).not.toContain(
        here.app.secret,
      )
  })
})

describe('pushes', () => {
  let receiver: Server
  let address: string
  let states: string[]
  let paths: string[]

  beforeEach(async () => {
    ;[states, paths] = [[], []]
    const { key, cert } = await testTls()
    receiver = createServer({ key, cert }, (request, response) => {
      const url = new URL(request.url!, address)
      const token = url.searchParams.get('validationToken')
      paths.push(url.pathname)
      if (token !== null) return void response.setHeader('content-type', 'text/plain').end(token)
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        for (const { clientState } of JSON.parse(body).value) states.push(clientState)
        response.writeHead(202).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, resolve))
    address = `https://localhost:${(receiver.address() as AddressInfo).port}/push/microsoft`
  })
  afterEach(async () => {
    receiver.closeAllConnections()
    await new Promise((resolve) => receiver.close(resolve))
  })
  const wanted = () => ({ id: 'ours', token: 'secret', address, now: here.clock.now })
  const LIFETIME = 10_079 * 60_000

  test('come with our token, under an id of theirs, until they are stopped', async () => {
    const { watch, stop } = graphCalendars(optionsFor(here)).push!
    const channel = await watch(calendarOf(ada), wanted())
    expect(channel).toEqual({
      id: expect.stringMatching(/^[\w-]{36}$/),
      resource: `users/${encodeURIComponent(ada)}/events`,
      expiresAt: monday + LIFETIME,
    })
    expect(paths).toEqual(['/push/microsoft', '/push/microsoft/lifecycle'])
    weekly()
    await here.graph.pushes.settled()
    expect(states).toEqual(['secret'])
    await stop(calendarOf(ada), channel)
    await stop(calendarOf(ada), channel)
    expect(here.graph.pushes.live(ada)).toEqual([])
  })

  test('are renewed under the same id; one that is not known any more is gone', async () => {
    const { watch, renew } = graphCalendars(optionsFor(here)).push!
    const channel = await watch(calendarOf(ada), wanted())
    here.clock.now += 6 * 86_400_000
    const renewed = await renew!(calendarOf(ada), channel, here.clock.now)
    expect(renewed).toEqual({ ...channel, expiresAt: here.clock.now + LIFETIME })
    here.graph.pushes.forget(ada)
    await expect(renew!(calendarOf(ada), channel, here.clock.now)).rejects.toMatchObject({
      name: 'GoneError',
    })
  })

  test.each(['http://localhost/push', 'https://localhost:1/push'])(
    'to %s are refused in plain words',
    async (wrong) => {
      const { watch } = graphCalendars(optionsFor(here)).push!
      const error = await watch(calendarOf(ada), { ...wanted(), address: wrong }).catch((error) => error)
      expect(error.wayOut).toContain('PUBLIC_URL')
    },
  )
})
