// The verdict of a slot (V): state, moved, flags and the reasons, the first rule that fits decides.
import { localDay } from './clock.ts'
import type { Draft } from './draft.ts'
import type { Reason, State, Verdict } from './judgement.ts'
import type { Policy } from './policy.ts'
import type { Address, Day, Instant, Person, Span, Word } from './types.ts'

/** What is known beside the calendars' copies of the slot itself. */
export interface Circumstances {
  people: readonly [Person, Person]
  policy: Policy
  /** V1, by original start: the latest of the two's words. */
  words: ReadonlyMap<Instant, Word>
  /** Merged, sorted absences per person. */
  absences: ReadonlyMap<Address, Span[]>
  holidays: ReadonlyMap<Address, ReadonlySet<Day>>
}

/**
 * @param standIn the meeting that stands in for a called-off slot (R), null: none
 * @param now the instant at which it is judged
 */
export function verdictOf(draft: Draft, standIn: Draft | null, known: Circumstances, now: Instant): Verdict {
  const word = known.words.get(draft.original)
  if (draft.remembered && !word && (draft.closed || !standIn)) return pick(draft.remembered)
  const { state, reasons } = stateOf(draft, standIn, known, now, word)
  const actual = standIn ?? draft
  const short = state === 'held' || state === 'upcoming' ? shortness(actual, draft.planned, known.policy) : []
  const tellsMove = state === 'held' || state === 'upcoming' || state === 'excluded'
  return {
    state,
    moved: tellsMove && (standIn !== null || draft.start !== draft.original),
    flags: state === 'skipped' ? ['skipped'] : short.length > 0 ? ['short'] : [],
    reasons: [...reasons, ...short],
  }
}

function pick({ state, moved, flags, reasons }: Verdict): Verdict {
  return { state, moved, flags, reasons }
}

interface Outcome {
  state: State
  reasons: Reason[]
}

function stateOf(
  draft: Draft,
  standIn: Draft | null,
  known: Circumstances,
  now: Instant,
  word?: Word,
): Outcome {
  // V1
  if (word) return { state: word.said === 'met' ? 'held' : 'skipped', reasons: ['reported'] }
  if (!draft.off) return happens(draft, draft.original, known, now)
  // V2
  if (standIn) {
    const outcome = happens(standIn, draft.original, known, now)
    return { ...outcome, reasons: [draft.off, 'replaced', ...outcome.reasons] }
  }
  const excuse = isAbsent(draft, known) ? 'absence' : isHoliday(draft.start, known) ? 'holiday' : null
  return excuse
    ? { state: 'excused', reasons: [draft.off, excuse] }
    : { state: 'skipped', reasons: [draft.off] }
}

/** V3 to V7 for what nobody called off. */
function happens(draft: Draft, original: Instant, known: Circumstances, now: Instant): Outcome {
  if (draft.excluded) return { state: 'excluded', reasons: [draft.excluded] }
  if (now < draft.end) return { state: 'upcoming', reasons: [] }
  if (isAbsent(draft, known)) return { state: 'excused', reasons: ['absence'] }
  if (isHolidayUnmoved(draft.start, original, known)) return { state: 'excused', reasons: ['holiday'] }
  if (draft.readAt < draft.start) return { state: 'unknown', reasons: ['not-read'] }
  if (draft.unclear) return { state: 'unknown', reasons: [draft.unclear] }
  return { state: 'held', reasons: draft.answers.includes('none') ? ['no-response'] : [] }
}

/** Absence or holiday: no agenda is written for it (M). */
export function isAway(place: Span, original: Instant, known: Circumstances): boolean {
  return isAbsent(place, known) || isHolidayUnmoved(place.start, original, known)
}

/** Absences of one person together cover it. */
function isAbsent({ start, end }: Span, known: Circumstances): boolean {
  return known.people.some(({ address }) => covers(known.absences.get(address) ?? [], start, end))
}

/** @param spans merged: none touches the next */
export function covers(spans: readonly Span[], start: Instant, end: Instant): boolean {
  return spans.some((span) => span.start <= start && span.end >= end && span.end > start)
}

function isHoliday(start: Instant, known: Circumstances): boolean {
  return known.people.some(({ address, zone }) => known.holidays.get(address)?.has(localDay(start, zone)))
}

/** A slot that was moved onto a holiday of somebody is meant to happen there. */
function isHolidayUnmoved(start: Instant, original: Instant, known: Circumstances): boolean {
  return known.people.some(({ address, zone }) => {
    const holidays = known.holidays.get(address)
    if (!holidays) return false
    const day = localDay(start, zone)
    return holidays.has(day) && localDay(original, zone) === day
  })
}

function shortness({ start, end }: Span, planned: number, policy: Policy): Reason[] {
  const minutes = (end - start) / 60_000
  const least = policy.minimumMinutes - policy.toleranceMinutes
  if (minutes >= least) return []
  const reasons: Reason[] = planned < least ? ['short-by-rule'] : []
  if (minutes < planned) reasons.push('shortened')
  return reasons
}
