// Agenda mails (M): 24 h before the start, in working hours, never less than an hour ahead.
import { aboutSlot } from './about-slot.ts'
import { atMinute, localDay } from './clock.ts'
import { lastWorkingDayBefore } from './hours.ts'
import type { Slot } from './judgement.ts'
import type { Plan, PlanContext, PlannedMailing, Recipient } from './planning.ts'
import { openMoment, returnFrom } from './timing.ts'
import { HOUR, type Instant } from './types.ts'

/** An agenda that would come too late goes out at this minute of the last working day before instead (M3). */
const EVENING_BEFORE = 17 * 60

/** The agenda of a slot for one of the two, null: none. */
export function planAgenda(slot: Slot, plan: Plan): PlannedMailing | null {
  if (!isPrepared(slot)) return null
  const dueAt = asOfNow(slot, plan)
  if (dueAt === null) return null
  return aboutSlot('agenda', slot, plan, { dueAt, expiresAt: lastMoment(slot) })
}

/**
 * Not for slots called off (unless a replacement stands in), excluded, or covered by a known absence or holiday. A slot
 * that only turned out unknown afterwards, or of which somebody said afterwards that they did not meet, had its agenda.
 */
function isPrepared({ state, calledOff, away, reasons }: Slot): boolean {
  if (away || reasons.includes('unreadable')) return false
  if (calledOff && !reasons.includes('replaced')) return false
  if (state === 'skipped') return reasons.includes('reported')
  return state === 'upcoming' || state === 'held' || state === 'unknown'
}

function lastMoment(slot: Slot): Instant {
  return slot.start - HOUR
}

/** Overdue, it goes at once as long as an hour is left, else it is let pass if the slot was seen too late (M3). */
function asOfNow(slot: Slot, { recipient, context, window }: Plan): Instant | null {
  const { now } = window
  const planned = plannedMoment(slot, recipient, context)
  if (now === null || planned >= now) return planned
  if (now <= lastMoment(slot)) return atOnce(now, slot, recipient)
  const seen = context.firstSeen.get(slot.original) ?? now
  return seen > lastMoment(slot) ? null : planned
}

/** The next open moment; at night before an early meeting there is none in time, then really at once. */
function atOnce(now: Instant, slot: Slot, recipient: Recipient): Instant {
  const open = openMoment(now, recipient)
  return open > lastMoment(slot) && returnFrom(now, recipient) === null ? now : open
}

function plannedMoment(slot: Slot, recipient: Recipient, { policy }: PlanContext): Instant {
  const { work } = recipient
  const open = openMoment(slot.start - policy.promptHoursBefore * HOUR, recipient)
  if (open <= lastMoment(slot)) return open
  const dayBefore = lastWorkingDayBefore(localDay(slot.start, work.zone), work)
  const evening = atMinute(dayBefore, EVENING_BEFORE, work.zone)
  // Who is away then gets it on their return, or it expires (M2).
  return returnFrom(evening, recipient) === null ? evening : open
}
