// Events one by one, instances, views, settings; permissions, limits, failures and batches.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WEEK } from '../../src/domain/types.ts'
import {
  clientWith,
  type GraphScene,
  graphRefusal,
  graphScene,
  PREFER,
  tokenOf,
  window,
} from './graph-support.ts'
import { ada, grace, tuesday, weekly } from './support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const get = (path: string, query: Record<string, string> = {}) =>
  here.client.api(path).query(query).header('Prefer', PREFER).get()
const calendar = (person: string) => here.client.api(`/users/${person}/calendar`).get()

describe('one event', () => {
  test('has what is selected and its id; what it does not have is refused', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    const event = await get(`/users/${ada}/events/${id}`, { $select: 'subject' })
    expect(Object.keys(event).sort()).toEqual(['@odata.context', '@odata.etag', 'id', 'subject'])
    expect(await graphRefusal(get(`/users/${ada}/events/${id}`, { $select: 'summary' }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("'summary' on type 'microsoft.graph.event'"),
    })
  })

  test('tells exceptions only when they are expanded', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.changeInstance(id, tuesday + WEEK, { summary: 'Special' })
    expect(await get(`/users/${ada}/events/${id}`)).not.toHaveProperty('exceptionOccurrences')
    const expanded = await get(`/users/${ada}/events/${id}`, { $expand: 'exceptionOccurrences' })
    expect(expanded.exceptionOccurrences).toMatchObject([{ type: 'exception', subject: 'Special' }])
  })

  test('is found by the id of one occurrence, until that one is gone', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    const { value } = await get(`/users/${ada}/events/${id}/instances`, window)
    const path = `/users/${ada}/events/${value[1].id}`
    expect(await get(path)).toMatchObject({ type: 'occurrence', seriesMasterId: id, recurrence: null })
    here.graph.company.cancelInstance(id, tuesday + WEEK)
    expect(await graphRefusal(get(path))).toMatchObject({ status: 404, code: 'ErrorItemNotFound' })
  })

  test('is nobody else’s', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    expect(await graphRefusal(get(`/users/${grace}/events/${id}`))).toMatchObject({
      code: 'ErrorItemNotFound',
    })
  })
})

describe('instances and views', () => {
  test('come ten at a time, by start, with exceptions where they moved to', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.moveInstance(id, tuesday, tuesday + 3 * WEEK + 1)
    const span = { ...window, $select: 'start,type' }
    const one = await here.client.api(`/users/${ada}/events/${id}/instances`).query(span).get()
    expect(one.value).toHaveLength(10)
    expect(one.value[3].type).toBe('exception')
    const two = await here.client.api(one['@odata.nextLink']).get()
    expect(two.value).toHaveLength(3)
    expect(two).not.toHaveProperty('@odata.nextLink')
  })

  test('have no master among them', async () => {
    here.graph.company.createEvent(ada, weekly)
    here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday - 1 })
    const { value } = await get(`/users/${ada}/calendarView`, window)
    expect(new Set(value.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['occurrence', 'singleInstance']),
    )
    expect(value[0].subject).toBe('Lunch')
  })

  test('of a single event there are none', async () => {
    const id = here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
    expect(await graphRefusal(get(`/users/${ada}/events/${id}/instances`, window))).toMatchObject({
      status: 400,
    })
  })
})

describe('settings', () => {
  test('tell zone, hours, language and kind', async () => {
    const hours = { startMinute: 570, endMinute: 1080, days: [1, 2, 4] }
    here.graph.company.addPerson('mary@example.com', { zone: 'Asia/Kolkata', locale: 'en-IN', hours })
    expect(await get('/users/mary@example.com/mailboxSettings')).toMatchObject({
      timeZone: 'India Standard Time',
      userPurpose: 'user',
      language: { locale: 'en-IN' },
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'thursday'],
        startTime: '09:30:00.0000000',
        endTime: '18:00:00.0000000',
        timeZone: { name: 'India Standard Time' },
      },
    })
  })

  test('may name a zone that no list knows', async () => {
    here.graph.company.addPerson('mary@example.com', { zone: 'UTC', zoneName: 'tzone://Microsoft/Custom' })
    expect(await get('/users/mary@example.com/mailboxSettings')).toMatchObject({
      timeZone: 'tzone://Microsoft/Custom',
      workingHours: { timeZone: { '@odata.type': '#microsoft.graph.customTimeZone' } },
    })
  })
})

