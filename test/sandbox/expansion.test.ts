// Google's own expansion (singleEvents, showDeleted, a window): held against masters and exceptions, expanded here.
import fc from 'fast-check'
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import { DateTime } from 'luxon'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import { runs } from '../support/chance.ts'
import { type Step, steps, take } from './steps.ts'
import { ada, grace, listAll, type Scene, scene, tuesday, weekly } from './support.ts'

type Event = calendar_v3.Schema$Event

/** Across the change of clocks. */
const from = tuesday + WEEK
const to = tuesday + 6 * WEEK
const ASKED = {
  ...{ singleEvents: true, showDeleted: true, maxResults: 4 },
  ...{ timeMin: new Date(from).toISOString(), timeMax: new Date(to).toISOString() },
}

let here: Scene
beforeAll(async () => {
  here = await scene()
  here.google.traffic.setLimits({ perUserPerMinute: 1e9, perProjectPerMinute: 1e9 })
})
afterAll(() => here.google.close())

describe('the expansion of a window', () => {
  const told = async (more = {}) =>
    (await listAll(here.as(grace), { ...ASKED, ...more })).items.map(
      ({ id, status, start, originalStartTime }) => ({
        ...{
          id: id!.split('_')[1],
          status,
          start: instantOf(start!),
          original: instantOf(originalStartTime!),
        },
      }),
    )

  test('has moved instances at their new place, cancelled ones as such, in order, page by page', async () => {
    const { company } = here.google
    const id = company.createEvent(ada, weekly)
    const [, first, second, third] = company.starts(id, { start: tuesday, end: to })
    company.cancelInstance(id, first!)
    company.moveInstance(id, second!, third! + HOUR)
    company.moveInstance(id, tuesday, from + 3 * DAY)
    company.moveInstance(id, third!, to + DAY)
    here.google.setPages({ short: 0.4, empty: 0.3, seed: 5 })
    const found = await told({ orderBy: 'startTime' })
    here.google.setPages({})
    expect(found.map(({ start, status }) => `${day(start)} ${status}`)).toEqual([
      '03-10 cancelled',
      '03-13 confirmed',
      '03-24 confirmed',
      '03-31 confirmed',
      '04-07 confirmed',
      '04-14 confirmed',
    ])
    expect(found[0]).toMatchObject({ id: '20260310T090000Z', original: first })
    expect(found[2]).toMatchObject({ original: second, start: third! + HOUR })
    company.cancelSeries(id)
    expect((await told()).every(({ status }) => status === 'cancelled')).toBe(true)
  })
})

test('agrees with them, too, where a new zone makes an ordinary date of what was called off, moved and left', async () => {
  const people = ['ada', 'grace'].map((name) => `${name}-zones@example.com`) as [string, string]
  for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
  const { company } = here.google
  const recurrence = 'RRULE:FREQ=WEEKLY'
  const id = company.createEvent(people[0], { summary: '', start: tuesday, recurrence, guests: [people[1]] })
  const [, second, third, fourth] = company.starts(id, { start: tuesday, end: to })
  company.cancelInstance(id, second!)
  company.moveInstance(id, third!, third! + HOUR)
  company.deleteFromOwnCalendar(people[1], { id, original: fourth! })
  company.editSeries(id, { zone: 'Europe/Lisbon' })
  for (const person of people) await compare(person, false)
})

test('agrees with them where a series that was moved is moved back: what was changed there before is an ordinary date', async () => {
  const people = ['ada', 'grace'].map((name) => `${name}-back@example.com`) as [string, string]
  for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
  const { company } = here.google
  const recurrence = 'RRULE:FREQ=WEEKLY'
  const id = company.createEvent(people[0], { summary: '', start: tuesday, recurrence, guests: [people[1]] })
  const [, second, third] = company.starts(id, { start: tuesday, end: to })
  company.cancelInstance(id, second!)
  company.moveInstance(id, third!, third! + HOUR)
  company.editSeries(id, { start: tuesday + 2 * HOUR })
  company.editSeries(id, { start: tuesday })
  for (const person of people) await compare(person, false)
})

test('agrees with masters and exceptions, whatever people did', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (given, ordered) => {
      const people = ['ada', 'grace', 'linus'].map((name) => `${name}${++run}@example.com`)
      for (const person of people) here.google.company.addPerson(person, { zone: 'Europe/London' })
      live(people, given)
      for (const person of people) await compare(person, ordered)
    }),
    { numRuns: runs(40) },
  )
})

function live(people: string[], given: Step[]): void {
  const ids: string[] = []
  for (const step of given) {
    here.clock.now += HOUR
    take(here.google.company, people, ids, step)
  }
}

async function compare(person: string, ordered: boolean): Promise<void> {
  const client = here.as(person)
  const rows = (await listAll(client, { showDeleted: true })).items
  const theirs = (await listAll(client, { ...ASKED, ...(ordered ? { orderBy: 'startTime' } : {}) })).items
  const alive = theirs.filter(({ status }) => status === 'confirmed')
  expect(alive.map(keyOf).sort()).toEqual(expandedHere(rows).map(keyOf).sort())
  expect(new Set(theirs.map(({ id }) => id)).size).toBe(theirs.length)
  const starts = theirs.map(({ start }) => instantOf(start!))
  if (ordered) expect(starts).toEqual([...starts].sort((a, b) => a - b))
  const cancelled = new Set(theirs.filter(({ status }) => status === 'cancelled').map(({ id }) => id))
  for (const row of rows.filter((each) => isCancelledInstance(each, rows)))
    expect(cancelled).toContain(row.id)
}

/** Weekly series only, as the steps make them: by the wall clock of the series. */
function expandedHere(rows: Event[]): Event[] {
  // Bare ones too: all that they tell is that this instance is none.
  const told = new Set(rows.map(({ id }) => id))
  return rows
    .filter(({ status }) => status === 'confirmed')
    .flatMap((row) => (row.recurrence ? instancesOf(row) : [row]))
    .filter((one) => !told.has(one.id) || rows.includes(one))
    .filter(({ start, end }) => instantOf(end!) > from && instantOf(start!) < to)
}

function instancesOf(master: Event): Event[] {
  const until = /UNTIL=(\w+)/.exec(master.recurrence![0]!)?.[1]
  const last = until === undefined ? to : DateTime.fromISO(until).toMillis()
  const first = DateTime.fromISO(master.start!.dateTime!, { zone: master.start!.timeZone! })
  const length = instantOf(master.end!) - instantOf(master.start!)
  const starts = [...Array(12).keys()].map((n) => first.plus({ weeks: n }).toMillis())
  return starts
    .filter((start) => start <= last)
    .map((start) => {
      const id = `${master.id}_${new Date(start).toISOString().replace(/[-:]|\.\d+/g, '')}`
      const time = (instant: number) => ({ dateTime: new Date(instant).toISOString() })
      return { id, start: time(start), end: time(start + length) }
    })
}

/** Of a living series, planned within the window. */
function isCancelledInstance({ status, recurringEventId, originalStartTime }: Event, rows: Event[]): boolean {
  const master = rows.find(({ id }) => id === recurringEventId)
  if (status !== 'cancelled' || master?.status !== 'confirmed') return false
  const original = instantOf(originalStartTime!)
  return original >= from && original < to
}

const instantOf = ({ dateTime }: calendar_v3.Schema$EventDateTime) => Date.parse(dateTime!)
const keyOf = ({ id, start, end }: Event) => `${id} ${instantOf(start!)} ${instantOf(end!)}`
const day = (instant: number) => new Date(instant).toISOString().slice(5, 10)
