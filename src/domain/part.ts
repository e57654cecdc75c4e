// A series as one meeting (one UID) has it; S6 joins parts into a series.
import { dayNumber } from './clock.ts'
import type { Draft } from './draft.ts'
import type { Details } from './event.ts'
import type { Refusal } from './judgement.ts'
import type { Instant, Zone } from './types.ts'

export interface Part {
  uid: string
  /** Null where only slots of it are remembered. */
  details: Details | null
  /** Planned length, minutes. */
  minutes: number
  zone: Zone
  /** W4 by a rule or dates; not so for habits and for instances without a master. */
  byRule: boolean
  /** A habit (H): never infrequent by rule. */
  habit: boolean
  cadence: number | null
  /** First and last planned date, called-off ones included; last null: without end. */
  first: Instant
  last: Instant | null
  /** The series is over then: its last date, of a habit five weeks later (H); null: never. */
  livesUntil: Instant | null
  /** When its dates last changed or ended (S4), where that is known. */
  changedAt: Instant | null
  /** By original start. */
  drafts: Draft[]
}

/** What a meeting of the pair turns out to be. */
export type Reading = { part: Part } | { singles: Draft[]; details: Details } | { refusal: Refusal }

/** The median distance of dates in local days, which no change of clocks shifts; null for fewer than two. */
export function medianDays(sorted: readonly Instant[], zone: Zone): number | null {
  const days = sorted.map((at) => dayNumber(at, zone))
  const steps = days
    .slice(1)
    .map((day, i) => day - days[i]!)
    .sort((a, b) => a - b)
  if (steps.length === 0) return null
  return Math.round((steps[(steps.length - 1) >> 1]! + steps[steps.length >> 1]!) / 2)
}
