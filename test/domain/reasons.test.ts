import { describe, expect, test } from 'vitest'
import type { Reason, Refusal, State } from '../../src/domain/judgement.ts'
import {
  flagLabel,
  infrequencySentence,
  reasonSentence,
  refusalSentence,
  stateLabel,
} from '../../src/domain/reasons.ts'
import { at } from '../support/judgement.ts'

// Objects, so that the compiler tells when a code is missing here.
const reasons: Record<Reason, true> = {
  reported: true,
  cancelled: true,
  removed: true,
  declined: true,
  uninvited: true,
  replaced: true,
  absence: true,
  holiday: true,
  'others-joined': true,
  vetoed: true,
  'not-read': true,
  'half-read': true,
  unreadable: true,
  'no-response': true,
  'short-by-rule': true,
  shortened: true,
}
const refusals: Record<Refusal, true> = {
  'all-day': true,
  'too-long': true,
  'not-a-meeting': true,
  free: true,
  alone: true,
  'more-than-two': true,
  unknown: true,
  outside: true,
  left: true,
  'not-recurring': true,
  vetoed: true,
  'series-declined': true,
  'series-deleted': true,
}
const states: Record<State, true> = {
  upcoming: true,
  held: true,
  skipped: true,
  excused: true,
  excluded: true,
  unknown: true,
}

const sentences = [
  ...(Object.keys(reasons) as Reason[]).flatMap((reason) => [
    reasonSentence(reason),
    reasonSentence(reason, { who: 'Ada', minutes: 25 }),
  ]),
  ...(Object.keys(refusals) as Refusal[]).map(refusalSentence),
]

test.each(sentences)('one plain sentence, short and without blame: %s', (sentence) => {
  expect(sentence).toMatch(/^[A-Z][^\r\n]{9,90}\.$/)
  expect(sentence).not.toMatch(/\b(you|missed|fail|fault|forgot|ignored|refused)\b/i)
})

test('no two codes of a kind read the same', () => {
  const texts = (Object.keys(reasons) as Reason[]).map((reason) => reasonSentence(reason))
  expect(new Set(texts).size).toBe(texts.length)
  expect(new Set((Object.keys(refusals) as Refusal[]).map(refusalSentence)).size).toBe(
    Object.keys(refusals).length,
  )
  expect(new Set((Object.keys(states) as State[]).map(stateLabel)).size).toBe(Object.keys(states).length)
})

describe('names and lengths', () => {
  test.each([
    [reasonSentence('declined', { who: 'Ada' }), 'Ada declined.'],
    [reasonSentence('declined'), 'One of the two declined.'],
    [reasonSentence('declined', { who: '' }), 'One of the two declined.'],
    [reasonSentence('cancelled', { who: 'Grace' }), 'Grace cancelled it in the calendar.'],
    [reasonSentence('holiday', { who: 'Ada' }), 'It is on a public holiday of Ada.'],
    [reasonSentence('shortened', { minutes: 20 }), 'This one is shorter than planned, 20 minutes.'],
    [flagLabel('infrequent'), 'Far apart'],
  ])('%s', (said, expected) => expect(said).toBe(expected))

  test.each([
    ['by-rule', at('2026-03-03 09:00'), 'The plan leaves 21 days between two meetings.'],
    ['gap', at('2026-03-03 09:00'), '21 days since the two last met, time away not counted.'],
    ['gap', null, 'The two have not met yet, 21 days after the first planned meeting.'],
  ] as const)('infrequent %s, last met %s', (reason, lastMet, expected) => {
    expect(infrequencySentence({ reason, lastMet, days: 21 })).toBe(expected)
  })
})
