import { describe, expect, test } from 'vitest'
import type { Judgement } from '../../src/domain/judgement.ts'
import { occasionOf } from '../../src/domain/occasion.ts'
import type { Absence } from '../../src/domain/types.ts'
import { at, judged, skipped, slotAt, upcoming } from '../support/judgement.ts'
import { ada } from '../support/people.ts'

const next = upcoming('2026-03-17 10:00')
const away = (start: string, end: string): Absence => ({
  person: ada.address,
  start: at(start),
  end: at(end),
})
const occasion = (judgement: Judgement, absences: Absence[] = [], slot = next) =>
  occasionOf(slot, judgement, absences, 'Europe/Berlin', 0)

describe('first meeting', () => {
  test.each([
    ['nothing before', judged([next]), true],
    ['only a skip before', judged([skipped('2026-03-10 10:00'), next]), true],
    ['held before', judged([slotAt('2026-03-10 10:00'), next]), false],
    [
      'a single meeting before',
      judged([next], {
        oneOffs: [{ uid: 'x', start: at('2026-03-10 10:00'), end: at('2026-03-10 10:30'), met: true }],
      }),
      false,
    ],
    ['not known', judged([slotAt('2026-03-10 10:00', { state: 'unknown' }), next]), false],
  ])('%s', (_why, judgement, expected) => expect(occasion(judgement).firstMeeting).toBe(expected))
})

describe('skips in a row', () => {
  test.each([
    ['none', [slotAt('2026-03-10 10:00')], 0],
    ['one', [slotAt('2026-03-03 10:00'), skipped('2026-03-10 10:00')], 1],
    ['two', [skipped('2026-03-03 10:00'), skipped('2026-03-10 10:00')], 2],
    [
      'one, excused in between',
      [skipped('2026-03-03 10:00'), slotAt('2026-03-10 10:00', { state: 'excused' })],
      1,
    ],
    ['met since', [skipped('2026-03-03 10:00'), slotAt('2026-03-10 10:00')], 0],
    ['in another series', [skipped('2026-03-10 10:00', { series: 'other' })], 0],
    ['after it', [skipped('2026-03-24 10:00')], 0],
  ])('%s', (_why, slots, expected) => expect(occasion(judged([...slots, next])).skips).toBe(expected))
})

describe('back from leave', () => {
  test.each([
    ['two weeks, until yesterday', [away('2026-03-02 00:00', '2026-03-16 00:00')], true],
    ['a long weekend', [away('2026-03-13 00:00', '2026-03-16 00:00')], false],
    ['a while ago', [away('2026-02-02 00:00', '2026-02-16 00:00')], false],
    ['still away', [away('2026-03-02 00:00', '2026-03-20 00:00')], false],
    [
      'day by day',
      ['09', '10', '11', '12', '13'].map((day) =>
        away(`2026-03-${day} 00:00`, `2026-03-${Number(day) + 1} 00:00`),
      ),
      true,
    ],
  ])('%s', (_why, absences, expected) =>
    expect(occasion(judged([next]), absences).backFromLeave).toBe(expected),
  )
})

describe("quarter's end: its last two weeks", () => {
  test.each([
    ['2026-03-17 10:00', false],
    ['2026-03-18 10:00', true],
    ['2026-03-31 10:00', true],
    ['2026-03-31 22:30', false],
    ['2026-12-30 10:00', true],
    ['2026-01-02 10:00', false],
  ])('%s: %s', (start, expected) => {
    const slot = upcoming(start)
    expect(occasion(judged([slot]), [], slot).quarterEnd).toBe(expected)
  })
})
