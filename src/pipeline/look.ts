// When to look at a calendar next: now and then as a rule, often while one of its owner's meetings is near.
import { HOUR, type Instant, MINUTE, type Span } from '../domain/types.ts'

export interface Looks {
  /** Pause as a rule, and while a meeting is near. */
  usual: number
  near: number
  /** Near: from this long before the start to this long after the end. */
  before: number
  after: number
  /** Always once this long after an end: only a reading since the start can tell that it was held (V6). */
  settled: number
}

/** The agenda goes out 24 hours before a meeting, the alert 24 hours after: both shall stand on fresh facts. */
export const defaultLooks: Looks = {
  usual: HOUR,
  near: 10 * MINUTE,
  before: 26 * HOUR,
  after: 24 * HOUR,
  settled: 2 * MINUTE,
}

/** Which meetings matter for the next look. */
export function aroundNow(now: Instant, { before, after, usual }: Looks): Span {
  return { start: now - after, end: now + before + 2 * usual }
}

/**
 * @param meetings the owner's, in any order
 * @param spread 0 to 1: calendars that were connected together shall not come due together for ever
 */
export function nextLook(now: Instant, meetings: readonly Span[], looks: Looks, spread: number): Instant {
  const isNear = meetings.some(({ start, end }) => start - looks.before <= now && now < end + looks.after)
  const pause = (isNear ? looks.near : looks.usual) * (0.9 + spread / 5)
  const due = meetings.flatMap(({ start, end }) => [start - looks.before, end + looks.settled])
  const coming = due.filter((instant) => instant > now)
  return Math.min(now + Math.round(pause), ...coming)
}
