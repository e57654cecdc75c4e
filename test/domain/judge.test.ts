// The judgement of a pair as a whole: a series end to end, when to look again, which series gets mails.
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { Judgement, PairFacts } from '../../src/domain/judgement.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import {
  ada,
  at,
  event,
  exception,
  factsOf,
  grace,
  recurrence,
  span,
  tombstone,
  weekly,
} from '../support/calendar.ts'
import { runs } from '../support/chance.ts'

const now = at('2026-03-31T12:00Z')
const judged = (events: CalendarEvent[], instant = now, more: Partial<PairFacts> = {}) =>
  judgePair(factsOf(events, instant, more), instant)
const slotOn = (original: string, events: CalendarEvent[]) =>
  judged(events).slots.find((slot) => slot.original === at(original))

describe('a weekly series', () => {
  test.each<[string, CalendarEvent[], string, string, boolean]>([
    ['nobody touched it', [], '2026-03-03T09:00Z', 'held', false],
    ['still to come', [], '2026-04-07T08:00Z', 'upcoming', false],
    ['cancelled', [tombstone('2026-03-03T09:00Z')], '2026-03-03T09:00Z', 'skipped', false],
    [
      'moved',
      [exception('2026-03-03T09:00Z', { span: span('2026-03-05T09:00Z') })],
      '2026-03-03T09:00Z',
      'held',
      true,
    ],
    [
      'cancelled, and a single that week',
      [tombstone('2026-03-03T09:00Z'), event({ uid: 'other', span: span('2026-03-05T13:00Z') })],
      '2026-03-03T09:00Z',
      'held',
      true,
    ],
  ])('%s', (_why, events, original, state, moved) => {
    expect(slotOn(original, [weekly(), ...events])).toMatchObject({ state, moved })
  })

  it('keeps its local hour across the change of clocks, which moves nothing', () => {
    const { slots } = judged([weekly()])
    expect(slots.every((slot) => !slot.moved)).toBe(true)
    expect(slots.map((slot) => slot.original)).toContain(at('2026-03-31T08:00Z'))
  })

  it('was last met at the start of what was held last', () => {
    expect(judged([weekly()], at('2026-03-31T08:15Z')).lastMet).toBe(at('2026-03-24T09:00Z'))
    expect(judged([weekly()], at('2026-03-31T08:30Z')).lastMet).toBe(at('2026-03-31T08:00Z'))
  })
})

describe('the next look', () => {
  const monthly = weekly({ recurrence: recurrence('FREQ=MONTHLY;BYDAY=1TU') })
  test.each<[string, CalendarEvent[], string, string | null]>([
    ['a meeting ends', [weekly()], '2026-03-31T08:10Z', '2026-03-31T08:30Z'],
    ['mails of a slot come into reach', [monthly], '2026-03-29T12:00Z', '2026-03-30T08:00Z'],
    ['a slot comes into reach', [monthly], '2026-03-31T07:00Z', '2026-03-31T08:00Z'],
    [
      'a moved slot ends',
      [
        weekly({ recurrence: recurrence('FREQ=WEEKLY;UNTIL=20260310T090000Z') }),
        exception('2026-03-10T09:00Z', { span: span('2026-03-12T09:00Z') }),
      ],
      '2026-03-11T12:00Z',
      '2026-03-12T09:30Z',
    ],
    [
      'a one-off ends',
      [event({ span: span('2026-04-01T09:00Z') })],
      '2026-03-31T12:00Z',
      '2026-04-01T09:30Z',
    ],
    [
      'everything is over',
      [weekly({ recurrence: recurrence('FREQ=WEEKLY;UNTIL=20260310T090000Z') })],
      '2026-03-31T12:00Z',
      null,
    ],
    ['nothing is known', [], '2026-03-31T12:00Z', null],
    [
      'a series lies beyond the dates worked out',
      [weekly({ span: span('2027-01-05T09:00Z') })],
      '2026-03-31T12:00Z',
      '2026-05-27T12:00Z',
    ],
  ])('when %s', (_why, events, instant, expected) => {
    expect(judged(events, at(instant)).judgeAt).toBe(expected && at(expected))
  })

  it('is when somebody begins or ceases to manage', () => {
    const from = at('2026-03-31T13:00Z')
    const management = [{ person: ada, manager: grace, from, until: null }]
    expect(judged([weekly()], now, { management }).judgeAt).toBe(from)
  })

  it('is when a habit ends', () => {
    const habit = [0, 1, 2].map((week) => {
      const start = at('2026-02-10T09:00Z') + week * WEEK
      return event({ uid: `${week}`, id: `${week}`, span: span(start) })
    })
    expect(judged(habit, at('2026-03-30T09:00Z')).judgeAt! <= at('2026-03-31T10:00Z')).toBe(true)
  })

  const lasting = ({
    slots,
    oneOffs,
    series,
    infrequent,
    manager,
    living,
    lastMet,
    tooOften,
  }: Judgement) => ({
    slots,
    oneOffs,
    series,
    infrequent,
    manager,
    living,
    lastMet,
    tooOften,
  })

  it('comes before anything changes by itself', () => {
    const exceptions = fc.array(
      fc.record({ week: fc.nat(20), moved: fc.integer({ min: -72, max: 72 }), off: fc.boolean() }),
      { maxLength: 8 },
    )
    const rules = fc.constantFrom(
      'FREQ=WEEKLY',
      'FREQ=WEEKLY;INTERVAL=3',
      'FREQ=WEEKLY;COUNT=6',
      'FREQ=MONTHLY',
    )
    fc.assert(
      fc.property(
        rules,
        exceptions,
        fc.nat(20 * 7 * 24),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (rule, changes, hour, share) => {
          const instant = at('2026-01-05T00:00Z') + hour * HOUR
          const events = [
            weekly({ zone: 'UTC', recurrence: recurrence(rule) }),
            ...changes.map(({ week, moved, off }) => {
              const original = new Date(at('2026-01-06T09:00Z') + week * WEEK).toISOString()
              return off
                ? tombstone(original)
                : exception(original, { span: span(at(original) + moved * HOUR) })
            }),
          ]
          const facts = factsOf(events, instant)
          const first = judgePair(facts, instant)
          const until = first.judgeAt ?? instant + 400 * DAY
          expect(lasting(judgePair(facts, Math.floor(instant + share * (until - instant))))).toEqual(
            lasting(first),
          )
        },
      ),
      { numRuns: runs(300) },
    )
  })
})

