// What people do, and how it shows in everybody's calendar.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { ada, grace, linus, listAll, monday, refusal, type Scene, scene, tuesday, weekly } from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const items = async (person: string, params = {}) => (await listAll(here.as(person), params)).items
const get = async (person: string, eventId: string) =>
  (await here.as(person).events.get({ calendarId: person, eventId })).data

describe('guests', () => {
  test('a room accepts by itself and is marked as a resource', async () => {
    here.google.company.addRoom('room1@resource.calendar.google.com', 'Room 1')
    const id = here.google.company.createEvent(ada, {
      ...weekly,
      guests: [grace, 'room1@resource.calendar.google.com'],
    })
    expect((await get(ada, id)).attendees?.[2]).toEqual({
      email: 'room1@resource.calendar.google.com',
      displayName: 'Room 1',
      resource: true,
      responseStatus: 'accepted',
    })
  })

  test('a group stands on the list, its members have the event, and are listed once they answer', async () => {
    here.google.company.addGroup('team@example.com', [grace, linus])
    const id = here.google.company.createEvent(ada, { ...weekly, guests: ['team@example.com'] })
    expect((await get(linus, id)).attendees?.map((guest) => guest.email)).toEqual([ada, 'team@example.com'])
    here.google.company.respond(linus, id, 'tentative')
    expect((await get(ada, id)).attendees?.at(-1)).toMatchObject({
      email: linus,
      responseStatus: 'tentative',
    })
  })

  test('a hidden guest list shows a guest the organizer and themselves', async () => {
    const id = here.google.company.createEvent(ada, {
      ...weekly,
      guests: [grace, linus],
      guestsCanSeeOtherGuests: false,
    })
    const copy = await get(grace, id)
    expect(copy.attendees?.map((guest) => guest.email)).toEqual([ada, grace])
    expect(copy.guestsCanSeeOtherGuests).toBe(false)
    expect((await get(ada, id)).attendees).toHaveLength(3)
  })

  test('a list cut short says so', async () => {
    const id = here.google.company.createEvent(ada, {
      ...weekly,
      guests: [grace, linus],
      attendeesOmitted: true,
    })
    expect(await get(grace, id)).toMatchObject({
      attendeesOmitted: true,
      attendees: [{ email: grace, self: true }],
    })
    expect((await items(ada, { maxAttendees: 1 }))[0]).toMatchObject({
      attendeesOmitted: true,
      attendees: [{ email: ada }],
    })
  })

  test('who sees invitations only when answered, sees it then', async () => {
    here.google.company.addPerson('mary@example.com', { zone: 'UTC', seesInvitations: 'answered' })
    const id = here.google.company.createEvent(ada, { ...weekly, guests: ['mary@example.com'] })
    expect(await items('mary@example.com')).toEqual([])
    here.google.company.respond('mary@example.com', id, 'accepted')
    expect(await items('mary@example.com')).toMatchObject([{ id }])
  })

  test('an invitation to an alias reaches its owner', async () => {
    const id = here.google.company.createEvent(ada, { ...weekly, guests: ['hopper@example.com'] })
    expect((await get(grace, id)).attendees?.[1]).toMatchObject({ email: 'hopper@example.com', self: true })
  })

  test('an answer to one instance stays there; one to all holds for the rest', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.respond(grace, id, 'accepted')
    here.google.company.respond(grace, { id, original: tuesday + WEEK }, 'declined')
    const statuses = (await items(ada)).map((item) => [item.id, item.attendees?.[1]?.responseStatus])
    expect(statuses).toEqual([
      [`${id}_20260310T090000Z`, 'declined'],
      [id, 'accepted'],
    ])
  })

  test('who is uninvited has a tombstone', async () => {
    const id = here.google.company.createEvent(ada, { ...weekly, guests: [grace, linus] })
    here.google.company.changeInstance(id, tuesday, { removeGuests: [linus] })
    expect(await items(linus)).toMatchObject([
      { id: `${id}_20260303T090000Z`, status: 'cancelled' },
      { id, status: 'confirmed' },
    ])
    here.google.company.editSeries(id, { removeGuests: [linus] })
    expect(await items(linus)).toEqual([])
    expect(await get(linus, id)).toMatchObject({ status: 'cancelled' })
  })

  test('an assistant schedules for two others and is no guest', async () => {
    const id = here.google.company.createEvent(linus, {
      ...weekly,
      guests: [ada, grace],
      organizerAttends: false,
    })
    expect((await get(linus, id)).attendees?.map((guest) => guest.email)).toEqual([ada, grace])
    expect((await get(ada, id)).organizer?.email).toBe(linus)
  })
})

