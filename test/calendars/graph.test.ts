import { describe, expect, test } from 'vitest'
import { graphEvents } from '../../src/calendars/graph/map.ts'
import { ruleOf } from '../../src/calendars/graph/rule.ts'
import type { Problem } from '../../src/calendars/reading.ts'
import { sharedUid } from '../../src/calendars/uid.ts'

const source = { calendar: 'ada', owner: 'ada@example.com', zone: 'Europe/Berlin' }
const utc = (dateTime: string) => ({ dateTime: `${dateTime}:00.0000000`, timeZone: 'UTC' })
const mailbox = (address: string, name = address) => ({ emailAddress: { name, address } })

const weekly = {
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], firstDayOfWeek: 'sunday' },
  range: {
    type: 'noEnd',
    startDate: '2026-03-03',
    endDate: '0001-01-01',
    recurrenceTimeZone: 'W. Europe Standard Time',
  },
}
const single = {
  id: 'one',
  uid: 'uid-one',
  type: 'singleInstance',
  subject: 'Ada / Grace',
  isAllDay: false,
  start: utc('2026-03-03T08:00'),
  end: utc('2026-03-03T08:30'),
  originalStartTimeZone: 'W. Europe Standard Time',
  showAs: 'busy',
  sensitivity: 'normal',
  isOrganizer: true,
  responseStatus: { response: 'organizer' },
  organizer: mailbox('Ada@example.com', 'Ada'),
  attendees: [{ ...mailbox('grace@example.com'), type: 'required', status: { response: 'none' } }],
  lastModifiedDateTime: '2026-02-01T00:00:00Z',
}
const master = { ...single, id: 'm.1', uid: 'uid-m', type: 'seriesMaster', recurrence: weekly }
const invited = {
  isOrganizer: false,
  organizer: mailbox('grace@example.com'),
  attendees: [{ ...mailbox('ada@example.com'), type: 'required', status: { response: 'none' } }],
}

function read(...items: unknown[]) {
  const problems: Problem[] = []
  return { events: graphEvents(items, source, (problem) => problems.push(problem)), problems }
}
const one = (changes: object) => read({ ...single, ...changes }).events[0]!
const iso = (instant: number | null | undefined) => (instant ? new Date(instant).toISOString() : instant)

