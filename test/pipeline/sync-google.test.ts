import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { ada, at, grace, linus, monday } from '../sandbox/support.ts'
import { testStore } from '../support/store.ts'
import { storedRows, type Watched, watched } from '../support/syncing.ts'

const held = testStore()
const first = at('2026-03-03T09:00:00Z')
const second = first + WEEK

let here: Watched
let id: string

beforeEach(async () => {
  here = await watched(held.store)
  id = here.google.company.createEvent(grace, {
    summary: 'Ada / Grace',
    start: first,
    recurrence: 'RRULE:FREQ=WEEKLY',
    guests: [ada],
  })
})
afterEach(() => here.google.close())

const calendarOf = (owner: string) => held.store.calendars.byId(owner)
const rows = (owner = ada) => storedRows(held.store, owner)
const row = async (event: string, owner = ada) => (await rows(owner)).find((each) => each.id === event)
const instanceId = (original: number) =>
  `${id}_${new Date(original).toISOString().replace(/[-:]|\.000/g, '')}`
/** Time goes by, so that versions and stamps differ. */
const later = (by = HOUR) => {
  here.clock.now += by
}

describe('a first sync', () => {
  test('saves masters with their rule, the cursor and the next look', async () => {
    expect(await here.sync(ada)).toMatchObject({ state: 'read', changed: 1, pairs: [expect.any(Number)] })
    expect(await rows()).toMatchObject([
      {
        id,
        uid: `${id}@google.com`,
        kind: 'master',
        zone: 'Europe/London',
        recurrence: { rules: ['FREQ=WEEKLY'] },
      },
    ])
    const calendar = await calendarOf(ada)
    expect(calendar).toMatchObject({ zone: 'Europe/Berlin', complete: true, readAt: monday, tries: 0 })
    expect(calendar?.cursor).toBeTruthy()
    expect(calendar?.lookAt).toBeGreaterThan(monday)
  })

  test('reads page after page, short and empty ones too', async () => {
    here.google.setPages({ short: 0.7, empty: 0.4 })
    for (let n = 0; n < 60; n++)
      here.google.company.createEvent(grace, { summary: `${n}`, start: first + n * DAY, guests: [ada] })
    await here.sync(ada)
    expect(await rows()).toHaveLength(61)
    expect(here.google.traffic.count({ kind: 'events.list' })).toBeGreaterThan(1)
  })

  test('asks for one token, whatever the number of calls', async () => {
    for (let n = 0; n < 3; n++) await here.sync(ada)
    expect(here.google.traffic.count({ kind: 'token' })).toBe(1)
  })
})

