// Whether and when a series ended for the pair: deleted by its organizer, or declined as a whole (S4, W).
import { answerIn, answerToSeries } from './answers.ts'
import { type Copy, isLiving } from './copy.ts'
import type { CalendarEvent } from './event.ts'
import type { Meeting } from './meeting.ts'
import { type Instant, MINUTE } from './types.ts'
import type { Rules, Watched } from './watch.ts'

export interface Ending {
  /** Null: nobody knows when, so nothing of it is watched. */
  at: Instant | null
  refusal: 'series-deleted' | 'series-declined'
}

/**
 * An organizer's tombstone ends the series at its last update; an invitee's tombstone or answer declines it from the
 * day that was seen. Null: it lives.
 */
export function endOf(meeting: Meeting, pair: Watched['pair'], rules: Rules): Ending | null {
  const gone = deletionOf(meeting, rules)
  if (gone) return { at: gone.ruleSince ?? gone.updated, refusal: 'series-deleted' }
  const said = pair.some((who) => answerToSeries(who, meeting, rules.resolve) === 'declined')
  const leavers = meeting.copies.filter((copy) => isDeclinedBy(copy, meeting, pair, rules))
  if (!said && leavers.length === 0) return null
  const days = [
    ...meeting.copies.flatMap(({ master }) => master?.declinedSince ?? []),
    ...leavers.flatMap(({ master }) => master?.ruleSince ?? []),
  ]
  return { at: days.length > 0 ? Math.min(...days) : null, refusal: 'series-declined' }
}

/**
 * The organizer's tombstone. Where their copy is not known and none lives, one that is told in full is theirs too: so
 * calendars show to a guest what the organizer called off.
 */
function deletionOf({ organizerCopy, copies }: Meeting, { resolve }: Rules): CalendarEvent | null {
  const copy = organizerCopy ?? copies[0]!
  const head = headOf(copy)
  if (!head?.removed) return null
  if (organizerCopy) return head
  const isTheirs = head.details && answerIn(head.details, copy.owner, resolve) !== 'declined'
  return isTheirs && !copies.some(isLiving) ? head : null
}

/**
 * A tombstone of the whole series in an invitee's copy. The former organizer's is none, and neither is a bare one
 * beside a living organizer's copy: who handed a meeting over leaves the same trace, and who declined it is told as
 * such by the organizer's copy.
 */
function isDeclinedBy(copy: Copy, meeting: Meeting, pair: Watched['pair'], { resolve }: Rules): boolean {
  if (isLiving(copy) || !pair.includes(copy.owner)) return false
  if (!meeting.organizerCopy) return true
  const organizer = headOf(copy)?.details?.organizer
  return !!organizer && resolve(organizer) !== copy.owner
}

function headOf({ master, single }: Copy): CalendarEvent | null {
  return master ?? single
}

/** Tombstones of instances that came with the series' own may be a little older than it. */
const SWEEP = MINUTE

/**
 * The meeting without the tombstones that the deletion of its series left on its instances: these were not called off
 * one by one. Where nobody tells how old one is, it is taken for such.
 */
export function unswept(meeting: Meeting, end: Ending | null): Meeting {
  if (end?.refusal !== 'series-deleted' || end.at === null) return meeting
  const from = end.at - SWEEP
  const swept = new Map(meeting.copies.map((copy) => [copy, unsweptCopy(copy, from)]))
  const { organizerCopy } = meeting
  return {
    ...meeting,
    copies: [...swept.values()],
    organizerCopy: organizerCopy && swept.get(organizerCopy)!,
  }
}

function unsweptCopy(copy: Copy, from: Instant): Copy {
  const instances = new Map<Instant, CalendarEvent>()
  for (const [original, row] of copy.instances) {
    const isSwept = row.removed && (row.updated === null || row.updated >= from)
    if (!isSwept) instances.set(original, row)
    else if (row.span && row.details) instances.set(original, { ...row, removed: false })
  }
  return { ...copy, instances }
}
