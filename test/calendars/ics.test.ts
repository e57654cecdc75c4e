import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { icsEvents } from '../../src/calendars/ics/map.ts'
import { parseIcs } from '../../src/calendars/ics/parse.ts'
import type { Problem } from '../../src/calendars/reading.ts'
import { effort } from '../support/effort.ts'

const source = { calendar: 'ada', owner: 'ada@example.com', zone: 'Europe/Berlin' }

function readBytes(bytes: Buffer) {
  const problems: Problem[] = []
  const report = (problem: Problem) => problems.push(problem)
  const file = parseIcs(bytes, report)
  return { complete: file.complete, events: icsEvents(file, source, report), problems }
}

const read = (text: string) => readBytes(Buffer.from(text))
const calendar = (...parts: string[]) => ['BEGIN:VCALENDAR', ...parts, 'END:VCALENDAR', ''].join('\r\n')
const vevent = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n')
const PEOPLE = [
  'ORGANIZER;CN=Ada:mailto:ada@example.com',
  'ATTENDEE;CN=Grace;PARTSTAT=ACCEPTED:MAILTO:Grace@Example.com',
]
const START = 'DTSTART;TZID=Europe/Berlin:20260303T090000'
const END = 'DTEND;TZID=Europe/Berlin:20260303T093000'
const single = (...lines: string[]) => vevent('UID:one', START, END, ...PEOPLE, ...lines)
const master = vevent('UID:weekly', START, END, 'RRULE:FREQ=WEEKLY', ...PEOPLE)
const one = (...lines: string[]) => read(calendar(single(...lines))).events[0]!
const timed = (...lines: string[]) => read(calendar(vevent('UID:one', ...lines)))
const iso = (instant: number | null | undefined) =>
  typeof instant === 'number' ? new Date(instant).toISOString() : instant

const CUSTOM = [
  'BEGIN:VTIMEZONE',
  'TZID:Customized Time Zone',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
].join('\r\n')

describe('when it is', () => {
  test.each([
    ['in a zone', [START, END], '2026-03-03T08:00:00.000Z', 30, 'Europe/Berlin'],
    ['in UTC', ['DTSTART:20260303T080000Z', 'DURATION:PT45M'], '2026-03-03T08:00:00.000Z', 45, 'UTC'],
    [
      'floating',
      ['DTSTART:20260303T090000', 'DURATION:PT1H'],
      '2026-03-03T08:00:00.000Z',
      60,
      'Europe/Berlin',
    ],
    [
      'in a Windows zone',
      ['DTSTART;TZID="Eastern Standard Time":20260303T030000', 'DURATION:PT1H'],
      '2026-03-03T08:00:00.000Z',
      60,
      'America/New_York',
    ],
    [
      'in a prefixed zone',
      ['DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20260303T090000', 'DURATION:PT1H'],
      '2026-03-03T08:00:00.000Z',
      60,
      'Europe/Paris',
    ],
    ['without an end', [START], '2026-03-03T08:00:00.000Z', 0, 'Europe/Berlin'],
    ['a day', ['DTSTART;VALUE=DATE:20260303'], '2026-03-02T23:00:00.000Z', 1440, 'Europe/Berlin'],
    [
      'a day that says it is a time',
      ['DTSTART;VALUE=DATE-TIME:20260303', 'DTEND:20260304'],
      '2026-03-02T23:00:00.000Z',
      1440,
      'Europe/Berlin',
    ],
    [
      'a time that says it is a day',
      ['DTSTART;VALUE=DATE:20260303T090000', 'DURATION:PT30M'],
      '2026-03-03T08:00:00.000Z',
      30,
      'Europe/Berlin',
    ],
    [
      'a day long over a clock change',
      ['DTSTART;TZID=Europe/Berlin:20260328T120000', 'DURATION:P1D'],
      '2026-03-28T11:00:00.000Z',
      23 * 60,
      'Europe/Berlin',
    ],
    [
      'in the year 9999',
      ['DTSTART:99991231T230000Z', 'DURATION:PT30M'],
      '9999-12-31T23:00:00.000Z',
      30,
      'UTC',
    ],
  ])('%s', (_what, lines, start, minutes, zone) => {
    const { events, problems } = timed(...lines)
    const { span } = events[0]!
    expect([iso(span?.start), (span!.end - span!.start) / 60_000, events[0]?.zone]).toEqual([
      start,
      minutes,
      zone,
    ])
    expect(problems).toEqual([])
  })

  test.each([
    ['no start', ['SUMMARY:x']],
    ['a start of nonsense', ['DTSTART:soon']],
    ['a day that does not exist', ['DTSTART:20260230T090000Z']],
    ['an end before the start', [START, 'DTEND;TZID=Europe/Berlin:20260303T083000']],
    ['a negative duration', [START, 'DURATION:-PT30M']],
    ['a duration of nonsense', [START, 'DURATION:half an hour']],
    ['a rule that is none', [START, 'ATTENDEE;CN="open:mailto:x@example.com']],
  ])('unreadable, and only for its own UID: %s', (_what, lines) => {
    const { events, problems } = read(calendar(vevent('UID:bad', ...lines), master))
    expect(events.map((event) => event.uid)).toEqual(['weekly'])
    expect(problems).toMatchObject([
      { uid: 'bad', broken: true, problem: expect.stringMatching(/^line \d+: /) },
    ])
  })
})

