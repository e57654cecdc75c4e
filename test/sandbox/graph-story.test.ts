// What people at Exchange do, and how it shows in everybody's own mailbox.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import {
  type GraphEvent,
  type GraphScene,
  graphRefusal,
  graphScene,
  PREFER,
  window,
} from './graph-support.ts'
import { ada, at, weekly as endless, grace, linus, tuesday } from './support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const weekly = { ...endless, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=4' }
const single = { summary: 'Lunch', start: tuesday, guests: [grace] }

/** Everything in a person's calendar, expanded, by start. */
async function view(person: string): Promise<GraphEvent[]> {
  const request = here.client.api(`/users/${person}/calendarView`).query({ ...window, $top: '100' })
  return (await request.header('Prefer', PREFER).get()).value
}

const shape = async (person: string, ...fields: string[]) =>
  (await view(person)).map((event) =>
    fields.map((field) => (field === 'start' ? event.start!.dateTime.slice(0, 16) : event[field])),
  )

const answers = async (person: string) =>
  (await view(person)).map((event) => event.attendees?.map(({ status }) => status.response).join())

describe('copies', () => {
  test('each mailbox has its own, under ids of its own and one UID', async () => {
    const id = here.graph.company.createEvent(ada, single)
    const [mine, theirs] = [(await view(ada))[0]!, (await view(grace))[0]!]
    expect(mine.id).toBe(id)
    expect(theirs.id).not.toBe(id)
    expect(theirs.uid).toBe(mine.uid)
    expect([mine.isOrganizer, theirs.isOrganizer]).toEqual([true, false])
    expect(mine.organizer).toEqual({ emailAddress: { name: 'Ada Lovelace', address: ada } })
    expect(mine.attendees?.map(({ emailAddress }) => emailAddress.address)).toEqual([grace])
  })

  test('an answer is kept by the organizer; other guests never hear of it', async () => {
    const id = here.graph.company.createEvent(ada, { ...single, guests: [grace, linus] })
    here.graph.company.respond(grace, id, 'accepted')
    expect(await answers(ada)).toEqual(['accepted,none'])
    expect(await answers(linus)).toEqual(['none,none'])
    expect((await view(grace))[0]!.responseStatus).toMatchObject({ response: 'accepted' })
    expect((await view(linus))[0]!.responseStatus).toMatchObject({ response: 'notResponded' })
  })

  test('an invitation to an alias reaches its owner, whose answer comes under the alias', async () => {
    const id = here.graph.company.createEvent(ada, { ...single, guests: ['hopper@example.com'] })
    here.graph.company.respond(grace, id, 'tentative')
    expect(await answers(ada)).toEqual(['tentativelyAccepted'])
  })

  test('a group’s members all have a copy, and are on the list once they answer', async () => {
    here.graph.company.addGroup('team@example.com', [grace, linus])
    const id = here.graph.company.createEvent(ada, { ...single, guests: ['team@example.com'] })
    here.graph.company.respond(linus, id, 'accepted')
    const list = (await view(ada))[0]!.attendees?.map(({ emailAddress }) => emailAddress.address)
    expect(list).toEqual(['team@example.com', linus])
    expect(await view(grace)).toHaveLength(1)
  })

  test('a room is a resource and accepts by itself', async () => {
    here.graph.company.addRoom('room1@example.com', 'Room 1')
    here.graph.company.createEvent(ada, { ...single, guests: [grace, 'room1@example.com'] })
    expect((await view(ada))[0]!.attendees?.[1]).toEqual({
      type: 'resource',
      status: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
      emailAddress: { name: 'Room 1', address: 'room1@example.com' },
    })
    expect((await view('room1@example.com'))[0]!.responseStatus).toMatchObject({ response: 'accepted' })
  })

  test('a hidden guest list shows a guest themselves only', async () => {
    here.graph.company.createEvent(ada, { ...single, guests: [grace, linus], guestsCanSeeOtherGuests: false })
    expect((await view(grace))[0]).toMatchObject({
      hideAttendees: true,
      attendees: [{ emailAddress: { address: grace } }],
    })
    expect((await view(ada))[0]!.attendees).toHaveLength(2)
  })

  test('what was planned with answers has them', async () => {
    here.graph.company.createEvent(ada, { ...single, guests: [{ email: grace, responseStatus: 'accepted' }] })
    expect(await answers(ada)).toEqual(['accepted'])
  })
})

