import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instanceId } from '../../src/calendars/google/ids.ts'
import { googleEvents } from '../../src/calendars/google/map.ts'
import type { Problem } from '../../src/calendars/reading.ts'

const source = { calendar: 'ada', owner: 'ada@example.com', zone: 'Europe/Berlin' }

const single = {
  id: 'one',
  iCalUID: 'one@google.com',
  status: 'confirmed',
  summary: 'Ada / Grace',
  start: { dateTime: '2026-03-03T09:00:00+01:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-03-03T09:30:00+01:00', timeZone: 'Europe/Berlin' },
  organizer: { email: 'Ada@Example.com', self: true },
  attendees: [
    { email: 'ada@example.com', self: true, organizer: true, responseStatus: 'accepted' },
    { email: 'grace@example.com', responseStatus: 'needsAction' },
  ],
}
const master = { ...single, id: 'weekly', iCalUID: 'weekly@google.com', recurrence: ['RRULE:FREQ=WEEKLY'] }

function read(...items: unknown[]) {
  const problems: Problem[] = []
  return { events: googleEvents(items, source, (problem) => problems.push(problem)), problems }
}

const one = (changes: object) => read({ ...single, ...changes }).events[0]!
const details = (changes: object) => one(changes).details!

describe('what a Google event is', () => {
  test.each([
    ['a single event', single, 'single', null],
    ['a master', master, 'master', null],
    [
      'an exception',
      { ...single, recurringEventId: 'weekly', originalStartTime: { dateTime: '2026-03-02T08:00:00Z' } },
      'instance',
      '2026-03-02T08:00:00.000Z',
    ],
    [
      'an exception that tells its original start by its id only',
      { ...single, id: 'weekly_20260302T080000Z', recurringEventId: 'weekly' },
      'instance',
      '2026-03-02T08:00:00.000Z',
    ],
    [
      'a bare tombstone of an instance',
      { id: 'weekly_20260302T080000Z', status: 'cancelled' },
      'instance',
      '2026-03-02T08:00:00.000Z',
    ],
    [
      'a bare tombstone of an all-day instance',
      { id: 'weekly_20260302', status: 'cancelled' },
      'instance',
      '2026-03-01T23:00:00.000Z',
    ],
    ['a this-and-following master', { ...master, id: 'root_R20260302T080000Z' }, 'master', null],
    [
      'the tombstone of a this-and-following master',
      { id: 'root_R20260302T080000Z', status: 'cancelled' },
      'single',
      null,
    ],
    [
      'an instance of a this-and-following master',
      { id: 'root_R20260302T080000_20260309T080000Z', status: 'cancelled' },
      'instance',
      '2026-03-09T08:00:00.000Z',
    ],
  ])('%s', (_what, item, kind, original) => {
    const event = read(item).events[0]!
    expect([event.kind, event.original && new Date(event.original).toISOString()]).toEqual([kind, original])
  })

  test('an id of an instance names its master', () => {
    expect(instanceId('root_R20260302T080000_20260309T080000Z')?.master).toBe('root_R20260302T080000')
    expect(instanceId('_20260309')).toBeNull()
    expect(instanceId('abc_20261341')).toBeNull()
  })
})

describe('the UID of a bare tombstone', () => {
  const tombstone = { id: 'weekly_20260310T080000Z', status: 'cancelled' }
  test.each([
    ['of a single', [{ id: 'gone', status: 'cancelled' }], 'gone@google.com'],
    ['of an instance, from the master id', [tombstone], 'weekly@google.com'],
    [
      'from the master beside it',
      [{ ...master, iCalUID: 'else@example.com' }, tombstone],
      'else@example.com',
    ],
    [
      'from a sibling beside it',
      [
        { ...single, id: 'weekly_20260303T080000Z', recurringEventId: 'weekly', iCalUID: 'else@example.com' },
        tombstone,
      ],
      'else@example.com',
    ],
  ])('%s', (_what, items, uid) => {
    for (const order of [items, items.toReversed()])
      expect(read(...order).events.find((event) => event.removed)?.uid).toBe(uid)
  })

  test('from what the store knows', () => {
    const known = (id: string) => (id === 'weekly' ? { ...one({}), uid: 'stored@example.com' } : undefined)
    expect(googleEvents([tombstone], { ...source, known }, () => {})[0]?.uid).toBe('stored@example.com')
  })

  test('it tells nothing else', () => {
    expect(read(tombstone).events[0]).toMatchObject({
      removed: true,
      span: null,
      details: null,
      recurrence: null,
    })
  })
})

