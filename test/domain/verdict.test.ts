// V: the verdict of a slot, and the cases every reader of calendars gets wrong once.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { PairFacts, Slot, Verdict } from '../../src/domain/judgement.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { type Absence, DAY, HOUR, type Holiday, MINUTE, type Word } from '../../src/domain/types.ts'
import {
  ada,
  at,
  copyOf,
  details,
  event,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  person,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const DAY3 = '2026-03-03T09:00Z'
const AHEAD = '2026-04-14T08:00Z'

/** The slot of this original start, of the weekly series with these rows beside it. */
function slotOn(
  original: string,
  events: CalendarEvent[],
  more: Partial<PairFacts> = {},
  series = weekly(),
): Slot {
  const { slots } = judgePair(factsOf([series, ...events], now, more), now)
  return slots.find((slot) => slot.original === at(original))!
}

const verdictOf = ({ state, moved, flags, reasons }: Slot): Verdict => ({ state, moved, flags, reasons })
const held: Verdict = { state: 'held', moved: false, flags: [], reasons: [] }
const skipped = (...reasons: Verdict['reasons']): Verdict => ({
  ...held,
  state: 'skipped',
  flags: ['skipped'],
  reasons,
})
const excused = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'excused', reasons })
const upcoming: Verdict = { ...held, state: 'upcoming' }
const excluded = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'excluded', reasons })
const unknown = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'unknown', reasons })

const away = (who: string, start: string, end: string): Absence => ({
  person: who,
  start: at(start),
  end: at(end),
})
const free = (who: string, day: string): Holiday => ({ person: who, day })
const said = (by: string, word: Word['said'], hours = 1): Word => ({
  original: at(DAY3),
  by,
  said: word,
  at: at(DAY3) + hours * HOUR,
})
const inviting = (...people: ReturnType<typeof guest>[]) => details({ attendees: people })
const other = (start: string, minutes = 30) =>
  event({ uid: 'single', id: 'single', span: span(start, minutes) })

describe('V1, somebody’s word', () => {
  test.each<[string, CalendarEvent[], Word[], Verdict]>([
    ['we met', [tombstone(DAY3)], [said(ada, 'met')], { ...held, reasons: ['reported'] }],
    ['we did not meet', [], [said(grace, 'not-met')], skipped('reported')],
    [
      'the latest wins',
      [],
      [said(grace, 'not-met', 2), said(ada, 'met', 3)],
      { ...held, reasons: ['reported'] },
    ],
    [
      'the latest wins, in any order',
      [],
      [said(ada, 'met', 3), said(grace, 'not-met', 4)],
      skipped('reported'),
    ],
    ['of somebody else does not count', [], [said(linus, 'not-met')], held],
    [
      'goes before a third person',
      [exception(DAY3, { details: inviting(guest(grace), guest(ada), guest(linus)) })],
      [said(ada, 'met')],
      { ...held, reasons: ['reported'] },
    ],
    [
      'keeps what else is known',
      [exception(DAY3, { span: span('2026-03-04T09:00Z', 20) })],
      [said(ada, 'met')],
      { state: 'held', moved: true, flags: ['short'], reasons: ['reported', 'shortened'] },
    ],
  ])('%s', (_why, events, words, expected) => {
    expect(verdictOf(slotOn(DAY3, events, { words }))).toEqual(expected)
  })

  it('goes before an absence, a holiday and a half-read calendar', () => {
    const more = {
      words: [said(ada, 'not-met')],
      holidays: [free(ada, '2026-03-03')],
      calendars: [copyOf(grace, 0, { complete: false })],
    }
    expect(verdictOf(slotOn(DAY3, [], more))).toEqual(skipped('reported'))
  })
})

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