describe('declining', () => {
  test('takes the event from one’s own calendar; the organizer sees the answer', async () => {
    const id = here.graph.company.createEvent(ada, single)
    here.graph.company.respond(grace, id, 'declined')
    expect(await view(grace)).toEqual([])
    expect(await answers(ada)).toEqual(['declined'])
  })

  test('leaves it there, as free, for who keeps declined events', async () => {
    here.graph.company.addPerson('mary@example.com', { zone: 'UTC', keepsDeclined: true })
    const id = here.graph.company.createEvent(ada, { ...single, guests: ['mary@example.com'] })
    here.graph.company.respond('mary@example.com', id, 'declined')
    expect(await view('mary@example.com')).toMatchObject([
      { showAs: 'free', responseStatus: { response: 'declined' } },
    ])
  })

  test('one instance leaves a gap without a trace; saying yes again fills it', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.respond(grace, { id, original: tuesday + WEEK }, 'declined')
    expect((await view(grace)).map((event) => event.type)).toEqual(['occurrence', 'occurrence', 'occurrence'])
    expect(await answers(ada)).toEqual(['none', 'declined', 'none', 'none'])
    here.graph.company.respond(grace, { id, original: tuesday + WEEK }, 'accepted')
    expect((await view(grace)).map((event) => event.type)).toEqual([
      'occurrence',
      'exception',
      'occurrence',
      'occurrence',
    ])
  })

  test('stays so when the organizer changes the series; accepting brings it back under another id', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    const before = (await view(grace))[0]!.seriesMasterId
    here.graph.company.respond(grace, id, 'declined')
    here.graph.company.editSeries(id, { summary: 'Renamed' })
    expect(await view(grace)).toEqual([])
    here.graph.company.respond(grace, id, 'accepted')
    const after = (await view(grace))[0]!
    expect(after.subject).toBe('Renamed')
    expect(after.seriesMasterId).not.toBe(before)
  })

  test('all but one: the one stands alone', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.respond(grace, id, 'declined')
    here.graph.company.respond(grace, { id, original: tuesday + WEEK }, 'accepted')
    expect(await shape(grace, 'type', 'start')).toEqual([['singleInstance', '2026-03-10T09:00']])
    here.graph.company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + HOUR)
    expect(await shape(grace, 'type', 'start')).toEqual([['singleInstance', '2026-03-10T10:00']])
  })

  test('is what deleting from one’s own calendar does, unless silently', async () => {
    const id = here.graph.company.createEvent(ada, { ...single, guests: [grace, linus] })
    here.graph.company.deleteFromOwnCalendar(grace, id)
    here.graph.company.deleteFromOwnCalendar(linus, id, { silently: true })
    expect(await answers(ada)).toEqual(['declined,none'])
    expect([await view(grace), await view(linus)]).toEqual([[], []])
  })

  test('is not for the organizer', () => {
    const id = here.graph.company.createEvent(ada, single)
    expect(() => here.graph.company.respond(ada, id, 'declined')).toThrow('cannot answer')
  })
})

