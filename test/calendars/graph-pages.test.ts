// Reading mailboxes from the Graph sandbox over HTTPS: rounds, series told anew, the rolling window.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import type { Mailbox } from '../../src/calendars/graph/mailbox.ts'
import { eventPages } from '../../src/calendars/graph/pages.ts'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { differencesBetween, occurrencesOf } from '../../src/domain/occurrences.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace, linus, monday } from '../sandbox/support.ts'
import { calendarOf, keeper, optionsFor } from './graph-support.ts'

let here: GraphScene
let mine: ReturnType<typeof keeper>

beforeEach(async () => {
  here = await graphScene()
  mine = open(ada)
})
afterEach(() => here.graph.close())

const open = (owner: string) => keeper(graphCalendars(optionsFor(here)), calendarOf(owner))
const read = () => mine.read(here.clock.now)
const first = at('2026-03-03T09:00:00Z')
const weekly = (more: object = {}) =>
  here.graph.company.createEvent(grace, {
    summary: 'Ada / Grace',
    start: first,
    recurrence: 'RRULE:FREQ=WEEKLY',
    guests: [ada],
    ...more,
  })

/** What Exchange says of the next ten weeks, against what our rows give. */
async function differences(kept = mine, owner = ada) {
  const span = { start: monday - 2 * WEEK, end: monday + 10 * WEEK }
  const service = graphCalendars(optionsFor(here))
  const theirs = []
  for await (const page of service.occurrences!({ ...calendarOf(owner), zone: kept.copy().zone }, span))
    theirs.push(...page)
  return differencesBetween(occurrencesOf(kept.rows(), kept.copy(), span), theirs)
}

describe('a first reading', () => {
  test('has one row for a series and one for each exception, whatever number of dates', async () => {
    const id = weekly()
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    here.graph.company.cancelInstance(id, first + 2 * WEEK)
    here.graph.company.createEvent(linus, { summary: 'Lunch', start: first + DAY, guests: [ada] })
    await read()
    const kinds = mine.rows().map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['instance', 'instance', 'master', 'single'])
    expect(mine.copy().zone).toBe('Europe/Berlin')
    expect(await differences()).toEqual([])
  })

  test('takes one round, one batch and the zone for a few series', async () => {
    for (let n = 0; n < 5; n++) weekly({ summary: `Series ${n}`, start: first + n * HOUR })
    here.graph.traffic.clear()
    await read()
    const count = (kind: 'calendarView.delta' | 'batch' | 'mailboxSettings') =>
      here.graph.traffic.count({ kind })
    expect([count('calendarView.delta'), count('batch'), count('mailboxSettings')]).toEqual([1, 1, 1])
  })

  test('tells the organizer and the answers of both', async () => {
    const id = weekly()
    here.graph.company.respond(ada, id, 'accepted')
    await read()
    const [master] = mine.rows()
    expect(master!.details).toMatchObject({
      title: 'Ada / Grace',
      organizer: grace,
      attendees: expect.arrayContaining([expect.objectContaining({ address: ada, answer: 'accepted' })]),
    })
  })
})

