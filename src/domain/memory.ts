// What history adds to the present calendars (S4): slots that had passed before their dates went away, closed slots.
import type { Draft } from './draft.ts'
import type { Meeting } from './meeting.ts'
import type { Part } from './part.ts'
import { type Instant, type Slot, WEEK } from './types.ts'

/** Five weeks after its end only somebody's word changes a slot. */
const CLOSED_AFTER = 5 * WEEK

export function isClosed(slot: { end: Instant }, now: Instant): boolean {
  return slot.end + CLOSED_AFTER <= now
}

/**
 * Remembered slots that stay though the calendars do not give them any more, as parts of their own: those that had
 * passed when their rule changed or ended. Closed slots take the place of what the calendars say of them now.
 */
export function recall(
  memory: readonly Slot[],
  parts: readonly Part[],
  meetings: readonly Meeting[],
  now: Instant,
): Part[] {
  const drafted = new Map(parts.flatMap((part) => part.drafts.map((draft) => [draft.original, draft])))
  const kept: Slot[] = []
  for (const slot of memory) {
    const draft = drafted.get(slot.original)
    if (draft && isClosed(slot, now)) Object.assign(draft, draftFrom(slot))
    else if (!draft && (isClosed(slot, now) || slot.end <= changedAt(slot, meetings, now))) kept.push(slot)
  }
  return partsFrom(kept, parts)
}

/** When the dates of the slot's meeting last changed; without a trace of it, just now. */
function changedAt(slot: Slot, meetings: readonly Meeting[], now: Instant): Instant {
  const meeting = meetings.find(({ uid }) => uid === slot.uid)
  const changes = (meeting?.copies ?? []).flatMap(({ master }) =>
    master ? [master.ruleSince, master.declinedSince].filter((at) => at !== null) : [],
  )
  return changes.length > 0 ? Math.min(now, Math.max(...changes)) : now
}

/** Joins the living part of the same UID, else they are a part without a future. */
function partsFrom(kept: readonly Slot[], parts: readonly Part[]): Part[] {
  const added = new Map<string, Part>()
  for (const slot of [...kept].sort((a, b) => a.original - b.original)) {
    const known = parts.find(({ uid }) => uid === slot.uid) ?? added.get(slot.uid)
    if (known) extend(known, slot)
    else added.set(slot.uid, partOf(slot))
  }
  return [...added.values()]
}

function extend(part: Part, slot: Slot) {
  part.drafts = [...part.drafts, draftFrom(slot)].sort((a, b) => a.original - b.original)
  part.first = Math.min(part.first, slot.original)
  if (part.last !== null) part.last = Math.max(part.last, slot.original)
  if (part.livesUntil !== null) part.livesUntil = Math.max(part.livesUntil, slot.original)
}

function partOf(slot: Slot): Part {
  return {
    uid: slot.uid,
    details: null,
    minutes: slot.seriesMinutes,
    zone: 'UTC',
    byRule: true,
    habit: false,
    cadence: null,
    first: slot.original,
    last: slot.original,
    livesUntil: slot.original,
    drafts: [draftFrom(slot)],
  }
}

function draftFrom(slot: Slot): Draft {
  return {
    original: slot.original,
    start: slot.start,
    end: slot.end,
    uid: slot.uid,
    planned: slot.seriesMinutes,
    off: slot.calledOff ? 'removed' : null,
    excluded: null,
    unclear: null,
    answers: ['accepted', 'accepted'],
    readAt: Number.POSITIVE_INFINITY,
    remembered: slot,
  }
}
