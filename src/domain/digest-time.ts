// When the digests of a manager go out (M3): Monday 08:00 of theirs, or their next working morning.
import { addDays, atMinute, localDay, startOfDay, weekdayOf } from './clock.ts'
import type { PairFacts } from './judgement.ts'
import { type Moment, type PlanWindow, reachOf } from './planning.ts'
import { catchUp, endingWithExpiry, openMoment } from './timing.ts'
import type { Address, Day, Instant, Person } from './types.ts'

export interface PlannedDigest extends Moment {
  kind: 'digest'
  recipient: Address
  /** M1: the week, by its Monday. */
  subject: Day
}

export interface DigestContext extends Pick<PairFacts, 'absences' | 'holidays' | 'policy'> {
  /** When the service first saw this manager's pairs: what was due before is let pass (M3). Null: it always did. */
  seen: Instant | null
}

/**
 * The digests of a manager that fall due in `window`, whatever they will say (`digestOf` at their due time tells, or that
 * there is nothing to say). They expire when Tuesday is over (M2).
 */
export function planDigests(manager: Person, context: DigestContext, window: PlanWindow): PlannedDigest[] {
  const digests: PlannedDigest[] = []
  const last = mondayOf(localDay(window.until, manager.zone))
  // From the week before on: its digest may have waited for a working morning of this one's.
  let week = addDays(mondayOf(localDay(window.since, manager.zone)), -7)
  for (; week <= last; week = addDays(week, 7)) {
    const moment = momentOf(week, manager, context, window)
    if (!moment || (manager.leftAt !== null && manager.leftAt <= moment.dueAt)) continue
    if (moment.dueAt < window.since || moment.dueAt > window.until) continue
    digests.push({ kind: 'digest', recipient: manager.address, subject: week, ...moment })
  }
  return digests
}

/** The Monday of a day's week. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day))
}

function momentOf(week: Day, manager: Person, context: DigestContext, window: PlanWindow): Moment | null {
  const reach = reachOf(manager, context)
  const open = (from: Instant) => openMoment(from, reach)
  const dueAt = open(atMinute(week, context.policy.digestMinute, manager.zone))
  const expiresAt = startOfDay(addDays(week, 2), manager.zone) - 1
  // The digest of a past week is no news, and whether it had anything to say is not known any more.
  if (window.now !== null && window.now > expiresAt) return null
  const moment = catchUp({ dueAt, expiresAt }, context.seen ?? -Infinity, window, open)
  return moment && endingWithExpiry(moment)
}
