// The log tells the whole story: who replays it gets the same calendars, and old sync tokens go on.
import { expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import type { Change } from '../../src/sandbox/google/company/acts.ts'
import { ada, grace, linus, listAll, monday, type Scene, scene, tuesday } from './support.ts'

test('replayed elsewhere, the log makes the same calendars, and sync goes on where it was', async () => {
  const [first, second] = [await scene(), await scene()]
  live(first)
  const before = await listAll(first.as(ada))
  const log = first.google.company.log().slice(3)
  for (const change of log) {
    second.clock.now = change.at
    const act = second.google.company.does[change.did] as (told: Change['with']) => unknown
    act(change.with)
  }
  for (const person of [ada, grace, linus]) {
    expect((await listAll(second.as(person))).items).toEqual((await listAll(first.as(person))).items)
  }
  expect(second.google.company.log()).toEqual(first.google.company.log())
  expect((await listAll(second.as(ada), { syncToken: before.syncToken! })).items).toEqual([])
  await Promise.all([first.google.close(), second.google.close()])
})

/** Every act once, an hour apart. */
function live({ google: { company }, clock }: Scene): void {
  const acts: ((id: string) => unknown)[] = [
    () => company.addPerson('mary@example.com', { zone: 'Asia/Kolkata' }),
    () => company.addRoom('room@resource.calendar.google.com', 'Room'),
    () => company.addGroup('team@example.com', [grace, linus]),
    () => company.suspend('mary@example.com'),
    () => company.setGroupMembers('team@example.com', ['mary@example.com', { everybody: true }]),
    () => company.renamePerson('mary@example.com', 'somerville@example.com'),
    () => company.switchCalendar('mary@example.com', false),
    () => company.setManager('mary@example.com', ada),
    () => company.setUnit('mary@example.com', '/Sales/East'),
    () => company.deletePerson('mary@example.com'),
    () => company.outOfOffice(grace, { start: tuesday, end: tuesday + DAY }),
    (id) => company.respond(grace, id, 'accepted'),
    (id) => company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + HOUR),
    (id) => company.changeInstance(id, tuesday + 2 * WEEK, { addGuests: [linus] }),
    (id) => company.cancelInstance(id, tuesday),
    (id) => company.restoreInstance(id, tuesday),
    (id) => company.deleteFromOwnCalendar(grace, { id, original: tuesday }),
    (id) => company.changeOrganizer(id, grace),
    (id) => company.splitSeries(id, tuesday + 6 * WEEK - HOUR, { summary: 'New' }),
    (id) => company.endSeries(id, tuesday + 4 * WEEK),
    (id) => company.editSeries(id, { summary: 'Newer' }),
    (id) => company.cancelSeries(id),
  ]
  const id = company.createEvent(ada, {
    summary: 'Ada / Grace',
    start: tuesday,
    recurrence: 'RRULE:FREQ=WEEKLY',
    guests: [grace],
  })
  for (const act of acts) {
    clock.now += HOUR
    act(id)
  }
  expect(clock.now).toBe(monday + acts.length * HOUR)
}