describe('calling off', () => {
  test('takes it from the organizer’s calendar; guests keep it, marked, until they remove it', async () => {
    const id = here.graph.company.createEvent(ada, single)
    here.graph.company.cancelSeries(id)
    expect(await view(ada)).toEqual([])
    expect(await view(grace)).toMatchObject([
      { subject: 'Canceled: Lunch', isCancelled: true, showAs: 'free' },
    ])
    here.graph.company.deleteFromOwnCalendar(grace, here.graph.company.uidOf(id))
    expect(await view(grace)).toEqual([])
  })

  test('one instance: gone here, marked there', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.cancelInstance(id, tuesday + WEEK)
    expect(await view(ada)).toHaveLength(3)
    expect((await shape(grace, 'isCancelled', 'type'))[1]).toEqual([true, 'exception'])
    here.graph.company.deleteFromOwnCalendar(grace, { id, original: tuesday + WEEK })
    expect(await view(grace)).toHaveLength(3)
    expect(await answers(ada)).toEqual(['none', 'none', 'none'])
  })

  test('by deleting it from the organizer’s own calendar', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.deleteFromOwnCalendar(ada, id)
    expect(await view(ada)).toEqual([])
    expect((await view(grace)).every((event) => event.isCancelled)).toBe(true)
  })

  test('for one guest: who is uninvited has it marked, who is asked again has it back', async () => {
    const id = here.graph.company.createEvent(ada, { ...single, guests: [grace, linus] })
    here.graph.company.editSeries(id, { removeGuests: [linus] })
    expect(await view(linus)).toMatchObject([{ isCancelled: true }])
    expect(await view(grace)).toMatchObject([{ isCancelled: false }])
    here.graph.company.deleteFromOwnCalendar(linus, id)
    here.graph.company.editSeries(id, { addGuests: [linus] })
    expect(await view(linus)).toMatchObject([{ isCancelled: false, subject: 'Lunch' }])
  })

  test('what was called off cannot be changed any more', () => {
    const id = here.graph.company.createEvent(ada, single)
    here.graph.company.cancelSeries(id)
    expect(() => here.graph.company.editSeries(id, { summary: 'Again' })).toThrow('was called off')
  })
})

describe('series', () => {
  test('a moved instance is moved in every copy, and keeps its original start', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + DAY + HOUR)
    for (const person of [ada, grace]) {
      const moved = (await view(person))[1]!
      expect(moved).toMatchObject({ type: 'exception', start: { dateTime: '2026-03-11T10:00:00.0000000' } })
      expect(moved.occurrenceId).toBe(`OID.${moved.seriesMasterId}.2026-03-10`)
    }
  })

  test('a new time throws exceptions away, a new subject does not', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + DAY)
    here.graph.company.editSeries(id, { summary: 'Renamed' })
    expect((await shape(grace, 'start', 'subject'))[1]).toEqual(['2026-03-11T09:00', 'Renamed'])
    here.graph.company.editSeries(id, { start: tuesday + HOUR })
    expect((await shape(grace, 'start'))[1]).toEqual(['2026-03-10T10:00'])
  })

  test('"this and following" ends the old one and asks everybody anew, under another UID', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.respond(grace, id, 'accepted')
    const newer = here.graph.company.splitSeries(id, tuesday + 2 * WEEK, { start: tuesday + 2 * WEEK + HOUR })
    expect(here.graph.company.uidOf(newer)).not.toBe(here.graph.company.uidOf(id))
    const copies = await view(grace)
    expect(copies.map((event) => event.start!.dateTime.slice(5, 16))).toEqual([
      '03-03T09:00',
      '03-10T09:00',
      '03-17T10:00',
      '03-24T10:00',
    ])
    expect(copies.map((event) => event.responseStatus!.response)).toEqual([
      'accepted',
      'accepted',
      'notResponded',
      'notResponded',
    ])
  })

  test('ended, it keeps what was said of the instances before', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.respond(grace, { id, original: tuesday }, 'declined')
    here.graph.company.moveInstance(id, tuesday + WEEK, tuesday + WEEK + HOUR)
    here.graph.company.endSeries(id, tuesday + 2 * WEEK)
    expect(await shape(grace, 'start', 'type')).toEqual([['2026-03-10T10:00', 'exception']])
    expect(await view(ada)).toHaveLength(2)
  })

  test('a single that becomes a series keeps its id and UID', async () => {
    const id = here.graph.company.createEvent(ada, single)
    const { uid } = (await view(grace))[0]!
    here.graph.company.editSeries(id, { recurrence: 'RRULE:FREQ=DAILY;COUNT=3' })
    const copies = await view(grace)
    expect(copies).toHaveLength(3)
    expect(copies[0]!.uid).toBe(uid)
  })

  test('who is invited to one instance only has that one', async () => {
    const id = here.graph.company.createEvent(ada, weekly)
    here.graph.company.changeInstance(id, tuesday + WEEK, { addGuests: [linus] })
    expect(await shape(linus, 'type', 'start')).toEqual([['singleInstance', '2026-03-10T09:00']])
    expect((await view(grace))[1]!.attendees).toHaveLength(2)
    here.graph.company.editSeries(id, { addGuests: [linus] })
    expect(await view(linus)).toHaveLength(4)
  })

  test.each([
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH',
      { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'thursday'] },
    ],
    ['FREQ=DAILY;INTERVAL=3', { type: 'daily', interval: 3 }],
    ['FREQ=MONTHLY', { type: 'absoluteMonthly', dayOfMonth: 3 }],
    ['FREQ=MONTHLY;BYDAY=1TU', { type: 'relativeMonthly', index: 'first', daysOfWeek: ['tuesday'] }],
    ['FREQ=YEARLY', { type: 'absoluteYearly', month: 3, dayOfMonth: 3 }],
  ])('%s is a pattern', async (rule, pattern) => {
    const id = here.graph.company.createEvent(ada, { ...weekly, recurrence: `RRULE:${rule};UNTIL=20270101` })
    const master = await here.client.api(`/users/${ada}/events/${id}`).header('Prefer', PREFER).get()
    expect(master.recurrence.pattern).toMatchObject(pattern)
    expect(master.recurrence.range).toMatchObject({ type: 'endDate', startDate: '2026-03-03' })
    expect(master.recurrence.range.recurrenceTimeZone).toBe('W. Europe Standard Time')
  })

  test.each(['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1', 'RDATE:20260310T090000Z'])('%s is none', (recurrence) => {
    expect(() => here.graph.company.createEvent(ada, { ...weekly, recurrence })).toThrow('has no pattern')
  })

  test.each([
    ['handed over', (id: string) => here.graph.company.changeOrganizer(id, grace)],
    ['brought back in one instance', (id: string) => here.graph.company.restoreInstance(id, tuesday)],
  ])('cannot be %s', (_name, act) => {
    const id = here.graph.company.createEvent(ada, weekly)
    expect(() => act(id)).toThrow('at Exchange')
  })
})

