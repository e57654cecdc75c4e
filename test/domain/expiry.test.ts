// The end of a secret is told 30, 7 and 1 days ahead: each stage once, whenever somebody looks.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, daysBetween } from '../../src/domain/clock.ts'
import { endOfStage, STAGES, type Stage, stageOf } from '../../src/domain/expiry.ts'
import { runs } from '../support/chance.ts'

const ends = '2026-06-30'

test.each<[string, number, Stage | null]>([
  ['a month and a day ahead', 31, null],
  ['30 days ahead', 30, 30],
  ['switched on two days late', 28, 30],
  ['the last day before the next', 8, 30],
  ['a week ahead', 7, 7],
  ['switched on when two stages are gone by', 5, 7],
  ['two days ahead', 2, 7],
  ['tomorrow', 1, 1],
  ['today', 0, 1],
  ['yesterday', -1, null],
])('%s', (_when, left, stage) => expect(stageOf(ends, addDays(ends, -left))).toBe(stage))

test.each<[Stage, string]>([
  [30, '2026-06-23'],
  [7, '2026-06-29'],
  [1, '2026-07-01'],
])('a mail of stage %i is over on %s', (stage, day) => expect(endOfStage(ends, stage)).toBe(day))

test('whenever somebody looks, a stage is told once, at its first look, and lasts until its end', () => {
  const looks = fc.array(fc.integer({ min: -5, max: 40 }), { maxLength: 60 })
  fc.assert(
    fc.property(looks, (lefts) => {
      const told = new Map<Stage, number>()
      for (const left of lefts.toSorted((one, other) => other - one)) {
        const today = addDays(ends, -left)
        const stage = stageOf(ends, today)
        expect(stage === null).toBe(left > 30 || left < 0)
        if (stage === null) continue
        if (!told.has(stage)) told.set(stage, left)
        expect(left).toBeLessThanOrEqual(stage)
        expect(daysBetween(today, endOfStage(ends, stage))).toBeGreaterThan(0)
        expect(stageOf(ends, endOfStage(ends, stage))).not.toBe(stage)
      }
      for (const stage of STAGES) {
        const within = lefts.filter((left) => stageOf(ends, addDays(ends, -left)) === stage)
        expect(told.get(stage)).toBe(within.length > 0 ? Math.max(...within) : undefined)
      }
    }),
    { numRuns: runs(200) },
  )
})
