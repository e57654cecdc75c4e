import { describe, expect, test } from 'vitest'
import type { CalendarCopy, CalendarEvent } from '../../src/domain/event.ts'
import { differencesBetween, type Occurrence, occurrencesOf } from '../../src/domain/occurrences.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../src/domain/types.ts'
import { at, instance, master, single, weekly } from '../support/facts.ts'

const first = at('2026-03-03T09:00Z')
const calendar: CalendarCopy = {
  id: 'grace',
  owner: 'grace@example.com',
  zone: 'Europe/Berlin',
  complete: true,
  brokenUids: [],
  window: null,
  readAt: first,
}
const month = { start: at('2026-03-01T00:00Z'), end: at('2026-04-01T00:00Z') }

const expanded = (...rows: CalendarEvent[]) => occurrencesOf(rows, calendar, month)
const starts = (...rows: CalendarEvent[]) =>
  expanded(...rows)
    .occurrences.filter(({ removed }) => !removed)
    .map(({ start }) => new Date(start).toISOString().slice(5, 16))
    .sort()

describe('what a calendar holds takes place', () => {
  const third = first + 2 * WEEK
  test.each([
    [
      'a series by the clocks of its zone',
      [master()],
      ['03-03T09:00', '03-10T09:00', '03-17T09:00', '03-24T09:00', '03-31T08:00'],
    ],
    [
      'a moved date',
      [
        master({ recurrence: weekly('FREQ=WEEKLY;COUNT=2') }),
        instance(first, { span: { start: first + DAY, end: first + DAY + HOUR } }),
      ],
      ['03-04T09:00', '03-10T09:00'],
    ],
    [
      'a called-off date',
      [
        master({ recurrence: weekly('FREQ=WEEKLY;COUNT=2') }),
        instance(first, { removed: true, span: null, details: null }),
      ],
      ['03-10T09:00'],
    ],
    [
      'a date that is taken out',
      [master({ recurrence: { ...weekly('FREQ=WEEKLY;COUNT=2'), exDates: [first] } })],
      ['03-10T09:00'],
    ],
    [
      'an added date',
      [master({ recurrence: { ...weekly('FREQ=WEEKLY;COUNT=1'), dates: [first + DAY] } })],
      ['03-03T09:00', '03-04T09:00'],
    ],
    [
      'a date moved into the span',
      [
        master({
          recurrence: weekly('FREQ=WEEKLY;COUNT=1'),
          span: { start: first - WEEK, end: first - WEEK + HOUR },
        }),
        instance(first - WEEK, { span: { start: first, end: first + HOUR } }),
      ],
      ['03-03T09:00'],
    ],
    [
      'a date moved out of it',
      [
        master({ recurrence: weekly('FREQ=WEEKLY;COUNT=1') }),
        instance(first, { span: { start: first + 8 * WEEK, end: first + 8 * WEEK + HOUR } }),
      ],
      [],
    ],
    ['a deleted series', [master({ removed: true }), instance(third)], []],
    ['one date of a series that is not ours', [instance(third)], ['03-17T09:00']],
    ['a single', [single('s', first)], ['03-03T09:00']],
    ['a deleted single', [single('s', first, { removed: true })], []],
    [
      'rows without any details',
      [
        master({ details: null, recurrence: weekly('FREQ=WEEKLY;COUNT=2') }),
        instance(first, { details: null, span: { start: first + DAY, end: first + DAY + HOUR } }),
      ],
      ['03-04T09:00', '03-10T09:00'],
    ],
    [
      'a series that ended before',
      [master({ recurrence: weekly('FREQ=WEEKLY;UNTIL=20260101T000000Z') })],
      [],
    ],
  ])('%s', (_what, rows, expected) => expect(starts(...rows)).toEqual(expected))

  test('all-day dates are as long as their days, also when clocks change', () => {
    const start = at('2026-03-27T23:00Z')
    const days = master({
      allDay: true,
      span: { start, end: start + 2 * DAY - HOUR },
      recurrence: weekly('FREQ=DAILY;COUNT=3'),
    })
    const { occurrences } = occurrencesOf([days], calendar, { ...month, end: month.end + WEEK })
    expect(occurrences.map(({ end, start }) => (end - start) / HOUR)).toEqual([47, 47, 48])
  })

  test('what began before the span and lasts into it is in it', () => {
    const start = month.start - HOUR
    expect(starts(single('s', start, { span: { start, end: month.start + HOUR } }))).toHaveLength(1)
    expect(starts(single('s', start, { span: { start, end: month.start } }))).toHaveLength(0)
  })

  test.each([
    ['a rule that cannot be read', master({ recurrence: weekly('FREQ=SOMETIMES') })],
    ['a zone that is not known', master({ zone: null })],
  ])('%s is told, not guessed', (_what, row) => {
    expect(expanded(row)).toEqual({ occurrences: [], unreadable: new Set([row.uid]) })
  })

  test('a meeting with an unreadable event is left out', () => {
    const broken = { ...calendar, brokenUids: [master().uid] }
    expect(occurrencesOf([master()], broken, month).occurrences).toEqual([])
  })
})