describe('permission', () => {
  test.each([
    ['Calendars.Read', `/users/${ada}/mailboxSettings`, 'ErrorAccessDenied'],
    ['MailboxSettings.Read', `/users/${ada}/calendar`, 'ErrorAccessDenied'],
    ['Calendars.Read', '/users', 'Authorization_RequestDenied'],
    ['User.Read.All', '/groups/any/members', 'Authorization_RequestDenied'],
  ])('%s is not enough for %s', async (role, path, code) => {
    here.graph.oauth.setRoles(here.app.clientId, [role])
    expect(await graphRefusal(here.client.api(path).get())).toMatchObject({ status: 403, code })
  })

  test('is limited to some mailboxes; all others are refused', async () => {
    here.graph.limitMailboxes(here.app.clientId, [grace])
    expect(await calendar(grace)).toMatchObject({ name: 'Calendar' })
    expect(await graphRefusal(calendar(ada))).toMatchObject({ status: 403, code: 'ErrorAccessDenied' })
    expect(await here.client.api('/users').get()).toMatchObject({ value: { length: 3 } })
  })
})

describe('no such mailbox', () => {
  test.each([
    ['nobody', () => 'nobody@example.com', 'ErrorInvalidUser'],
    ['an alias', () => 'hopper@example.com', 'ErrorInvalidUser'],
    [
      'no licence',
      () => {
        here.graph.company.switchCalendar(ada, false)
        return ada
      },
      'MailboxNotEnabledForRESTAPI',
    ],
    [
      'a guest',
      () => {
        here.graph.company.addPerson('guest@elsewhere.org', { zone: 'UTC', kind: 'guest' })
        return encodeURIComponent('guest_elsewhere.org#EXT#@example.com')
      },
      'MailboxNotEnabledForRESTAPI',
    ],
  ])('%s', async (_name, who, code) => {
    expect(await graphRefusal(calendar(who()))).toMatchObject({ status: 404, code })
  })

  test('who is disabled still has one', async () => {
    here.graph.company.suspend(ada)
    expect(await calendar(ada)).toMatchObject({ name: 'Calendar' })
  })

  test('one is found by the id of its owner', async () => {
    const { id } = await here.client.api(`/users/${ada}`).get()
    expect(await calendar(id)).toMatchObject({ owner: { address: ada } })
  })
})

