// When the outcome of a pair next changes by itself: then time judges again (see docs/architecture).

import type { OneOff, PairFacts, Slot } from './judgement.ts'
import { isClosed } from './memory.ts'
import type { Chain } from './series.ts'
import { DAY, type Instant, MINUTE, WEEK } from './types.ts'

/** Slots are kept five weeks ahead and mailings planned eight days ahead. */
const KEPT_AHEAD = 5 * WEEK
const PLANNED_AHEAD = 8 * DAY

export interface Standing {
  chains: readonly Chain[]
  slots: readonly Slot[]
  oneOffs: readonly OneOff[]
  /** When the pair's lapse changes by itself. */
  lapseAt: Instant | null
}

/**
 * The next instant after `now` at which a meeting ends, a slot or its mails come into reach, a series begins or ends,
 * a lapse begins or grows, or a manager changes. Null: nothing will.
 */
export function nextLook(
  standing: Standing,
  { management, window }: PairFacts,
  now: Instant,
): Instant | null {
  let next = Number.POSITIVE_INFINITY
  const look = (at: Instant | null) => {
    if (at !== null && at > now && at < next) next = at
  }
  look(standing.lapseAt)
  for (const slot of standing.slots) if (!isClosed(slot, now)) momentsOf(slot).forEach(look)
  for (const { end } of standing.oneOffs) look(end)
  for (const { first, livesUntil } of standing.chains.flat()) {
    look(first)
    look(livesUntil)
    // Dates beyond the window are not known yet.
    if (livesUntil === null || livesUntil >= window.end) look(window.end - KEPT_AHEAD)
  }
  for (const { from, until } of management) [from, until].forEach(look)
  return next === Number.POSITIVE_INFINITY ? null : next
}

function momentsOf({ original, seriesMinutes, start, end }: Slot): Instant[] {
  return [end, original + seriesMinutes * MINUTE, start - PLANNED_AHEAD, original - KEPT_AHEAD]
}