describe('times', () => {
  test.each([
    ['with an offset', { dateTime: '2026-03-03T09:00:00+01:00' }, '2026-03-03T08:00:00.000Z'],
    ['in UTC with a fraction', { dateTime: '2026-03-03T08:00:00.000Z' }, '2026-03-03T08:00:00.000Z'],
    ['west of UTC', { dateTime: '2026-03-03T00:30:00-07:30' }, '2026-03-03T08:00:00.000Z'],
    [
      'a wall clock in a zone',
      { dateTime: '2026-03-03T03:00:00', timeZone: 'America/New_York' },
      '2026-03-03T08:00:00.000Z',
    ],
    ['a wall clock in the calendar’s zone', { dateTime: '2026-03-03T09:00:00' }, '2026-03-03T08:00:00.000Z'],
    ['a day', { date: '2026-03-03' }, '2026-03-02T23:00:00.000Z'],
  ])('%s', (_what, start, instant) => {
    expect(new Date(one({ start, end: undefined }).span!.start).toISOString()).toBe(instant)
  })

  test.each([
    ['no time', { start: { dateTime: 'tomorrow' } }],
    ['a day that does not exist', { start: { date: '2026-02-30' } }],
    ['a number', { start: { dateTime: 5 } }],
    ['no start at all', { start: undefined }],
    ['an end before the start', { end: { dateTime: '2026-03-03T08:00:00+01:00' } }],
    ['attendees that are no list', { attendees: 'everyone' }],
    ['a recurrence of nonsense', { recurrence: [7] }],
    ['an id that is no text', { id: 7 }],
  ])('unreadable, and only for its own UID: %s', (_what, changes) => {
    const { events, problems } = read({ ...single, ...changes }, master)
    expect(events.map((event) => event.id)).toEqual(['weekly'])
    expect(problems).toMatchObject([{ uid: 'one@google.com', broken: true }])
  })

  test('an item that is no object is told and harms nothing', () => {
    const { events, problems } = read(null, 7, 'x', [], single)
    expect(events).toHaveLength(1)
    expect(problems.map((problem) => problem.broken)).toEqual([false, false, false, false])
  })

  test('a master in an unknown zone has none, and that is told', () => {
    const start = { dateTime: '2026-03-03T09:00:00+01:00', timeZone: 'Mars/Olympus' }
    const { events, problems } = read({ ...master, start })
    expect(events[0]).toMatchObject({ zone: null, kind: 'master' })
    expect(problems[0]?.problem).toContain('Mars/Olympus')
  })
})

test('recurrence lines: rule, dates and removed dates in their own zones', () => {
  const recurrence = [
    'RRULE:FREQ=WEEKLY;BYDAY=TU',
    'EXDATE;TZID=America/New_York:20260310T040000',
    'EXDATE;VALUE=DATE:20260317',
    'RDATE:20260320T080000Z,20260321T080000Z',
    'RDATE;VALUE=DATE:20260401',
  ]
  const iso = (instants: number[]) => instants.map((instant) => new Date(instant).toISOString())
  const found = read({ ...master, recurrence }).events[0]!.recurrence!
  expect(found.rules).toEqual(['FREQ=WEEKLY;BYDAY=TU'])
  expect(iso(found.exDates)).toEqual(['2026-03-10T08:00:00.000Z'])
  expect(found.exDays).toEqual(['2026-03-17'])
  expect(iso(found.dates)).toEqual([
    '2026-03-20T08:00:00.000Z',
    '2026-03-21T08:00:00.000Z',
    '2026-04-01T07:00:00.000Z',
  ])
})