describe('what changes is told', () => {
  beforeEach(async () => {
    weekly()
    await read()
    here.graph.traffic.clear()
  })
  const id = () => here.graph.company.log()[3]!.with as { id: string }

  test('nothing: one call, no rows', async () => {
    const { events, end } = await read()
    expect(events).toEqual([])
    expect(end.reach).toBe('changes')
    expect(here.graph.traffic.count()).toBe(1)
  })

  test('an instance that is moved, called off by its organizer, and deleted by its guest', async () => {
    const { company } = here.graph
    company.moveInstance(id().id, first + WEEK, first + WEEK + HOUR)
    company.cancelInstance(id().id, first + 2 * WEEK)
    company.deleteFromOwnCalendar(ada, { id: id().id, original: first + 3 * WEEK })
    await read()
    expect(await differences()).toEqual([])
    const slot = (n: number) => mine.rows().find(({ original }) => original === first + n * WEEK)
    expect(slot(1)?.span?.start).toBe(first + WEEK + HOUR)
  })

  test('an exception that becomes an ordinary date again, as the rule is set anew', async () => {
    const { company } = here.graph
    company.moveInstance(id().id, first + WEEK, first + WEEK + HOUR)
    await read()
    company.editSeries(id().id, { start: first + 2 * HOUR, end: first + 3 * HOUR })
    await read()
    expect(await differences()).toEqual([])
    company.editSeries(id().id, { start: first, end: first + HOUR / 2 })
    await read()
    expect(await differences()).toEqual([])
  })

  test('an end, a split, and the end of all', async () => {
    const { company } = here.graph
    company.splitSeries(id().id, first + 3 * WEEK, {
      start: first + 3 * WEEK + HOUR,
      end: first + 3 * WEEK + 2 * HOUR,
    })
    await read()
    expect(await differences()).toEqual([])
    company.endSeries(id().id, first + 2 * WEEK)
    await read()
    expect(await differences()).toEqual([])
    company.cancelSeries(id().id)
    await read()
    expect(await differences()).toEqual([])
    company.deleteFromOwnCalendar(ada, id().id)
    await read()
    expect(await differences()).toEqual([])
  })

  test('a yes to all after a no: of its former copy no date is left, though one was called off meanwhile', async () => {
    const { company } = here.graph
    company.respond(ada, { id: id().id, original: first + WEEK }, 'accepted')
    await read()
    company.respond(ada, id().id, 'declined')
    await read()
    company.cancelInstance(id().id, first + WEEK)
    company.respond(ada, id().id, 'accepted')
    await read()
    expect(await differences()).toEqual([])
    expect(mine.rows().filter(({ original, removed }) => original === first + WEEK && !removed)).toEqual([])
  })

  test('by one round and one batch', async () => {
    here.graph.company.moveInstance(id().id, first + WEEK, first + WEEK + HOUR)
    await read()
    const { traffic } = here.graph
    expect([traffic.count({ kind: 'calendarView.delta' }), traffic.count({ kind: 'batch' })]).toEqual([1, 1])
  })

  test('a declined series leaves the mailbox, and its row is a tombstone of the series', async () => {
    here.graph.company.respond(ada, id().id, 'declined')
    await read()
    expect(mine.rows()).toMatchObject([{ kind: 'master', removed: true }])
  })

  test('a single that left the window is still there', async () => {
    const { company } = here.graph
    const single = company.createEvent(ada, { summary: 'Dentist', start: first })
    await read()
    company.editSeries(single, { start: first + 30 * WEEK, end: first + 30 * WEEK + HOUR })
    await read()
    const row = mine.rows().find(({ kind }) => kind === 'single')
    expect(row).toMatchObject({ removed: false, span: { start: first + 30 * WEEK } })
  })
})

describe('starting over', () => {
  test('a token that is not known any more is read anew; what went meanwhile is gone', async () => {
    const id = weekly()
    const lunch = here.graph.company.createEvent(ada, { summary: 'Lunch', start: first + DAY })
    await read()
    here.graph.company.cancelSeries(lunch)
    here.graph.company.deleteFromOwnCalendar(ada, { id, original: first + WEEK })
    here.graph.expireTokens(ada)
    await read()
    expect(mine.wholes()).toBe(2)
    expect(await differences()).toEqual([])
  })

  test('the window rolls on after a week or two, each mailbox at its time, and forgets no history', async () => {
    const lunch = here.graph.company.createEvent(ada, { summary: 'Lunch', start: monday - 13 * WEEK })
    weekly()
    await read()
    here.clock.now = monday + 6 * DAY
    await read()
    expect(mine.wholes()).toBe(1)
    here.clock.now = monday + 14 * DAY + HOUR
    const { end } = await read()
    expect(mine.wholes()).toBe(2)
    expect(end).toMatchObject({ reach: 'whole', window: { end: here.clock.now + 15 * WEEK } })
    expect(mine.rows().find(({ id }) => id === lunch)).toMatchObject({ removed: false })
  })

  test('a cursor of another place is none: tokens go to Graph alone', async () => {
    await read()
    const stolen = { link: 'https://elsewhere.example/v1.0/me', start: 0, end: monday + 20 * WEEK }
    const service = graphCalendars(optionsFor(here))
    const ask = {
      cursor: JSON.stringify(stolen),
      now: monday,
      known: async () => new Map(),
      ofSeries: async () => [],
      seriesIn: async () => [],
    }
    const reading = service.changes(calendarOf(ada), ask)[Symbol.asyncIterator]()
    await expect(reading.next()).rejects.toMatchObject({ name: 'GoneError' })
  })
})

describe('a series that none of its dates is left of', () => {
  const alive = () => mine.rows().filter(({ removed }) => !removed)

  test('is still there when all is read anew: its dates were called off, nobody ended it', async () => {
    mine = open(grace)
    const id = weekly({ recurrence: 'RRULE:FREQ=WEEKLY;COUNT=2' })
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + HOUR)
    await read()
    for (const date of [first, first + WEEK]) here.graph.company.cancelInstance(id, date)
    here.graph.expireTokens(grace)
    await read()
    expect(mine.wholes()).toBe(2)
    expect(alive()).toMatchObject([{ kind: 'master', recurrence: { exDays: ['2026-03-03', '2026-03-10'] } }])
  })

  test('and that was deleted as well is gone', async () => {
    mine = open(grace)
    const id = weekly()
    await read()
    here.graph.company.cancelSeries(id)
    here.graph.expireTokens(grace)
    await read()
    expect(alive()).toEqual([])
  })
})

