// What the two answered (S2): the most specific answer known, and what a missing instance says.
import type { Copy } from './copy.ts'
import type { Answer, Details } from './event.ts'
import type { Meeting, Resolve } from './meeting.ts'
import { holdsSeries, isReadFor, listsDate, type Presence } from './presence.ts'
import type { Address, Instant } from './types.ts'

/** The answer in these details, null where they do not name the person. An organizer comes unless they declined. */
export function answerIn(details: Details, who: Address, resolve: Resolve): Answer | null {
  const guest = details.attendees.find((one) => one.address !== null && resolve(one.address) === who)
  if (details.organizer && resolve(details.organizer) === who)
    return guest?.answer === 'declined' ? 'declined' : 'accepted'
  return guest?.answer ?? null
}

/**
 * S2 for one person and one slot: own copy of the instance, organizer's copy of the instance, own copy of the series,
 * organizer's copy of the series; whoever else's copy comes last, then what was said before the series was called off.
 * Unknown counts as none given.
 */
export function answerTo(
  original: Instant,
  who: Address,
  meeting: Meeting,
  presence: Presence,
  resolve: Resolve,
): Answer {
  const own = meeting.copies.filter((copy) => copy.owner === who)
  const others = meeting.copies.filter((copy) => copy !== meeting.organizerCopy && copy.owner !== who)
  const organizers =
    meeting.organizerCopy && meeting.organizerCopy.owner !== who ? [meeting.organizerCopy] : []
  for (const copy of own) {
    if (copy !== meeting.organizerCopy && hasDropped(copy, original, meeting, presence)) return 'declined'
  }
  return (
    fromInstance(own, original, who, resolve) ??
    fromInstance(organizers, original, who, resolve) ??
    fromSeries(own, who, resolve) ??
    fromSeries(organizers, who, resolve) ??
    fromInstance(others, original, who, resolve) ??
    fromSeries(others, who, resolve) ??
    fromSeries(meeting.copies, who, resolve, true) ??
    'none'
  )
}

/** The answer to the series as a whole, null where nobody tells. */
export function answerToSeries(who: Address, meeting: Meeting, resolve: Resolve): Answer | null {
  const copies = [...meeting.copies].sort((a, b) => rank(b, who, meeting) - rank(a, who, meeting))
  return fromSeries(copies, who, resolve)
}

function rank(copy: Copy, who: Address, meeting: Meeting): number {
  return copy.owner === who ? 2 : copy === meeting.organizerCopy ? 1 : 0
}

function fromInstance(copies: Copy[], original: Instant, who: Address, resolve: Resolve): Answer | null {
  for (const copy of copies) {
    const details = copy.instances.get(original)?.details
    const answer = details && answerIn(details, who, resolve)
    if (answer) return answer
  }
  return null
}

function fromSeries(copies: Copy[], who: Address, resolve: Resolve, gone = false): Answer | null {
  for (const copy of copies) {
    const head = copy.master ?? copy.single
    const answer = head?.details && head.removed === gone && answerIn(head.details, who, resolve)
    if (answer) return answer
  }
  return null
}

/**
 * The invitee's copy holds the series but not this instance: they removed it, which is a decline. It proves nothing in
 * a half-read copy, outside the dates it was read for, before it saw what the organizer changed last, or where its own
 * rule never had the date: then one of the two copies was read before the organizer gave the series another rule.
 */
function hasDropped(copy: Copy, original: Instant, meeting: Meeting, presence: Presence): boolean {
  const theirs = meeting.organizerCopy
  if (copy.instances.get(original)?.removed)
    return !theirs || (hasSeen(copy, original, theirs) && presence.mayHave(copy, original))
  if (copy.master?.removed) return false
  if (presence.tookOut(copy, original)) return true
  if (!theirs || !holdsSeries(copy) || !isReadFor(copy, original) || presence.has(copy, original))
    return false
  return hasSeen(copy, original, theirs) && (!copy.master || listsDate(copy, original))
}

/** Read after the organizer's copy last changed: invitations travel, and some see them only after answering. */
function hasSeen({ calendar }: Copy, original: Instant, { instances, master }: Copy): boolean {
  const changed = Math.max(instances.get(original)?.updated ?? -Infinity, master?.updated ?? -Infinity)
  return calendar.readAt > changed
}
