// calendarView/delta: rounds, pages, what is told of a change and what is not.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import {
  delta,
  type GraphEvent,
  type GraphScene,
  graphRefusal,
  graphScene,
  PREFER,
  window,
} from './graph-support.ts'
import { ada, at, weekly as endless, grace, tuesday } from './support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const weekly = { ...endless, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=4' }
const series = () => here.graph.company.createEvent(ada, weekly)
const types = (items: GraphEvent[]) => items.map((item) => (item['@removed'] ? 'removed' : item.type))
const first = (person = ada) => delta(here.client, person)

/** What a round tells after these acts, to who was in step before them. */
async function changesOf(act: () => void, person = ada): Promise<GraphEvent[]> {
  const { link } = await first(person)
  act()
  return (await delta(here.client, person, link)).items
}

describe('a round', () => {
  test('tells masters in full, and bare occurrences that leave the rest to them', async () => {
    series()
    const { items } = await first()
    expect(types(items)).toEqual(['seriesMaster', 'occurrence', 'occurrence', 'occurrence', 'occurrence'])
    expect(Object.keys(items[1]!).sort()).toEqual([
      '@odata.etag',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ])
    expect(items[0]).toMatchObject({ subject: 'Ada / Grace', recurrence: { pattern: { type: 'weekly' } } })
  })

  test('has only what touches its window, for ever', async () => {
    here.graph.company.createEvent(ada, { summary: 'Too late', start: at('2026-06-01T00:00:00Z') })
    const { items, link } = await first()
    expect(items).toEqual([])
    here.graph.company.createEvent(ada, { summary: 'Too late as well', start: at('2026-07-01T00:00:00Z') })
    here.graph.company.createEvent(ada, { summary: 'In time', start: at('2026-05-31T23:59:00Z') })
    expect((await delta(here.client, ada, link)).items).toMatchObject([{ subject: 'In time' }])
  })

  test('after no change is empty, and goes on', async () => {
    series()
    const { link } = await first()
    const again = await delta(here.client, ada, link)
    expect(again.items).toEqual([])
    here.graph.company.createEvent(ada, { summary: 'New', start: tuesday })
    expect((await delta(here.client, ada, again.link)).items).toMatchObject([{ subject: 'New' }])
  })

  test('comes in pages of the size that is asked for with each of them', async () => {
    series()
    expect((await delta(here.client, ada, undefined, 'odata.maxpagesize=2')).pages).toEqual([2, 2, 1])
  })

  test('leaves what changes while it is paged to the next', async () => {
    const id = series()
    const start = await here.client
      .api(`/users/${ada}/calendarView/delta`)
      .query(window)
      .header('Prefer', 'odata.maxpagesize=3')
      .get()
    here.graph.company.cancelInstance(id, tuesday + 3 * WEEK)
    here.graph.company.createEvent(ada, { summary: 'Meanwhile', start: tuesday })
    const { items, link } = await delta(here.client, ada, start['@odata.nextLink'])
    expect(types(items)).toEqual(['occurrence'])
    expect(types((await delta(here.client, ada, link)).items)).toEqual(['seriesMaster', 'singleInstance'])
  })
})

describe('a change', () => {
  test('of an instance brings it and its master', async () => {
    const id = series()
    const items = await changesOf(() =>
      here.graph.company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + HOUR),
    )
    expect(types(items)).toEqual(['seriesMaster', 'exception'])
    expect(items[1]!.originalStart ?? items[1]!.occurrenceId).toContain('2026-03-10')
  })

  test('of all brings all', async () => {
    const id = series()
    expect(types(await changesOf(() => here.graph.company.editSeries(id, { summary: 'New' })))).toHaveLength(
      5,
    )
  })

  test('an answer merely touches the organizer’s master', async () => {
    const id = series()
    expect(types(await changesOf(() => here.graph.company.respond(grace, id, 'accepted')))).toEqual([
      'seriesMaster',
    ])
  })

  test('an instance deleted from one’s own calendar leaves no tombstone, only the master tells, when asked', async () => {
    const id = series()
    const items = await changesOf(
      () => here.graph.company.respond(grace, { id, original: tuesday + WEEK }, 'declined'),
      grace,
    )
    expect(types(items)).toEqual(['seriesMaster'])
    expect(items[0]).not.toHaveProperty('cancelledOccurrences')
    const master = here.client.api(`/users/${grace}/events/${items[0]!.id}`).header('Prefer', PREFER)
    const asked = await master.query({ $select: 'subject,cancelledOccurrences' }).get()
    expect(asked.cancelledOccurrences).toEqual([`OID.${items[0]!.id}.2026-03-10`])
  })

  test('a deleted single is a tombstone without a type', async () => {
    const id = here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
    const items = await changesOf(() => here.graph.company.cancelSeries(id))
    expect(items).toEqual([{ id, '@removed': { reason: 'deleted' } }])
  })

  test('a deleted series is a tombstone each, or one for all', async () => {
    const ids = [series(), series()]
    const each = await changesOf(() => here.graph.company.cancelSeries(ids[0]!))
    expect(types(each)).toEqual(Array(5).fill('removed'))
    here.graph.setPages({ seriesByOne: 1 })
    const one = await changesOf(() => here.graph.company.cancelSeries(ids[1]!))
    expect(one).toEqual([{ id: ids[1], '@removed': { reason: 'deleted' } }])
  })

  test('what leaves the window is removed from it', async () => {
    const id = here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
    const items = await changesOf(() =>
      here.graph.company.editSeries(id, { start: at('2026-08-01T00:00:00Z') }),
    )
    expect(types(items)).toEqual(['removed'])
  })

  test('what came and went between two rounds was never there', async () => {
    const items = await changesOf(() => {
      const id = here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
      here.graph.company.cancelSeries(id)
    })
    expect(items).toEqual([])
  })
})

