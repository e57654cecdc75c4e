// S6: which parts are one series; S7: of slots that overlap one stays.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { Part } from '../../src/domain/part.ts'
import { chainsOf } from '../../src/domain/series.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import {
  at,
  details,
  event,
  exception,
  factsOf,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const judged = (events: CalendarEvent[], instant = now) => judgePair(factsOf(events, instant), instant)

/** A part from one week to another (null: without end), counted from some Tuesday. */
const part = (uid: string, first: number, last: number | null): Part => ({
  uid,
  details: details(),
  minutes: 30,
  zone: 'UTC',
  byRule: true,
  habit: false,
  cadence: 7,
  first: first * WEEK,
  last: last === null ? null : last * WEEK,
  livesUntil: last === null ? null : last * WEEK,
  changedAt: null,
  drafts: [],
})

describe('parts of one series', () => {
  const hour = HOUR / WEEK
  test.each<[string, Part[], string[]]>([
    ['a week later', [part('a', 0, 10), part('b', 11, null)], ['ab']],
    ['at the very time of the last', [part('a', 0, 10), part('b', 10, null)], ['ab']],
    ['one week before the last', [part('a', 0, 10), part('b', 9, null)], ['ab']],
    ['more than a week before the last', [part('a', 0, 10), part('b', 9 - 2 * hour, null)], ['a', 'b']],
    ['five weeks after the last', [part('a', 0, 10), part('b', 15, null)], ['ab']],
    ['five weeks by the wall clock', [part('a', 0, 10), part('b', 15 + hour, null)], ['ab']],
    ['more than five weeks after the last', [part('a', 0, 10), part('b', 15 + 2 * hour, null)], ['a', 'b']],
    ['behind a series without end', [part('a', 0, null), part('b', 11, null)], ['a', 'b']],
    ['within the other', [part('a', 0, 10), part('b', 9.5, 10)], ['a', 'b']],
    [
      'the nearest of two that follow',
      [part('a', 0, 10), part('b', 11, null), part('c', 12, null)],
      ['ab', 'c'],
    ],
    [
      'the nearest of two that it follows',
      [part('a', 0, 9), part('b', 0.5, 10), part('c', 11, null)],
      ['a', 'bc'],
    ],
    ['three in a row', [part('a', 0, 10), part('b', 11, 14), part('c', 15, null)], ['abc']],
    [
      'side by side, each split',
      [part('a', 0, 10), part('b', 0.2, 10.2), part('c', 10, null), part('d', 10.2, null)],
      ['ac', 'bd'],
    ],
  ])('%s', (_why, parts, expected) => {
    const uids = (given: Part[]) => chainsOf(given).map((chain) => chain.map(({ uid }) => uid).join(''))
    expect(uids(parts)).toEqual(expected)
    expect(uids([...parts].reverse())).toEqual(expected)
  })
})

describe('a series of several parts', () => {
  const old = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260303T090000Z') })
  const next = weekly({
    uid: 'next@example.com',
    id: 'next',
    span: span('2026-03-12T13:00Z', 45),
    details: details({ title: 'Grace and Ada' }),
    recurrence: recurrence('FREQ=WEEKLY;INTERVAL=2'),
  })

  it('is one, with title, cadence and length of the newest', () => {
    expect(judged([next, old]).series).toEqual([
      {
        key: 'uid@example.com',
        uids: ['uid@example.com', 'next@example.com'],
        title: 'Grace and Ada',
        private: false,
        minutes: 45,
        cadenceDays: 14,
        ended: false,
        byRule: true,
      },
    ])
  })

  it('gives its slots one key, each the length of its own part', () => {
    const { slots } = judged([next, old])
    expect(new Set(slots.map(({ series }) => series))).toEqual(new Set(['uid@example.com']))
    expect(
      slots.filter(({ uid }) => uid === 'next@example.com').every((slot) => slot.seriesMinutes === 45),
    ).toBe(true)
    expect(slots.some(({ flags }) => flags.includes('short'))).toBe(false)
  })

  it('meets its neighbours across the split: a meeting behind the next part stands in for nothing', () => {
    const single = event({ uid: 's', id: 's', span: span('2026-03-10T09:00Z') })
    const later = event({ uid: 's', id: 's', span: span('2026-03-12T15:00Z') })
    const stateOf = (one: CalendarEvent) =>
      judged([{ ...old }, next, tombstone('2026-03-03T09:00Z'), one]).slots.find(
        ({ original }) => original === at('2026-03-03T09:00Z'),
      )?.state
    expect([stateOf(single), stateOf(later)]).toEqual(['held', 'skipped'])
  })

  it('has not ended while its last slot is moved to later', () => {
    const moved = exception('2026-03-03T09:00Z', { span: span('2026-04-02T09:00Z') })
    expect(judged([old, moved]).series[0]?.ended).toBe(false)
    expect(judged([old]).series[0]?.ended).toBe(true)
  })
})