describe('series', () => {
  test('a single that becomes a series keeps its id and UID', async () => {
    const id = here.google.company.createEvent(ada, {
      summary: 'Ada / Grace',
      start: tuesday,
      guests: [grace],
    })
    const before = await get(ada, id)
    here.google.company.editSeries(id, { recurrence: 'RRULE:FREQ=WEEKLY' })
    expect(await get(ada, id)).toMatchObject({
      iCalUID: before.iCalUID,
      recurrence: ['RRULE:FREQ=WEEKLY'],
      sequence: 1,
    })
  })

  test('a new time for all throws the exceptions away', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.moveInstance(id, tuesday, tuesday + HOUR)
    const { syncToken } = await listAll(here.as(grace))
    here.google.company.editSeries(id, { start: tuesday + 2 * HOUR })
    const next = await items(grace, { syncToken })
    expect(next.map((item) => [item.id, item.status])).toEqual([
      [`${id}_20260303T090000Z`, 'cancelled'],
      [id, 'confirmed'],
    ])
  })

  test('handed over, the former organizer is a guest; or has a tombstone while the UID lives on', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.changeOrganizer(id, grace)
    expect(await get(ada, id)).toMatchObject({ organizer: { email: grace }, status: 'confirmed' })
    const other = here.google.company.createEvent(ada, { ...weekly, iCalUID: 'kept@google.com' })
    here.google.company.changeOrganizer(other, grace, { leavesOld: true })
    expect((await get(ada, other)).status).toBe('cancelled')
    expect(await get(grace, other)).toMatchObject({
      status: 'confirmed',
      iCalUID: 'kept@google.com',
      organizer: { self: true },
    })
  })

  test('its instances keep the local time over a clock change, moved ones stand where they moved to', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.moveInstance(id, tuesday + 3 * WEEK, tuesday + 3 * WEEK + DAY)
    here.google.company.cancelInstance(id, tuesday + WEEK)
    const window = { timeMin: '2026-03-01T00:00:00Z', timeMax: '2026-04-08T00:00:00Z' }
    const { data } = await here.as(ada).events.instances({ calendarId: ada, eventId: id, ...window })
    const starts = ['2026-03-03T10:00:00+01:00', '2026-03-17T10:00:00+01:00', '2026-03-25T10:00:00+01:00']
    expect(data.items?.map((item) => item.start?.dateTime)).toEqual([
      ...starts,
      '2026-03-31T10:00:00+02:00',
      '2026-04-07T10:00:00+02:00',
    ])
    const singles = await items(ada, { ...window, singleEvents: true, orderBy: 'startTime' })
    expect(singles).toEqual(data.items)
    const one = await here.as(ada).events.get({ calendarId: ada, eventId: `${id}_20260407T080000Z` })
    expect(one.data).toMatchObject({ recurringEventId: id, start: { dateTime: '2026-04-07T10:00:00+02:00' } })
  })

  test.each([
    ['RDATE only', ['RDATE;TZID=Europe/Berlin:20260312T100000,20260320T100000'], ['03', '12', '20']],
    ['an EXDATE', ['RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE:20260310T090000Z'], ['03', '17']],
    [
      'a local EXDATE',
      ['RRULE:FREQ=WEEKLY;COUNT=3', 'EXDATE;TZID=Europe/Berlin:20260310T100000'],
      ['03', '17'],
    ],
    ['a date-only UNTIL', ['RRULE:FREQ=WEEKLY;UNTIL=20260317'], ['03', '10', '17']],
    ['an UNTIL in UTC', ['RRULE:FREQ=WEEKLY;UNTIL=20260317T085959Z'], ['03', '10']],
  ])('%s is expanded', async (_name, recurrence, days) => {
    const id = here.google.company.createEvent(ada, { ...weekly, recurrence })
    const { data } = await here.as(ada).events.instances({ calendarId: ada, eventId: id })
    expect(data.items?.map((item) => item.start?.dateTime?.slice(8, 10))).toEqual(days)
  })

  test('a time at which it has no instance is refused, be it an hour off by a clock change', () => {
    const id = here.google.company.createEvent(ada, weekly)
    const after = tuesday + 4 * WEEK
    expect(() => here.google.company.cancelInstance(id, after)).toThrow('has no instance at 2026-03-31T09:00')
    expect(() => here.google.company.splitSeries(id, after)).toThrow('has no instance')
    const starts = here.google.company.starts(id, { start: tuesday, end: after + DAY })
    expect(starts.at(-1)).toBe(after - HOUR)
    here.google.company.cancelInstance(id, starts.at(-1)!)
  })

  test('a restored instance is confirmed again', async () => {
    const id = here.google.company.createEvent(ada, weekly)
    here.google.company.cancelInstance(id, tuesday)
    here.google.company.restoreInstance(id, tuesday)
    expect((await items(grace)).map((item) => item.status)).toEqual(['confirmed', 'confirmed'])
  })
})

