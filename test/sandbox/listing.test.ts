// events.list through the real client: pages, increments, tombstones, refusals.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { ada, grace, linus, listAll, monday, refusal, type Scene, scene, tuesday, weekly } from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

describe('a first listing', () => {
  test('shows an invitation in both calendars under one id and UID, times in each one’s zone', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const [[hers], [his]] = [(await listAll(here.as(ada))).items, (await listAll(here.as(grace))).items]
    expect(hers).toMatchObject({
      id,
      iCalUID: `${id}@google.com`,
      status: 'confirmed',
      recurrence: ['RRULE:FREQ=WEEKLY'],
    })
    expect(hers?.start).toEqual({ dateTime: '2026-03-03T10:00:00+01:00', timeZone: 'Europe/Berlin' })
    expect(his?.start).toEqual({ dateTime: '2026-03-03T09:00:00Z', timeZone: 'Europe/Berlin' })
    expect(hers?.organizer).toEqual({ email: ada, displayName: 'Ada', self: true })
    expect(his?.attendees).toEqual([
      { email: ada, displayName: 'Ada', responseStatus: 'accepted', organizer: true },
      { email: grace, displayName: 'Grace', responseStatus: 'needsAction', self: true },
    ])
    expect(his?.id).toBe(id)
  })

  test('comes in pages, the sync token only on the last', async () => {
    for (let n = 0; n < 7; n++)
      here.google.company.createEvent(ada, { summary: `${n}`, start: monday + n * DAY })
    const first = await here.as(ada).events.list({ calendarId: ada, maxResults: 3 })
    expect(first.data.nextPageToken).toBeTypeOf('string')
    expect(first.data.nextSyncToken).toBeUndefined()
    const all = await listAll(here.as(ada), { maxResults: 3 })
    expect(all.pages).toEqual([3, 3, 1])
    expect(all.items.map((item) => item.summary)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(all.syncToken).toBeTypeOf('string')
  })

  test('loses and repeats nothing where pages come short and empty', async () => {
    for (let n = 0; n < 40; n++)
      here.google.company.createEvent(ada, { summary: `${n}`, start: monday + n * HOUR })
    here.google.setPages({ short: 0.5, empty: 0.4, seed: 3 })
    const all = await listAll(here.as(ada), { maxResults: 10 })
    expect(all.pages).toContain(0)
    expect(all.items.map((item) => Number(item.summary))).toEqual([...Array(40).keys()])
  })

  test('leaves what changes between two pages to the next sync', async () => {
    const ids = [0, 1, 2, 3].map((n) =>
      here.google.company.createEvent(ada, { summary: `${n}`, start: monday + n * DAY }),
    )
    const query = { calendarId: 'primary', maxResults: 2 }
    const first = await here.as(ada).events.list(query)
    here.google.company.editSeries(ids[3]!, { summary: 'changed' })
    const second = await here.as(ada).events.list({ ...query, pageToken: first.data.nextPageToken! })
    expect(second.data.items?.map((item) => item.summary)).toEqual(['2'])
    const next = await listAll(here.as(ada), { maxResults: 2, syncToken: second.data.nextSyncToken! })
    expect(next.items.map((item) => item.summary)).toEqual(['changed'])
  })

  test('holds no deleted event, but the cancelled instances of a living series', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const gone = here.google.company.createEvent(ada, { summary: 'gone', start: tuesday })
    here.google.company.cancelInstance(id, tuesday + WEEK)
    here.google.company.cancelSeries(gone)
    const plain = await listAll(here.as(ada))
    expect(plain.items.map((item) => [item.id, item.status])).toEqual([
      [`${id}_20260310T090000Z`, 'cancelled'],
      [id, 'confirmed'],
    ])
    const all = await listAll(here.as(ada), { showDeleted: true })
    expect(all.items.find((item) => item.id === gone)).toMatchObject({ status: 'cancelled', summary: 'gone' })
  })

  test('never exceeds 2500 events a page', async () => {
    for (let n = 0; n < 2600; n++)
      here.google.company.createEvent(ada, { summary: `${n}`, start: monday + n * MINUTE })
    expect((await listAll(here.as(ada), { maxResults: 9999 })).pages).toEqual([2500, 100])
    expect((await listAll(here.as(ada))).pages[0]).toBe(250)
  })
})

