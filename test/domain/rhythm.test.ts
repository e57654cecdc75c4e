// F: infrequent by rule (F1) and by what happened (F2).
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { PairFacts } from '../../src/domain/judgement.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY } from '../../src/domain/types.ts'
import {
  ada,
  at,
  copyOf,
  event,
  exception,
  factsOf,
  grace,
  person,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const judged = (events: CalendarEvent[], instant = now, more: Partial<PairFacts> = {}) =>
  judgePair(factsOf(events, instant, more), instant)
const rule = (text: string, more: Partial<CalendarEvent> = {}) =>
  weekly({ recurrence: recurrence(text), ...more })
const off = (...days: string[]) =>
  days.map((day) => tombstone(`2026-${day}T${day < '03-29' ? '09' : '08'}:00Z`))

describe('by rule (F1)', () => {
  const second = (text: string, start: string) =>
    rule(text, { uid: 'second@example.com', id: 'second', span: span(start) })

  test.each<[string, CalendarEvent[], number | null]>([
    ['weekly', [weekly()], null],
    ['every two weeks', [rule('FREQ=WEEKLY;INTERVAL=2')], null],
    ['every three weeks', [rule('FREQ=WEEKLY;INTERVAL=3')], 21],
    ['monthly', [rule('FREQ=MONTHLY;BYDAY=1TU')], 35],
    ['every half year: the rule itself tells', [rule('FREQ=MONTHLY;INTERVAL=6')], 183],
    [
      'two monthly ones in turn',
      [rule('FREQ=WEEKLY;INTERVAL=4'), second('FREQ=WEEKLY;INTERVAL=4', '2026-01-20T09:00Z')],
      null,
    ],
    ['called-off slots count as planned', [weekly(), ...off('04-07', '04-14', '04-21')], null],
    [
      'taken-out dates count as planned',
      [
        weekly({
          recurrence: recurrence('FREQ=WEEKLY', { exDays: ['2026-04-07', '2026-04-14', '2026-04-21'] }),
        }),
      ],
      null,
    ],
    [
      'a series that is over does not count',
      [rule('FREQ=WEEKLY;COUNT=4'), second('FREQ=MONTHLY', '2026-01-20T09:00Z')],
      31,
    ],
    [
      'every two weeks in a zone whose clocks change on another day',
      [rule('FREQ=WEEKLY;INTERVAL=2', { zone: 'America/New_York', span: span('2026-01-06T22:30Z') })],
      null,
    ],
  ])('%s', (_why, events, days) => {
    const instant = at('2026-03-01T12:00Z')
    const met = event({ uid: 'met', id: 'met', span: span('2026-02-28T12:00Z') })
    expect(judged([...events, met], instant).infrequent?.days ?? null).toBe(days)
  })

  it('is known by the first date of its rule', () => {
    expect(judged([rule('FREQ=WEEKLY;INTERVAL=3')]).infrequent).toMatchObject({
      reason: 'by-rule',
      since: '2026-01-06',
      noticed: at('2026-01-06T09:00Z'),
    })
  })

  it('begins with the change where a series was made rarer', () => {
    const changed = rule('FREQ=WEEKLY;INTERVAL=3', { ruleSince: at('2026-03-25T10:00Z') })
    expect(judged([changed]).infrequent?.since).toBe('2026-03-25')
  })

  it('lengthens the limit of a gap', () => {
    const every28 = [rule('FREQ=WEEKLY;INTERVAL=4'), ...off('03-03')]
    expect(judged(every28, at('2026-03-06T12:00Z')).infrequent?.reason).toBe('by-rule')
    expect(judged(every28, at('2026-03-07T12:00Z')).infrequent).toMatchObject({ reason: 'gap', days: 32 })
  })
})

describe('by what happened (F2)', () => {
  // Weekly; last met on Tuesday 3 March, everything since is called off.
  const stopped = [weekly(), ...off('03-10', '03-17', '03-24', '03-31', '04-07', '04-14', '04-21')]
  const midnight = (day: string) => at(`2026-${day}T00:00+01:00`)
  const lapse = (instant: number, events = stopped, more: Partial<PairFacts> = {}) =>
    judged(events, instant, more).infrequent

  test.each([
    ['on the 17th day it is none', '03-20T23:59+01:00', null],
    ['from the midnight of the 18th day it is', '03-21T00:00+01:00', 18],
    ['and it grows', '03-25T10:00+01:00', 22],
  ])('%s', (_why, instant, days) => {
    expect(lapse(at(`2026-${instant}`))?.days ?? null).toBe(days)
  })

  it('is known by its first day and told from the day that was one too many', () => {
    expect(lapse(now)).toEqual({
      reason: 'gap',
      since: '2026-03-04',
      days: 28,
      lastMet: at('2026-03-03T09:00Z'),
      noticed: midnight('03-21'),
    })
  })

  test.each<[string, Partial<PairFacts>, string | null]>([
    [
      'a whole day away is not counted',
      { absences: [{ person: ada, ...span('2026-03-04T23:00Z', 24 * 60) }] },
      '03-22',
    ],
    [
      'nor one of the other',
      { absences: [{ person: grace, ...span('2026-03-04T23:00Z', 24 * 60) }] },
      '03-22',
    ],
    [
      'a day on which both are away is spared once',
      { absences: [ada, grace].map((who) => ({ person: who, ...span('2026-03-04T23:00Z', 24 * 60) })) },
      '03-22',
    ],
    [
      'half a day away counts',
      { absences: [{ person: ada, ...span('2026-03-05T07:00Z', 10 * 60) }] },
      '03-21',
    ],
    [
      'absences that touch make a whole day',
      {
        absences: [
          { person: ada, ...span('2026-03-04T23:00Z', 720) },
          { person: ada, ...span('2026-03-05T11:00Z', 720) },
        ],
      },
      '03-22',
    ],
    ['a holiday of one is not counted', { holidays: [{ person: ada, day: '2026-03-06' }] }, '03-22'],
    [
      'a holiday of somebody else is',
      { holidays: [{ person: 'linus@example.com', day: '2026-03-06' }] },
      '03-21',
    ],
    // Away only during the meeting of 10 March: that slot is excused, the days up to the 17th are not counted.
    [
      'days from an excused slot to the next planned one',
      { absences: [{ person: ada, ...span('2026-03-10T08:00Z', 240) }] },
      '03-28',
    ],
    [
      'each day once, whatever spares it',
      {
        absences: [{ person: ada, ...span('2026-03-09T23:00Z', 3 * 1440) }],
        holidays: [{ person: grace, day: '2026-03-11' }],
      },
      '03-28',
    ],
  ])('%s', (_why, more, noticed) => {
    expect(lapse(now, stopped, more)?.noticed ?? null).toBe(noticed && midnight(noticed))
  })

  it('a one-off counts as met', () => {
    const single = event({ uid: 'other', id: 'other', span: span('2026-03-19T13:00Z') })
    const two = event({ uid: 'two', id: 'two', span: span('2026-03-18T13:00Z') })
    expect(lapse(now, [...stopped, single, two])).toBeNull()
  })

  it('counts from the first slot that passed where they never met', () => {
    const never = [
      weekly({ span: span('2026-03-03T09:00Z') }),
      tombstone('2026-03-03T09:00Z'),
      ...stopped.slice(1),
    ]
    expect(lapse(now, never)).toMatchObject({
      since: '2026-03-04',
      lastMet: null,
      noticed: midnight('03-21'),
    })
  })

  it('is none before the first slot', () => {
    expect(lapse(now, [weekly({ span: span('2026-04-07T08:00Z') })])).toBeNull()
  })

  it('is none while a slot of which nothing is known lies in between', () => {
    const halfRead = { calendars: [copyOf(grace, at('2026-03-10T08:00Z'))] }
    expect(lapse(now, [weekly(), ...off('03-17', '03-24', '03-31')], halfRead)).toBeNull()
  })

  it('is none when no series lives any more', () => {
    const ended = [rule('FREQ=WEEKLY;UNTIL=20260303T090000Z')]
    expect(lapse(now, ended)).toBeNull()
  })

  it('begins when a series lives again', () => {
    const again = rule('FREQ=WEEKLY', { uid: 'again', id: 'again', span: span('2026-03-30T08:00Z') })
    const skipped = tombstone('2026-03-30T08:00Z', { uid: 'again', id: 'again_1' })
    const events = [rule('FREQ=WEEKLY;UNTIL=20260217T090000Z'), again, skipped]
    expect(lapse(at('2026-03-29T12:00Z'), events)).toBeNull()
    expect(lapse(now, events)).toMatchObject({ since: '2026-02-18', noticed: at('2026-03-31T00:00+02:00') })
  })

  it("counts days in the manager's zone, of peers in the first's", () => {
    const zones = {
      people: [person(ada, { zone: 'Asia/Tokyo' }), person(grace, { zone: 'America/New_York' })] as const,
    }
    const late = [weekly({ span: span('2026-01-06T02:00Z'), zone: 'UTC' })]
    const calledOff = ['10', '17', '24', '31'].map((day) => tombstone(`2026-03-${day}T02:00Z`))
    // 3 March 02:00Z is still 2 March in New York.
    expect(lapse(now, [...late, ...calledOff], zones)?.since).toBe('2026-03-03')
    expect(lapse(now, [...late, ...calledOff], { ...zones, management: [] })?.since).toBe('2026-03-04')
  })

  it('follows the policy', () => {
    const policy = { ...defaultPolicy, longestGapDays: 7, gapGraceDays: 1 }
    expect(lapse(now, stopped, { policy })?.noticed).toBe(midnight('03-12'))
  })

  it('keeps past lapses, as a replay needs them', () => {
    const events = [weekly(), ...off('01-20', '01-27', '02-03', '02-10', '03-10', '03-17', '03-24', '03-31')]
    expect(judged(events).lapses).toMatchObject([
      { since: '2026-01-14', days: 35, lastMet: at('2026-01-13T09:00Z'), noticed: midnight('01-31') },
      { since: '2026-03-04', days: 28 },
    ])
  })

  it('is over when they meet', () => {
    const again = [...stopped, exception('2026-03-24T09:00Z', { span: span('2026-03-25T09:00Z') })].filter(
      (row) => !(row.removed && row.original === at('2026-03-24T09:00Z')),
    )
    expect(lapse(now, again)).toBeNull()
    expect(judged(again).lapses).toHaveLength(1)
  })

  it('is looked at again when it would begin', () => {
    const instant = at('2026-03-18T12:00Z')
    const { judgeAt } = judged(stopped, instant)
    expect(judgeAt! <= midnight('03-21')).toBe(true)
    expect(judged(stopped, at('2026-03-20T12:00Z')).judgeAt).toBe(midnight('03-21'))
    expect(judged(stopped, midnight('03-21')).judgeAt).toBe(midnight('03-21') + DAY)
  })
})
