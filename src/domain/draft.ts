// The dates of one meeting as drafts of slots (S3-S5, S8): which exist, where they are, who comes, what called them off.
import { answerTo } from './answers.ts'
import { type Exclusion, exclusion, guestsOf, hidesOne, isUninvited } from './company.ts'
import type { Answer, CalendarEvent } from './event.ts'
import type { Reason, Slot } from './judgement.ts'
import type { Meeting } from './meeting.ts'
import type { Guests } from './people.ts'
import { isReadFor } from './presence.ts'
import { lastKnown, type Source, saysAll, spokenRow } from './source.ts'
import { type Instant, MINUTE, type Span } from './types.ts'

/** A slot before its verdict. */
export interface Draft extends Span {
  original: Instant
  uid: string
  /** Planned length of its series or single, minutes. */
  planned: number
  /** V2: what called it off, null: nothing. */
  off: Extract<Reason, 'cancelled' | 'removed' | 'declined' | 'uninvited'> | null
  /** V3: why it is no 1-on-1 though it happens. */
  excluded: Exclusion | null
  /** V6: why nothing can be said of it, once it is over. */
  unclear: Extract<Reason, 'half-read' | 'unreadable'> | null
  /** Answers of the two, in the order of the pair. */
  answers: readonly [Answer, Answer]
  /** The latest reading of any of its copies. */
  readAt: Instant
  /** As it was judged before its date left the calendars (S4); only a word or a replacement changes that. */
  remembered: Slot | null
  /** Remembered from more than five weeks ago (V): only a word changes that. */
  closed: boolean
}

/** Drafts the slot of this original start as its copies tell it now. */
export function draftOf(source: Source, original: Instant): Draft {
  const { meeting, head } = source
  const row = spokenRow(source, original)
  const answers = source.pair.map((who) =>
    answerTo(original, who, meeting, source.presence, source.rules.resolve),
  ) as [Answer, Answer]
  const guests = row?.details ? guestsOf(source, row.details) : null
  const off = calledOff(source, original, row, answers, guests)
  const length = head.span!.end - head.span!.start
  const before = row?.removed || off === 'removed' ? lastKnown(meeting, original) : null
  const span = row?.span ?? before ?? { start: original, end: original + length }
  return {
    original,
    start: span.start,
    end: Math.max(span.end, span.start),
    uid: meeting.uid,
    planned: length / MINUTE,
    off,
    excluded: guests && !row!.removed ? exclusion(source, row!.details!, guests) : null,
    unclear: unclear(source, original, guests),
    answers,
    readAt: Math.max(...meeting.copies.map((copy) => copy.calendar.readAt)),
    remembered: null,
    closed: false,
  }
}

/** V2: cancelled or removed for both, declined by either, or one of the two is not invited any more. */
function calledOff(
  source: Source,
  original: Instant,
  row: CalendarEvent | null,
  answers: readonly Answer[],
  guests: Guests | null,
): Draft['off'] {
  if (row?.removed) return removalIn(row, source.meeting)
  if (!row && isRemoved(source, original)) return 'removed'
  if (answers.includes('declined')) return 'declined'
  return guests && isUninvited(source, guests) ? 'uninvited' : null
}

/** Only the organizer cancels, and who is told so keeps what it was; a bare tombstone of another is their own doing. */
function removalIn({ calendar, details }: CalendarEvent, { organizerCopy }: Meeting): Draft['off'] {
  if (details || organizerCopy?.calendar.id === calendar) return 'cancelled'
  return organizerCopy ? 'declined' : 'removed'
}

/** S3: an EXDATE, or absence from a copy completely read for that date; the organizer's word, else anybody's. */
function isRemoved({ meeting, presence }: Source, original: Instant): boolean {
  const theirs = meeting.organizerCopy
  if (theirs && saysAll(theirs, original)) return !presence.has(theirs, original)
  return meeting.copies.some((copy) => presence.tookOut(copy, original))
}

/** V6: what matters cannot be read, or no copy that was wholly read for the date is left. */
function unclear(source: Source, original: Instant, guests: Guests | null): Draft['unclear'] {
  if (source.unreadable || (guests && hidesOne(source, guests))) return 'unreadable'
  return source.meeting.copies.some((copy) => isReadFor(copy, original)) ? null : 'half-read'
}
