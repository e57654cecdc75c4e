// The commonest of what was counted.

/** Of equally many the first in the alphabet. */
export function mostCounted<T extends string>(counts: Map<T, number>): T | null {
  let best: T | null = null
  for (const [key, count] of counts) {
    const most = best === null ? 0 : counts.get(best)!
    if (best === null || count > most || (count === most && key < best)) best = key
  }
  return best
}
