// R: which meeting stands in for which called-off slot.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import { standIns } from '../../src/domain/standin.ts'
import {
  at,
  details,
  event,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const march = (text: string) => at(`2026-03-${text}Z`)
const gap = (original: string, previous: string | null, next: string | null) => ({
  original: march(original),
  previous: previous === null ? null : march(previous),
  next: next === null ? null : march(next),
})
const weeklyGap = gap('10T09:00', '03T09:00', '17T09:00')
const openGap = gap('10T09:00', null, null)

describe('a meeting stands in for a called-off slot', () => {
  test.each<[string, string, typeof weeklyGap, boolean]>([
    ['on the same day', '10T15:00', weeklyGap, true],
    ['at the very same time', '10T09:00', weeklyGap, true],
    ['right after the slot before it', '03T10:00', weeklyGap, true],
    ['not at the start of the slot before it', '03T09:00', weeklyGap, false],
    ['right before the slot after it', '17T08:30', weeklyGap, true],
    ['not at the start of the slot after it', '17T09:00', weeklyGap, false],
    ['not behind the slot after it', '17T10:00', weeklyGap, false],
    ['seven days later, without neighbours', '17T09:00', openGap, true],
    ['seven days earlier, without neighbours', '03T09:00', openGap, true],
    ['not later than seven days', '17T11:00', openGap, false],
    ['not earlier than seven days', '03T07:00', openGap, false],
    ['before the first of the series', '08T09:00', gap('10T09:00', null, '17T09:00'), true],
    ['after the last of the series', '16T09:00', gap('10T09:00', '03T09:00', null), true],
  ])('%s', (_why, start, slot, stands) => {
    expect(standIns([march(start)], [slot]).has(slot.original)).toBe(stands)
  })

  it('a week of wall-clock time that is an hour longer in autumn is a week', () => {
    const slot = { original: at('2026-10-20T08:00Z'), previous: null, next: null }
    expect(standIns([at('2026-10-27T09:00Z')], [slot]).size).toBe(1)
  })
})

describe('of several', () => {
  const first = gap('10T09:00', '03T09:00', '17T09:00')
  const second = gap('17T09:00', '10T09:00', '24T09:00')

  test.each<[string, string[], [string, string][]]>([
    ['a meeting serves the nearest slot', ['15T09:00'], [['17T09:00', '15T09:00']]],
    ['on a tie the earlier slot', ['13T21:00'], [['10T09:00', '13T21:00']]],
    ['and only one', ['12T09:00'], [['10T09:00', '12T09:00']]],
    ['the nearest of two meetings serves', ['12T09:00', '11T09:00'], [['10T09:00', '11T09:00']]],
    ['the earlier of two at the same distance', ['11T09:00', '09T09:00'], [['10T09:00', '09T09:00']]],
    [
      'each slot has its own',
      ['11T09:00', '18T09:00'],
      [
        ['10T09:00', '11T09:00'],
        ['17T09:00', '18T09:00'],
      ],
    ],
  ])('%s', (_why, starts, pairs) => {
    const expected = new Map(pairs.map(([slot, start]) => [march(slot), march(start)]))
    expect(standIns(starts.map(march), [first, second])).toEqual(expected)
    expect(standIns(starts.map(march).reverse(), [second, first])).toEqual(expected)
  })
})

describe('a replaced slot', () => {
  const judged = (events: CalendarEvent[], instant = now) =>
    judgePair(factsOf([weekly(), tombstone('2026-03-10T09:00Z'), ...events], instant), instant)
  const slotOf = (events: CalendarEvent[], instant = now) =>
    judged(events, instant).slots.find(({ original }) => original === march('10T09:00'))
  const single = (start: string, more: Partial<CalendarEvent> = {}) =>
    event({ uid: `single ${start}`, id: start, span: span(march(start)), ...more })

  it('is where its replacement is, and moved', () => {
    expect(slotOf([single('12T13:00')])).toMatchObject({
      start: march('12T13:00'),
      state: 'held',
      moved: true,
      reasons: ['cancelled', 'replaced'],
    })
  })

  it('is meant to happen where its replacement is on a holiday', () => {
    const facts = factsOf([weekly(), tombstone('2026-03-10T09:00Z'), single('12T13:00')], now, {
      holidays: [{ person: grace, day: '2026-03-12' }],
    })
    const slot = judgePair(facts, now).slots.find(({ original }) => original === march('10T09:00'))
    expect(slot).toMatchObject({ state: 'held', away: false })
  })

  it('is upcoming while its replacement is', () => {
    expect(slotOf([single('12T13:00')], march('12T12:00'))?.state).toBe('upcoming')
  })

  it('leaves no meeting of its own, but the other of two counts as met', () => {
    const { oneOffs } = judged([single('11T13:00'), single('13T13:00')])
    expect(oneOffs).toMatchObject([{ start: march('13T13:00'), met: true }])
  })

  it('may have been short', () => {
    expect(slotOf([single('12T13:00', { span: span(march('12T13:00'), 15) })])?.flags).toEqual(['short'])
  })

  test.each<[string, Partial<CalendarEvent>]>([
    ['called off itself', { removed: true }],
    ['a meeting of three', { details: details({ attendees: [guest(grace), guest(linus)] }) }],
    ['longer than four hours', { span: span(march('12T13:00'), 240) }],
    ['an interview', { details: details({ title: 'Interview' }) }],
    ['declined', { details: details({ attendees: [guest(grace), guest('ada@example.com', 'declined')] }) }],
  ])('is not replaced by one that is %s', (_why, more) => {
    expect(slotOf([single('12T13:00', more)])?.state).toBe('skipped')
  })

  it('is not replaced by one behind a called-off neighbour', () => {
    expect(slotOf([single('16T13:00'), tombstone('2026-03-17T09:00Z')])?.state).toBe('skipped')
  })

  it('is not replaced by a moved slot of its own series', () => {
    const moved = exception('2026-03-17T09:00Z', { span: span('2026-03-12T09:00Z') })
    expect(slotOf([moved])?.state).toBe('skipped')
  })

  it('of a monthly series is replaced within seven days only', () => {
    const monthly = weekly({ recurrence: recurrence('FREQ=MONTHLY;BYDAY=1TU') })
    const off = tombstone('2026-03-03T09:00Z')
    const states = [single('10T09:00'), single('10T12:00')].map((one) => {
      const { slots } = judgePair(factsOf([monthly, off, one], now), now)
      return slots.find(({ original }) => original === march('03T09:00'))?.state
    })
    expect(states).toEqual(['held', 'skipped'])
  })
})
