// From a change at Google to the new verdict, by the whole service: route, queues, workers, database.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DAY, HOUR } from '../../src/domain/types.ts'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { backend } from '../support/backend.ts'
import { openServed, type Served } from '../support/served.ts'
import { storedRows } from '../support/syncing.ts'

const first = at('2026-03-03T09:00:00Z')
let here: Served
let id: string

/** Two processes where there may be two: an embedded database serves one. */
const processes = backend === 'servers' ? 2 : 1

beforeEach(async () => {
  here = await openServed(processes)
  const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = here.google.company.createEvent(grace, weekly)
})
afterEach(() => here.close())

const { poll } = expect
const store = () => here.apps[0]!.store
const pair = async () => (await store().pairs.of([ada, grace]))!
const slot = async () =>
  (await store().slots.ofPair((await pair()).id)).find(({ original }) => original === first)
const calls = () => here.google.traffic.count({ kind: 'events.list' })

/** All calendars have a channel, nothing is due and nothing waits. */
async function quiet() {
  await poll(async () => (await store().channels.ofConnection(here.connection)).length).toBe(3)
  await poll(isQuiet).toBe(true)
  here.google.traffic.clear()
}

async function isQuiet(): Promise<boolean> {
  await here.google.pushes.settled()
  const { calendars, pairs } = store()
  const due = [...(await calendars.due(here.clock.now, 10)), ...(await pairs.due(here.clock.now, 10))]
  return due.length === 0 && (await here.apps[0]!.queues.isIdle())
}

test('a change is told, read and judged though no sweep finds it, by one call for each calendar it stands in', async () => {
  await quiet()
  for (const { calendars, pairs } of here.apps.map((app) => app.store)) {
    calendars.due = async () => []
    pairs.due = async () => []
  }
  here.clock.now += HOUR
  here.google.company.cancelInstance(id, first)
  await poll(async () => (await slot())?.state).toBe('skipped')
  await poll(calls).toBe(2)
  await poll(isQuiet).toBe(true)
  expect(calls()).toBe(2)
})

test('a flood of pushes about one calendar causes a reading at once and one every two seconds; the last change is in', async () => {
  await quiet()
  const begun = performance.now()
  here.google.pushes.setWeather({ flood: 19 })
  for (let n = 1; n <= 10; n++) {
    const start = first + n * DAY
    here.google.company.outOfOffice(linus, { start, end: start + HOUR })
  }
  await here.google.pushes.settled()
  here.google.pushes.setWeather({})
  const told = here.google.pushes.sent().filter(({ owner, outcome }) => owner === linus && outcome === 204)
  expect(told.length).toBeGreaterThanOrEqual(200)
  await poll(async () => (await storedRows(store(), linus)).length).toBe(10)
  await poll(isQuiet).toBe(true)
  // At once and at the end, then one every two seconds, and as many by sweeps that come between.
  const most = 3 + (performance.now() - begun) / 1_000
  expect(here.google.traffic.count({ kind: 'events.list', calendar: linus })).toBeLessThanOrEqual(most)
})

test('a calendar that processes read at the same time, and while it changes, ends up as it is', async () => {
  await quiet()
  const { id: pairId } = await pair()
  for (let n = 0; n < 20; n++) {
    here.clock.now += 60_000
    here.google.company.moveInstance(id, first + 7 * DAY, first + 7 * DAY + (n + 1) * 600_000)
    await Promise.all(here.apps.map(({ parts }) => parts.refresh(pairId)))
  }
  await poll(isQuiet).toBe(true)
  for (const owner of [ada, grace]) {
    const moved = (await storedRows(store(), owner)).find(({ original }) => original === first + 7 * DAY)
    expect(moved?.span?.start).toBe(first + 7 * DAY + 20 * 600_000)
    expect(await store().calendars.byId(owner)).toMatchObject({ fault: null, tries: 0 })
  }
})