describe('an incremental listing', () => {
  test('tells what changed since, once', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const { syncToken } = await listAll(here.as(grace))
    here.clock.now += HOUR
    here.google.company.respond(grace, id, 'accepted')
    const next = await listAll(here.as(grace), { syncToken: syncToken! })
    expect(next.items).toHaveLength(1)
    expect(next.items[0]).toMatchObject({ id, updated: '2026-03-02T01:00:00.000Z' })
    expect(next.items[0]?.attendees?.[1]?.responseStatus).toBe('accepted')
    expect((await listAll(here.as(grace), { syncToken: next.syncToken! })).items).toEqual([])
  })

  test('an edited instance brings its master along, its original start unchanged', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const { syncToken } = await listAll(here.as(ada))
    here.google.company.moveInstance(id, tuesday, tuesday + DAY)
    const { items } = await listAll(here.as(ada), { syncToken: syncToken! })
    expect(items.map((item) => item.id)).toEqual([`${id}_20260303T090000Z`, id])
    expect(items[0]).toMatchObject({
      recurringEventId: id,
      originalStartTime: { dateTime: '2026-03-03T10:00:00+01:00', timeZone: 'Europe/Berlin' },
      start: { dateTime: '2026-03-04T10:00:00+01:00' },
      end: { dateTime: '2026-03-04T10:30:00+01:00' },
      iCalUID: `${id}@google.com`,
    })
  })

  test('a cancelled instance is id, master and original start; a deleted series id and status', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    let { syncToken } = await listAll(here.as(grace))
    here.google.company.cancelInstance(id, tuesday)
    const cancelled = await listAll(here.as(grace), { syncToken: syncToken! })
    expect(Object.keys(cancelled.items[0] ?? {}).sort()).toEqual([
      'etag',
      'id',
      'kind',
      'originalStartTime',
      'recurringEventId',
      'status',
    ])
    syncToken = cancelled.syncToken
    here.google.company.cancelSeries(id)
    const deleted = await listAll(here.as(grace), { syncToken: syncToken! })
    const master = deleted.items.find((item) => item.id === id)
    expect(Object.keys(master ?? {}).sort()).toEqual(['etag', 'id', 'kind', 'status'])
  })

  test('after a truncation dropped exceptions are bare', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.cancelInstance(id, tuesday + 3 * WEEK)
    const { syncToken } = await listAll(here.as(ada))
    here.google.company.endSeries(id, tuesday + 2 * WEEK)
    const { items } = await listAll(here.as(ada), { syncToken: syncToken! })
    expect(items.map(({ etag, kind, ...rest }) => rest)).toMatchObject([
      { id: `${id}_20260324T090000Z`, status: 'cancelled' },
      { id, recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20260316T225959Z'] },
    ])
    expect(items[0]).not.toHaveProperty('recurringEventId')
  })

  test('this-and-following ends the old series and starts one with another id and UID', async () => {
    const id = here.google.company.createEvent(ada, { ...weekly, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=10' })
    const { syncToken } = await listAll(here.as(grace))
    const from = tuesday + 2 * WEEK
    const newer = here.google.company.splitSeries(id, from, { start: from + HOUR })
    expect(newer).toBe(`${id}_R20260317T090000`)
    const { items } = await listAll(here.as(grace), { syncToken: syncToken! })
    expect(items).toMatchObject([
      { id, recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20260316T225959Z'] },
      {
        id: newer,
        iCalUID: `${newer}@google.com`,
        recurrence: ['RRULE:FREQ=WEEKLY;COUNT=8'],
        start: { dateTime: '2026-03-17T10:00:00Z' },
      },
    ])
  })

  test('a guest who deletes it has a tombstone, the organizer sees a decline', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const tokens = [await listAll(here.as(ada)), await listAll(here.as(grace))].map((all) => all.syncToken!)
    here.google.company.deleteFromOwnCalendar(grace, id)
    const [hers, his] = [
      await listAll(here.as(ada), { syncToken: tokens[0]! }),
      await listAll(here.as(grace), { syncToken: tokens[1]! }),
    ]
    expect(hers.items[0]?.attendees?.[1]).toMatchObject({ email: grace, responseStatus: 'declined' })
    expect(his.items).toMatchObject([{ id, status: 'cancelled' }])
  })

  test('a third guest of one instance sees that instance alone', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.changeInstance(id, tuesday, { addGuests: [linus] })
    const { items } = await listAll(here.as(linus))
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ id: `${id}_20260303T090000Z`, recurringEventId: id })
    expect(items[0]?.attendees).toHaveLength(3)
  })

  test('with single events a touched series comes back whole', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    const { syncToken, items } = await listAll(here.as(ada), { singleEvents: true })
    expect(items.length).toBeGreaterThan(100)
    here.google.company.moveInstance(id, tuesday, tuesday + DAY)
    const next = await listAll(here.as(ada), { singleEvents: true, syncToken: syncToken! })
    expect(next.items.length).toBe(items.length)
    expect(new Set(next.items.map((item) => item.id)).size).toBe(items.length)
  })
})

