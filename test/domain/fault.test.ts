import { expect, test } from 'vitest'
import { needsHands } from '../../src/domain/fault.ts'
import { DAY } from '../../src/domain/types.ts'

const now = Date.parse('2026-03-03T10:00Z')

test.each<[code: string, atOnce: boolean]>([
  ['busy', false],
  ['unreachable', false],
  ['internal', false],
  ['shrunk', true],
  ['invalid_grant', true],
])('%s needs hands at once: %s, and after a day in any case', (code, atOnce) => {
  expect(needsHands(code, now - DAY + 1, now)).toBe(atOnce)
  expect(needsHands(code, now - DAY, now)).toBe(true)
})