describe('a cloud that is behind', () => {
  beforeEach(async () => {
    await here.graph.close()
    here = await graphScene({ isBehind: true })
    mine = open(ada)
  })

  test('tells no `uid` and no `occurrenceId`: series and dates are found all the same', async () => {
    const id = weekly()
    here.graph.company.moveInstance(id, first + WEEK, first + WEEK + DAY)
    here.graph.company.moveInstance(id, first + 2 * WEEK, first + 2 * WEEK + DAY)
    here.graph.company.cancelInstance(id, first + 3 * WEEK)
    await read()
    expect(new Set(mine.rows().map(({ uid }) => uid))).toEqual(new Set([here.graph.company.uidOf(id)]))
    expect(await differences()).toEqual([])
    here.graph.company.respond(ada, { id, original: first }, 'declined')
    await read()
    expect(await differences()).toEqual([])
  })

  test('is asked in vain once', async () => {
    weekly()
    const service = graphCalendars(optionsFor(here))
    await keeper(service, calendarOf(ada)).read(monday)
    await keeper(service, calendarOf(grace)).read(monday)
    expect(here.graph.traffic.count({ kind: 'batch' })).toBe(3)
  })
})

describe('rounds that the sandbox never tells', () => {
  const single = { type: 'singleInstance', subject: 'x', isAllDay: false }
  const times = {
    start: { dateTime: '2026-03-03T09:00:00.0000000', timeZone: 'UTC' },
    end: { dateTime: '2026-03-03T09:30:00.0000000', timeZone: 'UTC' },
  }
  const known = { id: 'known', kind: 'single', uid: 'u', original: null } as CalendarEvent
  /** A mailbox that answers one round with these items. */
  const answering = (items: object[], more: Partial<Mailbox> = {}): Mailbox => ({
    root: 'https://graph.example/v1.0',
    delta: async () => ({ items, next: null, delta: 'https://graph.example/v1.0/next' }),
    view: async () => ({ items: [], next: null, delta: null }),
    events: async (ids) => ids.map(() => ({ status: 404, body: {} })),
    series: async () => [],
    zone: async () => null,
    ...more,
  })
  const cursor = JSON.stringify({
    link: 'https://graph.example/v1.0/x',
    start: monday,
    end: monday + 20 * WEEK,
  })
  async function told(mailbox: Mailbox) {
    const ask = {
      cursor,
      now: monday,
      known: async (ids: string[]) => new Map(ids.includes('known') ? [['known', known]] : []),
      ofSeries: async () => [],
      seriesIn: async () => [],
    }
    const told: { events: CalendarEvent[]; brokenUids: string[] } = { events: [], brokenUids: [] }
    for await (const page of eventPages(mailbox, calendarOf(ada), ask)) {
      told.events.push(...page.events)
      told.brokenUids.push(...page.brokenUids)
    }
    return told
  }

  test('the removal of what nobody can name has all read anew', async () => {
    const round = answering([{ id: 'stranger', '@removed': { reason: 'deleted' } }])
    await expect(told(round)).rejects.toMatchObject({ name: 'GoneError' })
  })

  test('of an item that comes twice the last counts, and what is said to be removed is asked for', async () => {
    const item = { ...single, ...times, id: 'twice', iCalUId: 'u2' }
    const gone = { id: 'known', '@removed': { reason: 'deleted' } }
    const { events } = await told(answering([item, gone, { ...item, subject: 'y' }]))
    expect(events.map(({ id, removed, details }) => [id, removed, details?.title])).toEqual([
      ['twice', false, 'x'],
      ['twice', false, 'y'],
      ['known', true, undefined],
    ])
  })

  test('an unreadable item is told as broken and stops nothing', async () => {
    const year1 = { dateTime: '0001-01-01T00:00:00.0000000', timeZone: 'UTC' }
    const items = [
      { ...single, id: 'a', iCalUId: 'ua', start: { dateTime: 'soon' }, end: year1 },
      {
        ...single,
        id: 'b',
        iCalUId: 'ub',
        start: year1,
        end: { dateTime: '9999-12-31T23:59:59.0000000', timeZone: 'UTC' },
      },
      { ...single, ...times, id: 'c', iCalUId: 'uc' },
    ]
    const { events, brokenUids } = await told(answering(items))
    expect(events.map(({ id }) => id)).toEqual(['c'])
    expect(brokenUids).toEqual(['ua', 'ub'])
  })
})
