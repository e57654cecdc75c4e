// S: which slots exist, told by one copy of a meeting or by several.
import { describe, expect, it, test } from 'vitest'
import type { CalendarCopy, CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { PairFacts, Slot } from '../../src/domain/judgement.ts'
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
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const DAY3 = '2026-03-03T09:00Z'
const read = (events: CalendarEvent[], more: Partial<PairFacts> = {}) =>
  judgePair(factsOf(events, now, more), now)
const slotsOf = (events: CalendarEvent[], more: Partial<PairFacts> = {}): Slot[] => read(events, more).slots
const slotOn = (original: string, events: CalendarEvent[], more: Partial<PairFacts> = {}) =>
  slotsOf(events, more).find((slot) => slot.original === at(original))
const days = (slots: readonly Slot[]) =>
  slots.map(({ original }) => new Date(original).toISOString().slice(5, 10))
const past = (slots: readonly Slot[]) => slots.filter(({ original }) => original < now)
const gone = (slots: readonly Slot[]) => days(slots.filter(({ calledOff }) => calledOff))

/** Ada's copy of a row of Grace's calendar. */
const hers = (row: CalendarEvent, more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  ...row,
  calendar: ada,
  ...more,
})
const answered = (answer: 'accepted' | 'declined' | 'tentative' | 'none') =>
  details({ attendees: [guest(grace), guest(ada, answer)] })
const calendars = (...copies: [string, Partial<CalendarCopy>][]): Partial<PairFacts> => ({
  calendars: copies.map(([owner, more]) => copyOf(owner, now, more)),
})

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

