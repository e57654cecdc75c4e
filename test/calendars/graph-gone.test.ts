// What counts as gone in a mailbox, and what only could not be read: nobody is told "called off" by mistake.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fields } from '../../src/calendars/fields.ts'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import { type Mailbox, openMailbox } from '../../src/calendars/graph/mailbox.ts'
import { eventPages } from '../../src/calendars/graph/pages.ts'
import { type Graph, openGraph } from '../../src/calendars/graph/session.ts'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { occurrencesOf } from '../../src/domain/occurrences.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace } from '../sandbox/support.ts'
import { calendarOf, keeper, optionsFor } from './graph-support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const first = at('2026-03-03T09:00:00Z')
const weekly = (summary = 'Ada / Grace') =>
  here.graph.company.createEvent(grace, {
    summary,
    start: first,
    recurrence: 'RRULE:FREQ=WEEKLY',
    guests: [ada],
  })
const mailbox = (graph: Graph = openGraph(optionsFor(here))) =>
  openMailbox(graph, optionsFor(here).key, calendarOf(ada))

/** Graph, where the batches answer as `answer` has them. */
function answering(answer: (part: { id: string; url: string }) => object): Graph {
  const graph = openGraph(optionsFor(here))
  const call: Graph['call'] = async (given, asked) => {
    if (given.path !== '/$batch') return graph.call(given, asked)
    const { requests } = given.body as { requests: { id: string; url: string }[] }
    return { responses: requests.map((part) => ({ id: part.id, headers: {}, ...answer(part) })) }
  }
  return { ...graph, call }
}

const refused = (status: number, code: string) => ({
  status,
  body: { error: { code, message: 'In words of theirs.' } },
})
const window = { start: first - WEEK, end: first + 10 * WEEK }

describe('a mailbox that goes away within a reading', () => {
  /** Between the round and what is asked for by its id. */
  async function interrupted(change: (id: string) => void) {
    const id = weekly()
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    const mine = keeper(graphCalendars(optionsFor(here)), calendarOf(ada))
    const { end } = await mine.read(here.clock.now)
    change(id)
    const ask = {
      cursor: end.cursor,
      now: here.clock.now,
      known: async () => new Map(mine.rows().map((row) => [row.id, row] as const)),
      ofSeries: async () => mine.rows(),
      seriesIn: async () => [],
    }
    const events: CalendarEvent[] = []
    for await (const page of eventPages(mailbox(), { ...calendarOf(ada), zone: 'UTC' }, ask)) {
      here.graph.company.switchCalendar(ada, false)
      events.push(...page.events)
    }
    return events
  }

  test.each<[string, (id: string) => void]>([
    ['a series that changed', (id) => here.graph.company.editSeries(id, { summary: 'Grace / Ada' })],
    ['what is said to be removed', (id) => here.graph.company.deleteFromOwnCalendar(ada, id)],
  ])('%s: the reading fails, nothing is told as gone', async (_what, change) => {
    await expect(interrupted(change)).rejects.toMatchObject({
      name: 'AuthError',
      code: 'MailboxNotEnabledForRESTAPI',
      concerns: 'calendar',
    })
  })
})

