import { describe, expect, test } from 'vitest'
import { DAY, HOUR, type Instant, WEEK } from '../../src/domain/types.ts'
import { liesWithin } from '../../src/store/calendars/reach.ts'

const monday = Date.parse('2026-03-09T09:00:00Z')
const window = { start: monday, end: monday + 4 * WEEK }
const spanAt = (start: Instant) => ({ start, end: start + HOUR })
const single = (start: Instant) => ({
  kind: 'single' as const,
  span: spanAt(start),
  recurrence: null,
  zone: 'UTC',
})
const series = (start: Instant, rule: string, exDays: string[] = []) => ({
  kind: 'master' as const,
  span: spanAt(start),
  recurrence: { rules: [rule], dates: [], exDates: [], exDays },
  zone: 'Europe/Berlin',
})

describe('absence from a reading of a window tells of', () => {
  test.each([
    ['a single within it', single(monday + DAY), true],
    ['no single before it', single(monday - DAY), false],
    ['no single after it', single(monday + 5 * WEEK), false],
    ['a series that began before it and goes on', series(monday - 20 * WEEK, 'FREQ=WEEKLY'), true],
    ['no series that ended before it', series(monday - 20 * WEEK, 'FREQ=WEEKLY;COUNT=3'), false],
    ['no series that begins after it', series(monday + 5 * WEEK, 'FREQ=WEEKLY'), false],
    [
      'no series of which every date within it is taken out',
      series(monday - WEEK, 'FREQ=WEEKLY;COUNT=2', ['2026-03-09']),
      false,
    ],
    ['no series whose rule cannot be read', series(monday, 'FREQ=NEVER'), false],
    ['whatever tells no time', { ...single(monday), span: null }, true],
  ])('%s', (_what, row, expected) => {
    expect(liesWithin(window, row)).toBe(expected)
    expect(liesWithin(null, row)).toBe(true)
  })
})
