// S2: what either of them answered.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { PairFacts } from '../../../src/domain/judgement.ts'
import {
  ada,
  at,
  details,
  event,
  exception,
  grace,
  guest,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../../support/calendar.ts'
import { answered, calendars, DAY3, gone, hers, now, past, slotOn, slotsOf } from './support.ts'

describe('S2, answers', () => {
  const asked = weekly({ details: answered('none') })
  const own = (row: CalendarEvent, answer: Parameters<typeof answered>[0]) =>
    hers(row, { details: answered(answer) })
  test.each<[string, CalendarEvent[], string, string[]]>([
    ['nobody tells', [asked], 'held', ['no-response']],
    ['organizer’s copy of the series', [weekly()], 'held', []],
    ['tentative counts as coming', [weekly({ details: answered('tentative') })], 'held', []],
    ['own copy of the series before it', [asked, own(weekly(), 'accepted')], 'held', []],
    [
      'organizer’s copy of the instance before both',
      [weekly(), own(weekly(), 'accepted'), exception(DAY3, { details: answered('declined') })],
      'skipped',
      ['declined'],
    ],
    [
      'own copy of the instance before all',
      [
        weekly(),
        own(weekly(), 'accepted'),
        exception(DAY3, { details: answered('declined') }),
        own(exception(DAY3), 'accepted'),
      ],
      'held',
      [],
    ],
    [
      'own decline of the instance',
      [weekly(), hers(weekly()), exception(DAY3), own(exception(DAY3), 'declined')],
      'skipped',
      ['declined'],
    ],
    [
      'the organizer declined it',
      [
        weekly(),
        exception(DAY3, { details: details({ attendees: [guest(grace, 'declined'), guest(ada)] }) }),
      ],
      'skipped',
      ['declined'],
    ],
    [
      'own tombstone of the instance',
      [weekly(), hers(weekly()), hers(tombstone(DAY3))],
      'skipped',
      ['declined'],
    ],
    [
      'own EXDATE',
      [weekly(), hers(weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU', { exDates: [at(DAY3)] }) }))],
      'skipped',
      ['declined'],
    ],
  ])('%s', (_why, events, state, reasons) => {
    expect(slotOn(DAY3, events)).toMatchObject({ state, reasons })
  })

  describe('an instance that is missing in the invitee’s complete copy', () => {
    const listed = ['2026-02-17T09:00Z', '2026-02-24T09:00Z', '2026-03-10T09:00Z', '2026-03-17T09:00Z']
    const occurrences = listed.map((day) => hers(exception(day, { details: null })))
    const view = { window: { start: at('2026-02-15T00:00Z'), end: at('2026-03-20T00:00Z') } }
    const all = [weekly(), hers(weekly()), ...occurrences]
    test.each<[string, CalendarEvent[], Partial<PairFacts>, string]>([
      ['is a decline', all, calendars([grace, {}], [ada, view]), 'skipped'],
      [
        'so it is where the occurrences are told in full',
        [weekly(), hers(weekly()), ...listed.map((day) => hers(exception(day)))],
        calendars([grace, {}], [ada, view]),
        'skipped',
      ],
      [
        'so it is without the master',
        [weekly(), ...occurrences.map((row) => ({ ...row, details: details() }))],
        {},
        'skipped',
      ],
      [
        'is nothing in a half-read copy',
        all,
        calendars([grace, {}], [ada, { ...view, complete: false }]),
        'held',
      ],
      [
        'is nothing where an event of this UID was unreadable',
        all,
        calendars([grace, {}], [ada, { ...view, brokenUids: ['uid@example.com'] }]),
        'held',
      ],
      [
        'is a decline where another UID was unreadable',
        all,
        calendars([grace, {}], [ada, { ...view, brokenUids: ['other'] }]),
        'skipped',
      ],
      [
        'is nothing where only exceptions were read, be they as planned again',
        [weekly(), hers(weekly()), hers(exception('2026-02-24T09:00Z')), occurrences[2]!],
        calendars([grace, {}], [ada, { ...view, exceptionsOnly: true }]),
        'held',
      ],
      [
        'is nothing outside the dates it was read for',
        all,
        calendars([grace, {}], [ada, { window: { start: at('2026-03-04T00:00Z'), end: now } }]),
        'held',
      ],
      [
        'is nothing before it saw the organizer’s last change',
        [weekly({ updated: at('2026-03-29T00:00Z') }), ...all.slice(1)],
        calendars([grace, {}], [ada, { ...view, readAt: at('2026-03-28T00:00Z') }]),
        'held',
      ],
      [
        'is a decline after it saw that',
        [weekly({ updated: at('2026-03-27T00:00Z') }), ...all.slice(1)],
        calendars([grace, {}], [ada, { ...view, readAt: at('2026-03-28T00:00Z') }]),
        'skipped',
      ],
      [
        'is nothing before it saw the change of the instance',
        [...all, exception(DAY3, { updated: at('2026-03-29T00:00Z') })],
        calendars([grace, {}], [ada, { ...view, readAt: at('2026-03-28T00:00Z') }]),
        'held',
      ],
      [
        'is nothing where the copy holds nothing of the series',
        [weekly(), hers(event({ uid: 'other', id: 'x', span: span('2026-03-20T15:00Z') }))],
        {},
        'held',
      ],
      [
        'is a decline whatever the sequence: Outlook tells none',
        [weekly({ sequence: 3 }), ...all.slice(1)],
        calendars([grace, {}], [ada, view]),
        'skipped',
      ],
      [
        'is a decline after the last of its instances without master, where it was read for that date',
        [weekly(), ...['2026-02-17T09:00Z', '2026-02-24T09:00Z'].map((day) => hers(exception(day)))],
        calendars([grace, {}], [ada, view]),
        'skipped',
      ],
      [
        'is nothing after the last of its instances without master, where nobody tells what it was read for',
        [weekly(), ...['2026-02-17T09:00Z', '2026-02-24T09:00Z'].map((day) => hers(exception(day)))],
        {},
        'held',
      ],
    ])('%s', (_why, events, more, state) => {
      expect(slotOn(DAY3, events, more)).toMatchObject({ state })
    })

    it('an older version of the rule declines nothing of the newer one', () => {
      const newer = weekly({
        sequence: 2,
        span: span('2026-01-07T09:00Z'),
        recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
      })
      expect(gone(past(slotsOf([newer, hers(weekly({ sequence: 1 }))])))).toEqual([])
    })

    it.each([0, 1])(
      'a rule that the guest heard of first declines nothing either (sequence %i)',
      (sequence) => {
        const cut = recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260222T225959Z')
        const ahead = hers(weekly({ sequence, recurrence: cut }))
        expect(gone(past(slotsOf([weekly(), ahead])))).toEqual([])
        const changed = [exception(DAY3), hers(tombstone(DAY3))]
        expect(slotOn(DAY3, [weekly(), ahead, ...changed])).toMatchObject({ state: 'held' })
        expect(slotOn(DAY3, [weekly(), hers(weekly({ sequence })), ...changed])).toMatchObject({
          state: 'skipped',
        })
      },
    )

    it('a new time that the guest heard of first declines nothing of the old one', () => {
      const moved = hers(
        weekly({ span: span('2026-01-07T09:00Z'), recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE') }),
      )
      expect(gone(past(slotsOf([weekly(), moved])))).toEqual([])
    })

    it('a tombstone older than the organizer’s change declines nothing', () => {
      const events = [
        weekly(),
        hers(weekly()),
        exception(DAY3, { updated: at('2026-03-29T00:00Z') }),
        hers(tombstone(DAY3, { updated: at('2026-03-01T00:00Z') })),
      ]
      expect(
        slotOn(DAY3, events, calendars([grace, {}], [ada, { readAt: at('2026-03-28T00:00Z') }])),
      ).toMatchObject({ state: 'held' })
      expect(slotOn(DAY3, events)).toMatchObject({ state: 'skipped' })
    })
  })
})
