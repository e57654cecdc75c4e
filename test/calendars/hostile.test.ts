import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readIcs } from '../../src/calendars/file/ics.ts'
import { readJson } from '../../src/calendars/file/json.ts'
import type { Problem } from '../../src/calendars/reading.ts'
import { runs } from '../support/chance.ts'

const start = { dateTime: '2026-03-03T09:00:00', timeZone: 'Europe/Berlin' }
const google = {
  id: 'a',
  iCalUID: 'a',
  status: 'confirmed',
  summary: 'Ada / Grace',
  start,
  end: start,
  recurringEventId: 'm',
  originalStartTime: start,
  recurrence: ['RRULE:FREQ=WEEKLY'],
  organizer: { email: 'ada@example.com', self: true },
  attendees: [{ email: 'grace@example.com', responseStatus: 'accepted' }],
}
const graph = {
  id: 'a',
  uid: 'a',
  type: 'seriesMaster',
  subject: 'Ada / Grace',
  isAllDay: false,
  start,
  end: start,
  originalStart: '2026-03-03T08:00:00Z',
  seriesMasterId: 'm',
  occurrenceId: 'OID.m.2026-03-03',
  recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] }, range: { type: 'noEnd' } },
  cancelledOccurrences: ['OID.m.2026-03-10'],
  organizer: { emailAddress: { address: 'ada@example.com' } },
  attendees: [
    { emailAddress: { address: 'grace@example.com' }, type: 'required', status: { response: 'none' } },
  ],
}

function paths(of: unknown, above: string[] = []): string[][] {
  if (typeof of !== 'object' || of === null) return []
  return Object.entries(of).flatMap(([key, value]) => [[...above, key], ...paths(value, [...above, key])])
}

function withChanged<T extends object>(item: T, path: string[], value: unknown): T {
  const copy = structuredClone(item)
  const holder = path.slice(0, -1).reduce<object>((of, key) => Reflect.get(of, key), copy)
  Reflect.set(holder, path.at(-1)!, value)
  return copy
}

const NASTY = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    '',
    '2026-02-30',
    '0001-01-01T00:00:00',
    '9999-12-31T23:59:59Z',
    '\uD800',
    'a\r\nb',
    '__proto__',
  ),
)

describe('whatever stands in a field, the other events are read and what is told is one line', () => {
  test.each([
    ['Google', 'items', google],
    ['Graph', 'value', graph],
  ])('%s', (_who, key, item) => {
    const other = {
      ...item,
      id: 'b',
      uid: 'b',
      iCalUID: 'b',
      type: 'singleInstance',
      recurrence: undefined,
      seriesMasterId: undefined,
    }
    fc.assert(
      fc.property(fc.constantFrom(...paths(item)), NASTY, (path, value) => {
        const problems: Problem[] = []
        const text = JSON.stringify({ [key]: [withChanged(item, path, value), other] })
        const reading = readJson(text, 'ada', 'ada@example.com', (problem) => problems.push(problem))
        expect(reading?.events.some((event) => event.id === 'b')).toBe(true)
        for (const { problem } of problems) expect(problem).not.toMatch(/[\r\n]/)
      }),
      { numRuns: runs(500) },
    )
  })
})

const ICS = [
  'BEGIN:VCALENDAR',
  'BEGIN:VTIMEZONE',
  'TZID:Ours',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:a',
  'DTSTART;TZID=Ours:20260303T090000',
  'DURATION:PT30M',
  'RRULE:FREQ=WEEKLY',
  'ATTENDEE;CN="Grace";PARTSTAT=ACCEPTED:mailto:grace@example.com',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n')

test('whatever byte of an iCalendar file is damaged, it is read without a throw', () => {
  const damage = fc.tuple(fc.nat(ICS.length - 1), fc.constantFrom(...':;="\n\r 0A\\,\0'))
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = Buffer.from(ICS)
      for (const [at, character] of changes) bytes[at] = character.charCodeAt(0)
      expect(() => readIcs(bytes, 'ada', null, () => {})).not.toThrow()
    }),
    { numRuns: runs(1000) },
  )
})

test.each([
  ['a rule for ever', 'RRULE:FREQ=SECONDLY'],
  ['an offset of 91 hours', 'TZOFFSETTO:+9100'],
])('a VTIMEZONE with %s is refused at once', (_what, line) => {
  const text = ICS.replace(new RegExp(`${line.split(':')[0]}:FREQ=YEARLY.*|TZOFFSETTO:.*`), line)
  const problems: Problem[] = []
  const { events } = readIcs(Buffer.from(text), 'ada', null, (problem) => problems.push(problem))
  expect(events[0]?.zone).toBeNull()
  expect(problems.map(({ problem }) => problem)).toEqual(['line 13: the time zone "Ours" is unknown'])
})

test('JSON nested without end is refused at once', () => {
  const deep = '['.repeat(300_000)
  expect(readJson(deep, 'ada', null, () => {})).toBeNull()
  expect(readJson(`{"items":[{"id":"a","x":${deep}`, 'ada', null, () => {})?.complete).toBe(false)
})