describe('an incremental sync', () => {
  beforeEach(async () => {
    await here.sync(ada)
    await held.store.db.updateTable('pairs').set({ judge_at: null }).execute()
    later()
  })

  test('that finds nothing dirties nothing', async () => {
    expect(await here.sync(ada)).toEqual({ state: 'read', isFirst: false, changed: 0, pairs: [] })
    expect(here.google.traffic.count({ kind: 'events.list', incremental: true })).toBe(1)
    expect(await calendarOf(ada)).toMatchObject({ readAt: here.clock.now })
  })

  test('a moved instance keeps its original start', async () => {
    here.google.company.moveInstance(id, second, second + DAY)
    await here.sync(ada)
    expect(await row(instanceId(second))).toMatchObject({
      kind: 'instance',
      original: second,
      span: { start: second + DAY },
      uid: `${id}@google.com`,
    })
  })

  test('a pair is judged again once a calendar is read after the other changed, though it did not change itself', async () => {
    await here.sync(grace)
    later()
    here.google.company.deleteFromOwnCalendar(ada, { id, original: second })
    await here.sync(ada)
    await here.sync(grace)
    const [pair] = await held.store.pairs.all()
    await judgePair(here.parts, pair!.id)
    later()
    expect(await here.sync(ada)).toMatchObject({ changed: 0, pairs: [pair!.id] })
    await judgePair(here.parts, pair!.id)
    const slots = await held.store.slots.ofPair(pair!.id)
    expect(slots.find(({ original }) => original === second)).toMatchObject({ reasons: ['declined'] })
    await here.sync(grace)
    await judgePair(here.parts, pair!.id)
    expect(await here.sync(ada)).toMatchObject({ changed: 0, pairs: [] })
  })

  test('a deleted series keeps its own zone, whatever that of the calendar is', async () => {
    await here.sync(ada)
    later()
    here.google.company.cancelSeries(id)
    await here.sync(ada)
    expect(await row(id)).toMatchObject({ removed: true, zone: 'Europe/London' })
  })

  test('a cancelled instance is a tombstone of the series', async () => {
    here.google.company.cancelInstance(id, second)
    await here.sync(ada)
    expect(await row(instanceId(second))).toMatchObject({
      removed: true,
      original: second,
      uid: `${id}@google.com`,
    })
  })

  test('a deleted series keeps what is known of it', async () => {
    here.google.company.cancelSeries(id)
    await here.sync(ada)
    expect(await row(id)).toMatchObject({ removed: true, kind: 'master', uid: `${id}@google.com` })
    expect((await row(id))?.details?.title).toBe('Ada / Grace')
  })

  test('an imported meeting keeps its own UID when it is deleted', async () => {
    const plan = { summary: 'Imported', start: first, guests: [ada], iCalUID: 'away@example.org' }
    const imported = here.google.company.createEvent(grace, { ...plan, recurrence: 'RRULE:FREQ=WEEKLY' })
    await here.sync(ada)
    later()
    here.google.company.cancelInstance(imported, second)
    await here.sync(ada)
    const tombstone = (await rows()).find((each) => each.kind === 'instance')
    expect(tombstone).toMatchObject({ removed: true, uid: 'away@example.org' })
  })

  test('“this and following” ends one master and brings another', async () => {
    const newer = here.google.company.splitSeries(id, second, { summary: 'New' })
    await here.sync(ada)
    expect((await row(id))?.recurrence?.rules[0]).toContain('UNTIL')
    expect((await row(id))?.ruleSince).not.toBeNull()
    expect(await row(newer)).toMatchObject({ kind: 'master', uid: `${newer}@google.com` })
  })

  test('an answer changes the row and wakes the pair', async () => {
    here.google.company.respond(ada, { id, original: second }, 'declined')
    expect(await here.sync(ada)).toMatchObject({ pairs: [expect.any(Number)] })
    const answers = (await row(instanceId(second)))?.details?.attendees
    expect(answers?.find(({ address }) => address === ada)?.answer).toBe('declined')
  })

  test('a calendar that moves to another zone is read anew', async () => {
    const inBerlin = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await inBerlin(connection)
      return {
        async *changes(calendar, ask) {
          for await (const page of service.changes(calendar, ask))
            yield page.end ? { ...page, end: { ...page.end, zone: 'Asia/Tokyo' } } : page
        },
      }
    }
    await here.sync(ada)
    expect(await calendarOf(ada)).toMatchObject({ zone: 'Asia/Tokyo' })
    expect(here.google.traffic.count({ kind: 'events.list', incremental: false })).toBe(2)
  })
})

describe('when Google forgets the cursor (410)', () => {
  beforeEach(async () => {
    here.google.setPages({ short: 1, seed: 3 })
    for (let n = 0; n < 20; n++)
      here.google.company.createEvent(grace, { summary: `${n}`, start: first + n * DAY, guests: [ada] })
    await here.sync(ada)
    later()
    here.google.expireTokens(ada)
  })

  test('the calendar is read anew at once', async () => {
    here.google.company.moveInstance(id, second, second + DAY)
    expect(await here.sync(ada)).toMatchObject({ state: 'read', changed: 1 })
    expect(await rows()).toHaveLength(22)
  })

  test('the old copy stays until the new one is complete', async () => {
    const before = await calendarOf(ada)
    const refused = { failure: 'backendError', kind: 'events.list', times: 1 } as const
    let lists = 0
    const slowly = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await slowly(connection)
      return {
        async *changes(calendar, ask) {
          for await (const page of service.changes(calendar, ask)) {
            if (++lists === 1) here.google.traffic.forceFailures([refused])
            yield page
          }
        },
      }
    }
    expect(await here.sync(ada)).toMatchObject({ state: 'failed' })
    expect(await rows()).toHaveLength(21)
    expect(await calendarOf(ada)).toMatchObject({ cursor: before!.cursor, readAt: before!.readAt, tries: 1 })
    here.parts.serviceOf = slowly
    expect(await here.sync(ada)).toMatchObject({ state: 'read' })
    expect(await calendarOf(ada)).toMatchObject({ tries: 0, fault: null, failingSince: null })
  })
})

