// What history adds to the present calendars (S4): slots that had passed before their dates went away, closed slots.
import type { Draft } from './draft.ts'
import type { Single } from './habit.ts'
import type { Slot } from './judgement.ts'
import type { Part } from './part.ts'
import { type Instant, MINUTE, type Span, WEEK } from './types.ts'

/** Five weeks after its end only somebody's word changes a slot. */
export const CLOSED_AFTER = 5 * WEEK

export function isClosed(slot: { end: Instant }, now: Instant): boolean {
  return slot.end + CLOSED_AFTER <= now
}

/** What the calendars give now. */
export interface Present {
  parts: readonly Part[]
  singles: readonly Single[]
  /** The original starts that were worked out. */
  window: Span
}

/**
 * Remembered slots that stay though the calendars do not give them any more: those that had passed when their rule
 * changed or ended join their part, or are parts of their own, which are returned. They and closed slots take the place
 * of what the calendars say of them now.
 */
export function recall(memory: readonly Slot[], present: Present, now: Instant): Part[] {
  if (memory.length === 0) return []
  const draftOf = draftsOf(present)
  const parts = new Map(present.parts.map((part) => [part.uid, part]))
  const singles = new Set(present.singles.map(({ draft }) => draft.uid))
  const kept: Slot[] = []
  for (const slot of memory) {
    const draft = draftOf(slot)
    const changedAt = parts.get(slot.uid)?.changedAt ?? null
    const passedBy = endOf(slot)
    const isSettled = isClosed(slot, now) || (changedAt !== null && passedBy <= changedAt)
    if (draft && isSettled) Object.assign(draft, draftFrom(slot, now))
    if (draft) continue
    const isBefore = slot.original < present.window.start
    const hasPassed = !singles.has(slot.uid) && passedBy <= (changedAt ?? now)
    if (isSettled || isBefore || hasPassed) kept.push(slot)
  }
  return join(kept, parts, now)
}

/** When the slot itself was over: of a called-off one not when what stands in for it was. */
function endOf({ original, seriesMinutes, end, calledOff, reasons }: Slot): Instant {
  return calledOff && reasons.includes('replaced') ? original + seriesMinutes * MINUTE : end
}

/** The present draft of a slot: by its own meeting, else (a split) by that of a series with the same original start. */
function draftsOf({ parts, singles }: Present) {
  const planned = parts.flatMap((part) => part.drafts)
  const byStart = Map.groupBy([...planned, ...singles.map(({ draft }) => draft)], ({ original }) => original)
  const ofSeries = new Map(planned.map((draft) => [draft.original, draft]))
  return ({ original, uid }: Slot) =>
    byStart.get(original)?.find((draft) => draft.uid === uid) ?? ofSeries.get(original)
}

/** Slots join the living part of the same UID, else they are a part without a future. */
function join(kept: readonly Slot[], parts: ReadonlyMap<string, Part>, now: Instant): Part[] {
  const added: Part[] = []
  for (const [uid, slots] of Map.groupBy(kept, (slot) => slot.uid)) {
    const part = parts.get(uid)
    const drafts = slots.map((slot) => draftFrom(slot, now)).sort((a, b) => a.original - b.original)
    if (part) extend(part, drafts)
    else added.push(partOf(uid, drafts))
  }
  return added
}

function extend(part: Part, remembered: readonly Draft[]) {
  part.drafts = [...part.drafts, ...remembered].sort((a, b) => a.original - b.original)
  // A rule that never changed tells by itself how long its series runs.
  if (part.byRule && part.changedAt === null) return
  const latest = remembered.at(-1)!.original
  part.first = Math.min(part.first, remembered[0]!.original)
  if (part.last !== null) part.last = Math.max(part.last, latest)
  if (part.livesUntil !== null) part.livesUntil = Math.max(part.livesUntil, latest)
}

function partOf(uid: string, drafts: Draft[]): Part {
  const last = drafts.at(-1)!.original
  return {
    uid,
    details: null,
    minutes: drafts.at(-1)!.planned,
    zone: 'UTC',
    // Each meeting of a habit has a UID of its own, and habits do not keep habits from forming (H).
    byRule: drafts.length > 1,
    habit: false,
    cadence: null,
    first: drafts[0]!.original,
    last,
    livesUntil: last,
    changedAt: null,
    drafts,
  }
}

/**
 * A slot that passed unseen was on when it was last looked at: it is judged as that, whether or not somebody judged it
 * before the reading that tells of the change.
 */
function draftFrom(slot: Slot, now: Instant): Draft {
  const closed = isClosed(slot, now)
  const unseen = slot.state === 'upcoming' || (!closed && slot.reasons.includes('not-read'))
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
    remembered: unseen ? null : slot,
    closed,
  }
}
