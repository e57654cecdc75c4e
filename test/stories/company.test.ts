// A company by its directory: people get other addresses, come and leave; nobody gets a mail twice, nobody is forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/domain/types.ts'
import { readDirectories } from '../../src/pipeline/people.ts'
import { ada, at, grace, linus } from '../sandbox/support.ts'
import { openStory, type Story } from '../support/story.ts'

const lovelace = 'lovelace@example.com'
const mary = 'mary@example.com'
let story: Story
let connection: number

beforeAll(async () => {
  story = await openStory(at('2026-03-01T12:00Z'))
  const { app, google, clock, key } = story
  await app.store.settings.goLive(clock.now)
  google.company.setManager(ada, grace)
  const weekly = { recurrence: 'RRULE:FREQ=WEEKLY' }
  google.company.createEvent(grace, {
    ...weekly,
    summary: 'Ada',
    start: at('2026-03-03T10:00Z'),
    guests: [ada],
  })
  google.company.createEvent(grace, {
    ...weekly,
    summary: 'Linus',
    start: at('2026-03-05T15:00Z'),
    guests: [linus],
  })
  const [known] = await app.store.connections.all()
  connection = known!.id
  const options = { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
  const wanted = { name: 'Google Workspace', credentials: { ...key }, options }
  await app.store.connections.replace(connection, wanted, app.store.secrets, clock.now)
})
afterAll(() => story.close())

/** As the recurring job does every minute. */
const directory = () => readDirectories(story.app.parts)
const newsSince = (before: string[]) => story.arrived().filter((line) => !before.includes(line))

test('three weeks of a company', async () => {
  const { app, google } = story
  await directory()
  const calendars = await app.store.calendars.all()
  expect(calendars.map(({ owner }) => owner).sort()).toEqual([ada, grace, linus])
  expect(calendars.every(({ id }) => /^\d+:\d{21}$/.test(id))).toBe(true)
  await story.until(at('2026-03-03T12:00Z'))
  const first = story.arrived()
  expect(first).toEqual([
    '03-02 08:00 digest grace',
    '03-02 10:00 agenda ada',
    '03-02 10:00 agenda grace',
    '03-03 10:45 recap ada',
    '03-03 10:45 recap grace',
  ])

  await app.store.stops.stop(ada, 'recap', story.clock.now, app.store.secrets)
  const before = (await app.store.pairs.of([ada, grace]))!
  const held = await app.store.slots.ofPair(before.id)
  google.company.renamePerson(ada, lovelace)
  await readAgain()
  await story.until(at('2026-03-03T16:00Z'))
  expect(await app.store.pairs.of([lovelace, grace])).toMatchObject({ id: before.id })
  expect(await app.store.slots.ofPair(before.id)).toEqual(held)
  expect(newsSince(first)).toEqual([])

  await story.until(at('2026-03-11T12:00Z'))
  const second = story.arrived()
  expect(second.filter((line) => /ada|lovelace/.test(line) && !first.includes(line))).toEqual([
    '03-09 10:00 agenda lovelace',
  ])
  expect(second.filter((line) => line.startsWith('03-10') && line.includes('grace'))).toEqual([
    '03-10 10:45 recap grace',
  ])

  await readAgain()
  google.company.addPerson(mary, { zone: 'Europe/London', name: 'Mary', manager: grace })
  const biweekly = { recurrence: 'RRULE:FREQ=WEEKLY', summary: 'Mary' }
  google.company.createEvent(grace, { ...biweekly, start: at('2026-03-12T13:00Z'), guests: [mary] })
  await story.until(story.clock.now + MINUTE)
  expect(await app.store.pairs.of([mary, grace])).toBeNull()
  const due = await app.store.directories.nextLookAt()
  expect(due).toBe(at('2026-03-11T13:00Z'))
  await story.until(due!)
  await directory()
  await story.until(due! + HOUR)
  expect(story.arrived().filter((line) => line.includes('mary'))).toEqual(['03-11 13:00 agenda mary'])

  google.company.suspend(linus)
  await readAgain()
  await story.until(at('2026-03-20T12:00Z'))
  expect(story.arrived().filter((line) => line.includes('linus') && line > '03-11')).toEqual([])
  expect(story.arrived().filter((line) => /trouble|missed|infrequent/.test(line))).toEqual([])
  expect(await app.store.people.unwatched({ limit: 5 })).toMatchObject({
    people: [{ address: linus, why: 'suspended' }],
  })
})

async function readAgain() {
  await story.app.store.directories.readNow(story.clock.now)
  await directory()
}
