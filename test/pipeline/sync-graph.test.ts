// Outlook calendars from the sandbox into the store: the window that rolls, the daily check, subscriptions by the real route.
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import type { SyncParts } from '../../src/pipeline/parts.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { openServices } from '../../src/services.ts'
import { credentials } from '../calendars/graph-support.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace, monday, testTls } from '../sandbox/support.ts'
import { person } from '../support/calendar.ts'
import { settle } from '../support/company.ts'
import { type Front, openFront } from '../support/front.ts'
import { testStore } from '../support/store.ts'
import { storedRows } from '../support/syncing.ts'
import { config, webOver } from '../web/support.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')

let here: GraphScene
let parts: SyncParts
let sync: ReturnType<typeof calendarSync>
let id: string

beforeEach(async () => {
  here = await graphScene()
  await settle(held.store, here.clock.now)
  const microsoft = {
    kind: 'microsoft',
    name: 'Microsoft',
    credentials: credentials(here),
    options: {},
  } as const
  const connection = await held.store.connections.add(microsoft, held.store.secrets, here.clock.now)
  for (const owner of [ada, grace])
    await held.store.calendars.add(
      { id: owner, connection, owner, providerId: owner, zone: null },
      here.clock.now,
    )
  const settings = {
    microsoftGraphUrl: here.graph.url,
    microsoftLoginUrl: here.graph.loginUrl,
    allowPrivateFeeds: false,
  }
  const { serviceOf } = openServices(held.store, {
    googleRootUrl: undefined,
    googleTokenUrl: undefined,
    ...settings,
  })
  parts = { store: held.store, serviceOf, clock: { now: () => here.clock.now, wall: Date.now } }
  sync = calendarSync(parts)
  const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = here.graph.company.createEvent(grace, weekly)
})
afterEach(() => here.graph.close())

const calendar = async () => (await held.store.calendars.byId(ada))!

describe('a calendar', () => {
  test('is read with its zone and window, then only what changed', async () => {
    expect(await sync(ada)).toMatchObject({ state: 'read', isFirst: true, changed: 1 })
    const window = { start: monday - 14 * WEEK, end: monday + 15 * WEEK }
    expect(await calendar()).toMatchObject({ zone: 'Europe/Berlin', complete: true, window })
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    expect(await sync(ada)).toMatchObject({ state: 'read', isFirst: false, changed: 1 })
    expect(await sync(ada)).toMatchObject({ changed: 0 })
  })

  test('rolls on with time beside the old copy: history stays, what is gone within is gone', async () => {
    const old = here.graph.company.createEvent(ada, { summary: 'Old', start: monday - 13 * WEEK })
    const lunch = here.graph.company.createEvent(ada, { summary: 'Lunch', start: first + DAY })
    await sync(ada)
    here.clock.now = monday + 15 * DAY
    here.graph.company.cancelSeries(lunch)
    await sync(ada)
    expect((await calendar()).window).toEqual({
      start: here.clock.now - 14 * WEEK,
      end: here.clock.now + 15 * WEEK,
    })
    const rows = await storedRows(held.store, ada)
    const kept = (item: string) => rows.find((row) => row.id === item)?.removed
    expect([kept(old), kept(lunch)]).toEqual([false, true])
    expect(rows.filter(({ kind }) => kind === 'master')).toMatchObject([{ removed: false }])
  })

  test('whose series left while its token was dead has lost it, though it began before the window', async () => {
    here.clock.now = monday + 20 * WEEK
    await sync(ada)
    here.graph.company.respond(ada, id, 'declined')
    here.graph.expireTokens(ada)
    await sync(ada)
    expect(await storedRows(held.store, ada)).toMatchObject([{ kind: 'master', removed: true }])
  })

  test('whose series lost all of its dates while its token was dead still has it', async () => {
    here.graph.company.endSeries(id, first + WEEK)
    await sync(grace)
    here.graph.company.cancelInstance(id, first)
    here.graph.expireTokens(grace)
    await sync(grace)
    const rows = await storedRows(held.store, grace)
    expect(rows).toMatchObject([{ kind: 'master', removed: false, recurrence: { exDays: ['2026-03-03'] } }])
  })

  test('shows the own answer of who is invited by another of their addresses', async () => {
    const [mary, maria] = ['mary@example.com', 'maria@example.com']
    const { company } = here.graph
    company.addPerson(mary, { zone: 'Europe/Berlin', name: 'Mary', aliases: [maria] })
    const { connection } = await calendar()
    const now = here.clock.now
    await held.store.calendars.add({ id: mary, connection, owner: mary, providerId: mary, zone: null }, now)
    await held.store.people.save([{ ...person(mary), aliases: [maria] }], 'test', now)
    const single = company.createEvent(grace, { summary: '1:1', start: first + DAY, guests: [maria] })
    company.respond(mary, single, 'accepted')
    await sync(mary)
    const attendees = (await storedRows(held.store, mary)).flatMap((row) => row.details?.attendees ?? [])
    expect(attendees.filter(({ address }) => address === maria)).toMatchObject([{ answer: 'accepted' }])
  })

  test('is compared with Exchange’s own expansion, exceptions and all, and nothing differs', async () => {
    const { company } = here.graph
    company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    company.cancelInstance(id, first + 2 * WEEK)
    company.deleteFromOwnCalendar(ada, { id, original: first + 3 * WEEK })
    await sync(ada)
    await held.store.checks.planned(ada, here.clock.now)
    await sync(ada)
    const checked = held.store.db.selectFrom('calendars').select(['checked_at', 'differences'])
    expect(await checked.where('id', '=', ada).execute()).toEqual([
      { checked_at: here.clock.now, differences: 0 },
    ])
    expect(here.graph.traffic.count({ kind: 'calendarView' })).toBe(1)
  })

  test('that is throttled waits as long as it is told, the others go on', async () => {
    here.graph.traffic.forceFailures([{ failure: 'throttled', mailbox: ada, retryAfter: 600 }])
    expect(await sync(ada)).toEqual({ state: 'waits' })
    expect((await calendar()).lookAt).toBe(here.clock.now + 600_000)
    expect(await sync(grace)).toMatchObject({ state: 'read' })
  })

  test('whose connection is cut says so, and is well again at its next try', async () => {
    here.graph.traffic.forceFailures([{ failure: 'connectionCut', mailbox: ada }])
    expect(await sync(ada)).toMatchObject({ state: 'failed', fault: { code: 'unreachable' } })
    const { lookAt, failingSince } = await calendar()
    expect(failingSince).toBe(here.clock.now)
    here.clock.now = lookAt!
    expect(await sync(ada)).toMatchObject({ state: 'read' })
    expect(await calendar()).toMatchObject({ failingSince: null, fault: null })
  })
})