describe('a date that is said to be removed and was never a row', () => {
  /** As the service reads Ada's mailbox, where `round` changes what a round says. */
  function reading(round: (items: Fields[]) => Fields[] = (items) => items) {
    const told = { ...mailbox(), delta: async (...asked: Parameters<Mailbox['delta']>) => within(asked) }
    const within = async (asked: Parameters<Mailbox['delta']>) => {
      const page = await mailbox().delta(...asked)
      return asked[0] === null ? page : { ...page, items: round(page.items as Fields[]) }
    }
    return keeper({ changes: (calendar, ask) => eventPages(told, calendar, ask) }, calendarOf(ada))
  }
  const removed = (id: string): Fields => ({ id, '@removed': { reason: 'deleted' } })
  const dates = (kept: ReturnType<typeof reading>) =>
    occurrencesOf(kept.rows(), kept.copy(), window).occurrences.map(({ uid, start }) => `${start} ${uid}`)
  const company = () => here.graph.company
  const offOf = (id: string) => company().deleteFromOwnCalendar(ada, { id, original: first + 2 * WEEK })

  /** Two series; of the one a date is deleted, which only a tombstone of that date tells. */
  async function afterADeletion(other: (id: string) => void) {
    const [id, another] = [weekly(), weekly('Another')]
    const mine = reading((items) => {
      const [own] = mine.rows().filter(({ uid }) => uid === company().uidOf(id))
      return [
        ...items.filter((item) => item.id !== own!.id && item.seriesMasterId !== own!.id),
        removed('a date that was never a row'),
      ]
    })
    await mine.read(here.clock.now)
    const before = dates(mine)
    offOf(id)
    other(another)
    await mine.read(here.clock.now)
    const gone = before.filter((date) => !dates(mine).includes(date))
    return { wholes: mine.wholes(), gone, date: `${first + 2 * WEEK} ${company().uidOf(id)}` }
  }

  test.each<[string, (id: string) => void]>([
    ['nothing', () => {}],
    ['another series', (id) => company().editSeries(id, { summary: 'Yet another' })],
    ['a date of another', (id) => company().moveInstance(id, first + WEEK, first + WEEK + HOUR)],
    ['all of another', (id) => company().respond(ada, id, 'declined')],
    ['a single', () => company().createEvent(ada, { summary: 'Lunch', start: first + DAY })],
  ])('%s changed beside it: it is called off', async (_what, other) => {
    const { gone, date, wholes } = await afterADeletion(other)
    expect(gone).toContain(date)
    expect(wholes).toBe(2)
  })

  test('is explained by a series that is gone with all its dates, or lost as many', async () => {
    const [id, another] = [weekly(), weekly('Another')]
    const mine = reading((items) =>
      items.some((item) => item['@removed']) ? items : [...items, removed('one of the other')],
    )
    await mine.read(here.clock.now)
    here.graph.traffic.clear()
    company().respond(ada, id, 'declined')
    await mine.read(here.clock.now)
    offOf(another)
    await mine.read(here.clock.now)
    expect(mine.wholes()).toBe(1)
    expect(here.graph.traffic.count({ kind: 'batch' })).toBe(2)
    expect(dates(mine).some((date) => date.endsWith(company().uidOf(id)!))).toBe(false)
    expect(dates(mine)).not.toContain(`${first + 2 * WEEK} ${company().uidOf(another)}`)
  })
})

describe('a part of a batch', () => {
  const series = { id: 'm', type: 'seriesMaster' }
  const isInstances = (url: string) => url.includes('/instances?')
  const read = (master: object, instances: object) =>
    mailbox(answering(({ url }) => (isInstances(url) ? instances : master))).series(['m'], window)
  const is = (body: object) => ({ status: 200, body })

  test.each<[string, object, object, number]>([
    ['the series is gone', refused(404, 'ErrorItemNotFound'), refused(404, 'ErrorItemNotFound'), 404],
    ['it went between the two', is(series), refused(404, 'ErrorItemNotFound'), 404],
    [
      'it is no series any more',
      is({ ...series, type: 'singleInstance' }),
      refused(400, 'ErrorInvalidRequest'),
      200,
    ],
  ])('%s', async (_why, master, instances, status) => {
    const [read1] = await read(master, instances)
    expect([read1!.master.status, read1!.instances]).toEqual([status, []])
  })

  test.each<[string, object, object]>([
    ['a series whose instances are refused', is(series), refused(400, 'ErrorInvalidRequest')],
    ['a 404 of another kind', refused(404, 'ErrorFolderNotFound'), refused(404, 'ErrorFolderNotFound')],
    ['a 404 without a code', { status: 404 }, { status: 404 }],
  ])('%s is an error', async (_why, master, instances) => {
    await expect(read(master, instances)).rejects.toMatchObject({ name: 'AuthError' })
  })

  test('an event that is not there is one that is gone; of another answer nothing is known', async () => {
    const events = (answer: object) => mailbox(answering(() => answer)).events(['m'])
    expect(await events(refused(404, 'ErrorItemNotFound'))).toMatchObject([{ status: 404 }])
    await expect(events(refused(404, 'ErrorInvalidUser'))).rejects.toMatchObject({ code: 'ErrorInvalidUser' })
    await expect(events(refused(400, 'ErrorInvalidIdMalformed'))).rejects.toMatchObject({ name: 'AuthError' })
  })
})
