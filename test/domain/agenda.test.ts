import { describe, expect, test } from 'vitest'
import { planMailings } from '../../src/domain/mailings.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { HOUR } from '../../src/domain/types.ts'
import { at, judged, planning, seenAt, shortened, skipped, slotAt, upcoming } from '../support/judgement.ts'
import { linesOf, live, march, stamp } from '../support/mailings.ts'
import { ada, grace } from '../support/people.ts'

const adas = (lines: string[]) =>
  lines.filter((line) => line.includes(' ada ')).map((line) => line.slice('agenda ada '.length))

describe('M3: when an agenda goes out (Berlin is at UTC+1)', () => {
  test.each([
    ['24 h before the start', '2026-03-04 10:00', '2026-03-03 10:00'],
    ['Monday at two: Sunday is no working day, Monday morning', '2026-03-02 13:00', '2026-03-02 07:00'],
    ['an hour after the working day begins: just in time', '2026-03-02 08:00', '2026-03-02 07:00'],
    ['less than an hour after: 17:00 of the last working day before', '2026-03-02 07:59', '2026-02-27 16:00'],
    ['before the working day begins', '2026-03-04 06:00', '2026-03-03 07:00'],
    ['on a Sunday evening', '2026-03-08 19:00', '2026-03-06 16:00'],
    ['on a Saturday: Friday at the same time', '2026-03-07 10:00', '2026-03-06 10:00'],
  ])('%s', (_why, start, expected) => {
    expect(adas(linesOf('agenda', judged([slotAt(start)]), planning()))).toEqual([expected])
  })

  test('a public holiday of the recipient is no working day; the other is not concerned', () => {
    const holidays = [{ person: ada.address, day: '2026-03-03' }]
    expect(linesOf('agenda', judged([slotAt('2026-03-04 07:30')]), planning({ holidays }))).toEqual([
      'agenda ada 2026-03-02 16:00',
      'agenda grace 2026-03-03 07:30',
    ])
  })

  test('each in their own zone', () => {
    const context = planning({ people: [ada, { ...grace, zone: 'America/New_York' }] })
    expect(linesOf('agenda', judged([slotAt('2026-03-04 10:00')]), context)).toEqual([
      'agenda ada 2026-03-03 10:00',
      'agenda grace 2026-03-03 13:00',
    ])
  })

  test('the policy says how long before', () => {
    const policy = { ...defaultPolicy, promptHoursBefore: 4 }
    expect(adas(linesOf('agenda', judged([slotAt('2026-03-04 12:00')]), planning({ policy })))).toEqual([
      '2026-03-04 08:00',
    ])
  })
})

describe('M2: an agenda and its recipient who is away', () => {
  const away = (start: string, end: string) =>
    planning({ absences: [{ person: ada.address, start: at(start), end: at(end) }] })

  test.each([
    [
      'back in time: the first morning',
      '2026-03-04 13:00',
      '2026-02-25 23:00',
      '2026-03-03 23:00',
      '2026-03-04 07:00',
    ],
    ['away for lunch', '2026-03-04 11:30', '2026-03-03 11:00', '2026-03-03 12:00', '2026-03-03 12:00'],
    ['back too late', '2026-03-04 07:30', '2026-02-25 23:00', '2026-03-03 23:00', 'too late'],
    [
      'away at 17:00 of the day before only',
      '2026-03-02 07:30',
      '2026-02-27 15:00',
      '2026-02-27 17:00',
      'too late',
    ],
  ])('%s', (_why, start, from, to, expected) => {
    expect(adas(linesOf('agenda', judged([slotAt(start)]), away(from, to)))).toEqual([expected])
  })

  test('it expires one hour before the start, and is due right then to be dropped', () => {
    const context = away('2026-02-25 23:00', '2026-03-03 23:00')
    const mailings = planMailings(judged([slotAt('2026-03-04 07:30')]), context, march)
    const hers = mailings.find(({ kind, recipient }) => kind === 'agenda' && recipient === ada.address)!
    expect(stamp(hers.expiresAt)).toBe('2026-03-04 06:30')
    expect(hers.dueAt).toBe(hers.expiresAt + 1)
  })
})

describe('which slots have an agenda', () => {
  const start = '2026-03-04 10:00'
  test.each([
    ['one coming up', upcoming(start), true],
    ['one that was held', slotAt(start), true],
    ['a short one', shortened(start), true],
    [
      'one that a replacement stands in for',
      slotAt(start, { calledOff: true, moved: true, reasons: ['cancelled', 'replaced'] }),
      true,
    ],
    ['one that turned out unknown later', slotAt(start, { state: 'unknown', reasons: ['not-read'] }), true],
    [
      'one that did not happen, as somebody said later',
      skipped(start, { calledOff: false, reasons: ['reported'] }),
      true,
    ],
    ['called off', skipped(start), false],
    [
      'called off and met all the same, as somebody said later',
      slotAt(start, { calledOff: true, reasons: ['reported'] }),
      false,
    ],
    ['others joined', slotAt(start, { state: 'excluded', reasons: ['others-joined'] }), false],
    ['covered by a known absence or holiday', upcoming(start, { away: true }), false],
    ['excused', slotAt(start, { state: 'excused', away: true, reasons: ['absence'] }), false],
    ['unreadable', slotAt(start, { state: 'unknown', reasons: ['unreadable'] }), false],
  ])('%s', (_why, slot, expected) => {
    expect(linesOf('agenda', judged([slot]), planning())).toHaveLength(expected ? 2 : 0)
  })

  test('a moved slot has it before its new start, under its old name', () => {
    const start = at('2026-03-05 10:00')
    const moved = upcoming('2026-03-03 10:00', { moved: true, start, end: start + HOUR / 2 })
    const [first] = planMailings(judged([moved]), planning(), march)
    expect(stamp(first!.dueAt)).toBe('2026-03-04 10:00')
    expect(first!.subject).toBe('ada@example.com grace@example.com 2026-03-03T10:00:00.000Z')
    expect(first!.day).toBe('2026-03-05')
  })
})

describe('M3: a window already gone', () => {
  test.each([
    ['seen in time: planned as ever', '2026-03-04 10:00', '2026-03-03 09:00', '2026-03-03 10:00'],
    ['seen late: at once', '2026-03-04 10:00', '2026-03-03 12:00', '2026-03-03 12:00'],
    ['exactly an hour left: at once', '2026-03-04 10:00', '2026-03-04 09:00', '2026-03-04 09:00'],
    [
      'seen late in the evening: the next morning',
      '2026-03-04 10:00',
      '2026-03-03 20:00',
      '2026-03-04 07:00',
    ],
    [
      'in the evening before an early meeting: at once',
      '2026-03-04 07:30',
      '2026-03-03 20:00',
      '2026-03-03 20:00',
    ],
  ])('%s', (_why, start, now, expected) => {
    const lines = linesOf('agenda', judged([upcoming(start)]), planning(), live(now))
    expect(adas(lines)).toEqual([expected])
  })

  test('first seen with less than an hour left: let pass', () => {
    expect(
      linesOf('agenda', judged([upcoming('2026-03-04 10:00')]), planning(), live('2026-03-04 09:01')),
    ).toEqual([])
  })

  test('known for long and not sent for whatever reason: stays, to be dropped visibly', () => {
    const slot = upcoming('2026-03-04 10:00')
    const context = planning({ firstSeen: seenAt('2026-02-01 00:00', [slot]) })
    expect(adas(linesOf('agenda', judged([slot]), context, live('2026-03-04 09:01')))).toEqual([
      '2026-03-03 10:00',
    ])
  })
})
