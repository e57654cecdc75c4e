// S4 in the service: what was judged before stays, whatever becomes of the calendars afterwards.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { PairFacts, Slot } from '../../src/domain/judgement.ts'
import { DAY, type Instant, WEEK } from '../../src/domain/types.ts'
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

const monday = at('2026-03-16T12:00Z')
const thursday = at('2026-03-19T12:00Z')
const judged = (events: CalendarEvent[], now: Instant, memory: Slot[] = [], more: Partial<PairFacts> = {}) =>
  judgePair(factsOf(events, now, { memory, ...more }), now)

/** Slots from 1 March on as '03-10 held'. */
const told = (slots: readonly Slot[], until = at('2026-04-01T00:00Z')) =>
  slots
    .filter(({ original }) => original >= at('2026-03-01T00:00Z') && original < until)
    .map(({ original, state }) => `${new Date(original).toISOString().slice(5, 10)} ${state}`)

/** Weekly on Tuesdays, 10 March called off; judged on Monday, then `events` take its place and Thursday has come. */
const before = [weekly(), tombstone('2026-03-10T09:00Z')]
const onMonday = judged(before, monday).slots
const afterwards = (events: CalendarEvent[], now = thursday, more: Partial<PairFacts> = {}) =>
  told(judged(events, now, onMonday, more).slots)

const changed = at('2026-03-16T15:00Z')
const past = ['03-03 held', '03-10 skipped']

test('a slot that was not read of before its series ended is held, whether or not it was judged meanwhile', () => {
  const unread = { calendars: [copyOf(grace, monday)] }
  const meanwhile = judged(before, thursday, onMonday, unread).slots
  expect(told(meanwhile)).toContain('03-17 unknown')
  const ended = [weekly({ removed: true, ruleSince: thursday }), before[1]!]
  const later = thursday + DAY
  expect(told(judged(ended, later, onMonday).slots)).toEqual([...past, '03-17 held'])
  expect(told(judged(ended, later, meanwhile).slots)).toEqual([...past, '03-17 held'])
})

test('a guest who takes the series out of their calendar ends it from then on, before the organizer is told', () => {
  const left = weekly({ calendar: ada, removed: true, ruleSince: changed })
  const slots = judged([...before, left], thursday, onMonday).slots
  expect(told(slots)).toEqual(past)
  const { series } = judged([...before, left], thursday, [])
  expect(series).toMatchObject([{ ended: true }])
})

test('a called-off date that is on again is a slot, though what stood in for it had passed when the rule changed', () => {
  const off = tombstone('2026-03-24T09:00Z')
  const instead = event({ uid: 'instead', id: 'instead', span: span('2026-03-18T14:00Z') })
  const memory = judged([weekly(), off, instead], thursday).slots
  expect(told(memory)).toContain('03-24 held')
  const cut = recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260325T000000Z')
  const again = [weekly({ recurrence: cut, ruleSince: thursday }), instead]
  expect(told(judged(again, thursday + DAY, memory).slots)).toContain('03-24 upcoming')
})

