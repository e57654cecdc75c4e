// S1: copies of one meeting are one.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { ada, at, details, exception, grace, guest, linus, span, weekly } from '../../support/calendar.ts'
import { DAY3, gone, hers, read, slotOn, slotsOf } from './support.ts'

describe('S1, copies of one meeting are one', () => {
  const moved = exception(DAY3, { span: span('2026-03-04T09:00Z') })
  test.each<[string, CalendarEvent[]]>([
    ['the organizer’s copy', [weekly(), moved]],
    ['the invitee’s copy', [hers(weekly()), hers(moved)]],
    ['both', [weekly(), moved, hers(weekly()), hers(moved)]],
    ['both, the invitee’s exception not there yet', [weekly(), moved, hers(weekly())]],
    [
      'other UIDs, the same two and the same starts',
      [weekly(), moved, hers(weekly(), { uid: 'z' }), hers(moved, { uid: 'z' })],
    ],
    [
      'other UIDs, the smaller one the invitee’s',
      [weekly(), moved, hers(weekly(), { uid: 'a' }), hers(moved, { uid: 'a' })],
    ],
  ])('by %s, the slots are the same', (_why, events) => {
    const { slots, series } = read(events)
    expect(series).toHaveLength(1)
    expect(slots).toHaveLength(slotsOf([weekly()]).length)
    expect(slotOn(DAY3, events)).toMatchObject({ start: at('2026-03-04T09:00Z'), state: 'held', moved: true })
    expect(gone(slots)).toEqual([])
  })

  it('lets the organizer’s copy speak', () => {
    const invitees = hers(exception(DAY3, { span: span('2026-03-05T09:00Z'), sequence: 9 }))
    expect(slotOn(DAY3, [weekly(), moved, hers(weekly()), invitees])).toMatchObject({
      start: at('2026-03-04T09:00Z'),
    })
    expect(slotOn(DAY3, [weekly(), hers(weekly()), invitees])).toMatchObject({
      start: at(DAY3),
      moved: false,
    })
  })

  it('lets no guest of one date speak for the series, where no organizer’s copy is known', () => {
    const joined = details({ attendees: [guest(grace), guest(ada), guest(linus)] })
    const events = [
      hers(weekly({ updated: at('2026-03-01T00:00Z') })),
      hers(exception(DAY3, { details: joined })),
      exception(DAY3, { calendar: linus, details: joined, updated: at('2026-03-02T00:00Z') }),
    ]
    expect(read(events).series).toHaveLength(1)
    expect(slotOn(DAY3, events)).toMatchObject({ state: 'excluded' })
  })

  it('takes the higher sequence, then the later update, where no organizer’s copy is known', () => {
    const by = (calendar: string, day: string, more: Partial<CalendarEvent>) => [
      weekly({ calendar, details: details({ organizer: 'assistant@example.com', organizerJoins: false }) }),
      exception(DAY3, {
        calendar,
        span: span(day),
        details: details({ organizer: 'assistant@example.com', organizerJoins: false }),
        ...more,
      }),
    ]
    const sequence = [
      ...by(ada, '2026-03-04T09:00Z', { sequence: 2, updated: 1 }),
      ...by(grace, '2026-03-05T09:00Z', { sequence: 1, updated: 2 }),
    ]
    const updated = [
      ...by(ada, '2026-03-04T09:00Z', { updated: 1 }),
      ...by(grace, '2026-03-05T09:00Z', { updated: 2 }),
    ]
    expect(slotOn(DAY3, sequence)?.start).toBe(at('2026-03-04T09:00Z'))
    expect(slotOn(DAY3, updated)?.start).toBe(at('2026-03-05T09:00Z'))
  })

  it('takes no tombstone under another UID for a copy of what lives', () => {
    const { series } = read([
      weekly(),
      hers(weekly({ uid: 'old', removed: true, updated: at('2026-02-01T00:00Z') })),
    ])
    expect(series.map(({ ended }) => ended)).toContain(false)
  })

  it('keeps two entries of one calendar apart', () => {
    expect(read([weekly(), weekly({ uid: 'second', id: 'second' })]).series).toHaveLength(2)
  })
})