describe('compared with what the service says', () => {
  const ours = expanded(master({ recurrence: weekly('FREQ=WEEKLY;COUNT=3') }), single('s', first + DAY))
  const same: Occurrence[] = ours.occurrences
  const [one, two] = same as [Occurrence, Occurrence]
  const later = { start: one.start + HOUR, end: one.end + HOUR }

  test.each<[string, Occurrence[], number]>([
    ['the same', [...same].reverse(), 0],
    ['one is missing here', [...same, { ...one, uid: 'other@google.com' }], 1],
    ['one is missing there', same.slice(1), 1],
    ['all are missing there', [], 4],
    ['another start', [{ ...one, ...later }, ...same.slice(1)], 1],
    ['another end', [{ ...one, end: one.end + 5 * MINUTE }, ...same.slice(1)], 1],
    ['another original start', [{ ...one, original: 0 }, ...same.slice(1)], 2],
    [
      'two that changed places',
      [{ ...one, original: two.original }, { ...two, original: one.original }, ...same.slice(2)],
      2,
    ],
    ['what is removed there is not there', [{ ...one, removed: true }, ...same.slice(1)], 1],
    ['what is removed there and not here at all', [...same, { ...one, original: 0, removed: true }], 0],
  ])('%s', (_what, theirs, found) => {
    expect(differencesBetween(ours, theirs)).toHaveLength(found)
  })

  test('a difference tells both sides and no title', () => {
    expect(differencesBetween(ours, [{ ...one, ...later }, ...same.slice(1)])).toEqual([
      { uid: one.uid, original: first, ours: { start: first, end: first + 30 * MINUTE }, theirs: later },
    ])
  })

  test('a date with a row of its own may outlive its series, and may go with it', () => {
    const gone = expanded(master({ removed: true }), instance(first))
    const left = { uid: one.uid, original: first, start: first, end: first + 30 * MINUTE, removed: false }
    expect(differencesBetween(gone, [])).toEqual([])
    expect(differencesBetween(gone, [left])).toEqual([])
    expect(differencesBetween(gone, [{ ...left, start: first - HOUR }])).toHaveLength(1)
  })

  test('dates of a series that somebody takes part in alone are singles on both sides (Outlook)', () => {
    const alone = (id: string, start: number) => single(id, start, { uid: 'm1@google.com' })
    const left = expanded(master({ removed: true }), alone('a', first), alone('b', first + WEEK))
    const told = (start: number) => ({
      ...{ uid: 'm1@google.com', original: null, start, end: start + HOUR, removed: false },
    })
    expect(differencesBetween(left, [told(first), told(first + WEEK)])).toEqual([])
    expect(differencesBetween(left, [told(first)])).toHaveLength(1)
  })

  test('nobody is asked about what cannot be read here', () => {
    const unread = expanded(master({ zone: null }))
    expect(differencesBetween(unread, [one])).toEqual([])
  })
})
