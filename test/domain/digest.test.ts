import { describe, expect, test } from 'vitest'
import { type Digest, type DigestLine, digestOf } from '../../src/domain/digest.ts'
import { type DigestContext, planDigests } from '../../src/domain/digest-time.ts'
import type { Judgement } from '../../src/domain/judgement.ts'
import { replayWindow } from '../../src/domain/planning.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import type { Person } from '../../src/domain/types.ts'
import { at, judged, lapseAt, shortened, skipped, slotAt, upcoming } from '../support/judgement.ts'
import { live, march, stamp } from '../support/mailings.ts'
import { ada, grace, linus } from '../support/people.ts'

const monday = at('2026-03-09 07:00')

function digest(pairs: [Person, Judgement][], openItems = 0): Digest | null {
  const all = pairs.map(([report, judgement]) => ({ judgement, report }))
  return digestOf({ manager: grace, pairs: all, openItems }, monday)
}

const names = (lines: DigestLine[]) => lines.map(({ about }) => about.split('@')[0])

describe('what the digest says', () => {
  test('each pair where it belongs', () => {
    const said = digest([
      [linus, judged([slotAt('2026-03-03 10:00'), upcoming('2026-03-10 10:00')])],
      [ada, judged([skipped('2026-03-03 10:00'), upcoming('2026-03-10 10:00')])],
      [{ ...ada, address: 'annie@example.com' }, judged([slotAt('2026-03-03 10:00', { state: 'unknown' })])],
    ])!
    expect(said.week).toBe('2026-03-09')
    expect(names(said.needsLook)).toEqual(['ada'])
    expect(names(said.unknown)).toEqual(['annie'])
    expect(names(said.comingUp)).toEqual(['ada', 'linus'])
    expect([said.onRhythm, said.pairs]).toEqual([[linus.address], 3])
  })

  test.each([
    ['skipped last week', judged([skipped('2026-03-03 10:00')]), ['skipped']],
    ['called off this week', judged([skipped('2026-03-12 10:00')]), ['skipped']],
    ['short', judged([shortened('2026-03-12 10:00', { state: 'upcoming' })]), ['short']],
    ['far apart', judged([], { infrequent: lapseAt('2026-03-01') }), ['infrequent']],
    ['nothing planned any more', judged([slotAt('2026-01-13 10:00')], { living: false }), ['none-planned']],
    ['skipped two weeks ago', judged([skipped('2026-02-24 10:00')]), undefined],
    ['skipped next week', judged([skipped('2026-03-16 10:00')]), undefined],
    ['excused', judged([slotAt('2026-03-03 10:00', { state: 'excused', away: true })]), undefined],
    ['in a series that is not mailed', judged([skipped('2026-03-03 10:00', { mailed: false })]), undefined],
  ])('needs a look: %s', (_why, judgement, looks) => {
    expect(digest([[ada, judgement]], 1)!.needsLook[0]?.looks).toEqual(looks)
  })

  test('the week is that of the manager: Sunday evening in New York is last week', () => {
    const judgement = judged([skipped('2026-03-16 03:30')])
    const pairs = [{ judgement: { ...judgement, manager: linus.address }, report: ada }]
    expect(digestOf({ manager: linus, pairs, openItems: 0 }, monday)!.needsLook).toHaveLength(1)
  })

  test.each([
    ['no pair at all', [], 0, false],
    [
      'a pair on rhythm that had nothing in these weeks',
      [[ada, judged([slotAt('2026-02-03 10:00')])]],
      0,
      false,
    ],
    ['open action items', [], 2, true],
    ['they met last week', [[ada, judged([slotAt('2026-03-03 10:00')])]], 0, true],
    ['of somebody else', [[ada, judged([slotAt('2026-03-03 10:00')], { manager: linus.address })]], 0, false],
    ['more than twice a week', [[ada, judged([slotAt('2026-03-03 10:00')], { tooOften: true })]], 0, false],
    [
      'who has left',
      [[{ ...ada, leftAt: at('2026-03-06 00:00') }, judged([skipped('2026-03-03 10:00')])]],
      0,
      false,
    ],
    ['a pair that never had a series', [[ada, judged([], { series: [], living: false })]], 0, false],
  ] as [string, [Person, Judgement][], number, boolean][])(
    'nothing to say, no mail: %s',
    (_why, pairs, items, said) => {
      expect(digest(pairs, items) !== null).toBe(said)
    },
  )
})

describe('M3: when it goes (Berlin is at UTC+1)', () => {
  const context: DigestContext = { absences: [], holidays: [], policy: defaultPolicy, seen: null }
  const oneWeek = replayWindow(at('2026-03-08 00:00'), at('2026-03-14 00:00'))
  const due = (manager: Person, changes: Partial<DigestContext> = {}) =>
    planDigests(manager, { ...context, ...changes }, oneWeek).map(({ dueAt, expiresAt }) =>
      dueAt > expiresAt ? 'too late' : stamp(dueAt),
    )

  test.each([
    ['Monday 08:00 of theirs', grace, {}, ['2026-03-09 07:00']],
    ['in New York, in summer time already', linus, {}, ['2026-03-09 12:00']],
    [
      'who begins at nine gets it at nine',
      { ...grace, hours: { startMinute: 540, endMinute: 1020, days: [1, 2, 3] } },
      {},
      ['2026-03-09 08:00'],
    ],
    [
      'on a holiday: Tuesday',
      grace,
      { holidays: [{ person: grace.address, day: '2026-03-09' }] },
      ['2026-03-10 07:00'],
    ],
    [
      'who works from Wednesday on gets none',
      { ...grace, hours: { startMinute: 540, endMinute: 1020, days: [3, 4, 5] } },
      {},
      ['too late'],
    ],
    [
      'away all week',
      grace,
      { absences: [{ person: grace.address, start: at('2026-03-08 00:00'), end: at('2026-03-15 00:00') }] },
      ['too late'],
    ],
    ['who has left', { ...grace, leftAt: at('2026-03-09 00:00') }, {}, []],
  ] as [string, Person, Partial<DigestContext>, string[]][])('%s', (_why, manager, changes, expected) => {
    expect(due(manager, changes)).toEqual(expected)
  })

  test('one per week, by its Monday', () => {
    expect(planDigests(grace, context, march).map(({ subject }) => subject)).toEqual(
      ['02-16', '02-23', '03-02', '03-09', '03-16', '03-23', '03-30', '04-06', '04-13'].map(
        (day) => `2026-${day}`,
      ),
    )
  })

  test('whose pairs were first seen on Monday noon waits for the next week', () => {
    const late = { ...context, seen: at('2026-03-09 12:00') }
    expect(planDigests(grace, late, live('2026-03-09 12:00')).map(({ subject }) => subject)).toEqual([
      '2026-03-16',
    ])
  })

  test('one that was held up goes at once, one of a past week never', () => {
    const due = planDigests(grace, context, live('2026-03-09 12:00')).map(({ dueAt }) => stamp(dueAt))
    expect(due).toEqual(['2026-03-09 12:00', '2026-03-16 07:00'])
  })
})
