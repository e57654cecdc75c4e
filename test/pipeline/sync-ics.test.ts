import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { openServices } from '../../src/services.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace } from '../support/facts.ts'
import { type FeedServer, feedServer, serving, status } from '../support/feed.ts'
import { exceptionIcs, vcalendar, weeklyIcs } from '../support/ics.ts'
import { testStore } from '../support/store.ts'
import { storedRows } from '../support/syncing.ts'

const held = testStore()
let now = at('2026-03-02T08:00Z')
let server: FeedServer
let folder: string

beforeEach(async () => {
  now = at('2026-03-02T08:00Z')
  await settle(held.store, now)
  server = await feedServer()
  folder = await mkdtemp(join(tmpdir(), 'feed-'))
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const plain = vcalendar(ada, weeklyIcs())
const moved = vcalendar(ada, weeklyIcs(), exceptionIcs('20260310', '20260311T100000', '20260311T103000'))

/** Connects a feed and returns what reads it; an hour passes before each reading. */
async function feed(place: { url: string } | { path: string }, allowPrivateFeeds = true) {
  const { store } = held
  const wanted = { kind: 'ics', name: 'Feed', credentials: place, options: {} } as const
  const connection = await store.connections.add(wanted, store.secrets, now)
  await store.calendars.add({ id: 'feed', connection, owner: ada, providerId: ada, zone: null }, now)
  const clock = { now: () => now, wall: Date.now }
  const sync = calendarSync({ store, clock, ...openServices(store, settings(allowPrivateFeeds)) })
  return () => {
    now += HOUR
    return sync('feed')
  }
}

const settings = (allowPrivateFeeds: boolean) => ({
  allowPrivateFeeds,
  googleRootUrl: undefined,
  googleTokenUrl: undefined,
})
const calendar = () => held.store.calendars.byId('feed')
const rows = () => storedRows(held.store, 'feed')
const quiet = () => held.store.db.updateTable('pairs').set({ judge_at: null }).execute()

describe('a feed', () => {
  test('is a whole copy that makes pairs', async () => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: server.url })
    expect(await sync()).toMatchObject({ state: 'read', changed: 1, pairs: [expect.any(Number)] })
    expect(await calendar()).toMatchObject({ zone: 'Europe/Berlin', complete: true, readAt: now })
    const [pair] = await held.store.pairs.all()
    expect(pair?.people).toEqual([ada, grace])
  })

  test('is asked for only what changed', async () => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: server.url })
    await sync()
    await quiet()
    expect(await sync()).toMatchObject({ state: 'read', changed: 0, pairs: [] })
    expect(server.asked[1]?.['if-none-match']).toBe('"1"')
    expect(await calendar()).toMatchObject({ readAt: now, zone: 'Europe/Berlin', complete: true })
    expect(await rows()).toHaveLength(1)
  })

  test('by date where it has no ETag', async () => {
    const stamp = 'Mon, 02 Mar 2026 08:00:00 GMT'
    server.answer((request, response) =>
      request.headers['if-modified-since'] === stamp
        ? response.writeHead(304).end()
        : response.writeHead(200, { 'last-modified': stamp }).end(plain),
    )
    const sync = await feed({ url: server.url })
    await sync()
    expect(await sync()).toMatchObject({ changed: 0 })
    expect(server.asked[1]?.['if-modified-since']).toBe(stamp)
  })

  test('written anew without a change dirties nothing', async () => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: server.url })
    await sync()
    await quiet()
    server.answer(serving(plain.replace('SUMMARY', 'DTSTAMP:20260302T080000Z\r\nSUMMARY'), '"2"'))
    expect(await sync()).toMatchObject({ state: 'read', changed: 0, pairs: [] })
  })

  test('that changed wakes its pairs only for what changed', async () => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: server.url })
    await sync()
    server.answer(serving(moved, '"2"'))
    expect(await sync()).toMatchObject({ changed: 1, pairs: [expect.any(Number)] })
    server.answer(serving(plain, '"3"'))
    expect(await sync()).toMatchObject({ changed: 1 })
    expect((await rows()).map(({ kind, removed }) => [kind, removed])).toEqual([
      ['master', false],
      ['instance', true],
    ])
  })

  test.each([
    ['404', status(404), 'unreadable', 'is gone'],
    ['410', status(410), 'unreadable', 'is gone'],
    ['403', status(403), '403', 'refuses us'],
    ['500', status(500), 'unreachable', 'trouble of its own'],
    ['a login page', status(200), 'unreadable', 'no calendar'],
    ['an empty answer', (_: unknown, response: { end(): void }) => response.end(), 'unreadable', 'is empty'],
    ['a circle', status(302, { location: '/again' }), 'unreadable', 'circle'],
    ['another protocol', status(302, { location: 'file:///etc/passwd' }), 'unreadable', 'https://'],
    [
      'a broken connection',
      (request: { socket: { destroy(): void } }) => request.socket.destroy(),
      'unreachable',
      'cannot be reached',
    ],
  ] as const)('%s keeps the old copy and says why', async (_why, answer, code, message) => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: server.url })
    await sync()
    server.answer(answer as Parameters<FeedServer['answer']>[0])
    expect(await sync()).toMatchObject({ state: 'failed', fault: { code } })
    expect((await calendar())?.fault?.message).toContain(message)
    expect((await calendar())?.fault?.message).not.toContain('secret-token')
    expect(await rows()).toMatchObject([{ removed: false }])
    server.answer(serving(plain, '"1"'))
    expect(await sync()).toMatchObject({ state: 'read' })
    expect(await calendar()).toMatchObject({ fault: null, failingSince: null, tries: 0 })
  })

  test('429 says when to come back', async () => {
    server.answer(status(429, { 'retry-after': '7200' }))
    const sync = await feed({ url: server.url })
    expect(await sync()).toEqual({ state: 'waits' })
    expect((await calendar())?.lookAt).toBe(now + 2 * HOUR)
  })

  test('that breaks off counts as half read: nothing is gone', async () => {
    server.answer(serving(moved, '"1"'))
    const sync = await feed({ url: server.url })
    await sync()
    server.answer(serving(moved.slice(0, moved.lastIndexOf('BEGIN:VEVENT') + 60), '"2"'))
    expect(await sync()).toMatchObject({ state: 'read' })
    expect(await calendar()).toMatchObject({ complete: false })
    expect((await rows()).map(({ removed }) => removed)).toEqual([false, false])
  })

  test.each([
    ['announced', { 'content-length': '50000001' }],
    ['unannounced', {}],
  ])('larger than 50 MB (%s) is refused while it comes', async (_how, headers) => {
    const block = Buffer.alloc(1_000_000, 'x')
    server.answer((_, response) => {
      response.writeHead(200, headers)
      for (let n = 0; n < 51; n++) response.write(block)
    })
    const sync = await feed({ url: server.url })
    expect(await sync()).toMatchObject({ fault: { message: expect.stringContaining('larger than 50 MB') } })
  })
})

