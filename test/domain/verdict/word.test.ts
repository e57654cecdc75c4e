// V1: somebody’s word.
import { describe, expect, it, test } from 'vitest'
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { Verdict } from '../../../src/domain/judgement.ts'
import type { Word } from '../../../src/domain/types.ts'
import { ada, copyOf, exception, grace, guest, linus, span, tombstone } from '../../support/calendar.ts'
import { DAY3, free, held, inviting, said, skipped, slotOn, verdictOf } from './support.ts'

describe('V1, somebody’s word', () => {
  test.each<[string, CalendarEvent[], Word[], Verdict]>([
    ['we met', [tombstone(DAY3)], [said(ada, 'met')], { ...held, reasons: ['reported'] }],
    ['we did not meet', [], [said(grace, 'not-met')], skipped('reported')],
    [
      'the latest wins',
      [],
      [said(grace, 'not-met', 2), said(ada, 'met', 3)],
      { ...held, reasons: ['reported'] },
    ],
    [
      'the latest wins, in any order',
      [],
      [said(ada, 'met', 3), said(grace, 'not-met', 4)],
      skipped('reported'),
    ],
    ['of somebody else does not count', [], [said(linus, 'not-met')], held],
    [
      'goes before a third person',
      [exception(DAY3, { details: inviting(guest(grace), guest(ada), guest(linus)) })],
      [said(ada, 'met')],
      { ...held, reasons: ['reported'] },
    ],
    [
      'keeps what else is known',
      [exception(DAY3, { span: span('2026-03-04T09:00Z', 20) })],
      [said(ada, 'met')],
      { state: 'held', moved: true, flags: ['short'], reasons: ['reported', 'shortened'] },
    ],
  ])('%s', (_why, events, words, expected) => {
    expect(verdictOf(slotOn(DAY3, events, { words }))).toEqual(expected)
  })

  it('goes before an absence, a holiday and a half-read calendar', () => {
    const more = {
      words: [said(ada, 'not-met')],
      holidays: [free(ada, '2026-03-03')],
      calendars: [copyOf(grace, 0, { complete: false })],
    }
    expect(verdictOf(slotOn(DAY3, [], more))).toEqual(skipped('reported'))
  })
})