describe('limits', () => {
  const statuses = async (calls: Promise<unknown>[]) =>
    (await Promise.allSettled(calls)).map((each) =>
      each.status === 'fulfilled' ? 200 : each.reason.statusCode,
    )

  test('so many in ten minutes, per mailbox, and when to come again', async () => {
    here.clock.wall = Date.now()
    here.graph.traffic.setLimits({ perMailboxPerTenMinutes: 2, retryAfter: 7 })
    await calendar(ada)
    await calendar(ada)
    const answer = await fetch(`${here.graph.url}/users/${ada}/calendar`, {
      headers: { authorization: `Bearer ${await tokenOf(here.graph, here.app)}` },
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await answer.json()).toMatchObject({ error: { code: 'ApplicationThrottled' } })
    expect(await calendar(grace)).toMatchObject({ name: 'Calendar' })
    here.clock.wall += 600_000
    expect(
      await clientWith(here.graph, () => tokenOf(here.graph, here.app))
        .api(`/users/${ada}/calendar`)
        .get(),
    ).toMatchObject({})
  })

  test('four at once in one mailbox', async () => {
    await calendar(grace)
    here.graph.traffic.setLimits({ takes: 3_000 })
    const calls = [1, 2, 3, 4, 5].map(() => calendar(ada))
    expect((await statuses([...calls, calendar(grace)])).sort()).toEqual([200, 200, 200, 200, 200, 429])
    expect(here.graph.traffic.mostAtOnce()).toBe(4)
  })

  test('failures on command, in the order given', async () => {
    await calendar(ada)
    here.graph.traffic.forceFailures([
      { failure: 'unavailable', mailbox: ada, retryAfter: 3 },
      { failure: 'tooManyRequests', kind: 'calendar' },
      { failure: 'connectionCut' },
    ])
    expect(await graphRefusal(calendar(ada))).toMatchObject({ status: 503, code: 'ServiceUnavailable' })
    expect(await graphRefusal(calendar(ada))).toMatchObject({ status: 429, code: 'TooManyRequests' })
    expect(await graphRefusal(calendar(ada))).toMatchObject({ status: -1 })
    expect(here.graph.traffic.stillForced()).toBe(0)
    expect(here.graph.traffic.count({ kind: 'calendar', mailbox: ada })).toBe(4)
  })
})

describe('a batch', () => {
  const batch = async (requests: object[]) => {
    const { responses } = await here.client.api('/$batch').post({ requests })
    return responses as { id: string; status: number; headers: Record<string, string>; body: never }[]
  }
  const step = (id: number, url: string) => ({
    id: String(id),
    method: 'GET',
    url,
    headers: { Prefer: PREFER },
  })

  test('answers each by itself, as if asked alone', async () => {
    const event = here.graph.company.createEvent(ada, weekly)
    const answers = await batch([
      step(1, `/users/${ada}/events/${event}?$select=subject`),
      step(2, '/users/nobody@example.com/calendar'),
      step(
        3,
        `/users/${grace}/calendarView?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-08T00:00:00Z`,
      ),
    ])
    expect(answers.map(({ id, status }) => [id, status])).toEqual([
      ['1', 200],
      ['2', 404],
      ['3', 200],
    ])
    expect(answers[0]!.body).toMatchObject({ id: event, subject: 'Ada / Grace' })
    expect(answers[0]!.headers['Preference-Applied']).toContain('ImmutableId')
    expect(answers[2]!.body).toMatchObject({ value: [{ type: 'occurrence' }] })
  })

  test('has throttled ones among others', async () => {
    here.graph.traffic.forceFailures([{ failure: 'throttled', mailbox: ada, retryAfter: 5 }])
    const answers = await batch([step(1, `/users/${ada}/calendar`), step(2, `/users/${ada}/calendar`)])
    expect(answers.map(({ status }) => status)).toEqual([429, 200])
    expect(answers[0]!.headers['Retry-After']).toBe('5')
  })

  test('has its own connection alone: what breaks behind one part is told as such', async () => {
    here.graph.traffic.forceFailures([{ failure: 'connectionCut', mailbox: ada }])
    const answers = await batch([step(1, `/users/${ada}/calendar`), step(2, `/users/${ada}/calendar`)])
    expect(answers.map(({ status }) => status)).toEqual([504, 200])
  })

  test('takes twenty, not more, each under a name of its own', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => step(n, `/users/${ada}/calendar`))
    expect(await batch(many(20))).toHaveLength(20)
    expect(await graphRefusal(batch(many(21)))).toMatchObject({ status: 400 })
    expect(await graphRefusal(batch([step(1, '/users'), step(1, '/users')]))).toMatchObject({ status: 400 })
  })
})

test('a path that Graph does not have is refused in its words', async () => {
  expect(await graphRefusal(here.client.api('/planets').get())).toMatchObject({
    status: 400,
    message: "Resource not found for the segment 'planets'.",
  })
})
