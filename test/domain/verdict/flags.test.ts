// Beside the verdict: moved, short.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import type { PairFacts, Verdict } from '../../../src/domain/judgement.ts'
import { defaultPolicy } from '../../../src/domain/policy.ts'
import {
  ada,
  at,
  exception,
  factsOf,
  grace,
  guest,
  linus,
  span,
  tombstone,
  weekly,
} from '../../support/calendar.ts'
import { AHEAD, away, DAY3, free, held, inviting, now, slotOn, verdictOf } from './support.ts'

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
