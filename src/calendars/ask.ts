// What is asked of a calendar of which nothing was read before.
import type { Instant } from '../domain/types.ts'
import type { Ask } from './contract.ts'

export function firstAsk(now: Instant): Ask {
  return {
    cursor: null,
    now,
    known: async () => new Map(),
    ofSeries: async () => [],
    seriesIn: async () => [],
  }
}
