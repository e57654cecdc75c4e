import { describe, expect, it, test } from 'vitest'
import { judgePair } from '../../src/domain/judge.ts'
import type { CalendarEvent } from '../../src/domain/types.ts'
import { at, event, exception, factsOf, span, tombstone, weekly } from '../support/calendar.ts'

const now = at('2026-03-31T12:00Z')
const slotOn = (original: string, events: CalendarEvent[]) =>
  judgePair(factsOf(events, now), now).slots.find((slot) => slot.original === at(original))

describe('a weekly series', () => {
  test.each<[string, CalendarEvent[], string, string, boolean]>([
    ['nobody touched it', [], '2026-03-03T09:00Z', 'held', false],
    ['still to come', [], '2026-04-07T08:00Z', 'upcoming', false],
    ['cancelled', [tombstone('2026-03-03T09:00Z')], '2026-03-03T09:00Z', 'skipped', false],
    [
      'moved',
      [exception('2026-03-03T09:00Z', { span: span('2026-03-05T09:00Z') })],
      '2026-03-03T09:00Z',
      'held',
      true,
    ],
    [
      'cancelled, and a single that week',
      [tombstone('2026-03-03T09:00Z'), event({ uid: 'other', span: span('2026-03-05T13:00Z') })],
      '2026-03-03T09:00Z',
      'held',
      true,
    ],
  ])('%s', (_why, events, original, state, moved) => {
    expect(slotOn(original, [weekly(), ...events])).toMatchObject({ state, moved })
  })

  it('keeps its local hour across the change of clocks, which moves nothing', () => {
    const { slots } = judgePair(factsOf([weekly()], now), now)
    expect(slots.every((slot) => !slot.moved)).toBe(true)
    expect(slots.map((slot) => slot.original)).toContain(at('2026-03-31T08:00Z'))
  })
})
