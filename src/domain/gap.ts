// A gap (F2): more whole days than allowed between two meetings, or since the last one.
import { dayNumber, dayOf, startOfDayNumber } from './clock.ts'
import type { Infrequency } from './judgement.ts'
import type { Policy } from './policy.ts'
import type { Chain } from './series.ts'
import { type Excuses, sparedDays } from './spared.ts'
import { DAY, type Instant, type Span } from './types.ts'

export interface Rhythm extends Excuses {
  policy: Policy
  chains: readonly Chain[]
  /** Starts of everything that was held: slots and one-offs, sorted. */
  met: readonly Instant[]
}

/**
 * The gap within a stretch without a meeting, as of its end: noticed at the local midnight that makes it one day too
 * many (a day that is not counted makes none), while a series lives and before any slot of which nothing is known.
 * @param limit the days that may pass
 * @param within from the start of a meeting (never met: of the first slot) on
 */
export function gapIn(rhythm: Rhythm, limit: number, within: Span): Infrequency | null {
  if (within.end - within.start <= limit * DAY) return null
  const { zone } = rhythm
  const last = dayNumber(within.start, zone)
  const end = dayNumber(within.end, zone)
  const spared = sparedDays(rhythm, within)
  let noticed: Instant | null = null
  let days = 0
  for (let day = last + 1; day <= end; day += 1) {
    if (spared.has(day)) continue
    days += 1
    if (noticed !== null || days <= limit) continue
    const midnight = startOfDayNumber(day, zone)
    if (lives(rhythm, midnight)) noticed = midnight
  }
  if (noticed === null || hasUnknown(rhythm, { start: within.start, end: noticed })) return null
  return {
    reason: 'gap',
    since: dayOf((last + 1) * DAY),
    days,
    lastMet: metAt(rhythm, within.start),
    noticed,
  }
}

function metAt({ met }: Rhythm, start: Instant): Instant | null {
  return met.includes(start) ? start : null
}

/** F2: only while a series lives. */
export function lives({ chains }: Rhythm, at: Instant): boolean {
  return chains.some(
    (chain) =>
      chain[0]!.first <= at && chain.some(({ livesUntil }) => livesUntil === null || livesUntil > at),
  )
}

/** F2: not while a slot of which nothing is known lies since they last met. */
export function hasUnknown({ slots }: Rhythm, { start, end }: Span): boolean {
  return slots.some((slot) => slot.state === 'unknown' && slot.start > start && slot.start <= end)
}