describe('which series gets mails', () => {
  const other = (more: Partial<CalendarEvent>) => weekly({ uid: 'other@example.com', id: 'other', ...more })
  const mailedUids = (events: CalendarEvent[]) => [
    ...new Set(judged(events).slots.flatMap(({ uid, mailed }) => (mailed ? [uid.split('@')[0]] : []))),
  ]
  test.each<[string, CalendarEvent[], string[]]>([
    ['the only one', [weekly()], ['uid']],
    ['the longer of two', [weekly(), other({ span: span('2026-01-08T09:00Z', 60) })], ['uid', 'other']],
    ['the older of two of one length', [weekly(), other({ span: span('2026-01-08T09:00Z') })], ['uid']],
    [
      'none of a pair that meets more than twice a week',
      [weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=MO,TU,WE') })],
      [],
    ],
    [
      'of a pair that meets twice a week',
      [weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=MO,TU') })],
      ['uid'],
    ],
    [
      'both parts of one that goes on elsewhere in three weeks',
      [
        weekly({ recurrence: recurrence('FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20260421T080000Z') }),
        other({ span: span('2026-04-27T08:00Z'), recurrence: recurrence('FREQ=WEEKLY;BYDAY=MO,WE') }),
      ],
      ['uid', 'other'],
    ],
  ])('%s', (_why, events, uids) => expect(mailedUids(events)).toEqual(uids))

  it('gives way from the day a longer one begins', () => {
    const longer = other({ span: span('2026-03-05T09:00Z', 60) })
    const { slots } = judged([weekly(), longer])
    const before = slots.filter(({ original }) => original < longer.span!.start)
    const after = slots.filter(({ original }) => original >= longer.span!.start)
    expect(before.every(({ mailed }) => mailed)).toBe(true)
    expect(after.every(({ uid, mailed }) => mailed === (uid === longer.uid))).toBe(true)
  })
})

describe('the manager', () => {
  const from = at('2026-03-01T00:00Z')
  test.each<[string, PairFacts['management'], string | null]>([
    ['is who manages the other now', [{ person: ada, manager: grace, from, until: null }], grace],
    ['is nobody before that day', [{ person: ada, manager: grace, from: now + 1, until: null }], null],
    ['is nobody from the last day on', [{ person: ada, manager: grace, from, until: now }], null],
    [
      'is nobody where each manages the other',
      [
        { person: ada, manager: grace, from, until: null },
        { person: grace, manager: ada, from, until: null },
      ],
      null,
    ],
    [
      'is nobody where both have another',
      [{ person: ada, manager: 'linus@example.com', from, until: null }],
      null,
    ],
  ])('%s', (_why, management, expected) => {
    expect(judged([weekly()], now, { management }).manager).toBe(expected)
  })
})