describe('private addresses', () => {
  test.each([
    ['as an address', (url: string) => url],
    ['as a name', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['as IPv4 within IPv6', (url: string) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
    ['as a number', (url: string) => url.replace('127.0.0.1', '2130706433')],
  ])('are refused %s', async (_how, written) => {
    server.answer(serving(plain, '"1"'))
    const sync = await feed({ url: written(server.url) }, false)
    expect(await sync()).toMatchObject({ fault: { message: expect.stringContaining('private network') } })
    expect(server.asked).toEqual([])
  })
})

describe('a file', () => {
  test('is read when it changed, and told when it is gone', async () => {
    const path = join(folder, 'ada.ics')
    await writeFile(path, plain)
    const sync = await feed({ path })
    expect(await sync()).toMatchObject({ state: 'read', changed: 1 })
    expect(await sync()).toMatchObject({ state: 'read', changed: 0 })
    await writeFile(path, moved)
    await utimes(path, 1, 1)
    expect(await sync()).toMatchObject({ state: 'read', changed: 1 })
    await rm(path)
    expect(await sync()).toMatchObject({ state: 'failed', fault: { code: 'unreadable' } })
    expect(await rows()).toHaveLength(2)
    expect(await held.store.trouble.failing(now)).toMatchObject([{ name: 'Feed', since: now, affected: 1 }])
    await writeFile(path, moved)
    expect(await sync()).toMatchObject({ state: 'read' })
    expect(await held.store.trouble.failing(now)).toEqual([])
  })
})
