// When the end of what an app proves itself with is told ahead of time: 30, 7 and 1 days before, once each (M1).
import { addDays, daysBetween, localDay } from './clock.ts'
import type { Day, Instant, Zone } from './types.ts'

/** Days before the end, the first told first. */
export const STAGES = [30, 7, 1] as const
export type Stage = (typeof STAGES)[number]

/** Page, terminal and mail count alike: days of the calendar where the reader is. 0: it ends today; negative: it is over. */
export function daysLeft(ends: Day, now: Instant, zone: Zone): number {
  return daysBetween(localDay(now, zone), ends)
}

/**
 * Which of them `today` belongs to: it begins that many days before `ends` and lasts until the next. So whoever was switched
 * off on day 30 tells on day 28, and whoever was off until day 5 tells once, not twice. Null: too early, or over.
 */
export function stageOf(ends: Day, today: Day): Stage | null {
  const left = daysBetween(today, ends)
  return left < 0 ? null : (STAGES.findLast((stage) => left <= stage) ?? null)
}

/** The first day on which a mail of this stage helps nobody any more. */
export function endOfStage(ends: Day, stage: Stage): Day {
  const next = STAGES[STAGES.indexOf(stage) + 1]
  return next === undefined ? addDays(ends, 1) : addDays(ends, -next)
}