test('an invitation is forwarded: the organizer has the new guest on the list', async () => {
  const id = here.graph.company.createEvent(ada, single)
  here.graph.company.forward(grace, id, linus)
  expect(await view(linus)).toMatchObject([
    { subject: 'Lunch', organizer: { emailAddress: { address: ada } } },
  ])
  expect((await view(ada))[0]!.attendees?.map(({ emailAddress }) => emailAddress.address)).toEqual([
    grace,
    linus,
  ])
})

test('out of office shows as that; a whole day is a day wherever one asks from', async () => {
  here.graph.company.outOfOffice(ada, { start: tuesday, end: tuesday + DAY })
  here.graph.company.createEvent(grace, {
    summary: 'Fair',
    start: at('2026-03-05T00:00:00Z'),
    minutes: 1440,
    allDay: true,
  })
  expect(await view(ada)).toMatchObject([{ showAs: 'oof', attendees: [] }])
  const request = here.client.api(`/users/${grace}/calendarView`).query(window)
  const [day] = (await request.header('Prefer', 'outlook.timezone="Tokyo Standard Time"').get()).value
  expect(day).toMatchObject({ isAllDay: true, start: { dateTime: '2026-03-05T00:00:00.0000000' } })
})

test('a zone that no list knows is told by a name that means nothing', async () => {
  const id = here.graph.company.createEvent(ada, { ...weekly, zoneName: 'tzone://Microsoft/Custom' })
  const master = await here.client.api(`/users/${ada}/events/${id}`).get()
  expect(master).toMatchObject({
    originalStartTimeZone: 'tzone://Microsoft/Custom',
    recurrence: { range: { recurrenceTimeZone: 'tzone://Microsoft/Custom' } },
  })
})

test('a renamed person keeps mailbox and meetings; a deleted one has none', async () => {
  here.graph.company.createEvent(ada, single)
  here.graph.company.renamePerson(grace, 'rear.admiral@example.com')
  expect(await view('rear.admiral@example.com')).toHaveLength(1)
  here.graph.company.deletePerson('rear.admiral@example.com')
  const gone = here.client.api('/users/rear.admiral@example.com/calendarView').query(window).get()
  expect(await graphRefusal(gone)).toMatchObject({ status: 404, code: 'ErrorInvalidUser' })
})
