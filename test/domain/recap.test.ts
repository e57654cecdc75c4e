import { describe, expect, test } from 'vitest'
import { planMailings } from '../../src/domain/mailings.ts'
import { at, judged, planning, seenAt, skipped, slotAt, upcoming } from '../support/judgement.ts'
import { linesOf, live, march, stamp } from '../support/mailings.ts'
import { ada } from '../support/people.ts'

const adas = (lines: string[]) =>
  lines.filter((line) => line.includes(' ada ')).map((line) => line.slice('recap ada '.length))

describe('M3: when a recap goes out (Berlin is at UTC+1)', () => {
  test.each([
    ['15 minutes after the end', '2026-03-04 10:00', '2026-03-04 10:45'],
    ['in the evening, until 20:00', '2026-03-04 18:00', '2026-03-04 18:45'],
    ['at 20:00: the next working morning', '2026-03-04 18:15', '2026-03-05 07:00'],
    ['before the working day', '2026-03-04 05:30', '2026-03-04 07:00'],
    ['on a Saturday: Monday morning', '2026-03-07 10:00', '2026-03-09 07:00'],
  ])('%s', (_why, start, expected) => {
    expect(adas(linesOf('recap', judged([slotAt(start)]), planning()))).toEqual([expected])
  })
})

describe('M2: a recap expires two working days later', () => {
  test.each([
    ['2026-03-03 10:00', '2026-03-05 10:45'],
    ['2026-03-06 10:00', '2026-03-10 10:45'],
    ['2026-03-07 10:00', '2026-03-10 10:45'],
    ['2026-03-27 10:00', '2026-03-31 09:45'],
  ])('of the slot at %s: %s', (start, expected) => {
    const [hers] = planMailings(judged([slotAt(start)]), planning(), march).filter(
      ({ kind }) => kind === 'recap',
    )
    expect(stamp(hers!.expiresAt)).toBe(expected)
  })

  test.each([
    ['back the next day: then', '2026-03-04 23:00', '2026-03-05 07:00'],
    ['back after a week: too late', '2026-03-10 23:00', 'too late'],
    ['away for ever', '9999-12-31 23:00', 'too late'],
  ])('%s', (_why, back, expected) => {
    const absences = [{ person: ada.address, start: at('2026-03-04 10:30'), end: at(back) }]
    expect(adas(linesOf('recap', judged([slotAt('2026-03-04 10:00')]), planning({ absences })))).toEqual([
      expected,
    ])
  })
})

describe('which slots have a recap', () => {
  const start = '2026-03-04 10:00'
  test.each([
    ['held', slotAt(start), true],
    ['held without an answer', slotAt(start, { reasons: ['no-response'] }), true],
    ['coming up: presumed held then', upcoming(start), true],
    ['coming up, one of the two away', upcoming(start, { away: true }), false],
    ['called off', skipped(start), false],
    ['said not to have happened', skipped(start, { calledOff: false, reasons: ['reported'] }), false],
    ['excused', slotAt(start, { state: 'excused', away: true }), false],
    ['others joined', slotAt(start, { state: 'excluded' }), false],
    ['unknown', slotAt(start, { state: 'unknown', reasons: ['not-read'] }), false],
  ])('%s', (_why, slot, expected) => {
    expect(linesOf('recap', judged([slot]), planning())).toHaveLength(expected ? 2 : 0)
  })
})

describe('M3: a window already gone', () => {
  const slot = slotAt('2026-03-04 10:00')
  const known = planning({ firstSeen: seenAt('2026-02-01 00:00', [slot]) })

  test('first seen after the recap was due: let pass', () => {
    expect(linesOf('recap', judged([slot]), planning(), live('2026-03-04 12:00'))).toEqual([])
  })
  test('known before, held up until now: at the next open moment', () => {
    expect(adas(linesOf('recap', judged([slot]), known, live('2026-03-04 12:00')))).toEqual([
      '2026-03-04 12:00',
    ])
    expect(adas(linesOf('recap', judged([slot]), known, live('2026-03-04 19:30')))).toEqual([
      '2026-03-05 07:00',
    ])
  })
  test('held up for too long: stays where it was, to be dropped', () => {
    expect(adas(linesOf('recap', judged([slot]), known, live('2026-03-07 12:00')))).toEqual([
      '2026-03-04 10:45',
    ])
  })
})
