// H: single meetings that are a series all the same.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../src/domain/event.ts'
import { judgePair } from '../../src/domain/judge.ts'
import { titleKey } from '../../src/domain/title.ts'
import { DAY, HOUR, WEEK } from '../../src/domain/types.ts'
import { at, details, event, factsOf, recurrence, span, weekly } from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const first = at('2026-01-06T09:00Z')

/** A single of the two that many weeks after 6 January. */
const single = (weeks: number, more: Partial<CalendarEvent> = {}, title = 'Ada / Grace') =>
  event({
    uid: `single ${weeks}`,
    id: `single ${weeks}`,
    span: span(first + weeks * WEEK),
    details: details({ title }),
    ...more,
  })
const judged = (events: CalendarEvent[], instant = now) => judgePair(factsOf(events, instant), instant)
const weeksOf = (events: CalendarEvent[], instant = now) =>
  judged(events, instant).slots.map(({ original }) => (original - first) / WEEK)

describe('titles of a habit', () => {
  test.each([
    ['1:1 Ada/Grace', 'Ada / Grace (1-1)'],
    ['Catch-up 3 March', 'catch up April 14'],
    ['Montag: Jour fixe', 'jour fixe, Dienstag'],
    ['', '2026-03-03'],
    ['Žofie & Ada ☕', 'žofie ada'],
  ])('%j is the same as %j', (a, b) => expect(titleKey(a)).toBe(titleKey(b)))

  test.each([
    ['Ada / Grace', 'Ada / Linus'],
    ['Review', ''],
  ])('%j is another than %j', (a, b) => expect(titleKey(a)).not.toBe(titleKey(b)))
})

describe('a run of singles', () => {
  test.each<[string, CalendarEvent[], number[]]>([
    ['of three is a series', [single(0), single(1), single(2)], [0, 1, 2]],
    ['of two is none', [single(0), single(1)], []],
    ['may leave five weeks between two', [single(0), single(5), single(10)], [0, 5, 10]],
    ['is split by a longer gap', [single(0), single(1), single(2), single(8), single(9)], [0, 1, 2]],
    ['has one title', [single(0), single(1), single(2, {}, 'Budget')], []],
    [
      'has as many dates as the title has forms',
      [single(0, {}, '1:1'), single(1, {}, '1-1 #2'), single(2, {}, '')],
      [0, 1, 2],
    ],
    [
      'counts what was called off between two',
      [single(0), single(1, { removed: true }), single(2), single(3)],
      [0, 1, 2, 3],
    ],
    [
      'does not begin with a called-off one',
      [single(0, { removed: true }), single(1), single(2), single(3)],
      [1, 2, 3],
    ],
    [
      'does not end with a called-off one',
      [single(0), single(1), single(2), single(3, { removed: true })],
      [0, 1, 2],
    ],
    ['needs three that count', [single(0), single(1, { removed: true }), single(2)], []],
  ])('%s', (_why, events, weeks) => {
    expect(weeksOf(events)).toEqual(weeks)
    expect(weeksOf([...events].reverse())).toEqual(weeks)
  })

  it('spans the change of clocks: five weeks by the wall clock are five weeks', () => {
    const autumn = ['2026-09-22T08:00Z', '2026-10-27T09:00Z', '2026-12-01T09:00Z']
    const events = autumn.map((start) => event({ uid: start, id: start, span: span(start) }))
    expect(judged(events, at('2026-12-02T00:00Z')).slots).toHaveLength(3)
  })

  it('is no habit while a series with a rule lives', () => {
    const events = [weekly(), ...[0, 1, 2].map((n) => single(n, { span: span(first + n * WEEK + 2 * DAY) }))]
    expect(judged(events).series.map(({ byRule }) => byRule)).toEqual([true])
  })

  it('goes on as a series with a rule that begins later', () => {
    const ruled = weekly({ uid: 'z', span: span('2026-02-03T09:00Z') })
    const { series } = judged([single(0), single(1), single(2), single(3), ruled])
    expect(series).toMatchObject([{ key: 'single 0', byRule: true, cadenceDays: 7 }])
  })

  it('takes what no called-off slot needed', () => {
    const ended = weekly({ recurrence: recurrence('FREQ=WEEKLY;COUNT=2', { exDates: [first + WEEK] }) })
    const events = [ended, single(1.5), single(2.5), single(3.5), single(4.5)]
    expect(weeksOf(events)).toEqual([0, 1, 2.5, 3.5, 4.5])
  })
})

describe('a habit', () => {
  const habit = [single(0), single(1), single(2), single(3)]

  it('skips what was called off between two that count', () => {
    const { slots } = judged([single(0), single(1), single(2, { removed: true }), single(3)])
    expect(slots.map(({ state }) => state)).toEqual(['held', 'held', 'skipped', 'held'])
  })

  it('is not skipped where a meeting under another title stood in', () => {
    const other = event({
      uid: 'other',
      id: 'other',
      span: span(first + 2 * WEEK + DAY),
      details: details({ title: 'Coffee' }),
    })
    const { slots, oneOffs } = judged([single(0), single(1), single(2, { removed: true }), single(3), other])
    expect(slots[2]).toMatchObject({ state: 'held', moved: true, start: first + 2 * WEEK + DAY })
    expect(oneOffs).toEqual([])
  })

  test.each([-1, 1, 2, 3])(
    'is not skipped where it was booked anew %i days off, under its own title',
    (days) => {
      const anew = single(2 + days / 7)
      const { slots, oneOffs } = judged([single(0), single(1), single(2, { removed: true }), anew, single(3)])
      expect(slots.map(({ state, moved }) => [state, moved])).toEqual([
        ['held', false],
        ['held', false],
        ['held', true],
        ['held', false],
      ])
      expect(oneOffs).toEqual([])
    },
  )

  it('twice a week is skipped once, though the next is near', () => {
    const tuesdaysAndThursdays = [0, 1, 2, 3].flatMap((n) => [single(n), single(n + 2 / 7)])
    const { slots } = judged(tuesdaysAndThursdays.with(4, single(2, { removed: true })))
    expect(slots.map(({ state }) => state).indexOf('skipped')).toBe(4)
    expect(slots).toHaveLength(8)
  })

  it('gets mails from the third meeting on', () => {
    expect(judged(habit).slots.map(({ mailed }) => mailed)).toEqual([false, false, true, true])
  })

  it('counts only meetings that were not called off towards the third', () => {
    const events = [single(0), single(1, { removed: true }), single(2), single(3)]
    expect(judged(events).slots.map(({ mailed }) => mailed)).toEqual([false, false, false, true])
  })

  test.each([
    ['lives', 5 * WEEK - HOUR, false],
    ['has ended', 5 * WEEK + 2 * HOUR, true],
  ])('%s about five weeks after its last', (_what, later, ended) => {
    const instant = first + 3 * WEEK + later
    expect(judged(habit, instant).series).toMatchObject([{ byRule: false, ended }])
  })

  it('is never infrequent by rule', () => {
    const instant = first + 16 * WEEK
    expect(
      judged(
        [0, 4, 8, 12, 16, 20].map((n) => single(n)),
        instant,
      ).infrequent?.reason,
    ).not.toBe('by-rule')
  })
})
