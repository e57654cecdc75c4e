// Absences as calendars tell them.
import { describe, expect, it, test } from 'vitest'
import { absencesOf, isAbsence } from '../../src/domain/absences.ts'
import type { CalendarEvent, Details } from '../../src/domain/event.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY } from '../../src/domain/types.ts'
import {
  ada,
  at,
  copyOf,
  details,
  event,
  exception,
  grace,
  guest,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const march = { start: at('2026-03-01T00:00Z'), end: at('2026-04-01T00:00Z') }
const found = (events: CalendarEvent[]) => absencesOf(events, [copyOf(ada, march.end)], defaultPolicy, march)
const own = (more: Partial<Details> = {}, row: Partial<CalendarEvent> = {}) =>
  event({
    calendar: ada,
    allDay: true,
    span: { start: at('2026-03-02T23:00Z'), end: at('2026-03-02T23:00Z') + DAY },
    details: details({ title: 'Vacation', organizer: ada, attendees: [], ...more }),
    ...row,
  })
const out = {
  calendar: ada,
  details: details({ shows: 'away', type: 'other', organizer: ada, attendees: [] }),
}

test.each<[string, CalendarEvent, boolean]>([
  ['out of office', event(out), true],
  ['out of office, not all day', event({ ...out, span: span('2026-03-03T13:00Z', 90) }), true],
  ['an all-day entry with a word of the policy', own(), true],
  ['any case, as a whole word', own({ title: 'URLAUB (Ada)' }), true],
  ['a word of two words', own({ title: 'Out of office' }), true],
  ['shown as free', own({ shows: 'free' }), true],
  ['part of another word', own({ title: 'Leaveless' }), false],
  ['no such word', own({ title: 'Offsite' }), false],
  ['not all day', own({}, { allDay: false }), false],
  ['Outlook lists the owner', own({ attendees: [guest(ada)] }), true],
  ['no organizer is named', own({ organizer: null, attendees: [guest(ada)] }), true],
  ['a room', own({ attendees: [guest(ada), guest('r@example.com', 'accepted', { kind: 'room' })] }), true],
  ['somebody else', own({ attendees: [guest(ada), guest(grace)] }), false],
  ['somebody without address', own({ attendees: [guest(null)] }), false],
  ['a list that is hidden', own({ attendeesHidden: true }), false],
  ['a birthday and the like', own({ type: 'other' }), false],
  ['a bare row', own({}, { details: null }), false],
])('%s → %s', (_why, row, expected) => {
  expect(isAbsence(row, defaultPolicy)).toBe(expected)
})

describe('absences of a calendar', () => {
  it('are its owner’s, where they touch the span', () => {
    expect(found([own()])).toEqual([{ person: ada, ...own().span }])
    expect(found([own({}, { span: { start: march.start - 2 * DAY, end: march.start - DAY } })])).toEqual([])
  })

  it('are none where called off or declined by the owner', () => {
    expect(found([own({}, { removed: true })])).toEqual([])
    expect(
      found([event({ ...out, details: { ...out.details, attendees: [guest(ada, 'declined')] } })]),
    ).toEqual([])
  })

  const fridays = weekly({
    ...out,
    span: span('2026-02-27T12:00Z', 240),
    recurrence: recurrence('FREQ=WEEKLY;BYDAY=FR'),
  })
  const starts = (events: CalendarEvent[]) =>
    found(events)
      .map(({ start }) => new Date(start).toISOString().slice(5, 16))
      .sort()

  it('repeat by their rule', () => {
    expect(starts([fridays])).toEqual(['03-06T12:00', '03-13T12:00', '03-20T12:00', '03-27T12:00'])
  })

  it('follow their exceptions; bare occurrences inherit from the series', () => {
    const moved = exception('2026-03-06T12:00Z', { ...out, span: span('2026-03-05T12:00Z', 240) })
    const cancelled = tombstone('2026-03-13T12:00Z', { calendar: ada })
    const bare = exception('2026-03-20T12:00Z', { calendar: ada, details: null })
    expect(starts([fridays, moved, cancelled, bare])).toEqual(['03-05T12:00', '03-20T12:00', '03-27T12:00'])
  })

  it('with a rule that cannot be read excuse the first date only', () => {
    const odd = {
      ...fridays,
      span: span('2026-03-06T12:00Z', 240),
      recurrence: recurrence('FREQ=FORTNIGHTLY'),
    }
    expect(starts([odd])).toEqual(['03-06T12:00'])
  })
})
