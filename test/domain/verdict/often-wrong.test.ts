// Cases that every reader of calendars gets wrong once.
import { describe, expect, it } from 'vitest'
import { judgePair } from '../../../src/domain/judge.ts'
import {
  ada,
  at,
  copyOf,
  exception,
  factsOf,
  grace,
  guest,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../../support/calendar.ts'
import { DAY3, inviting, now, other, slotOn } from './support.ts'

describe('cases every reader of calendars gets wrong once', () => {
  it('UNTIL shortened only: the future ended, the past stays as judged', () => {
    const series = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260305T000000Z') })
    const { slots } = judgePair(factsOf([series], now), now)
    expect(slots.map(({ state }) => state)).toEqual(Array(9).fill('held'))
  })

  it('a room as third attendee: still a 1-on-1', () => {
    const series = weekly({
      details: inviting(
        guest(grace),
        guest(ada),
        guest('r@resource.calendar.google.com', 'accepted', { kind: 'room' }),
      ),
    })
    expect(slotOn(DAY3, [], {}, series).state).toBe('held')
  })

  it('a partly read calendar: unknown, never gone', () => {
    const { slots } = judgePair(
      factsOf([weekly(), exception('2026-03-10T09:00Z', { details: null })], now, {
        calendars: [
          copyOf(grace, now, { complete: false, window: { start: at('2026-03-01T00:00Z'), end: now } }),
        ],
      }),
      now,
    )
    expect(slots.some(({ calledOff }) => calledOff)).toBe(false)
    expect(new Set(slots.filter(({ end }) => end < now).map(({ state }) => state))).toEqual(
      new Set(['unknown']),
    )
  })

  it('cancelled, and a new single meeting of the two that week: moved, and one meeting', () => {
    const { slots, oneOffs } = judgePair(
      factsOf([weekly(), tombstone(DAY3), other('2026-03-05T13:00Z')], now),
      now,
    )
    expect(slots.find(({ original }) => original === at(DAY3))).toMatchObject({
      ...span('2026-03-05T13:00Z'),
      state: 'held',
      moved: true,
    })
    expect(oneOffs).toEqual([])
  })
})