describe('subscriptions', () => {
  let front: Front
  let web: FastifyInstance
  let added: string[]

  beforeEach(async () => {
    front = await openFront(await testTls())
    parts.pushAddress = `${front.url}/push`
    added = []
    const add = async (_name: string, payloads: readonly object[]) =>
      void added.push(...payloads.flatMap((one) => Object.values(one)))
    web = await webOver(held.store, {
      clock: parts.clock,
      queues: { ping: async () => ({}), add },
      config: { ...config, publicUrl: front.url },
    })
    front.to(await web.listen({ host: '127.0.0.1', port: 0 }))
  })
  afterEach(async () => {
    await here.graph.pushes.settled()
    await web.close()
    await front.close()
  })
  const channels = () => held.store.channels.ofCalendar(ada)

  test('are made by handshake, tell of changes, and are renewed under the same id', async () => {
    await sync(ada)
    const [channel] = await channels()
    expect(channel).toMatchObject({ address: `${front.url}/push/microsoft`, madeAt: monday })
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    await here.graph.pushes.settled()
    expect(added).toEqual([ada])
    here.clock.now += 6.5 * DAY
    await sync(ada)
    expect(await channels()).toMatchObject([{ id: channel!.id, madeAt: here.clock.now }])
    expect(here.graph.traffic.count({ kind: 'subscriptions.create' })).toBe(1)
  })

  test('that Graph took away are made anew at the next look', async () => {
    await sync(ada)
    const [before] = await channels()
    here.graph.pushes.lifecycle(ada, 'subscriptionRemoved')
    await here.graph.pushes.settled()
    expect(added).toEqual([ada])
    await sync(ada)
    const [after, ...others] = await channels()
    expect([after!.id === before!.id, others]).toEqual([false, []])
  })

  test('that lapse unless they are authorized anew are renewed', async () => {
    await sync(ada)
    const [before] = await channels()
    here.graph.pushes.lifecycle(ada, 'reauthorizationRequired')
    await here.graph.pushes.settled()
    here.clock.now += MINUTE
    await sync(ada)
    expect(await channels()).toMatchObject([{ id: before!.id, madeAt: here.clock.now }])
  })
})

describe('the log', () => {
  let lines: unknown[]
  beforeEach(() => {
    lines = []
    const telling = (level: string) => (facts: object, sentence: string) =>
      void lines.push([level, facts, sentence])
    sync = calendarSync({ ...parts, warn: telling('warn'), info: telling('info') })
  })

  test('tells once that a connection fails, not each calendar at each try, and once that it is read again', async () => {
    const { connection } = await calendar()
    here.graph.oauth.expireSecrets(here.app.clientId, 0)
    for (const one of [ada, grace, ada]) expect(await sync(one)).toMatchObject({ state: 'failed' })
    const message = 'Microsoft refused us: the secret has expired.'
    const failing = ['warn', { connection, code: 'AADSTS7000222', message }, expect.any(String)]
    expect(lines).toEqual([failing])
    const { secret } = here.graph.oauth.addSecret(here.app.clientId)
    const wanted = {
      name: 'Microsoft',
      options: {},
      credentials: { ...credentials(here), client_secret: secret },
    }
    await held.store.connections.replace(connection, wanted, held.store.secrets, here.clock.now)
    for (const one of [ada, grace]) expect(await sync(one)).toMatchObject({ state: 'read' })
    expect(lines).toEqual([failing, ['info', { connection }, 'a connection is read again']])
  })

  test('tells once that a calendar fails, or is asked for too often, and that it is read again', async () => {
    here.graph.company.switchCalendar(ada, false)
    for (let time = 0; time < 2; time++) await sync(ada)
    here.graph.company.switchCalendar(ada, true)
    for (let time = 0; time < 2; time++) await sync(ada)
    here.graph.traffic.forceFailures([{ failure: 'throttled', mailbox: ada, times: 2 }])
    for (let time = 0; time < 4; time++) await sync(ada)
    expect(lines).toMatchObject([
      [
        'warn',
        { calendar: ada, code: 'MailboxNotEnabledForRESTAPI' },
        'a calendar cannot be read; it is tried again',
      ],
      ['info', { calendar: ada }, 'a calendar is read again'],
      ['warn', { calendar: ada, code: 'busy' }, 'a calendar cannot be read; it is tried again'],
      ['info', { calendar: ada }, 'a calendar is read again'],
    ])
  })
})
