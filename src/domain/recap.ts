// Recap mails (M): 15 min after the end of a slot presumed held, until 20:00 on a working day.
import { aboutSlot } from './about-slot.ts'
import { daysBetween, localDay, toInstant, toLocal } from './clock.ts'
import { workingDaysAfter } from './hours.ts'
import type { Slot } from './judgement.ts'
import type { Moment, Plan, PlanContext, PlannedMailing, Recipient } from './planning.ts'
import { catchUp, openMoment } from './timing.ts'
import { DAY, type Instant, MINUTE, type Zone } from './types.ts'

/** M2: a recap expires at the same time of day this many working days later. */
const WORKING_DAYS = 2

/** The recap of a slot for one of the two, null: none. */
export function planRecap(slot: Slot, plan: Plan): PlannedMailing | null {
  const { recipient, context, window } = plan
  if (!isPresumedHeld(slot)) return null
  const seen = context.firstSeen.get(slot.original) ?? window.now ?? slot.start
  const open = (from: Instant) => openMoment(from, recipient, recipient.recapWork)
  const moment = catchUp(plannedMoment(slot, recipient, context), seen, window, open)
  return moment && aboutSlot('recap', slot, plan, moment)
}

/** Held, or going to be presumed held once it is over (V5: not where one of the two is away then). */
function isPresumedHeld(slot: Slot): boolean {
  return slot.state === 'held' || (slot.state === 'upcoming' && !slot.away)
}

function plannedMoment(slot: Slot, recipient: Recipient, { policy }: PlanContext): Moment {
  const due = slot.end + policy.recapMinutesAfter * MINUTE
  const { work, recapWork } = recipient
  const day = localDay(due, work.zone)
  const lastDay = workingDaysAfter(day, WORKING_DAYS, work)
  return {
    dueAt: openMoment(due, recipient, recapWork),
    expiresAt: sameTimeLater(due, daysBetween(day, lastDay), work.zone),
  }
}

function sameTimeLater(instant: Instant, days: number, zone: Zone): Instant {
  return toInstant(toLocal(instant, zone) + days * DAY, zone)
}
