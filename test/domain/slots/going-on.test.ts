// S6 and S7: a series that goes on under another name, and slots that overlap.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { Slot } from '../../../src/domain/judgement.ts'
import { ada, details, exception, recurrence, span, tombstone, weekly } from '../../support/calendar.ts'
import { DAY3, days, read, slotsOf } from './support.ts'

describe('S6, a series goes on under another name', () => {
  const first = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260203T120000Z') })
  const second = (start: string, more: Partial<CalendarEvent> = {}) =>
    weekly({
      uid: 'second',
      id: 'second',
      span: span(start),
      recurrence: recurrence('FREQ=WEEKLY'),
      details: details({ title: 'Catch-up', organizer: ada }),
      ...more,
    })
  test.each<[string, string, number]>([
    ['a week before the old one’s last', '2026-01-27T09:00Z', 1],
    ['more than that before: side by side', '2026-01-27T07:00Z', 2],
    ['the week after', '2026-02-12T15:00Z', 1],
    ['five weeks after', '2026-03-10T09:00Z', 1],
    ['later: another series', '2026-03-10T11:00Z', 2],
  ])('%s', (_why, start, expected) => {
    const { series } = read([first, second(start)])
    expect(series).toHaveLength(expected)
    expect(series.at(-1)).toMatchObject({ title: 'Catch-up' })
  })

  it('of several the nearest goes on', () => {
    const third = weekly({
      uid: 'third',
      id: 'third',
      span: span('2026-03-04T09:00Z'),
      recurrence: recurrence('FREQ=MONTHLY'),
    })
    expect(read([third, second('2026-02-11T09:00Z'), first]).series.map(({ uids }) => uids)).toEqual([
      ['uid@example.com', 'second'],
      ['third'],
    ])
  })
})

describe('S7, slots that overlap are one', () => {
  const other = (more: Partial<CalendarEvent> = {}) =>
    weekly({ uid: 'other', id: 'other', span: span('2026-01-13T09:15Z'), ...more })
  it('both on: that of the older series', () => {
    const slots = slotsOf([other(), weekly()])
    expect(new Set(slots.map(({ uid }) => uid))).toEqual(new Set(['uid@example.com']))
  })

  it('the one that is on, though younger', () => {
    const slots = slotsOf([other(), weekly(), tombstone(DAY3)])
    expect(slots.filter(({ original }) => days([{ original } as Slot])[0] === '03-03')).toMatchObject([
      { uid: 'other', state: 'held' },
    ])
  })

  it('of one series the earlier original start', () => {
    const moved = exception(DAY3, { span: span('2026-03-10T09:00Z') })
    const slots = slotsOf([weekly(), moved])
    expect(days(slots)).toContain('03-03')
    expect(days(slots)).not.toContain('03-10')
  })

  it('moved onto the day of the next without overlap: both exist', () => {
    const slots = slotsOf([weekly(), exception(DAY3, { span: span('2026-03-10T13:00Z') })])
    expect(days(slots)).toEqual(expect.arrayContaining(['03-03', '03-10']))
  })

  it('the same instance under a new id after a split is one', () => {
    const old = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260304T090000Z') })
    const following = weekly({ id: 'r', uid: 'r', span: span(DAY3) })
    const slots = slotsOf([old, following])
    expect(days(slots).filter((day) => day === '03-03')).toHaveLength(1)
  })
})