describe('zones', () => {
  const start = 'DTSTART;TZID=Customized Time Zone:20260303T090000'

  test('a custom VTIMEZONE is the zone that does the same', () => {
    const { events, problems } = read(calendar(CUSTOM, vevent('UID:one', start)))
    expect([events[0]?.zone, problems]).toEqual(['Europe/Berlin', []])
  })

  test('its X-LIC-LOCATION tells, also after the events', () => {
    const timezone = CUSTOM.replace('BEGIN:STANDARD', 'X-LIC-LOCATION:Europe/Rome\r\nBEGIN:STANDARD')
    expect(read(calendar(vevent('UID:one', start), timezone)).events[0]?.zone).toBe('Europe/Rome')
  })

  test('an unknown one is none, and told once with its line', () => {
    const events = [vevent('UID:one', start), vevent('UID:two', start)]
    const { events: found, problems } = read(calendar(...events))
    expect(found.map((event) => event.zone)).toEqual([null, null])
    expect(problems.map((problem) => problem.problem)).toEqual([
      'line 4: the time zone "Customized Time Zone" is unknown',
    ])
  })
})

describe('series', () => {
  const exception = (id: string, ...lines: string[]) =>
    vevent('UID:weekly', id, 'DTSTART;TZID=Europe/Berlin:20260311T100000', 'DURATION:PT30M', ...lines)
  test.each([
    ['in the zone', 'RECURRENCE-ID;TZID=Europe/Berlin:20260310T090000'],
    ['in UTC', 'RECURRENCE-ID:20260310T080000Z'],
    ['floating', 'RECURRENCE-ID:20260310T090000'],
    ['a day only', 'RECURRENCE-ID;VALUE=DATE:20260310'],
  ])('an exception names its slot: %s', (_what, id) => {
    for (const parts of [
      [master, exception(id)],
      [exception(id), master],
    ]) {
      const found = read(calendar(...parts)).events.find((event) => event.kind === 'instance')
      expect([found?.id, iso(found?.original), iso(found?.span?.start)]).toEqual([
        'weekly#2026-03-10T08:00:00.000Z',
        '2026-03-10T08:00:00.000Z',
        '2026-03-11T09:00:00.000Z',
      ])
    }
  })

  test('rule, RDATE periods and EXDATE lists', () => {
    const lines = [
      'RRULE:FREQ=WEEKLY',
      'RDATE;VALUE=PERIOD:20260304T080000Z/PT1H',
      'EXDATE;TZID=Europe/Berlin:20260310T090000,20260317T090000',
      'EXDATE;VALUE=DATE:20260324',
    ]
    const { recurrence } = one(...lines)
    expect(recurrence?.dates.map(iso)).toEqual(['2026-03-04T08:00:00.000Z'])
    expect(recurrence?.exDates.map(iso)).toEqual(['2026-03-10T08:00:00.000Z', '2026-03-17T08:00:00.000Z'])
    expect(recurrence?.exDays).toEqual(['2026-03-24'])
  })

  test('an EXDATE that cannot be read makes the copy half read for that series, which stays', () => {
    const { events, problems } = read(calendar(single('RRULE:FREQ=WEEKLY', 'EXDATE:soon')))
    expect(events[0]?.kind).toBe('master')
    expect(problems).toMatchObject([{ uid: 'one', broken: true }])
  })

  test('this and all that follow cancelled: the rule is cut short', () => {
    const id = 'RECURRENCE-ID;RANGE=THISANDFUTURE:20260310T080000Z'
    const { events } = read(calendar(master, exception(id, 'STATUS:CANCELLED')))
    expect(events.map((event) => event.recurrence?.rules)).toEqual([['FREQ=WEEKLY;UNTIL=20260310T075959Z']])
  })
})