describe('S4, a slot exists only while its series does', () => {
  test.each<[string, string, string | undefined]>([
    ['UNTIL', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310T090000Z', '03-10'],
    ['a date-only UNTIL runs to the end of that day', 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310', '03-10'],
    ['COUNT', 'FREQ=WEEKLY;BYDAY=TU;COUNT=3', '01-20'],
  ])('%s: no slots after it, and none skipped', (_why, rule, last) => {
    const { slots, series } = read([weekly({ recurrence: recurrence(rule) })])
    expect(days(slots).at(-1)).toBe(last)
    expect(gone(slots)).toEqual([])
    expect(series).toMatchObject([{ ended: true }])
  })

  it('this and following: the old part ends, the new one goes on as the same series', () => {
    const old = weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260309T225959Z') })
    const following = weekly({
      id: 'series_R20260311T090000',
      uid: 'R@google.com',
      span: span('2026-03-11T09:00Z', 45),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
    })
    const { slots, series } = read([following, old])
    expect(days(past(slots)).slice(-4)).toEqual(['03-03', '03-11', '03-18', '03-25'])
    expect(gone(slots)).toEqual([])
    expect(series).toMatchObject([
      { key: 'uid@example.com', uids: ['uid@example.com', 'R@google.com'], minutes: 45 },
    ])
  })

  it('a new time for all: an audit takes the present rule for all dates', () => {
    const slots = past(
      slotsOf([weekly({ span: span('2026-01-07T13:00Z'), recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE') })]),
    )
    expect(days(slots).slice(0, 2)).toEqual(['01-07', '01-14'])
    expect(gone(slots)).toEqual([])
  })

  it('a new time for all: where the change is known, its dates are slots from then on', () => {
    const changed = at('2026-03-10T12:00Z')
    const before = judgePair(factsOf([weekly()], changed), changed).slots
    const row = weekly({
      span: span('2026-01-07T13:00Z'),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=WE'),
      ruleSince: changed,
    })
    const { slots, series } = read([row], { memory: before })
    expect(days(past(slots)).slice(-4)).toEqual(['03-10', '03-11', '03-18', '03-25'])
    expect(gone(slots)).toEqual([])
    expect(series).toHaveLength(1)
  })

  describe('a deleted master', () => {
    const T = '2026-03-12T12:00Z'
    const bare = (more: Partial<CalendarEvent> = {}) =>
      event({ id: 'series', uid: 'series@google.com', removed: true, span: null, details: null, ...more })
    const dead = (more: Partial<CalendarEvent> = {}) => weekly({ removed: true, ...more })
    const adas = hers(weekly(), { id: 'series' })
    test.each<[string, CalendarEvent[], string[], string | undefined]>([
      ['without its last update', [dead()], [], 'series-deleted'],
      ['with its last update', [dead({ updated: at(T) })], ['02-24', '03-03', '03-10'], undefined],
      ['bare, beside the invitee’s copy', [bare(), adas], [], 'series-deleted'],
      [
        'bare with its last update, beside the invitee’s copy',
        [bare({ updated: at(T) }), adas],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
      [
        'bare beside instances of its own, and the invitee’s copy',
        [bare({ updated: at(T) }), exception('2026-02-24T09:00Z'), adas],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
      ['bare and alone', [bare()], [], 'unknown'],
      [
        'the invitee’s only copy, called off by the organizer',
        [hers(dead({ updated: at(T) }))],
        ['02-24', '03-03', '03-10'],
        undefined,
      ],
    ])('%s: no skips', (_why, events, expected, refusal) => {
      const { slots, refused } = read(events)
      expect(days(past(slots)).slice(-3)).toEqual(expected)
      expect(gone(slots)).toEqual([])
      expect(refused[0]?.reason).toBe(refusal)
    })

    it('takes its exceptions with it: they were not called off before', () => {
      const moved = { span: span('2026-03-04T09:00Z') }
      const swept = exception(DAY3, { ...moved, removed: true, updated: at(T) })
      const before = exception('2026-02-24T09:00Z', { removed: true, updated: at('2026-02-20T12:00Z') })
      const { slots } = read([dead({ updated: at(T) }), swept, before])
      expect(gone(slots)).toEqual(['02-24'])
      expect(slots.find(({ original }) => original === at(DAY3))).toMatchObject({
        state: 'held',
        moved: true,
      })
    })

    it('lets the next series go on from its last date', () => {
      const next = weekly({
        uid: 'next',
        id: 'next',
        span: span('2026-03-19T09:00Z'),
        recurrence: recurrence('FREQ=WEEKLY;BYDAY=TH'),
      })
      for (const start of [Number.NEGATIVE_INFINITY, at('2026-03-15T00:00Z')]) {
        const window = { start, end: at('2026-06-30T00:00Z') }
        expect(read([dead({ updated: at(T) }), next], { window }).series).toHaveLength(1)
      }
    })
  })

  it('an invitee’s tombstone declines the series', () => {
    const { slots, refused } = read([weekly(), hers(weekly({ removed: true }))])
    expect(slots).toEqual([])
    expect(refused).toMatchObject([{ reason: 'series-declined' }])
  })

  it('a bare tombstone where nothing but an invitee’s copies is known declines the series', () => {
    const assistants = { details: details({ organizer: 'assistant@example.com', organizerJoins: false }) }
    const { slots, refused } = read([
      weekly(assistants),
      event({ calendar: ada, removed: true, span: null, details: null }),
    ])
    expect(slots).toEqual([])
    expect(refused).toMatchObject([{ reason: 'series-declined' }])
  })

  test.each<[string, Partial<CalendarEvent>]>([
    ['bare', { kind: 'single', span: null, details: null, recurrence: null }],
    ['told in full', {}],
  ])('a meeting that was handed over lives: a tombstone here (%s), the same UID elsewhere', (_why, more) => {
    const handed = hers(weekly({ details: details({ organizer: ada }) }))
    const { slots } = read([handed, weekly({ removed: true, updated: at('2026-02-01T00:00Z'), ...more })])
    expect(past(slots).map(({ state }) => state)).toEqual(Array(13).fill('held'))
  })

  it('bare tombstones of instances find their series by its id', () => {
    const bare = event({
      id: 'series_20260303T090000Z',
      uid: 'series@google.com',
      kind: 'instance',
      original: at(DAY3),
      removed: true,
      span: null,
      details: null,
    })
    expect(gone(slotsOf([weekly(), bare]))).toEqual(['03-03'])
  })
})

describe('S5, exceptions that match no date of the rule', () => {
  const off = '2026-03-05T09:00Z'
  test.each<[string, CalendarEvent, string[]]>([
    ['on: a slot under its original start', exception(off), ['03-03', '03-05', '03-10']],
    ['off: nothing', tombstone(off), ['03-03', '03-10']],
    ['cancelled in full: nothing', exception(off, { removed: true }), ['03-03', '03-10']],
    ['declined: nothing', exception(off, { details: answered('declined') }), ['03-03', '03-10']],
  ])('%s', (_why, row, expected) => {
    const slots = slotsOf([weekly(), row])
    expect(days(slots).filter((day) => day >= '03-01' && day <= '03-12')).toEqual(expected)
    expect(gone(slots)).toEqual([])
  })

  it('one that was moved keeps its original start as its name', () => {
    const moved = exception(off, { span: span('2026-03-06T09:00Z') })
    expect(slotOn(off, [weekly(), moved])).toMatchObject({ start: at('2026-03-06T09:00Z'), moved: true })
  })
})

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

describe('S8, incomplete and extra dates', () => {
  const instances = ['2026-02-24T09:00Z', DAY3, '2026-03-17T09:00Z']
  it('three instances without master are a series without a rule, nothing is missing', () => {
    const { slots, series, refused } = read(instances.map((day) => exception(day)))
    expect(days(slots)).toEqual(['02-24', '03-03', '03-17'])
    expect(series).toMatchObject([{ byRule: false, cadenceDays: 11, ended: true }])
    expect(refused).toEqual([])
  })

  it('fewer are one-offs', () => {
    const { slots, oneOffs, refused } = read(instances.slice(1).map((day) => exception(day)))
    expect(slots).toEqual([])
    expect(oneOffs.map(({ met }) => met)).toEqual([true, true])
    expect(refused.map(({ reason }) => reason)).toEqual(['not-recurring', 'not-recurring'])
  })

  it('their length is the usual one, whatever the last instance has', () => {
    const slots = slotsOf([
      ...instances.map((day) => exception(day)),
      exception('2026-03-24T09:00Z', { span: span('2026-03-24T09:00Z', 20) }),
    ])
    expect(slots.map(({ reasons }) => reasons)).toEqual([[], [], [], ['shortened']])
    expect(slots[0]?.seriesMinutes).toBe(30)
  })

  it('a master without instances is expanded; Graph’s bare occurrences inherit from theirs', () => {
    const occurrence = exception('2026-03-10T09:00Z', { details: null, span: span('2026-03-10T09:00Z', 30) })
    expect(slotOn('2026-03-10T09:00Z', [weekly(), occurrence])).toMatchObject({
      state: 'held',
      moved: false,
      flags: [],
    })
    expect(past(slotsOf([weekly()]))).toHaveLength(13)
  })

  it('RDATEs are slots, with or without a rule', () => {
    const dates = [at('2026-03-05T09:00Z')]
    expect(days(slotsOf([weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=TU', { dates }) })]))).toEqual(
      expect.arrayContaining(['03-03', '03-05', '03-10']),
    )
    expect(days(slotsOf([weekly({ recurrence: recurrence(null, { dates }) })]))).toEqual(['01-06', '03-05'])
  })

  test.each<[string, string, string[], string | null]>([
    ['two days later: moved', '2026-03-05T09:00Z', [DAY3], '2026-03-05T09:00Z'],
    ['the same day, whose own date was taken out: moved', '2026-03-03T14:00Z', [DAY3], '2026-03-03T14:00Z'],
    ['on the day of another date of the rule: a slot of its own', '2026-03-10T14:00Z', [DAY3], null],
    ['nothing taken out: a slot of its own', '2026-03-05T09:00Z', [], null],
  ])('an RDATE %s', (_why, date, exDates, start) => {
    const rule = recurrence('FREQ=WEEKLY;BYDAY=TU', { dates: [at(date)], exDates: exDates.map(at) })
    const { slots } = read([weekly({ recurrence: rule })])
    const taken = slots.find(({ original }) => original === at(DAY3))
    if (start) expect(taken).toMatchObject({ start: at(start), state: 'held', moved: true })
    expect(slots.some(({ original }) => original === at(date))).toBe(start === null)
  })

  it('an RDATE that was called off moves nothing', () => {
    const rule = recurrence('FREQ=WEEKLY;BYDAY=TU', { dates: [at('2026-03-05T09:00Z')], exDates: [at(DAY3)] })
    const slots = slotsOf([weekly({ recurrence: rule }), tombstone('2026-03-05T09:00Z')])
    expect(gone(slots)).toEqual(['03-03', '03-05'])
  })

  it('a single turned into a series under the same UID is its first slot', () => {
    const single = hers(event({ span: span('2026-01-06T09:00Z') }))
    expect(past(slotsOf([weekly(), single]))).toHaveLength(13)
    expect(past(slotsOf([weekly(), { ...single, calendar: grace }]))).toHaveLength(13)
    expect(days(slotsOf([weekly(), event({ span: span('2026-01-05T09:00Z') })])).slice(0, 2)).toEqual([
      '01-05',
      '01-06',
    ])
  })
})

describe('S9, clocks', () => {
  it.each(['Europe/Berlin', 'America/Chicago', 'America/Santiago'])(
    'a change of clocks in %s moves nothing',
    (zone) => {
      const slots = slotsOf([weekly({ zone })])
      expect(slots.some(({ moved }) => moved)).toBe(false)
      expect(slots.length).toBeGreaterThan(20)
    },
  )

  it('an hour that does not exist takes the offset before the change', () => {
    const nightly = weekly({
      span: span('2026-03-22T01:30Z'),
      recurrence: recurrence('FREQ=WEEKLY;BYDAY=SU'),
    })
    expect(
      slotsOf([nightly])
        .map(({ original }) => new Date(original).toISOString())
        .slice(0, 3),
    ).toEqual(['2026-03-22T01:30:00.000Z', '2026-03-29T01:30:00.000Z', '2026-04-05T00:30:00.000Z'])
  })

  it('a zone that cannot be read makes what has passed unknown', () => {
    const slots = slotsOf([weekly({ zone: null })])
    expect(new Set(past(slots).map(({ state, reasons }) => `${state} ${reasons}`))).toEqual(
      new Set(['unknown unreadable']),
    )
  })

  it('a rule that cannot be read makes its first date unknown', () => {
    expect(slotsOf([weekly({ recurrence: recurrence('FREQ=FORTNIGHTLY') })])).toMatchObject([
      { original: at('2026-01-06T09:00Z'), state: 'unknown', reasons: ['unreadable'] },
    ])
  })
})