describe('trouble', () => {
  test.each(['internalError', 'backendError'] as const)('%s is waited out', async (failure) => {
    here.google.traffic.forceFailures([{ failure }])
    expect(await here.sync(ada)).toMatchObject({ state: 'failed', fault: { code: 'unreachable' } })
    const calendar = await calendarOf(ada)
    expect(calendar).toMatchObject({ tries: 1, failingSince: here.clock.now, wasRead: false })
    expect(calendar!.lookAt! - here.clock.now).toBeGreaterThan(20_000)
    expect((await held.store.connections.byId(here.connection))?.fault).toBeNull()
    expect(await here.sync(ada)).toMatchObject({ state: 'read' })
  })

  test('pauses grow from try to try', async () => {
    here.google.traffic.forceFailures([{ failure: 'backendError', times: 6 }])
    const pauses: number[] = []
    for (let n = 0; n < 6; n++) {
      await here.sync(ada)
      pauses.push((await calendarOf(ada))!.lookAt! - here.clock.now)
    }
    expect(pauses[5]).toBeGreaterThan(pauses[0]! * 10)
  })

  test('a token that Google takes back is replaced', async () => {
    await here.sync(ada)
    here.google.oauth.revokeTokens()
    expect(await here.sync(ada)).toMatchObject({ state: 'read' })
    expect(here.google.traffic.count({ kind: 'token' })).toBe(2)
  })

  test('a token that ends between two pages is replaced', async () => {
    here.google.setPages({ short: 1, seed: 3 })
    for (let n = 0; n < 20; n++)
      here.google.company.createEvent(grace, { summary: `${n}`, start: first + n * DAY, guests: [ada] })
    const steady = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await steady(connection)
      return {
        async *changes(calendar, ask) {
          for await (const page of service.changes(calendar, ask)) {
            here.google.oauth.revokeTokens()
            yield page
          }
        },
      }
    }
    expect(await here.sync(ada)).toMatchObject({ state: 'read' })
    expect(await rows()).toHaveLength(21)
  })

  test('one broken calendar stops neither the others nor the connection', async () => {
    here.google.company.suspend(ada)
    expect(await here.sync(ada)).toMatchObject({ state: 'failed', fault: { code: 'invalid_grant' } })
    expect(await here.sync(grace)).toMatchObject({ state: 'read' })
    expect((await calendarOf(ada))?.fault?.message).toContain(ada)
    expect((await held.store.connections.byId(here.connection))?.fault).toBeNull()
  })

  test('a scope that nobody granted is the connection’s trouble, until it is well again', async () => {
    here.google.oauth.allowScopes([])
    expect(await here.sync(linus)).toMatchObject({ state: 'failed', fault: { code: 'unauthorized_client' } })
    const broken = await held.store.connections.byId(here.connection)
    expect(broken).toMatchObject({ failingSince: here.clock.now, fault: { code: 'unauthorized_client' } })
    expect(broken?.fault?.wayOut).toContain('calendar.events.readonly')
    here.google.oauth.allowScopes(['https://www.googleapis.com/auth/calendar.events.readonly'])
    await here.sync(linus)
    expect(await held.store.connections.byId(here.connection)).toMatchObject({
      fault: null,
      failingSince: null,
    })
  })

  test('no key and no token stands in what is noted', async () => {
    here.google.oauth.allowScopes([])
    await here.sync(ada)
    const noted = JSON.stringify(await calendarOf(ada))
    for (const secret of ['PRIVATE KEY', 'ya29', 'eyJ', 'assertion']) expect(noted).not.toContain(secret)
  })

  test('a calendar that is not watched any more is left alone', async () => {
    await held.store.connections.remove(here.connection, here.clock.now)
    expect(await here.sync(ada)).toEqual({ state: 'gone' })
  })
})

describe('at the same time', () => {
  test('readings of one calendar follow each other', async () => {
    let running = 0
    let most = 0
    const quick = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      const service = await quick(connection)
      return {
        async *changes(calendar, ask) {
          most = Math.max(most, ++running)
          try {
            yield* service.changes(calendar, ask)
          } finally {
            running--
          }
        },
      }
    }
    await Promise.all([here.sync(ada), here.sync(ada), here.sync(ada)])
    expect(most).toBe(1)
  })

  test('a hint during a reading causes another', async () => {
    const quick = here.parts.serviceOf
    here.parts.serviceOf = async (connection) => {
      await held.store.calendars.markDirty(ada, here.clock.now)
      return quick(connection)
    }
    await here.sync(ada)
    expect(await held.store.calendars.due(here.clock.now, 10)).toContain(ada)
  })

  test('of two readings by two processes the one that ends later reads once more', async () => {
    const quick = here.parts.serviceOf
    const otherProcess = calendarSync({ ...here.parts, serviceOf: quick })
    let readings = 0
    here.parts.serviceOf = async (connection) => {
      const service = await quick(connection)
      return {
        async *changes(calendar, ask) {
          const pages = []
          for await (const page of service.changes(calendar, ask)) pages.push(page)
          if (++readings === 1) {
            await otherProcess(ada)
            here.google.company.moveInstance(id, second, second + DAY)
          }
          yield* pages
        },
      }
    }
    expect(await here.sync(ada)).toMatchObject({ state: 'read', changed: 1 })
    expect([readings, (await rows()).length]).toEqual([2, 2])
  })
})
