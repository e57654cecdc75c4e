// The slots of a pair and a few ways to look at them, for S1 to S9.
import type { CalendarCopy, CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import type { PairFacts, Slot } from '../../../src/domain/judgement.ts'
import { ada, at, copyOf, details, factsOf, grace, guest } from '../../support/calendar.ts'

export const now = at('2026-03-31T12:00Z')
export const DAY3 = '2026-03-03T09:00Z'
export const read = (events: CalendarEvent[], more: Partial<PairFacts> = {}) =>
  judgePair(factsOf(events, now, more), now)
export const slotsOf = (events: CalendarEvent[], more: Partial<PairFacts> = {}): Slot[] =>
  read(events, more).slots
export const slotOn = (original: string, events: CalendarEvent[], more: Partial<PairFacts> = {}) =>
  slotsOf(events, more).find((slot) => slot.original === at(original))
export const days = (slots: readonly Slot[]) =>
  slots.map(({ original }) => new Date(original).toISOString().slice(5, 10))
export const past = (slots: readonly Slot[]) => slots.filter(({ original }) => original < now)
export const gone = (slots: readonly Slot[]) => days(slots.filter(({ calledOff }) => calledOff))

/** Ada's copy of a row of Grace's calendar. */
export const hers = (row: CalendarEvent, more: Partial<CalendarEvent> = {}): CalendarEvent => ({
  ...row,
  calendar: ada,
  ...more,
})
export const answered = (answer: 'accepted' | 'declined' | 'tentative' | 'none') =>
  details({ attendees: [guest(grace), guest(ada, answer)] })
export const calendars = (...copies: [string, Partial<CalendarCopy>][]): Partial<PairFacts> => ({
  calendars: copies.map(([owner, more]) => copyOf(owner, now, more)),
})