describe('what it says about the meeting', () => {
  test.each([
    ['ordinary', {}, { type: 'meeting', shows: 'busy', private: false }],
    ['free', { transparency: 'transparent' }, { shows: 'free' }],
    ['tentative is busy', { status: 'tentative' }, { shows: 'busy' }],
    ['out of office', { eventType: 'outOfOffice' }, { type: 'other', shows: 'away' }],
    ['focus time', { eventType: 'focusTime' }, { type: 'other', shows: 'busy' }],
    ['a working location', { eventType: 'workingLocation' }, { type: 'other' }],
    ['a birthday', { eventType: 'birthday' }, { type: 'other' }],
    ['made from a mail', { eventType: 'fromGmail' }, { type: 'other' }],
    ['private', { visibility: 'private' }, { private: true }],
    ['confidential', { visibility: 'confidential' }, { private: true }],
    ['a cut list', { attendeesOmitted: true }, { attendeesHidden: true }],
    [
      'a hidden list, on the organizer’s copy',
      { guestsCanSeeOtherGuests: false },
      { attendeesHidden: false },
    ],
    [
      'a hidden list, on a guest’s copy',
      { guestsCanSeeOtherGuests: false, organizer: { email: 'grace@example.com' } },
      { attendeesHidden: true },
    ],
    [
      'organized by a group calendar',
      { organizer: { email: 'x@group.calendar.google.com' } },
      { organizerIsPlace: true },
    ],
    [
      'scheduled by an assistant',
      { organizer: { email: 'linus@example.com' } },
      { organizer: 'linus@example.com', organizerJoins: false },
    ],
    ['one guest listed', { attendees: [{ email: 'grace@example.com' }] }, { organizerJoins: true }],
  ])('%s', (_what, changes, told) => {
    expect(details(changes)).toMatchObject(told)
  })

  test.each([
    ['a room', { email: 'r@resource.calendar.google.com', resource: true }, { kind: 'room' }],
    ['guests of a guest', { email: 'linus@example.com', additionalGuests: 2 }, { guests: 2, kind: 'person' }],
    [
      'declined',
      { email: 'Linus@Example.com', responseStatus: 'declined' },
      { address: 'linus@example.com', answer: 'declined' },
    ],
    ['maybe', { email: 'linus@example.com', responseStatus: 'tentative' }, { answer: 'tentative' }],
    ['without address', { displayName: 'Linus' }, { address: null, name: 'Linus' }],
    [
      'an address with a line break',
      { email: 'a@example.com\r\nRCPT TO:<x@example.com>' },
      { address: null },
    ],
  ])('an attendee: %s', (_what, attendee, told) => {
    expect(details({ attendees: [attendee] }).attendees).toMatchObject([told])
  })

  test('a title of the wrong type costs the title alone', () => {
    const { events, problems } = read({ ...single, summary: { a: 1 } })
    expect(events[0]?.details?.title).toBe('')
    expect(problems).toMatchObject([{ broken: false }])
  })
})

test('the order of items changes nothing', () => {
  const items = [
    single,
    master,
    { id: 'weekly_20260310T080000Z', status: 'cancelled' },
    { ...single, id: 'weekly_20260317T080000Z', recurringEventId: 'weekly', iCalUID: undefined },
    null,
    { id: 'lost', iCalUID: 'lost', start: 3 },
  ]
  const sorted = (list: unknown[]) => read(...list).events.sort((a, b) => (a.id < b.id ? -1 : 1))
  fc.assert(
    fc.property(fc.shuffledSubarray(items, { minLength: items.length }), (shuffled) => {
      expect(sorted(shuffled)).toEqual(sorted(items))
    }),
  )
})
