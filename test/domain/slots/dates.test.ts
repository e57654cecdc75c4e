// S5, S8 and S9: exceptions that match nothing, incomplete and extra dates, clocks.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { at, event, exception, grace, recurrence, span, tombstone, weekly } from '../../support/calendar.ts'
import { answered, DAY3, days, gone, hers, past, read, slotOn, slotsOf } from './support.ts'

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

describe('S8, incomplete and extra dates', () => {
  const instances = ['2026-02-24T09:00Z', DAY3, '2026-03-17T09:00Z']
  it('three instances without master are a series without a rule, nothing is missing', () => {
    const { slots, series, refused } = read(instances.map((day) => exception(day)))
    expect(days(slots)).toEqual(['02-24', '03-03', '03-17'])
    expect(series).toMatchObject([{ byRule: false, cadenceDays: 11, ended: true }])
    expect(refused).toEqual([])
  })

  it('so are three singles of one UID: who is invited to some dates has each as an event of its own (Outlook)', () => {
    const { slots, series } = read(instances.map((day, n) => event({ id: `alone ${n}`, span: span(day) })))
    expect(days(slots)).toEqual(['02-24', '03-03', '03-17'])
    expect(series).toMatchObject([{ byRule: false, cadenceDays: 11 }])
  })

  describe('a called-off date among singles of one UID', () => {
    const [day1, day2, day3, day4] = ['2026-02-24T09:00Z', DAY3, '2026-03-10T09:00Z', '2026-03-17T09:00Z']
    const alone = (day: string, more: Partial<CalendarEvent> = {}) =>
      event({ id: `alone ${day}`, span: span(day), ...more })
    const off = (day: string, more: Partial<CalendarEvent> = {}) =>
      alone(day, { id: `off ${day}`, removed: true, ...more })
    const both = (rows: CalendarEvent[]) => [slotsOf(rows), slotsOf([...rows].reverse())]

    test.each<[string, CalendarEvent[], string[]]>([
      ['is skipped, as an exception is', [alone(day1), off(day2), alone(day3), alone(day4)], ['03-03']],
      ['two in a row', [alone(day1), off(day2), off(day3), alone(day4)], ['03-03', '03-10']],
      ['weeks around it: nothing near', [alone(day1), off(day3), alone('2026-03-24T09:00Z')], ['03-10']],
      [
        'over a change of clocks',
        [alone('2026-03-17T09:00Z'), off('2026-03-24T09:00Z'), alone('2026-03-31T08:00Z')],
        ['03-24'],
      ],
      ['no more is known of it than an id', [alone(day1), off(day2, { details: null }), alone(day3)], []],
      ['one is at its time: it came again', [alone(day1), off(day2), alone(day2), alone(day3)], []],
      [
        'moved under another id, two days',
        [alone(day1), off(day2), alone('2026-03-05T09:00Z'), alone(day3)],
        [],
      ],
      ['the same day', [alone(day1), off(day2), alone('2026-03-03T14:00Z'), alone(day3), alone(day4)], []],
      ['to just before the next', [alone(day1), off(day2), alone('2026-03-10T08:00Z'), alone(day3)], []],
      ['to the middle of a fortnight', [alone(day1), off(day3), alone(day4)], []],
      [
        'moved, then called off',
        [alone(day1), off(day2), off('2026-03-04T09:00Z'), alone(day3), alone(day4)],
        [],
      ],
      ['one that lives is no series', [alone(day1), off(day2), off(day3)], []],
    ])('%s', (_why, rows, expected) => {
      const [slots, reversed] = both(rows)
      expect(gone(slots!)).toEqual(expected)
      expect(reversed).toEqual(slots)
    })

    it('of two at one time the newer tells, in whatever order they come', () => {
      const again = alone(day2, { id: 'again', updated: 2, span: span(day2, 20) })
      const [slots, reversed] = both([alone(day1), alone(day2, { updated: 1 }), again, alone(day3)])
      expect(slots!.map(({ reasons }) => reasons)).toEqual([[], ['shortened'], []])
      expect(reversed).toEqual(slots)
    })
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