describe('Prefer', () => {
  test('is not in the links: without it ids are others, and change with the event', async () => {
    const id = here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
    const { link } = await first()
    here.graph.company.editSeries(id, { summary: 'Dinner' })
    const [once] = (await delta(here.client, ada, link, '')).items
    expect(once!.id).not.toBe(id)
    here.graph.company.editSeries(id, { summary: 'Supper' })
    const [again] = (await delta(here.client, ada, link, '')).items
    expect(again!.id).not.toBe(once!.id)
    expect(await graphRefusal(here.client.api(`/users/${ada}/events/${once!.id}`).get())).toMatchObject({
      status: 404,
      code: 'ErrorItemNotFound',
    })
  })

  test.each([
    ['', '2026-03-03T09:00:00.0000000', 'UTC'],
    ['outlook.timezone="Europe/Berlin"', '2026-03-03T10:00:00.0000000', 'Europe/Berlin'],
    ['outlook.timezone="Eastern Standard Time"', '2026-03-03T04:00:00.0000000', 'Eastern Standard Time'],
  ])('%s tells times so', async (prefer, dateTime, timeZone) => {
    here.graph.company.createEvent(ada, { summary: 'Lunch', start: tuesday })
    expect((await delta(here.client, ada, undefined, prefer)).items[0]!.start).toEqual({ dateTime, timeZone })
  })
})

describe('refused', () => {
  const ask = (query: Record<string, string>) =>
    here.client.api(`/users/${ada}/calendarView/delta`).query(query).get()

  test.each(['$select', '$filter', '$expand', '$orderby', '$search', '$top'])('%s', async (name) => {
    expect(await graphRefusal(ask({ ...window, [name]: 'subject' }))).toMatchObject({
      status: 400,
      code: 'ErrorInvalidUrlQuery',
    })
  })

  test('a round without a window, or with a wrong one', async () => {
    expect(await graphRefusal(ask({ startDateTime: window.startDateTime }))).toMatchObject({ status: 400 })
    expect(await graphRefusal(ask({ ...window, endDateTime: 'soon' }))).toMatchObject({ status: 400 })
    expect(await graphRefusal(ask({ ...window, endDateTime: '2036-01-01' }))).toMatchObject({
      code: 'ErrorCalendarViewRangeTooBig',
    })
  })

  test('a token that is none, or another mailbox’s', async () => {
    expect(await graphRefusal(ask({ $deltatoken: 'latest' }))).toMatchObject({ status: 400 })
    expect(await graphRefusal(ask({ $skiptoken: 'latest' }))).toMatchObject({ status: 400 })
    const { link } = await first(grace)
    expect(await graphRefusal(here.client.api(link.replace(grace, ada)).get())).toMatchObject({ status: 400 })
  })

  test('a token that is too old: 410, and a new round works', async () => {
    const { link } = await first()
    here.graph.expireTokens(ada)
    expect(await graphRefusal(here.client.api(link).get())).toMatchObject({
      status: 410,
      code: 'SyncStateNotFound',
    })
    expect((await first()).items).toEqual([])
  })
})

describe('bad weather', () => {
  const fill = () => {
    const ids = Array.from({ length: 6 }, (_, n) =>
      here.graph.company.createEvent(ada, { ...weekly, summary: `${n}`, start: tuesday + n * DAY }),
    )
    here.graph.company.createEvent(ada, { summary: 'Outside', start: at('2027-01-01T00:00:00Z') })
    return ids
  }

  test('repeats, shuffles, empties and adds strangers, and all of it is there', async () => {
    fill()
    here.graph.setPages({ short: 0.5, empty: 0.3, repeat: 0.3, shuffle: 1, outside: 1, seed: 5 })
    const { items, pages } = await delta(
      here.client,
      ada,
      undefined,
      'IdType="ImmutableId", odata.maxpagesize=7',
    )
    expect(pages).toContain(0)
    expect(items.length).toBeGreaterThan(31)
    expect(new Set(items.map(({ id }) => id)).size).toBe(31)
    expect(types(items)[0]).not.toBe('seriesMaster')
    expect(items.some(({ subject }) => subject === 'Outside')).toBe(true)
  })

  test('is the same for the same seed', async () => {
    fill()
    const once = async () => {
      here.graph.setPages({ short: 0.5, repeat: 0.3, shuffle: 1, seed: 9 })
      return (await first()).items.map(({ id }) => id)
    }
    expect(await once()).toEqual(await once())
  })
})
