// The retry policy, once: growing pauses, spread so that what failed together does not come back together.

const FIRST = 30_000
const LONGEST = 3_600_000

/**
 * Milliseconds to wait after the `tries`-th failure (1, 2, …).
 * @param spread 0 to 1, by chance
 */
export function pauseAfter(tries: number, spread = Math.random()): number {
  const pause = Math.min(FIRST * 2 ** Math.min(tries - 1, 20), LONGEST)
  return Math.round(pause * (0.75 + spread / 2))
}