describe('patterns as rules', () => {
  const range = { type: 'noEnd' }
  test.each([
    [{ type: 'daily', interval: 2 }, range, 'FREQ=DAILY;INTERVAL=2'],
    [
      { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' },
      range,
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO',
    ],
    [
      { type: 'absoluteMonthly', interval: 1, dayOfMonth: 15 },
      range,
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15',
    ],
    [
      { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
      range,
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ],
    [
      { type: 'relativeMonthly', interval: 1, daysOfWeek: ['tuesday'], index: 'last' },
      range,
      'FREQ=MONTHLY;INTERVAL=1;BYDAY=-1TU',
    ],
    [
      { type: 'relativeMonthly', interval: 1, daysOfWeek: ['monday', 'tuesday'], index: 'second' },
      range,
      'FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU;BYSETPOS=2',
    ],
    [
      { type: 'absoluteYearly', interval: 1, month: 3, dayOfMonth: 3 },
      range,
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYMONTHDAY=3',
    ],
    [
      { type: 'relativeYearly', interval: 1, month: 3, daysOfWeek: ['monday'], index: 'first' },
      range,
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=3;BYDAY=MO;BYSETPOS=1',
    ],
    [
      { type: 'daily', interval: 1 },
      { type: 'numbered', numberOfOccurrences: 5 },
      'FREQ=DAILY;INTERVAL=1;COUNT=5',
    ],
    [
      { type: 'daily', interval: 1 },
      { type: 'endDate', endDate: '2026-04-01' },
      'FREQ=DAILY;INTERVAL=1;UNTIL=20260401',
    ],
  ])('%j %j', (pattern, range, rule) => {
    expect(ruleOf({ pattern, range })).toBe(rule)
  })
})

describe('series', () => {
  test('a master read in UTC lives in its own zone', () => {
    expect(read(master).events[0]).toMatchObject({ kind: 'master', zone: 'Europe/Berlin', uid: 'uid-m' })
  })

  test('a custom zone is none, and that is told', () => {
    const custom = 'tzone://Microsoft/Custom'
    const range = { ...weekly.range, recurrenceTimeZone: custom }
    const { events, problems } = read({
      ...master,
      originalStartTimeZone: custom,
      recurrence: { ...weekly, range },
    })
    expect(events[0]).toMatchObject({ zone: null })
    expect(problems).toMatchObject([{ broken: false }])
  })

  test('cancelled occurrences are removed days', () => {
    const { events } = read({ ...master, cancelledOccurrences: ['OID.m.1.2026-03-10'] })
    expect(events[0]?.recurrence?.exDays).toEqual(['2026-03-10'])
  })

  test.each([
    ['original start given', { type: 'exception', originalStart: '2026-03-31T07:00:00Z' }],
    ['by its occurrence id, after a clock change', { type: 'exception', occurrenceId: 'OID.m.1.2026-03-31' }],
    [
      'an occurrence lies where it was planned',
      { type: 'occurrence', start: utc('2026-03-31T07:00'), end: utc('2026-03-31T07:30') },
    ],
  ])('the original start: %s', (_what, changes) => {
    const item = {
      ...single,
      id: 'x',
      seriesMasterId: 'm.1',
      start: utc('2026-03-31T12:00'),
      end: utc('2026-03-31T12:30'),
      ...changes,
    }
    for (const items of [
      [master, item],
      [item, master],
    ]) {
      const event = read(...items).events.find((each) => each.id === 'x')
      expect([event?.kind, iso(event?.original)]).toEqual(['instance', '2026-03-31T07:00:00.000Z'])
    }
  })

  test('a bare occurrence inherits', () => {
    const bare = {
      id: 'o',
      type: 'occurrence',
      seriesMasterId: 'm.1',
      start: utc('2026-03-10T08:00'),
      end: utc('2026-03-10T08:30'),
    }
    expect(read(bare, master).events[1]).toMatchObject({ uid: 'uid-m', kind: 'instance', details: null })
    const known = () => read(master).events[0]
    expect(graphEvents([bare], { ...source, known }, () => {})[0]).toMatchObject({ uid: 'uid-m' })
  })

  test('exceptions expanded inside their master are read', () => {
    const exception = {
      ...single,
      id: 'x',
      type: 'exception',
      seriesMasterId: 'm.1',
      originalStart: '2026-03-10T08:00:00Z',
    }
    expect(read({ ...master, exceptionOccurrences: [exception] }).events.map((event) => event.kind)).toEqual([
      'master',
      'instance',
    ])
  })
})

describe('gone', () => {
  test('called off by the organizer: removed, its old title told', () => {
    expect(one({ isCancelled: true, subject: 'Canceled: Ada / Grace' })).toMatchObject({
      removed: true,
      details: { title: 'Ada / Grace' },
    })
  })

  test('@removed is a tombstone of what was known under the id', () => {
    const known = () => ({ ...read(single).events[0]!, kind: 'instance' as const, original: 5 })
    const gone = { id: 'one', '@removed': { reason: 'deleted' } }
    expect(graphEvents([gone], { ...source, known }, () => {})).toMatchObject([
      { uid: 'uid-one', removed: true, original: 5, details: null },
    ])
    expect(read(gone).events).toMatchObject([{ uid: 'one', removed: true, span: null }])
  })
})

describe('what it says about the meeting', () => {
  test.each([
    ['the organizer need not be listed', {}, { organizer: 'ada@example.com', organizerJoins: true }],
    ['away', { showAs: 'oof' }, { shows: 'away' }],
    ['elsewhere is busy', { showAs: 'workingElsewhere' }, { shows: 'busy' }],
    ['private', { sensitivity: 'private' }, { private: true }],
    ['personal', { sensitivity: 'personal' }, { private: true }],
    ['hidden from guests, on the organizer’s copy', { hideAttendees: true }, { attendeesHidden: false }],
    ['hidden from guests', { ...invited, hideAttendees: true }, { attendeesHidden: true }],
    [
      'the own answer is in responseStatus',
      { ...invited, responseStatus: { response: 'declined' } },
      { attendees: [{ answer: 'declined' }] },
    ],
    [
      'a room',
      { attendees: [{ ...mailbox('room@example.com'), type: 'resource' }] },
      { attendees: [{ kind: 'room' }] },
    ],
    [
      'places',
      { locations: [{ displayName: 'Room 4', locationUri: 'room4@example.com' }] },
      { locations: ['Room 4', 'room4@example.com'] },
    ],
  ])('%s', (_what, changes, told) => {
    expect(one(changes).details).toMatchObject(told)
  })
})

test('all-day events run from midnight to midnight of the calendar’s zone', () => {
  const event = one({ isAllDay: true, start: utc('2026-03-03T00:00'), end: utc('2026-03-04T00:00') })
  expect([iso(event.span?.start), iso(event.span?.end)]).toEqual([
    '2026-03-02T23:00:00.000Z',
    '2026-03-03T23:00:00.000Z',
  ])
})

describe('the UID all copies share (S1)', () => {
  const head = '040000008200E00074C5B7101A82E008'
  const tail = '00A048DAF17405D9010000000000000000100000003C10A5564C9D36459E7780C78BAFCB77'
  const foreign = Buffer.from('vCal-Uid\u0001\0\0\0abc@google.com\0', 'latin1').toString('hex')
  test.each([
    ['the date bytes of an instance go', `${head}07EA0303${tail}`, `${head}00000000${tail}`],
    ['any case', `${head}07EA0303${tail}`.toLowerCase(), `${head}00000000${tail}`],
    ['a foreign UID wrapped', `${head}00000000${'0'.repeat(32)}00000000${foreign}`, 'abc@google.com'],
    ['others stay', 'abc@google.com', 'abc@google.com'],
  ])('%s', (_what, written, uid) => {
    expect(sharedUid(written)).toBe(uid)
    expect(one({ uid: undefined, iCalUId: written }).uid).toBe(uid)
  })
})

test.each([
  ['no start', { start: undefined }],
  ['a year that is a placeholder', { start: utc('0001-01-01T00:00') }],
  ['no end', { end: null }],
  [
    'a pattern of nonsense',
    { type: 'seriesMaster', recurrence: { pattern: { type: 'lunar', interval: 1 } } },
  ],
  ['attendees of nonsense', { attendees: [3] }],
])('unreadable, and only for its own UID: %s', (_what, changes) => {
  const { events, problems } = read({ ...single, ...changes }, master, null)
  expect(events.map((event) => event.uid)).toEqual(['uid-m'])
  expect(problems).toMatchObject([{ uid: 'uid-one', broken: true }, { uid: null }])
})