test('days are dates, and an instance of them is named by its day', async () => {
  const id = here.google.company.createEvent(ada, {
    summary: 'Vacation',
    start: monday,
    end: monday + 2 * DAY,
    allDay: true,
    recurrence: 'RRULE:FREQ=YEARLY;COUNT=2',
  })
  const { data } = await here.as(ada).events.instances({ calendarId: ada, eventId: id })
  expect(data.items?.[1]).toMatchObject({
    id: `${id}_20270302`,
    start: { date: '2027-03-02' },
    end: { date: '2027-03-04' },
  })
})

test('out of office is an event of its own type', async () => {
  here.google.company.outOfOffice(ada, { start: monday, end: monday + DAY })
  expect(await items(ada)).toMatchObject([{ eventType: 'outOfOffice', summary: 'Out of office' }])
  expect(await items(ada, { eventTypes: ['default', 'focusTime'] })).toEqual([])
})

test('bounds of time are exclusive, and a master counts by its instances', async () => {
  here.google.company.createEvent(ada, { ...weekly, recurrence: 'RRULE:FREQ=WEEKLY;COUNT=2' })
  const minute = (n: number) => new Date(tuesday + n * MINUTE).toISOString()
  expect(await items(ada, { timeMin: minute(30), timeMax: minute(60) })).toEqual([])
  expect(await items(ada, { timeMin: minute(29), timeMax: minute(60) })).toHaveLength(1)
  expect(await items(ada, { timeMin: minute(-60), timeMax: minute(0) })).toEqual([])
  expect(await items(ada, { timeMin: '2026-03-11T00:00:00Z' })).toEqual([])
})

test('every change raises updated, etag and the log', async () => {
  const id = here.google.company.createEvent(ada, weekly)
  const before = await get(ada, id)
  here.clock.now += HOUR
  here.google.company.editSeries(id, { summary: 'New' })
  const after = await get(ada, id)
  expect(Date.parse(after.updated!) - Date.parse(before.updated!)).toBe(HOUR)
  expect(after.etag).not.toBe(before.etag)
  expect(after.sequence).toBe(before.sequence)
  expect(here.google.company.log().slice(-2)).toMatchObject([
    { at: monday, did: 'createEvent', with: { organizer: ada, id } },
    { at: monday + HOUR, did: 'editSeries', with: { id, edit: { summary: 'New' } } },
  ])
})

test('an event nobody has is a 404', async () => {
  expect(await refusal(get(ada, 'nothing'))).toMatchObject({ code: 404, reason: 'notFound' })
  const id = here.google.company.createEvent(ada, weekly)
  expect(await refusal(get(ada, `${id}_20260304T090000Z`))).toMatchObject({ code: 404 })
})

test('one event is told in the zone asked for, and refuses one that is none', async () => {
  const id = here.google.company.createEvent(ada, weekly)
  const told = await here.as(ada).events.get({ calendarId: ada, eventId: id, timeZone: 'Asia/Kolkata' })
  expect(told.data.start).toEqual({ dateTime: '2026-03-03T14:30:00+05:30', timeZone: 'Europe/Berlin' })
  const wrong = here.as(ada).events.get({ calendarId: ada, eventId: id, timeZone: 'Mars/Base' })
  expect(await refusal(wrong)).toMatchObject({ code: 400, reason: 'invalidParameter' })
})

test('the calendar list names one’s own', async () => {
  const { data } = await here.as(ada).calendarList.list()
  expect(data.items).toMatchObject([
    { id: ada, primary: true, timeZone: 'Europe/Berlin', accessRole: 'owner' },
  ])
})
