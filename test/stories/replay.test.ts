// What random stories compare the service with must itself be right: where it was wrong, a smallest story shows it.
import { calendar } from 'googleapis/build/src/apis/calendar/index.js'
import { expect, test } from 'vitest'
import type { Slot } from '../../src/domain/judgement.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import type { Change } from '../../src/sandbox/google/company/acts.ts'
import { newPost } from '../../src/sandbox/world/post.ts'
import { authFor, listAll, readonly } from '../sandbox/support.ts'
import { ada, at, grace } from '../support/calendar.ts'
import { diceOf } from './random/dice.ts'
import { expectedSlots } from './random/expected.ts'
import { openGoogle } from './random/google-side.ts'
import { newLedger } from './random/ledger.ts'
import { tell } from './random/ledger-acts.ts'
import type { Lived, Read } from './random/lived.ts'
import { settled } from './random/people.ts'
import { wrongSlots } from './random/slots.ts'

const thursday = at('2026-03-12T12:30Z')
const series = { summary: '1:1', start: thursday, recurrence: ['RRULE:FREQ=WEEKLY'], guests: [grace] }
const zone = 'Europe/Berlin'

/** Ada is locked out on the day of a meeting, and back after it, when she has ended the series meanwhile. */
const log: Change[] = [
  { at: thursday - WEEK, did: 'addPerson', with: { address: ada, plan: { zone } } },
  { at: thursday - WEEK, did: 'addPerson', with: { address: grace, plan: { zone } } },
  { at: thursday - WEEK, did: 'createEvent', with: { organizer: ada, plan: series, id: 'one' } },
  { at: thursday - DAY, did: 'suspend', with: { person: ada, suspended: true } },
  { at: thursday + 2 * HOUR, did: 'endSeries', with: { id: 'one', at: thursday + WEEK } },
  { at: thursday + 3 * HOUR, did: 'suspend', with: { person: ada, suspended: false } },
]
const read = (owner: string, when: number, acts: number): Read => ({
  ...{ owner, calendar: owner, at: when, acts, whole: false, window: null, sight: null },
})
const back = thursday + 4 * HOUR
const lived: Lived = {
  log,
  isReplayed: true,
  readings: [
    read(ada, thursday - WEEK, 3),
    read(grace, thursday - WEEK, 3),
    read(grace, back, 6),
    read(ada, back, 6),
  ],
  directories: [
    { at: thursday - HOUR, acts: 4 },
    { at: back, acts: 6 },
  ],
  steps: [thursday - WEEK, thursday - HOUR, back],
  management: [],
}
const pair = `${ada} ${grace}`

test('whoever judges between two readings of one moment may remember a slot that others never had (S4)', () => {
  const [once, along] = [expectedSlots(lived), expectedSlots(lived, 'all along')]
  expect(once.get(pair)).toEqual([])
  expect(along.get(pair)).toMatchObject([{ original: thursday, state: 'held' }])
  const skipped = along.get(pair)!.map((slot): Slot => ({ ...slot, state: 'skipped' }))
  const wrong = (slots: readonly Slot[]) => wrongSlots(lived, once, new Map([[pair, slots]]), back)
  expect(wrong([])).toEqual([])
  expect(wrong(along.get(pair)!)).toEqual([])
  expect(wrong(skipped)).toEqual([
    `${pair} 2026-03-12T12:30: must be none or {"state":"held"}, is {"state":"skipped"}`,
  ])
})

test('a reading of a Google calendar has seen what stood in it when its first page was told', async () => {
  const clock = { now: thursday }
  const side = await openGoogle({ dice: diceOf(1), clock, people: [ada, grace] }, newPost(), () => 0)
  const { company } = side.sandbox
  const single = (summary: string) => company.createEvent(ada, { summary, start: thursday, guests: [grace] })
  for (const summary of ['one', 'two', 'three']) single(summary)
  let isFirst = true
  side.gateway.onAnswer(() => {
    if (isFirst) single('in its midst')
    isFirst = false
  })
  const auth = authFor(side.sandbox, side.credentials, ada, [readonly])
  const client = calendar({ version: 'v3', auth, rootUrl: side.gateway.url, retry: false })
  const { items, syncToken } = await listAll(client, { calendarId: ada, maxResults: 1 })
  await side.close()
  const ledger = newLedger()
  for (const change of settled(thursday)) tell(ledger, change)
  const reading = { calendar: ada, at: thursday, whole: true, window: null }
  const { rows } = side.seen(ada, syncToken!).sight!(undefined, reading, ledger)
  expect(items.length).toBe(3)
  expect([...rows.values()].map(({ details }) => details?.title)).toEqual(['one', 'two', 'three'])
})
