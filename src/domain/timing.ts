// The moment a mail may go (M2, M3): within working hours and never while its recipient is away.
import { nextWorkingMoment, type WorkTime } from './hours.ts'
import { isTooLate, type Moment, type PlanWindow, type Reach } from './planning.ts'
import { DAY, type Instant } from './types.ts'

/** Beyond this every mail has expired: a longer absence is not followed to its end. */
const LONGEST_WAIT = 60 * DAY

/** The first moment from `instant` on that lies in working time and in no absence. */
export function openMoment(instant: Instant, reach: Reach, work: WorkTime = reach.work): Instant {
  let moment = nextWorkingMoment(instant, work)
  let back = returnFrom(moment, reach)
  while (back !== null) {
    if (back > instant + LONGEST_WAIT) return back
    moment = nextWorkingMoment(back, work)
    back = returnFrom(moment, reach)
  }
  return moment
}

/** When the absence ends that covers `instant`, null: none does. */
export function returnFrom(instant: Instant, { absences }: Reach): Instant | null {
  return absences.find(({ start, end }) => start <= instant && instant < end)?.end ?? null
}

/**
 * A mail's moment as of the window's now. One that was due before `seen` is let pass (M3: null); one
 * that is overdue goes at the next open moment; one that has expired stays where it was, to be dropped visibly (M2).
 */
export function catchUp(
  moment: Moment,
  seen: Instant,
  window: PlanWindow,
  open: (from: Instant) => Instant,
): Moment | null {
  const { now } = window
  if (now === null || moment.dueAt >= now) return moment
  if (moment.dueAt < seen) return null
  return now > moment.expiresAt ? moment : { ...moment, dueAt: open(now) }
}

/** A late one is due right after its expiry, so that it is dropped then and not when its recipient is back (M2). */
export function endingWithExpiry<M extends Moment>(mailing: M): M {
  return isTooLate(mailing) ? { ...mailing, dueAt: mailing.expiresAt + 1 } : mailing
}
