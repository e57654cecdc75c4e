// S4: a slot exists only while its series does.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import {
  ada,
  at,
  details,
  event,
  exception,
  factsOf,
  recurrence,
  span,
  weekly,
} from '../../support/calendar.ts'
import { answered, DAY3, days, gone, hers, past, read, slotsOf } from './support.ts'

describe('S4, a slot exists only while its series does', () => {
  test.each<[string, string, string | undefined]>([
    ['UNTIL', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310T090000Z', '03-10'],
    ['a date-only UNTIL runs to the end of that day', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310', '03-10'],
    ['COUNT', 'FREQ=WEEKLY;BYDAY=TU;COUNT=3', '01-20'],
  ])('%s: no slots after it, and none skipped', (_why, rule, last) => {
    const { slots, series } = read([weekly({ recurrence: recurrence(rule) })])
    expect(days(slots).at(-1)).toBe(last)
    expect(gone(slots)).toEqual([])
    expect(series).toMatchObject([{ ended: true }])
  })

  it('this and following: the old part ends, the new one goes on as the same series', () => {
    const old = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260309T225959Z') })
    const following = weekly({
      id: 'series_R20260311T090000',
      uid: 'R@google.com',
      span: span('2026-03-11T09:00Z', 45),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
    })
    const { slots, series } = read([following, old])
    expect(days(past(slots)).slice(-4)).toEqual(['03-03', '03-11', '03-18', '03-25'])
    expect(gone(slots)).toEqual([])
    expect(series).toMatchObject([
      { key: 'uid@example.com', uids: ['uid@example.com', 'R@google.com'], minutes: 45 },
    ])
  })

  it('a new time for all: an audit takes the present rule for all dates', () => {
    const slots = past(
      slotsOf([weekly({ span: span('2026-01-07T13:00Z'), recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE') })]),
    )
    expect(days(slots).slice(0, 2)).toEqual(['01-07', '01-14'])
    expect(gone(slots)).toEqual([])
  })

  it('a new time for all: where the change is known, its dates are slots from then on', () => {
    const changed = at('2026-03-10T12:00Z')
    const before = judgePair(factsOf([weekly()], changed), changed).slots
    const row = weekly({
      span: span('2026-01-07T13:00Z'),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
      ruleSince: changed,
    })
    const { slots, series } = read([row], { memory: before })
    expect(days(past(slots)).slice(-4)).toEqual(['03-10', '03-11', '03-18', '03-25'])
    expect(gone(slots)).toEqual([])
    expect(series).toHaveLength(1)
  })

  describe('a deleted master', () => {
    const T = '2026-03-12T12:00Z'
    const bare = (more: Partial<CalendarEvent> = {}) =>
      event({ id: 'series', uid: 'series@google.com', removed: true, span: null, details: null, ...more })
    const dead = (more: Partial<CalendarEvent> = {}) => weekly({ removed: true, ...more })
    const adas = hers(weekly(), { id: 'series' })
    test.each<[string, CalendarEvent[], string[], string | undefined]>([
      ['without its last update', [dead()], [], 'series-deleted'],
      ['with its last update', [dead({ updated: at(T) })], ['02-24', '03-03', '03-10'], undefined],
      ['bare, beside the invitee’s copy', [bare(), adas], [], 'series-deleted'],
      [
        'bare with its last update, beside the invitee’s copy',
        [bare({ updated: at(T) }), adas],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
      [
        'bare beside instances of its own, and the invitee’s copy',
        [bare({ updated: at(T) }), exception('2026-02-24T09:00Z'), adas],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
      ['bare and alone', [bare()], [], 'unknown'],
      [
        'the invitee’s only copy, called off by the organizer',
        [hers(dead({ updated: at(T) }))],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
    ])('%s: no skips', (_why, events, expected, refusal) => {
      const { slots, refused } = read(events)
      expect(days(past(slots)).slice(-3)).toEqual(expected)
      expect(gone(slots)).toEqual([])
      expect(refused[0]?.reason).toBe(refusal)
    })

    it('takes its exceptions with it: they were not called off before', () => {
      const moved = { span: span('2026-03-04T09:00Z') }
      const swept = exception(DAY3, { ...moved, removed: true, updated: at(T) })
      const before = exception('2026-02-24T09:00Z', { removed: true, updated: at('2026-02-20T12:00Z') })
      const { slots } = read([dead({ updated: at(T) }), swept, before])
      expect(gone(slots)).toEqual(['02-24'])
      expect(slots.find(({ original }) => original === at(DAY3))).toMatchObject({
        state: 'held',
        moved: true,
      })
    })

    it('lets the next series go on from its last date', () => {
      const next = weekly({
        uid: 'next',
        id: 'next',
        span: span('2026-03-19T09:00Z'),
        recurrence: recurrence('FREQ=WEEKLY;BYDAY=TH'),
      })
      for (const start of [Number.NEGATIVE_INFINITY, at('2026-03-15T00:00Z')]) {
        const window = { start, end: at('2026-06-30T00:00Z') }
        expect(read([dead({ updated: at(T) }), next], { window }).series).toHaveLength(1)
      }
    })
  })

  it('an invitee’s tombstone declines the series', () => {
    const { slots, refused } = read([weekly(), hers(weekly({ removed: true }))])
    expect(slots).toEqual([])
    expect(refused).toMatchObject([{ reason: 'series-declined' }])
  })

  it('a yes to one date on its own, which Outlook keeps as a single, is none to a series that was declined', () => {
    const once = hers(event({ span: span('2026-03-03T09:00Z') }), { details: answered('accepted') })
    const { slots, refused } = read([weekly({ details: answered('declined') }), once])
    expect(slots).toEqual([])
    expect(refused).toMatchObject([{ reason: 'series-declined' }])
  })

  it('a bare tombstone where nothing but an invitee’s copies is known declines the series', () => {
    const assistants = { details: details({ organizer: 'assistant@example.com', organizerJoins: false }) }
    const { slots, refused } = read([
      weekly(assistants),
      event({ calendar: ada, removed: true, span: null, details: null }),
    ])
    expect(slots).toEqual([])
    expect(refused).toMatchObject([{ reason: 'series-declined' }])
  })

  test.each<[string, Partial<CalendarEvent>]>([
    ['bare', { kind: 'single', span: null, details: null, recurrence: null }],
    ['told in full', {}],
  ])('a meeting that was handed over lives: a tombstone here (%s), the same UID elsewhere', (_why, more) => {
    const handed = hers(weekly({ details: details({ organizer: ada }) }))
    const { slots } = read([handed, weekly({ removed: true, updated: at('2026-02-01T00:00Z'), ...more })])
    expect(past(slots).map(({ state }) => state)).toEqual(Array(13).fill('held'))
  })

  it('bare tombstones of instances find their series by its id', () => {
    const bare = event({
      id: 'series_20260303T090000Z',
      uid: 'series@google.com',
      kind: 'instance',
      original: at(DAY3),
      removed: true,
      span: null,
      details: null,
    })
    expect(gone(slotsOf([weekly(), bare]))).toEqual(['03-03'])
  })
})