describe('moved', () => {
  test.each<[string, Partial<CalendarEvent>, boolean]>([
    ['the start equals the original start', { span: span(DAY3) }, false],
    ['a new end', { span: span(DAY3, 60) }, false],
    ['a minute later', { span: span('2026-03-03T09:01Z') }, true],
    ['another zone, the same instant', { span: span(DAY3), zone: 'Asia/Kolkata' }, false],
    ['onto the day of the next', { span: span('2026-03-10T13:00Z') }, true],
  ])('%s', (_why, more, moved) => {
    expect(slotOn(DAY3, [exception(DAY3, more)])).toMatchObject({ state: 'held', moved })
  })

  it('is not told of what was called off or excused', () => {
    expect(slotOn(DAY3, [exception(DAY3, { removed: true, span: span('2026-03-05T09:00Z') })]).moved).toBe(
      false,
    )
    const absences = [away(ada, '2026-03-05T00:00Z', '2026-03-06T00:00Z')]
    expect(slotOn(DAY3, [exception(DAY3, { span: span('2026-03-05T09:00Z') })], { absences }).moved).toBe(
      false,
    )
  })

  it('a change of clocks moves nothing: −06 to −05 in March', () => {
    const { slots } = judgePair(
      factsOf([weekly({ zone: 'America/Chicago', span: span('2026-01-06T15:00Z') })], now),
      now,
    )
    expect(slots.filter(({ moved }) => moved)).toEqual([])
    expect(slots.map(({ original }) => original)).toEqual(
      expect.arrayContaining([at('2026-03-03T15:00Z'), at('2026-03-10T14:00Z')]),
    )
  })
})

describe('short', () => {
  const lasting = (series: number, slot: number, more: Partial<PairFacts> = {}) =>
    slotOn(
      DAY3,
      [exception(DAY3, { span: span(DAY3, slot) })],
      more,
      weekly({ span: span('2026-01-06T09:00Z', series) }),
    )
  test.each<[number, number, Verdict['reasons']]>([
    [30, 30, []],
    [45, 25, ['shortened']],
    [45, 30, []],
    [60, 45, []],
    [25, 25, ['short-by-rule']],
    [25, 15, ['short-by-rule', 'shortened']],
    [25, 30, []],
    [20, 25, ['short-by-rule']],
    [30, 29, ['shortened']],
  ])('a series of %i minutes, a slot of %i', (series, slot, reasons) => {
    expect(verdictOf(lasting(series, slot))).toEqual({
      ...held,
      flags: reasons.length > 0 ? ['short'] : [],
      reasons,
    })
  })

  it('a policy may allow 25 minutes', () => {
    const policy = { ...defaultPolicy, toleranceMinutes: 5 }
    expect(lasting(25, 25, { policy }).flags).toEqual([])
    expect(lasting(30, 25, { policy }).flags).toEqual([])
    expect(lasting(30, 24, { policy }).reasons).toEqual(['shortened'])
  })

  it('is told of what is ahead, not of what was skipped, excused or excluded', () => {
    const brief = weekly({ span: span('2026-01-06T09:00Z', 20) })
    expect(slotOn(AHEAD, [], {}, brief)).toMatchObject({
      state: 'upcoming',
      flags: ['short'],
      reasons: ['short-by-rule'],
    })
    expect(slotOn(DAY3, [tombstone(DAY3)], {}, brief).flags).toEqual(['skipped'])
    expect(slotOn(DAY3, [], { holidays: [free(ada, '2026-03-03')] }, brief).flags).toEqual([])
    expect(
      slotOn(
        DAY3,
        [
          exception(DAY3, {
            details: inviting(guest(grace), guest(ada), guest(linus)),
            span: span(DAY3, 20),
          }),
        ],
        {},
        brief,
      ).flags,
    ).toEqual([])
  })
})

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

it('judges at an instant: the same slot before, during and after', () => {
  const states = [-DAY, 15 * MINUTE, 30 * MINUTE].map((later) => {
    const instant = at(DAY3) + later
    return judgePair(factsOf([weekly()], instant), instant).slots.find(
      ({ original }) => original === at(DAY3),
    )?.state
  })
  expect(states).toEqual(['upcoming', 'upcoming', 'held'])
})