describe('gone', () => {
  test.each([
    ['STATUS:CANCELLED', calendar(single('STATUS:CANCELLED'))],
    ['METHOD:CANCEL', calendar('METHOD:CANCEL', single())],
    ['a cancellation without times', calendar('METHOD:CANCEL', vevent('UID:one'))],
  ])('%s', (_what, text) => {
    expect(read(text).events).toMatchObject([{ removed: true, uid: 'one' }])
  })

  test('an answer is no calendar', () => {
    expect(read(calendar('METHOD:REPLY', single()))).toMatchObject({ events: [], complete: true })
  })
})

describe('what it says about the meeting', () => {
  test.each([
    ['escapes', ['SUMMARY:Ada\\, Grace\\; weekly'], { title: 'Ada, Grace; weekly' }],
    ['free', ['TRANSP:TRANSPARENT'], { shows: 'free' }],
    [
      'Outlook’s word beats TRANSP',
      ['TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
      { shows: 'away' },
    ],
    ['tentative is busy', ['STATUS:TENTATIVE'], { shows: 'busy' }],
    ['tentative in Outlook', ['X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'], { shows: 'tentative' }],
    ['private', ['CLASS:confidential'], { private: true }],
    [
      'rooms with semicolons',
      ['LOCATION:Room 4\\; Room 5'],
      { locations: ['Room 4; Room 5', 'Room 4', 'Room 5'] },
    ],
  ])('%s', (_what, lines, told) => {
    expect(one(...lines).details).toMatchObject(told)
  })

  test.each([
    [
      'any case of mailto',
      'ATTENDEE:MailTo:Linus@Example.com',
      { address: 'linus@example.com', answer: 'none' },
    ],
    ['a name with specials', 'ATTENDEE;CN="Doe; L: x, y":mailto:linus@example.com', { name: 'Doe; L: x, y' }],
    ['delegated', 'ATTENDEE;PARTSTAT=DELEGATED:mailto:linus@example.com', { answer: 'declined' }],
    ['an unknown answer', 'ATTENDEE;PARTSTAT=X-PERHAPS:mailto:linus@example.com', { answer: 'none' }],
    ['a room', 'ATTENDEE;CUTYPE=ROOM:mailto:room@example.com', { kind: 'room' }],
    ['a group', 'ATTENDEE;CUTYPE=GROUP:mailto:team@example.com', { kind: 'group' }],
    ['no participant', 'ATTENDEE;ROLE=NON-PARTICIPANT:mailto:room@example.com', { kind: 'room' }],
    [
      'a urn with an address',
      'ATTENDEE;EMAIL=linus@example.com:urn:uuid:1',
      { address: 'linus@example.com' },
    ],
    ['without address', 'ATTENDEE;CN=Linus:invalid:nomail', { address: null, name: 'Linus' }],
  ])('an attendee: %s', (_what, line, told) => {
    expect(one(line).details?.attendees.at(-1)).toMatchObject(told)
  })
})

describe('damage', () => {
  test('an event without end costs itself', () => {
    const { events, problems, complete } = read(calendar('BEGIN:VEVENT', 'UID:bad', START, master))
    expect([events.map((event) => event.uid), complete]).toEqual([['weekly'], true])
    expect(problems).toMatchObject([
      { uid: 'bad', broken: true, problem: expect.stringMatching(/^line 2: /) },
    ])
  })

  test('a description broken over lines costs nothing', () => {
    const { events, problems } = read(calendar(single('DESCRIPTION:one', 'two and three')))
    expect([events.length, problems[0]?.broken]).toEqual([1, false])
  })

  test('a broken attendee line costs the event', () => {
    const { events, problems } = read(calendar(single('ATTENDEE;CN=Linus', 'Doe and so on')))
    expect(events).toEqual([])
    expect(problems).toMatchObject([{ uid: 'one', broken: true }])
  })

  test('alarms are no part of the event', () => {
    const alarm = ['BEGIN:VALARM', 'DURATION:-PT5M', 'ATTENDEE:mailto:x@example.com', 'END:VALARM']
    expect(one(...alarm).details?.attendees).toHaveLength(1)
  })

  test('several calendars, any line ends, a byte order mark', () => {
    const text = calendar(single()) + calendar(master)
    for (const written of [
      text,
      `\uFEFF${text}`,
      text.replaceAll('\r\n', '\n'),
      text.replaceAll('\r\n', '\r'),
    ])
      expect(read(written)).toMatchObject({
        complete: true,
        problems: [],
        events: [{ uid: 'one' }, { uid: 'weekly' }],
      })
  })
})

describe('wherever it is cut or folded', () => {
  const text = calendar(
    CUSTOM,
    single('SUMMARY:Ädä 👋 / Grace', 'RRULE:FREQ=WEEKLY'),
    master,
    vevent('UID:zwei', START, END),
  )
  const bytes = Buffer.from(text)
  const whole = readBytes(bytes).events

  test('folding changes nothing, within a character either', () => {
    const ends = [...text.matchAll(/\r\n/g)].map((match) => Buffer.byteLength(text.slice(0, match.index)))
    const inside = (at: number) => !ends.some((end) => at >= end && at <= end + 2) && at > 0
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(bytes.length - 1)),
        fc.constantFrom('\r\n ', '\n\t'),
        (cuts, fold) => {
          const parts: Buffer[] = []
          let from = 0
          for (const at of cuts.filter(inside).sort((a, b) => a - b)) {
            parts.push(bytes.subarray(from, at), Buffer.from(fold))
            from = at
          }
          expect(readBytes(Buffer.concat([...parts, bytes.subarray(from)])).events).toEqual(whole)
        },
      ),
    )
  })

  test('a cut loses no event that was complete before it', () => {
    const ends = [...text.matchAll(/END:VEVENT/g)].map((match) =>
      Buffer.byteLength(text.slice(0, match.index + 10)),
    )
    for (let at = 0; at < bytes.length - 2; at++) {
      const { events, complete } = readBytes(bytes.subarray(0, at))
      expect(events).toEqual(whole.slice(0, ends.filter((end) => end <= at).length))
      expect(complete).toBe(false)
    }
  })
})

test('a large file is read in linear time', () => {
  const many = (count: number) =>
    Buffer.from(
      calendar(
        ...Array.from({ length: count }, (_, i) =>
          vevent(`UID:u${i}`, START, END, 'RRULE:FREQ=WEEKLY', ...PEOPLE),
        ),
      ),
    )
  const [large, small] = [many(20_000), many(2000)]
  expect(effort(() => readBytes(large))).toBeLessThan(
    40 *
      Math.max(
        effort(() => readBytes(small)),
        5,
      ),
  )
})