describe('a change of the series leaves what had passed, and what is to come vanishes', () => {
  const tuesdays = 'FREQ=WEEKLY;BYDAY=TU'
  test.each<[string, CalendarEvent[], string[]]>([
    [
      'UNTIL was shortened',
      [
        weekly({ recurrence: recurrence(`${tuesdays};UNTIL=20260310T090000Z`), ruleSince: changed }),
        before[1]!,
      ],
      past,
    ],
    [
      'UNTIL was shortened to before what had passed',
      [weekly({ recurrence: recurrence(`${tuesdays};UNTIL=20260210T090000Z`), ruleSince: changed })],
      past,
    ],
    ['the master was deleted', [weekly({ removed: true, ruleSince: changed })], past],
    ['its last update tells when it was deleted', [weekly({ removed: true, updated: changed })], past],
    [
      'only a bare tombstone is left',
      [weekly({ removed: true, span: null, details: null, recurrence: null })],
      [...past, '03-17 held'],
    ],
    ['nothing at all is left', [], [...past, '03-17 held']],
    [
      'a new time for all',
      [
        weekly({
          span: span('2026-01-07T13:00Z'),
          recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
          ruleSince: changed,
        }),
      ],
      [...past, '03-18 held', '03-25 upcoming'],
    ],
    [
      'a new rhythm',
      [weekly({ recurrence: recurrence('FREQ=WEEKLY;INTERVAL=2'), ruleSince: changed })],
      [...past, '03-17 held', '03-31 upcoming'],
    ],
    [
      'this and following: a new UID',
      [
        weekly({ recurrence: recurrence(`${tuesdays};UNTIL=20260316T090000Z`), ruleSince: changed }),
        before[1]!,
        weekly({
          uid: 'new@example.com',
          id: 'new',
          span: span('2026-03-18T13:00Z'),
          recurrence: recurrence('FREQ=WEEKLY'),
        }),
      ],
      [...past, '03-18 held', '03-25 upcoming'],
    ],
    [
      'deleted and made anew',
      [
        weekly({ removed: true, ruleSince: changed }),
        weekly({
          uid: 'new@example.com',
          id: 'new',
          span: span('2026-03-20T13:00Z'),
          recurrence: recurrence('FREQ=WEEKLY'),
        }),
      ],
      [...past, '03-20 upcoming', '03-27 upcoming'],
    ],
    [
      'handed over: a tombstone here, the same UID there',
      [
        weekly({ removed: true, ruleSince: changed }),
        weekly({ calendar: ada, details: details({ organizer: ada }), ruleSince: changed }),
      ],
      [...past, '03-17 held', '03-24 upcoming', '03-31 upcoming'],
    ],
    [
      'one of the two declined the whole series',
      [
        weekly({
          details: details({ attendees: [guest(grace), guest(ada, 'declined')] }),
          declinedSince: changed,
        }),
      ],
      past,
    ],
    [
      'a third person was invited to all',
      [
        weekly({
          details: details({ attendees: [guest(grace), guest(ada), guest(linus)] }),
          ruleSince: at('2026-02-01T09:00Z'),
        }),
      ],
      [...past, '03-17 held'],
    ],
  ])('%s', (_why, events, expected) => expect(afterwards(events)).toEqual(expected))

  it('a date of the old rule after its change is none, even if it was seen only later', () => {
    const seenLate = judged(before, at('2026-03-17T12:00Z')).slots
    const moved = weekly({
      span: span('2026-01-07T13:00Z'),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
      ruleSince: changed,
    })
    expect(told(judged([moved], thursday, seenLate).slots)).toEqual([...past, '03-18 held', '03-25 upcoming'])
  })

  it('goes on as one series', () => {
    const made = weekly({ uid: 'new@example.com', id: 'new', span: span('2026-03-20T13:00Z') })
    const { series, slots } = judged([made], thursday, onMonday)
    expect(series).toMatchObject([{ key: 'uid@example.com', uids: ['uid@example.com', 'new@example.com'] }])
    expect(new Set(slots.map((slot) => slot.series)).size).toBe(1)
  })

  it('a second judgement after the change says the same', () => {
    const events = [weekly({ removed: true, ruleSince: changed })]
    const first = judged(events, thursday, onMonday).slots
    expect(judged(events, thursday + WEEK, first).slots).toEqual(first)
  })

  it('one who left ends the series that day', () => {
    const people = [person(ada, { leftAt: at('2026-03-18T00:00Z') }), person(grace)] as const
    const { slots, refused, living } = judged(before, thursday, onMonday, { people })
    expect(told(slots)).toEqual([...past, '03-17 held'])
    expect(refused).toMatchObject([{ uid: 'uid@example.com', reason: 'left' }])
    expect(living).toBe(false)
  })
})

describe('a remembered slot that is still open', () => {
  const deleted = weekly({ removed: true, ruleSince: changed })
  const single = event({ uid: 'single', id: 'single', span: span('2026-03-12T09:00Z') })

  it('is replaced by what shows up later', () => {
    const { slots } = judged([deleted, single], thursday, onMonday)
    expect(slots.at(-1)).toMatchObject({ original: at('2026-03-10T09:00Z'), state: 'held', moved: true })
  })

  it('is changed by a word', () => {
    const words = [{ original: at('2026-03-10T09:00Z'), by: ada, said: 'met' as const, at: thursday }]
    expect(judged([deleted], thursday, onMonday, { words }).slots.at(-1)).toMatchObject({
      state: 'held',
      reasons: ['reported'],
    })
  })
})

