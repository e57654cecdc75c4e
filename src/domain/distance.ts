// How far apart the two mean to meet (F1).
import { dayNumber } from './clock.ts'
import type { Slot } from './judgement.ts'
import type { Part } from './part.ts'
import type { Chain } from './series.ts'
import { DAY, type Instant, MINUTE } from './types.ts'

/** How far F1 looks ahead. */
const AHEAD = 92 * DAY

/**
 * F1: the longest planned distance in days between two slots of all living series together over the next three months.
 * Each step is measured by the wall clock of its own series, whose dates no clock change moves. Where fewer than two
 * dates lie ahead, the rules themselves tell. Null: nothing is planned, or nothing but habits.
 */
export function longestDistance(
  chains: readonly Chain[],
  slots: readonly Slot[],
  now: Instant,
): number | null {
  const living = livingRules(chains, now)
  if (living.length === 0) return null
  const zones = new Map(living.map(({ uid, zone }) => [uid, zone]))
  const planned = slots.filter(
    (slot) =>
      zones.has(slot.uid) && slot.original + slot.seriesMinutes * MINUTE > now && slot.original < now + AHEAD,
  )
  if (planned.length < 2) return densest(living)
  return Math.max(
    ...planned.slice(1).map(({ uid, original }, i) => {
      const zone = zones.get(uid)!
      return dayNumber(original, zone) - dayNumber(planned[i]!.original, zone)
    }),
  )
}

/** Living series but habits, which F1 never calls infrequent (H). */
export function livingRules(chains: readonly Chain[], now: Instant): Part[] {
  return chains.flat().filter((part) => isLiving(part, now) && !part.habit)
}

export function isLiving({ livesUntil }: Part, now: Instant): boolean {
  return livesUntil === null || livesUntil > now
}

function densest(living: readonly Part[]): number | null {
  const cadences = living.flatMap(({ cadence }) => (cadence === null ? [] : [cadence]))
  return cadences.length > 0 ? Math.min(...cadences) : null
}
