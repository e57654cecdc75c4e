// V3 to V7: others joined, not over yet, nobody cancelled, nobody can tell, held.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import type { PairFacts, Verdict } from '../../../src/domain/judgement.ts'
import { DAY, MINUTE } from '../../../src/domain/types.ts'
import {
  ada,
  at,
  copyOf,
  details,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  span,
  tombstone,
  weekly,
} from '../../support/calendar.ts'
import {
  AHEAD,
  away,
  DAY3,
  excluded,
  excused,
  free,
  held,
  inviting,
  now,
  skipped,
  slotOn,
  unknown,
  verdictOf,
} from './support.ts'

describe('V3, others joined', () => {
  const three = (more = {}) => inviting(guest(grace), guest(ada), guest(linus, 'none', more))
  test.each<[string, ReturnType<typeof details>, Verdict]>([
    ['a third person', three(), excluded('others-joined')],
    ['a third who declined', three({ answer: 'declined' }), held],
    ['a third from elsewhere', three({ address: 'eve@elsewhere.org' }), excluded('others-joined')],
    ['a room', three({ kind: 'room' }), held],
    ['a note-taker', three({ address: 'fred@fireflies.ai' }), held],
    ['a group', three({ address: 'group-1@example.com' }), excluded('others-joined')],
    ['somebody without address', three({ address: null }), excluded('others-joined')],
    [
      'an additional guest',
      inviting(guest(grace), guest(ada, 'accepted', { guests: 1 })),
      excluded('others-joined'),
    ],
    [
      'a third, and Google leaves the organizer out',
      details({ organizerJoins: false, attendees: [guest(ada), guest(linus)] }),
      excluded('others-joined'),
    ],
  ])('%s', (_why, told, expected) => {
    const unlisted = weekly({ details: details({ attendees: [guest(ada)] }) })
    const series = told.organizerJoins ? weekly() : unlisted
    expect(verdictOf(slotOn(DAY3, [exception(DAY3, { details: told })], {}, series))).toEqual(expected)
  })

  it('is told before the meeting too, with its move', () => {
    const row = exception(AHEAD, { details: three(), span: span('2026-04-15T08:00Z') })
    expect(verdictOf(slotOn(AHEAD, [row]))).toEqual({ ...excluded('others-joined'), moved: true })
  })
})

describe('V4, not over yet', () => {
  const today = '2026-03-31T08:00Z'
  test.each<[string, string, string]>([
    ['running', '2026-03-31T11:45Z', 'upcoming'],
    ['ends now', '2026-03-31T11:30Z', 'held'],
    ['begins now', '2026-03-31T12:00Z', 'upcoming'],
  ])('%s', (_why, start, state) => {
    expect(slotOn(today, [exception(today, { span: span(start) })]).state).toBe(state)
  })

  it('an absence ahead does not excuse it yet, but no agenda goes out', () => {
    const absences = [away(ada, '2026-04-14T00:00Z', '2026-04-15T00:00Z')]
    expect(slotOn(AHEAD, [], { absences })).toMatchObject({ state: 'upcoming', away: true })
  })
})

describe('V5, nobody cancelled', () => {
  const moved = (to: string) => [exception(DAY3, { span: span(to) })]
  test.each<[string, CalendarEvent[], Partial<PairFacts>, Verdict]>([
    [
      'an absence covers it',
      [],
      { absences: [away(ada, '2026-03-03T00:00Z', '2026-03-04T00:00Z')] },
      excused('absence'),
    ],
    ['half of it', [], { absences: [away(ada, '2026-03-03T09:10Z', '2026-03-04T00:00Z')] }, held],
    [
      'where it was moved to',
      moved('2026-03-05T09:00Z'),
      { absences: [away(ada, '2026-03-05T00:00Z', '2026-03-06T00:00Z')] },
      excused('absence'),
    ],
    ['a holiday', [], { holidays: [free(grace, '2026-03-03')] }, excused('holiday')],
    [
      'moved within the holiday',
      moved('2026-03-03T13:00Z'),
      { holidays: [free(grace, '2026-03-03')] },
      excused('holiday'),
    ],
    [
      'moved onto a holiday',
      moved('2026-03-05T09:00Z'),
      { holidays: [free(grace, '2026-03-05')] },
      { ...held, moved: true },
    ],
    [
      'moved away from a holiday',
      moved('2026-03-05T09:00Z'),
      { holidays: [free(grace, '2026-03-03')] },
      { ...held, moved: true },
    ],
    [
      'goes before what was not read',
      [],
      { holidays: [free(grace, '2026-03-03')], calendars: [copyOf(grace, 0)] },
      excused('holiday'),
    ],
  ])('%s', (_why, events, more, expected) => {
    expect(verdictOf(slotOn(DAY3, events, more))).toEqual(expected)
  })
})

describe('V6, nobody can tell', () => {
  const told = (readAt: string, more = {}) => ({ calendars: [copyOf(grace, at(readAt), more)] })
  const anonymous = inviting(guest(grace), guest(null, 'accepted', { name: 'Ada' }))
  test.each<[string, CalendarEvent[], Partial<PairFacts>, Verdict]>([
    ['read just before it', [], told('2026-03-03T08:59Z'), unknown('not-read')],
    ['read at its start', [], told('2026-03-03T09:00Z'), held],
    ['only half-read copies', [], told('2026-03-31T11:00Z', { complete: false }), unknown('half-read')],
    [
      'another copy read since',
      [weekly({ calendar: ada })],
      { calendars: [copyOf(grace, 0), copyOf(ada, now)] },
      held,
    ],
    [
      'one of the two may be the guest without address',
      [exception(DAY3, { details: anonymous })],
      {},
      unknown('unreadable'),
    ],
    [
      'a list that is cut short',
      [exception(DAY3, { details: details({ attendeesHidden: true }) })],
      {},
      unknown('unreadable'),
    ],
    ['called off all the same', [tombstone(DAY3)], told('2026-03-03T08:00Z'), skipped('cancelled')],
  ])('%s', (_why, events, more, expected) => {
    expect(verdictOf(slotOn(DAY3, events, more))).toEqual(expected)
  })

  it('what is ahead is upcoming, read or not', () => {
    expect(slotOn(AHEAD, [], told('2026-01-01T00:00Z', { complete: false })).state).toBe('upcoming')
  })
})

describe('V7, else it was held', () => {
  test.each<[string, Parameters<typeof guest>[1], Verdict]>([
    ['accepted', 'accepted', held],
    ['tentative counts as coming', 'tentative', held],
    ['never answered', 'none', { ...held, reasons: ['no-response'] }],
  ])('%s', (_why, answer, expected) => {
    const series = weekly({ details: inviting(guest(grace), guest(ada, answer)) })
    expect(verdictOf(slotOn(DAY3, [], {}, series))).toEqual(expected)
  })
})

it('judges at an instant: the same slot before, during and after', () => {
  const states = [-DAY, 15 * MINUTE, 30 * MINUTE].map((later) => {
    const instant = at(DAY3) + later
    return judgePair(factsOf([weekly()], instant), instant).slots.find(
      ({ original }) => original === at(DAY3),
    )?.state
  })
  expect(states).toEqual(['upcoming', 'upcoming', 'held'])
})