describe('slots that overlap', () => {
  const other = (start: string, more: Partial<CalendarEvent> = {}) =>
    weekly({ uid: 'other@example.com', id: 'other', span: span(start), ...more })
  const off = (original: string, uid = 'uid@example.com') =>
    tombstone(original, { uid, id: `${uid} ${original}` })
  const onTheDay = (events: CalendarEvent[]) =>
    judged(events)
      .slots.filter(({ start }) => Math.abs(start - at('2026-03-10T09:00Z')) < 2 * HOUR)
      .map(
        ({ uid, original, state }) =>
          `${uid.split('@')[0]} ${new Date(original).toISOString().slice(8, 16)} ${state}`,
      )
  const tenth = '2026-03-10T09:00:00.000Z'

  test.each<[string, CalendarEvent[], string[]]>([
    ['both on: the older series', [weekly(), other('2026-01-13T09:15Z')], ['uid 10T09:00 held']],
    [
      'the one that is on, though younger',
      [weekly(), off(tenth), other('2026-01-13T09:15Z')],
      ['other 10T09:15 held'],
    ],
    [
      'both off: the older series',
      [weekly(), off(tenth), other('2026-01-13T09:15Z'), off('2026-03-10T09:15Z', 'other@example.com')],
      ['uid 10T09:00 skipped'],
    ],
    [
      'end to end are two',
      [weekly(), other('2026-01-13T09:30Z')],
      ['uid 10T09:00 held', 'other 10T09:30 held'],
    ],
    [
      'of one series: the earlier original start',
      [weekly(), exception('2026-03-03T09:00Z', { span: span(tenth) })],
      ['uid 03T09:00 held'],
    ],
    [
      'moved onto a called-off one',
      [weekly(), off(tenth), exception('2026-03-03T09:00Z', { span: span(tenth) })],
      ['uid 03T09:00 held'],
    ],
    [
      'the same start is one though one was moved away',
      [weekly(), other('2026-01-13T09:00Z'), exception(tenth, { span: span(at(tenth) + HOUR) })],
      ['uid 10T09:00 held'],
    ],
  ])('%s', (_why, events, expected) => {
    expect(onTheDay(events)).toEqual(expected)
    expect(onTheDay([...events].reverse())).toEqual(expected)
  })

  it('a slot moved onto the day of the next: both exist', () => {
    const moved = exception('2026-03-03T09:00Z', { span: span(at(tenth) + HOUR) })
    expect(onTheDay([weekly(), moved])).toHaveLength(2)
  })

  it('many of two daily series are sorted out', () => {
    const daily = recurrence('FREQ=DAILY')
    const { slots } = judged([
      weekly({ recurrence: daily }),
      other('2026-01-06T09:15Z', { recurrence: daily }),
    ])
    expect(slots.every((slot, i) => i === 0 || slot.start - slots[i - 1]!.start > DAY / 2)).toBe(true)
  })
})
