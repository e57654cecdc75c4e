// S3: rows that were taken away.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { PairFacts } from '../../../src/domain/judgement.ts'
import { ada, at, exception, grace, recurrence, tombstone, weekly } from '../../support/calendar.ts'
import { calendars, DAY3, gone, hers, now, past, slotOn, slotsOf } from './support.ts'

describe('S3, removed', () => {
  const exDates = recurrence('FREQ=WEEKLY;BYDAY=TU', { exDates: [at(DAY3)] })
  const exDays = recurrence('FREQ=WEEKLY;BYDAY=TU', { exDays: ['2026-03-03'] })
  const view = { window: { start: at('2026-02-20T00:00Z'), end: at('2026-03-20T00:00Z') } }
  const seen = ['2026-02-24T09:00Z', '2026-03-10T09:00Z', '2026-03-17T09:00Z']
  const occurrences = seen.map((day) => exception(day, { details: null }))
  test.each<[string, CalendarEvent[], Partial<PairFacts>, string, string[]]>([
    ['a tombstone', [weekly(), tombstone(DAY3)], {}, 'skipped', ['cancelled']],
    ['an EXDATE', [weekly({ recurrence: exDates })], {}, 'skipped', ['removed']],
    ['a day in cancelledOccurrences', [weekly({ recurrence: exDays })], {}, 'skipped', ['removed']],
    [
      'absence from a complete view',
      [weekly(), ...occurrences],
      calendars([grace, view]),
      'skipped',
      ['removed'],
    ],
    [
      'absence from the organizer’s view, present at the invitee’s',
      [weekly(), ...occurrences, hers(weekly()), hers(exception(DAY3))],
      calendars([grace, view], [ada, {}]),
      'skipped',
      ['removed'],
    ],
    [
      'absence from a half-read view',
      [weekly(), ...occurrences],
      calendars([grace, { ...view, complete: false }]),
      'unknown',
      ['half-read'],
    ],
    [
      'a tombstone in a half-read view',
      [weekly(), ...occurrences, tombstone(DAY3)],
      calendars([grace, { ...view, complete: false }]),
      'skipped',
      ['cancelled'],
    ],
    [
      'half-read at the organizer, complete at the invitee',
      [weekly(), hers(weekly())],
      calendars([grace, { complete: false }], [ada, {}]),
      'held',
      [],
    ],
    [
      'an unreadable event of its UID',
      [weekly()],
      calendars([grace, { brokenUids: ['uid@example.com'] }]),
      'unknown',
      ['half-read'],
    ],
    ['an unreadable event of another UID', [weekly()], calendars([grace, { brokenUids: ['x'] }]), 'held', []],
    [
      'a date the view was not read for',
      [weekly(), ...occurrences],
      calendars([grace, { window: { start: at('2026-03-05T00:00Z'), end: now } }]),
      'unknown',
      ['half-read'],
    ],
    [
      'an EXDATE beside an exception that is on',
      [weekly({ recurrence: exDates }), exception(DAY3)],
      {},
      'held',
      [],
    ],
    [
      'an EXDATE of a half-read copy',
      [weekly({ recurrence: exDates })],
      calendars([grace, { complete: false }]),
      'skipped',
      ['removed'],
    ],
  ])('%s', (_why, events, more, state, reasons) => {
    expect(slotOn(DAY3, events, more)).toMatchObject({ state, reasons })
  })

  it('of several revisions of one row the latest holds, in any order', () => {
    const rows = [exception(DAY3, { sequence: 1 }), exception(DAY3, { sequence: 2, removed: true })]
    expect(gone(slotsOf([weekly(), ...rows]))).toEqual(['03-03'])
    expect(gone(slotsOf([...rows.reverse(), weekly()]))).toEqual(['03-03'])
    expect(gone(slotsOf([weekly(), exception(DAY3, { sequence: 3 }), ...rows]))).toEqual([])
  })

  it('a copy that tells exceptions alone takes out nothing between them', () => {
    expect(gone(slotsOf([weekly(), exception('2026-02-24T09:00Z'), exception('2026-03-17T09:00Z')]))).toEqual(
      [],
    )
  })

  it('a master alone in a view is expanded', () => {
    expect(gone(slotsOf([weekly()], calendars([grace, view])))).toEqual([])
  })

  it('instances without their master prove nothing beyond the first and the last of them', () => {
    const told = seen.map((day) => exception(day))
    const slots = past(slotsOf([...told, hers(weekly())]))
    expect(gone(slots)).toEqual(['03-03'])
    expect(slots).toHaveLength(13)
  })
})
