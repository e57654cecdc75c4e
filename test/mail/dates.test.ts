import { describe, expect, test } from 'vitest'
import {
  ago,
  clock,
  dayName,
  hours,
  longDay,
  readerOf,
  roughly,
  sameClock,
  shortDay,
  zoneName,
} from '../../src/mail/dates.ts'

const at = (iso: string) => Date.parse(iso)
const meeting = { start: at('2026-06-02T13:00:00Z'), end: at('2026-06-02T13:30:00Z') }
const reader = (locale: string | null, zone: string) => readerOf({ locale, zone })

describe('a reader sees their own dates', () => {
  test.each([
    ['en-GB', 'Europe/Berlin', 'Tue 2 Jun', 'Tuesday 2 June', '15:00–15:30'],
    ['en-US', 'America/New_York', 'Tue, Jun 2', 'Tuesday, June 2', '9:00 – 9:30 AM'],
    ['de-DE', 'Europe/Berlin', 'Di., 2. Juni', 'Dienstag, 2. Juni', '15:00–15:30 Uhr'],
    ['en-GB', 'Asia/Kolkata', 'Tue 2 Jun', 'Tuesday 2 June', '18:30–19:00'],
    ['en-GB', 'Pacific/Auckland', 'Wed 3 Jun', 'Wednesday 3 June', '01:00–01:30'],
  ])('%s in %s', (locale, zone, short, long, span) => {
    const who = reader(locale, zone)
    expect(shortDay(meeting.start, who)).toBe(short)
    expect(longDay(meeting.start, who)).toBe(long)
    expect(hours(meeting, who)).toBe(span)
  })

  test('a day without a zone stays that day everywhere', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
      expect(dayName('2026-06-05', reader('en-GB', zone))).toBe('Fri 5 Jun')
  })

  test('a meeting over midnight shows both days', () => {
    const late = { start: at('2026-06-02T21:30:00Z'), end: at('2026-06-02T22:30:00Z') }
    expect(hours(late, reader('en-GB', 'Europe/Berlin'))).toMatch(/2 Jun.*23:30.*3 Jun.*00:30/)
  })

  test.each([
    ['no-such-locale-at-all', 'Europe/Berlin', '15:00'],
    ['de_DE', 'Europe/Berlin', '15:00'],
    [null, 'Mars/Olympus', '13:00'],
  ])('locale %s in %s falls back instead of losing the mail', (locale, zone, time) => {
    expect(clock(meeting.start, reader(locale, zone))).toBe(time)
  })
})

describe('zones', () => {
  test.each([
    ['America/Argentina/Buenos_Aires', 'Buenos Aires time'],
    ['Europe/Berlin', 'Berlin time'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['nonsense', 'UTC'],
  ])('%s is called %s', (zone, name) => expect(zoneName(zone)).toBe(name))

  test.each([
    ['Berlin and Paris', 'Europe/Berlin', 'Europe/Paris', '2026-06-02T13:00:00Z', true],
    ['London and Lisbon', 'Europe/London', 'Europe/Lisbon', '2026-01-02T13:00:00Z', true],
    [
      'Phoenix and Los Angeles in summer',
      'America/Phoenix',
      'America/Los_Angeles',
      '2026-06-02T13:00:00Z',
      true,
    ],
    [
      'Phoenix and Los Angeles in winter',
      'America/Phoenix',
      'America/Los_Angeles',
      '2026-01-02T13:00:00Z',
      false,
    ],
  ])('%s at that instant', (_who, one, other, instant, same) => {
    expect(sameClock(at(instant), one, other)).toBe(same)
  })
})

test.each([
  ['2026-06-02T22:30:00Z', 'today'],
  ['2026-06-01T22:30:00Z', 'yesterday'],
  ['2026-03-28T12:00:00Z', '67 days ago'],
])('%s was %s for somebody in Berlin', (then, words) => {
  expect(ago(at(then), at('2026-06-02T23:00:00Z'), 'Europe/Berlin')).toBe(words)
})

test.each([
  [1, '1 day'],
  [13, '13 days'],
  [14, '2 weeks'],
  [20, '3 weeks'],
  [28, '4 weeks'],
])('%i days are %s', (days, words) => expect(roughly(days)).toBe(words))
