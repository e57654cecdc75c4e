import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, type Span } from '../../src/domain/types.ts'
import { defaultLooks, nextLook } from '../../src/pipeline/look.ts'
import { at } from '../support/facts.ts'

const now = at('2026-03-02T08:00Z')
const meeting = (start: number): Span => ({ start, end: start + 30 * MINUTE })
/** The middle of the spread: the pause as it is meant. */
const after = (...meetings: Span[]) => nextLook(now, meetings, defaultLooks, 0.5) - now

test.each([
  ['no meeting is near', after(), HOUR],
  ['a meeting in a week', after(meeting(now + 7 * DAY)), HOUR],
  ['one in 30 hours', after(meeting(now + 30 * HOUR)), HOUR],
  ['one becomes near soon', after(meeting(now + 26 * HOUR + 20 * MINUTE)), 20 * MINUTE],
  ['one in 26 hours', after(meeting(now + 26 * HOUR)), 10 * MINUTE],
  ['one tomorrow', after(meeting(now + DAY)), 10 * MINUTE],
  ['one that runs and ends in a minute', after(meeting(now - 29 * MINUTE)), 3 * MINUTE],
  ['one that has just ended', after(meeting(now - 30 * MINUTE)), 2 * MINUTE],
  ['one yesterday', after(meeting(now - 23 * HOUR)), 10 * MINUTE],
  ['one two days ago', after(meeting(now - 2 * DAY)), HOUR],
  ['several: the nearest decides', after(meeting(now + 7 * DAY), meeting(now - 29 * MINUTE)), 3 * MINUTE],
])('%s', (_why, pause, expected) => expect(pause).toBe(expected))

test('calendars that were connected together spread', () => {
  expect(nextLook(now, [], defaultLooks, 0) - now).toBe(54 * MINUTE)
  expect(nextLook(now, [], defaultLooks, 1) - now).toBe(66 * MINUTE)
})
