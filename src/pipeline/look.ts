// When to look at a calendar next: hourly as a rule, oftener with a meeting soon, rarely where its service pushes.
import { createHash } from 'node:crypto'
import { HOUR, type Instant, MINUTE, type Span } from '../domain/types.ts'

export interface Looks {
  /** Pause as a rule. */
  usual: number
  /** Pause while a meeting is soon or runs, from this long before its start. */
  near: number
  before: number
  /** Pause while a push channel lives: whatever changes is told, and a push that got lost is made up for. */
  pushed: number
  /** Once after each end, this long or up to twice as long: only a reading since the start can tell that it was held (V6). */
  settled: number
  /** Pause between comparisons with the service's own expansion; the first comes within one. */
  checked: number
}

/**
 * Mails need no looks of their own: each reads its meeting once more (M2). What is left is how old a page may be, and
 * meetings that are dragged to the same day, of which the agenda needs to know an hour ahead. The last two hours and the
 * meeting itself are when people call off, decline and drag. Every 15 minutes then is ten calls for a meeting; every ten
 * minutes for a day before and after would be three hundred.
 */
export const defaultLooks: Looks = {
  usual: HOUR,
  near: 15 * MINUTE,
  before: 2 * HOUR,
  pushed: 6 * HOUR,
  settled: 2 * MINUTE,
  // Daily: looks come hourly or every few hours, so an hour early rather than hours late.
  checked: 23 * HOUR,
}

/** Which meetings matter for the next look. */
export function aroundNow(now: Instant, { before, usual, pushed, settled }: Looks): Span {
  return { start: now - 2 * settled, end: now + before + 1.5 * Math.max(usual, pushed) }
}

export interface Standing {
  /** The owner's meetings around now, in any order. */
  meetings: readonly Span[]
  /** A push channel lives. */
  isPushed: boolean
  /** Its place among all calendars, 0 to 1: see `placeOf`. */
  place: number
}

/**
 * Each calendar keeps to its own place in the hour (or the pause it is at), so that those that were connected, or failed,
 * together do not come due together. The pause is half as long to half as long again where it changes.
 */
export function nextLook(now: Instant, { meetings, isPushed, place }: Standing, looks: Looks): Instant {
  const { usual, near, before, pushed, settled } = looks
  const isNear = meetings.some(({ start, end }) => start - before <= now && now < end)
  const pause = isPushed ? pushed : isNear ? near : usual
  const ends = meetings.map(({ end }) => end + settled * (1 + place))
  const soon = isPushed ? [] : meetings.map(({ start }) => start - before + near * place)
  const moments = [inPlace(now + pause / 2, pause, place), ...ends, ...soon].map(Math.ceil)
  return Math.min(...moments.filter((at) => at > now))
}

/** The same for the same calendar at any time and in any process, and evenly spread over many. */
export function placeOf(calendar: string): number {
  return createHash('sha256').update(calendar).digest().readUInt32BE() / 2 ** 32
}

/** The first instant after `from` that has this place in pauses counted from 1970 on. */
function inPlace(from: Instant, pause: number, place: number): Instant {
  return from + pause - ((((from - place * pause) % pause) + pause) % pause)
}
