// A slot of a weekly series and the verdicts it can get, for V1 to V7.
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import type { PairFacts, Slot, Verdict } from '../../../src/domain/judgement.ts'
import { type Absence, HOUR, type Holiday, type Word } from '../../../src/domain/types.ts'
import { at, details, event, factsOf, type guest, span, weekly } from '../../support/calendar.ts'

export const now = at('2026-03-31T12:00Z')
export const DAY3 = '2026-03-03T09:00Z'
export const AHEAD = '2026-04-14T08:00Z'

/** The slot of this original start, of the weekly series with these rows beside it. */
export function slotOn(
  original: string,
  events: CalendarEvent[],
  more: Partial<PairFacts> = {},
  series = weekly(),
): Slot {
  const { slots } = judgePair(factsOf([series, ...events], now, more), now)
  return slots.find((slot) => slot.original === at(original))!
}

export const verdictOf = ({ state, moved, flags, reasons }: Slot): Verdict => ({
  state,
  moved,
  flags,
  reasons,
})
export const held: Verdict = { state: 'held', moved: false, flags: [], reasons: [] }
export const skipped = (...reasons: Verdict['reasons']): Verdict => ({
  ...held,
  state: 'skipped',
  flags: ['skipped'],
  reasons,
})
export const excused = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'excused', reasons })
export const upcoming: Verdict = { ...held, state: 'upcoming' }
export const excluded = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'excluded', reasons })
export const unknown = (...reasons: Verdict['reasons']): Verdict => ({ ...held, state: 'unknown', reasons })

export const away = (who: string, start: string, end: string): Absence => ({
  person: who,
  start: at(start),
  end: at(end),
})
export const free = (who: string, day: string): Holiday => ({ person: who, day })
export const said = (by: string, word: Word['said'], hours = 1): Word => ({
  original: at(DAY3),
  by,
  said: word,
  at: at(DAY3) + hours * HOUR,
})
export const inviting = (...people: ReturnType<typeof guest>[]) => details({ attendees: people })
export const other = (start: string, minutes = 30) =>
  event({ uid: 'single', id: 'single', span: span(start, minutes) })
