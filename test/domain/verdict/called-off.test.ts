// V2: called off, and what excuses it.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { PairFacts, Verdict } from '../../../src/domain/judgement.ts'
import {
  ada,
  exception,
  grace,
  guest,
  linus,
  person,
  span,
  tombstone,
  weekly,
} from '../../support/calendar.ts'
import {
  AHEAD,
  away,
  DAY3,
  excused,
  free,
  held,
  inviting,
  other,
  skipped,
  slotOn,
  upcoming,
  verdictOf,
} from './support.ts'

describe('V2, called off', () => {
  test.each<[string, CalendarEvent[], string, Verdict]>([
    ['cancelled by the organizer', [tombstone(DAY3)], DAY3, skipped('cancelled')],
    ['cancelled and kept in the calendar', [exception(DAY3, { removed: true })], DAY3, skipped('cancelled')],
    ['in the future as well', [tombstone(AHEAD)], AHEAD, skipped('cancelled')],
    [
      'the invitee declined, the event is still confirmed',
      [exception(DAY3, { details: inviting(guest(grace), guest(ada, 'declined')) })],
      DAY3,
      skipped('declined'),
    ],
    [
      'the organizer declined',
      [exception(DAY3, { details: inviting(guest(grace, 'declined'), guest(ada)) })],
      DAY3,
      skipped('declined'),
    ],
    [
      'the invitee is no longer invited',
      [exception(DAY3, { details: inviting(guest(grace)) })],
      DAY3,
      skipped('uninvited'),
    ],
    [
      'another came instead',
      [exception(DAY3, { details: inviting(guest(grace), guest(linus)) })],
      DAY3,
      skipped('uninvited'),
    ],
    [
      'a decline goes before a third person',
      [exception(DAY3, { details: inviting(guest(grace), guest(ada, 'declined'), guest(linus)) })],
      DAY3,
      skipped('declined'),
    ],
    [
      'moved first',
      [exception(DAY3, { removed: true, span: span('2026-03-05T09:00Z') })],
      DAY3,
      skipped('cancelled'),
    ],
  ])('%s', (_why, events, original, expected) => {
    expect(verdictOf(slotOn(original, events))).toEqual(expected)
  })

  it('keeps its last known time', () => {
    expect(
      slotOn(DAY3, [exception(DAY3, { removed: true, span: span('2026-03-05T09:00Z', 45) })]),
    ).toMatchObject(span('2026-03-05T09:00Z', 45))
    const hers = [
      weekly({ calendar: ada }),
      exception(DAY3, { calendar: ada, span: span('2026-03-05T09:00Z') }),
    ]
    expect(slotOn(DAY3, [tombstone(DAY3), ...hers])).toMatchObject({
      ...span('2026-03-05T09:00Z'),
      state: 'skipped',
    })
    expect(slotOn(DAY3, [tombstone(DAY3)])).toMatchObject(span(DAY3))
  })

  test.each<[string, Partial<PairFacts>, Verdict]>([
    [
      'an absence covers it',
      { absences: [away(ada, '2026-03-02T00:00Z', '2026-03-07T00:00Z')] },
      excused('cancelled', 'absence'),
    ],
    [
      'of the manager too',
      { absences: [away(grace, '2026-03-03T09:00Z', '2026-03-03T09:30Z')] },
      excused('cancelled', 'absence'),
    ],
    [
      'two that touch, together',
      {
        absences: [
          away(ada, '2026-03-03T08:00Z', '2026-03-03T09:15Z'),
          away(ada, '2026-03-03T09:15Z', '2026-03-03T10:00Z'),
        ],
      },
      excused('cancelled', 'absence'),
    ],
    [
      'two that overlap, together',
      {
        absences: [
          away(ada, '2026-03-03T09:10Z', '2026-03-03T10:00Z'),
          away(ada, '2026-03-03T08:00Z', '2026-03-03T09:15Z'),
        ],
      },
      excused('cancelled', 'absence'),
    ],
    [
      'half by one, half by the other',
      {
        absences: [
          away(ada, '2026-03-03T08:00Z', '2026-03-03T09:15Z'),
          away(grace, '2026-03-03T09:15Z', '2026-03-03T10:00Z'),
        ],
      },
      skipped('cancelled'),
    ],
    [
      'one that ends within it',
      { absences: [away(ada, '2026-03-03T08:00Z', '2026-03-03T09:29Z')] },
      skipped('cancelled'),
    ],
    [
      'one with a gap',
      {
        absences: [
          away(ada, '2026-03-03T08:00Z', '2026-03-03T09:10Z'),
          away(ada, '2026-03-03T09:11Z', '2026-03-03T10:00Z'),
        ],
      },
      skipped('cancelled'),
    ],
    [
      'one of somebody else',
      { absences: [away(linus, '2026-03-02T00:00Z', '2026-03-07T00:00Z')] },
      skipped('cancelled'),
    ],
    ['a holiday of either', { holidays: [free(ada, '2026-03-03')] }, excused('cancelled', 'holiday')],
    ['a holiday of somebody else', { holidays: [free(linus, '2026-03-03')] }, skipped('cancelled')],
    [
      'the day of the person who has it',
      {
        holidays: [free(ada, '2026-03-04')],
        people: [person(ada, { zone: 'Pacific/Kiritimati' }), person(grace)],
      },
      skipped('cancelled'),
    ],
    [
      'that day in their own zone',
      {
        holidays: [free(ada, '2026-03-02')],
        people: [person(ada, { zone: 'Pacific/Midway' }), person(grace)],
      },
      excused('cancelled', 'holiday'),
    ],
  ])('excused or not: %s', (_why, more, expected) => {
    expect(verdictOf(slotOn(DAY3, [tombstone(DAY3)], more))).toEqual(expected)
  })

  it('asks about its last known time', () => {
    const moved = exception(DAY3, { removed: true, span: span('2026-03-05T09:00Z') })
    expect(
      slotOn(DAY3, [moved], { absences: [away(ada, '2026-03-05T00:00Z', '2026-03-06T00:00Z')] }).state,
    ).toBe('excused')
    expect(
      slotOn(DAY3, [moved], { absences: [away(ada, '2026-03-03T00:00Z', '2026-03-04T00:00Z')] }).state,
    ).toBe('skipped')
  })

  test.each<[string, CalendarEvent[], Partial<PairFacts>, Verdict]>([
    [
      'a replacement that was held',
      [other('2026-03-05T13:00Z')],
      {},
      { ...held, moved: true, reasons: ['cancelled', 'replaced'] },
    ],
    [
      'one that is shorter',
      [other('2026-03-05T13:00Z', 20)],
      {},
      { state: 'held', moved: true, flags: ['short'], reasons: ['cancelled', 'replaced', 'shortened'] },
    ],
    [
      'one that lay in an absence',
      [other('2026-03-05T13:00Z')],
      { absences: [away(ada, '2026-03-05T00:00Z', '2026-03-06T00:00Z')] },
      excused('cancelled', 'replaced', 'absence'),
    ],
    [
      'one on a holiday: it was put there',
      [other('2026-03-05T13:00Z')],
      { holidays: [free(ada, '2026-03-05')] },
      { ...held, moved: true, reasons: ['cancelled', 'replaced'] },
    ],
    [
      'before the absence that covers the slot',
      [other('2026-03-05T13:00Z')],
      { absences: [away(ada, '2026-03-03T00:00Z', '2026-03-04T00:00Z')] },
      { ...held, moved: true, reasons: ['cancelled', 'replaced'] },
    ],
    ['one that was called off', [{ ...other('2026-03-05T13:00Z'), removed: true }], {}, skipped('cancelled')],
    [
      'one of three people',
      [{ ...other('2026-03-05T13:00Z'), details: inviting(guest(grace), guest(ada), guest(linus)) }],
      {},
      skipped('cancelled'),
    ],
  ])('%s', (_why, events, more, expected) => {
    expect(verdictOf(slotOn(DAY3, [tombstone(DAY3), ...events], more))).toEqual(expected)
  })

  it('an upcoming replacement of a slot that has passed', () => {
    const slot = slotOn('2026-03-31T08:00Z', [tombstone('2026-03-31T08:00Z'), other('2026-04-02T08:00Z')])
    expect(verdictOf(slot)).toEqual({ ...upcoming, moved: true, reasons: ['cancelled', 'replaced'] })
  })
})
