// The retry policy, once: growing pauses, spread so that what failed together does not come back together.
import { DAY, HOUR, MINUTE } from '../domain/types.ts'

export interface Pace {
  /** After the first failure, doubled with each other. */
  first: number
  longest: number
}

const USUAL: Pace = { first: MINUTE / 2, longest: HOUR }
/** What is broken for one person alone, like a suspended account, is not mended within minutes. */
export const SLOW: Pace = { first: 5 * MINUTE, longest: DAY }
/** Quotas are counted by the minute. */
export const QUOTA: Pace = { first: MINUTE, longest: HOUR }

/**
 * Milliseconds to wait after the `tries`-th failure (1, 2, …).
 * @param spread 0 to 1, by chance
 */
export function pauseAfter(tries: number, { first, longest } = USUAL, spread = Math.random()): number {
  const pause = Math.min(first * 2 ** Math.min(tries - 1, 20), longest)
  return Math.round(pause * (0.75 + spread / 2))
}