describe('a refused listing', () => {
  test.each([
    ['timeMin', { timeMin: '2026-03-01T00:00:00Z' }],
    ['timeMax', { timeMax: '2026-03-01T00:00:00Z' }],
    ['updatedMin', { updatedMin: '2026-03-01T00:00:00Z' }],
    ['orderBy', { orderBy: 'updated' }],
    ['q', { q: 'x' }],
    ['iCalUID', { iCalUID: 'x' }],
    ['privateExtendedProperty', { privateExtendedProperty: ['a=b'] }],
    ['sharedExtendedProperty', { sharedExtendedProperty: ['a=b'] }],
    ['showDeleted=false', { showDeleted: false }],
  ])('%s beside a sync token is a 400', async (_name, extra) => {
    const { syncToken } = await listAll(here.as(ada))
    const answer = await refusal(
      here.as(ada).events.list({ calendarId: ada, syncToken: syncToken!, ...extra }),
    )
    expect(answer).toMatchObject({ code: 400, reason: 'syncTokenWithRequestRestrictions' })
  })

  test.each([
    ['other parameters than the first call’s', { singleEvents: true }, 400, 'invalid'],
    ['a page size of nothing', { maxResults: 0 }, 400, 'invalidParameter'],
    ['a time without offset', { timeMin: '2026-03-01T00:00:00' }, 400, 'badRequest'],
    [
      'an empty range of time',
      { timeMin: '2026-03-01T00:00:00Z', timeMax: '2026-03-01T00:00:00Z' },
      400,
      'timeRangeEmpty',
    ],
    ['an order that needs single events', { orderBy: 'startTime' }, 400, 'invalidParameter'],
    ['an unknown parameter', { colour: 'red' }, 400, 'invalidParameter'],
    ['an unknown zone', { timeZone: 'Mars/Base' }, 400, 'invalidParameter'],
    ['an unknown field', { fields: 'items(id,colour)' }, 400, 'invalidParameter'],
    ['a damaged page token', { pageToken: 'x' }, 400, 'invalid'],
    ['an unknown sync token', { syncToken: 'x' }, 410, 'fullSyncRequired'],
    ['changes from too long ago', { updatedMin: '2025-03-01T00:00:00Z' }, 410, 'updatedMinTooLongAgo'],
  ])('%s', async (_name, params, code, reason) => {
    const { syncToken } = await listAll(here.as(ada))
    const token = 'singleEvents' in params ? { syncToken: syncToken! } : {}
    expect(await refusal(here.as(ada).events.list({ calendarId: ada, ...token, ...params }))).toMatchObject({
      code,
      reason,
    })
  })

  test('a page token of another query, another calendar’s token, an expired one', async () => {
    for (let n = 0; n < 5; n++) here.google.company.createEvent(ada, { ...weekly, summary: `${n}` })
    const { data } = await here.as(ada).events.list({ calendarId: ada, maxResults: 2 })
    const pageToken = data.nextPageToken!
    expect(
      await refusal(here.as(ada).events.list({ calendarId: ada, maxResults: 3, pageToken })),
    ).toMatchObject({ code: 400 })
    const { syncToken } = await listAll(here.as(ada))
    expect(
      await refusal(here.as(grace).events.list({ calendarId: grace, syncToken: syncToken! })),
    ).toMatchObject({ code: 410 })
    here.google.expireTokens(ada)
    expect(await refusal(here.as(ada).events.list({ calendarId: ada, syncToken: syncToken! }))).toEqual({
      code: 410,
      reason: 'fullSyncRequired',
      message: 'Sync token is no longer valid, a full sync is required.',
    })
  })
})

test('fields leave only what was asked for', async () => {
  here.google.company.createEvent(ada, weekly)
  const { data } = await here.as(ada).events.list({
    calendarId: ada,
    fields: 'nextSyncToken,items(id,start/dateTime,attendees(email,self)),items/status',
  })
  expect(Object.keys(data).sort()).toEqual(['items', 'nextSyncToken'])
  expect(Object.keys(data.items?.[0] ?? {}).sort()).toEqual(['attendees', 'id', 'start', 'status'])
  expect(data.items?.[0]?.start).toEqual({ dateTime: '2026-03-03T10:00:00+01:00' })
  expect(data.items?.[0]?.attendees).toEqual([{ email: ada, self: true }, { email: grace }])
})