describe('a closed slot', () => {
  const later = at('2026-04-20T12:00Z')
  const tenth = at('2026-03-10T09:00Z')
  const closed = judged(before, later - DAY).slots
  const slotOf = (events: CalendarEvent[], more: Partial<PairFacts> = {}) =>
    judged(events, later, closed, more).slots.find(({ original }) => original === tenth)
  const single = event({ uid: 'single', id: 'single', span: span('2026-03-12T09:00Z') })

  test.each<[string, CalendarEvent[]]>([
    ['is on again', [weekly()]],
    ['lies elsewhere now', [weekly(), exception('2026-03-10T09:00Z', { span: span('2026-03-11T09:00Z') })]],
    ['has got a replacement', [...before, single]],
    ['is gone with its series', []],
    ['is taken by another series', [weekly({ uid: 'other@example.com', id: 'other' }), ...before]],
    [
      'overlaps with another series',
      [weekly({ uid: 'other', id: 'other', span: span('2026-01-06T08:45Z') }), ...before],
    ],
  ])('%s: nothing changes', (_why, events) => {
    expect(slotOf(events)).toMatchObject({ state: 'skipped', start: tenth, reasons: ['cancelled'] })
  })

  it('does not change when an absence is entered late', () => {
    const absences = [{ person: ada, start: tenth - DAY, end: tenth + DAY }]
    expect(slotOf(before, { absences })?.state).toBe('skipped')
  })

  it('is changed by a word', () => {
    const words = [{ original: tenth, by: grace, said: 'met' as const, at: later }]
    expect(slotOf(before, { words })).toMatchObject({ state: 'held', reasons: ['reported'] })
  })

  it('keeps its replacement, which is no meeting of its own', () => {
    const events = [...before, single]
    const memory = judged(events, later - DAY).slots
    const again = judged(events, later, memory)
    expect(again.slots.find(({ original }) => original === tenth)).toMatchObject({
      state: 'held',
      moved: true,
      start: single.span!.start,
    })
    expect(again.oneOffs).toEqual([])
  })

  it('keeps its replacement where a word was given too', () => {
    const words = [{ original: tenth, by: grace, said: 'not-met' as const, at: later - DAY }]
    const events = [...before, single]
    const memory = judged(events, later - DAY, [], { words }).slots
    expect(judged(events, later, memory, { words }).oneOffs).toEqual([])
  })

  it('is known though it lies before the dates that are worked out', () => {
    const window = { start: later - 6 * WEEK, end: later + 5 * WEEK }
    const withWindow = judged(before, later, closed, { window })
    expect(withWindow.slots[0]!.original).toBe(closed[0]!.original)
    expect(withWindow.slots.filter(({ original }) => original < later)).toEqual(
      judged(before, later, closed).slots.filter(({ original }) => original < later),
    )
  })
})

describe('a habit that is remembered', () => {
  const single = (start: string, more: Partial<CalendarEvent> = {}) =>
    event({ uid: `single ${start}`, id: start, span: span(start), ...more })
  const days = ['2026-02-24T09:00Z', '2026-03-03T09:00Z', '2026-03-10T09:00Z', '2026-03-24T09:00Z']
  const habit = days.map((day) => single(day))

  it('stays a habit', () => {
    const { slots, series } = judged(habit, monday)
    expect(judged(habit, monday, slots)).toMatchObject({ slots, series })
  })

  it('goes on with its next meeting', () => {
    const { slots } = judged(habit, monday)
    const again = judged([...habit, single('2026-03-17T09:00Z')], thursday, slots)
    expect(again.series).toMatchObject([{ byRule: false, ended: false }])
    expect(told(again.slots)).toEqual(['03-03 held', '03-10 held', '03-17 held', '03-24 upcoming'])
  })

  it('counts a meeting that was dragged afterwards once', () => {
    const { slots } = judged(habit, monday)
    const dragged = habit.map((one) =>
      one.id === days[2] ? { ...one, span: span('2026-03-11T09:00Z') } : one,
    )
    expect(told(judged(dragged, monday, slots).slots)).toEqual(['03-03 held', '03-11 held', '03-24 upcoming'])
  })

  it('keeps what had passed when its rows are gone', () => {
    const { slots } = judged(habit, monday)
    expect(told(judged([], thursday, slots).slots)).toEqual(['03-03 held', '03-10 held'])
  })
})

describe('what was not seen to pass', () => {
  it('was on when it was last looked at: held', () => {
    const upcoming = judged([weekly()], monday).slots
    const gone = weekly({ removed: true, ruleSince: at('2026-03-18T09:00Z') })
    expect(told(judged([gone], thursday, upcoming).slots).at(-1)).toBe('03-17 held')
  })
})
