// The log tells the whole story: who replays it gets the same calendars, and old sync tokens go on.
import { expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import type { Change } from '../../src/sandbox/google/company/acts.ts'
import type { Story } from '../../src/sandbox/google/company/story.ts'
import { ada, at, grace, linus, listAll, monday, type Scene, scene } from './support.ts'

const tuesday = at('2026-03-03T09:00:00Z')

test('replayed elsewhere, the log makes the same calendars, and sync goes on where it was', async () => {
  const [first, second] = [await scene(), await scene()]
  live(first)
  const before = await listAll(first.as(ada))
  const log = first.google.company.log().slice(3)
  for (const change of log) {
    second.clock.now = change.at
    redo(second.google.company, change)
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

function redo(company: Story, change: Change): unknown {
  switch (change.did) {
    case 'addPerson':
      return company.addPerson(change.with.address, change.with.plan)
    case 'addRoom':
      return company.addRoom(change.with.address, change.with.name)
    case 'addGroup':
      return company.addGroup(change.with.address, change.with.members)
    case 'setGroupMembers':
      return company.setGroupMembers(change.with.group, change.with.members)
    case 'renamePerson':
      return company.renamePerson(change.with.person, change.with.to)
    case 'deletePerson':
      return company.deletePerson(change.with.person)
    case 'switchCalendar':
      return company.switchCalendar(change.with.person, change.with.on)
    case 'setManager':
      return company.setManager(change.with.person, change.with.manager)
    case 'setUnit':
      return company.setUnit(change.with.person, change.with.unit)
    case 'suspend':
      return company.suspend(change.with.person, change.with.suspended)
    case 'createEvent':
      return company.createEvent(change.with.organizer, change.with.plan)
    case 'outOfOffice':
      return company.outOfOffice(change.with.person, change.with.span, change.with.summary)
    case 'respond':
      return company.respond(change.with.person, change.with.event, change.with.answer)
    case 'deleteFromOwnCalendar':
      return company.deleteFromOwnCalendar(change.with.person, change.with.event)
    case 'changeInstance':
      return company.changeInstance(change.with.id, change.with.original, change.with.edit)
    case 'cancelInstance':
      return company.cancelInstance(change.with.id, change.with.original)
    case 'restoreInstance':
      return company.restoreInstance(change.with.id, change.with.original)
    case 'editSeries':
      return company.editSeries(change.with.id, change.with.edit)
    case 'cancelSeries':
      return company.cancelSeries(change.with.id)
    case 'endSeries':
      return company.endSeries(change.with.id, change.with.at)
    case 'splitSeries':
      return company.splitSeries(change.with.id, change.with.at, change.with.edit)
    case 'changeOrganizer':
      return company.changeOrganizer(change.with.id, change.with.to, change.with)
  }
}
