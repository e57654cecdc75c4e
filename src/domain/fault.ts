// Whether what broke needs somebody's hands or passes by itself: one decision for pages, terminal and mails.
import { DAY, type Instant } from './types.ts'

/** Of a failure that is none of the known kinds: a bug of ours. */
export const BUG = 'internal'
/** Too much was asked of the service: nothing is broken. */
export const BUSY = 'busy'
export const UNREACHABLE = 'unreachable'

const PASSING: readonly string[] = [BUG, BUSY, UNREACHABLE]
/** What passes by itself needs hands where it does not: agendas and recaps go no more either then (M2). */
export const PASSES_WITHIN = DAY

/** @param code of the fault, which has lasted since then */
export function needsHands(code: string, since: Instant, now: Instant): boolean {
  return !PASSING.includes(code) || since <= now - PASSES_WITHIN
}
