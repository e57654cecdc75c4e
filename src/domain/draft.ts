// The dates of one meeting as drafts of slots (S3-S5, S8): which exist, where they are, who comes, what called them off.
import { answerTo, holdsSeries, isWithin, type Presence } from './answers.ts'
import { believed, type Copy, type Meeting } from './meeting.ts'
import { peopleOf } from './people.ts'
import { hasWord } from './title.ts'
import type { Address, Answer, CalendarEvent, Instant, Reason, Slot, Span } from './types.ts'
import type { Rules } from './watch.ts'

/** A slot before its verdict. */
export interface Draft extends Span {
  original: Instant
  uid: string
  /** Planned length of its series or single, minutes. */
  planned: number
  /** V2: what called it off, null: nothing. */
  off: Extract<Reason, 'cancelled' | 'removed' | 'declined' | 'uninvited'> | null
  /** V3: why it is no 1-on-1 though it happens. */
  excluded: Extract<Reason, 'others-joined' | 'vetoed'> | null
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

/** What the dates of a meeting are taken from. */
export interface Source {
  meeting: Meeting
  pair: readonly [Address, Address]
  presence: Presence
  /** Row that describes the series, or the single. */
  head: CalendarEvent
  rules: Rules
  /** Zone or rule could not be read (V6). */
  unreadable: boolean
}

/** Drafts the slot of this original start as its copies tell it now. */
export function draftOf(source: Source, original: Instant): Draft {
  const { meeting, head } = source
  const row = spokenRow(source, original)
  const length = head.span!.end - head.span!.start
  const span = row?.span ?? lastKnown(meeting, original) ?? { start: original, end: original + length }
  const answers = source.pair.map((who) =>
    answerTo(original, who, meeting, source.presence, source.rules.resolve),
  ) as [Answer, Answer]
  return {
    original,
    start: span.start,
    end: Math.max(span.end, span.start),
    uid: meeting.uid,
    planned: length / 60_000,
    off: calledOff(source, original, row, answers),
    excluded: row && !row.removed ? notTheTwoAlone(source, row) : null,
    unclear: unclear(source),
    answers,
    readAt: Math.max(...meeting.copies.map((copy) => copy.calendar.readAt)),
    remembered: null,
    closed: false,
  }
}

/** S1: the row that speaks for an instance; null where the series itself does. */
function spokenRow({ meeting, presence }: Source, original: Instant): CalendarEvent | null {
  const theirs = meeting.organizerCopy
  const word = theirs?.instances.get(original)
  if (word) return word
  if (theirs && holdsWord(theirs, original) && presence.has(theirs, original)) return null
  if (theirs && holdsWord(theirs, original)) return null
  let best: CalendarEvent | null = null
  for (const copy of meeting.copies) {
    const row = copy.instances.get(original) ?? null
    if (row && (!best || compare(row, best) > 0)) best = row
  }
  return best
}

/** A copy that holds the series and was wholly read for this date: what it does not say is not so. */
function holdsWord(copy: Copy, original: Instant): boolean {
  return copy.complete && holdsSeries(copy) && isWithin(copy, original)
}

function compare(a: CalendarEvent, b: CalendarEvent): number {
  return (
    a.sequence - b.sequence ||
    (a.updated ?? 0) - (b.updated ?? 0) ||
    Number(a.details !== null) - Number(b.details !== null) ||
    Number(b.removed) - Number(a.removed) ||
    (a.calendar < b.calendar ? 1 : -1)
  )
}

/** Where it was before it was called off, if some copy still tells. */
function lastKnown(meeting: Meeting, original: Instant): Span | null {
  for (const copy of believed(meeting)) {
    const span = copy.instances.get(original)?.span
    if (span) return span
  }
  return null
}

/** V2: cancelled or removed for both, declined by either, or one of the two is not invited any more. */
function calledOff(
  source: Source,
  original: Instant,
  row: CalendarEvent | null,
  answers: readonly Answer[],
): Draft['off'] {
  if (row?.removed) return isDecline(source.meeting, row) ? 'declined' : 'cancelled'
  if (!row && isRemoved(source, original)) return 'removed'
  if (answers.includes('declined')) return 'declined'
  return row && isUninvited(source, row) ? 'uninvited' : null
}

/** A tombstone in the copy of somebody who is known not to be the organizer. */
function isDecline(meeting: Meeting, row: CalendarEvent): boolean {
  const copy = meeting.copies.find((one) => one.calendar.id === row.calendar)
  return meeting.organizerCopy !== null && copy !== meeting.organizerCopy
}

/** S3: an EXDATE, or absence from a copy completely read for that date; the organizer's word, else anybody's. */
function isRemoved({ meeting, presence }: Source, original: Instant): boolean {
  const theirs = meeting.organizerCopy
  if (theirs && (holdsWord(theirs, original) || presence.tookOut(theirs, original)))
    return presence.tookOut(theirs, original) || !presence.has(theirs, original)
  return meeting.copies.some((copy) => presence.tookOut(copy, original))
}

function isUninvited(source: Source, row: CalendarEvent): boolean {
  if (!row.details || row.details.attendeesHidden) return false
  const { people } = guestsOf(source, row)
  return source.pair.some((who) => !people.includes(who))
}

/** V3 and W5 for one instance. */
function notTheTwoAlone(source: Source, row: CalendarEvent): Draft['excluded'] {
  if (!row.details) return null
  const { people, nameless } = guestsOf(source, row)
  if (nameless || people.some((who) => !source.pair.includes(who))) return 'others-joined'
  const { vetoWords } = source.rules.policy
  return hasWord(row.details.title, vetoWords) ? 'vetoed' : null
}

function guestsOf({ rules, pair }: Source, row: CalendarEvent) {
  return peopleOf(row.details!, rules.policy, rules.directory, rules.resolve, pair)
}

/** V6: nobody's copy that holds the series was wholly read, or what matters in it cannot be read. */
function unclear({ meeting, unreadable }: Source): Draft['unclear'] {
  if (unreadable) return 'unreadable'
  return meeting.copies.some((copy) => copy.complete && holdsAnything(copy)) ? null : 'half-read'
}

function holdsAnything(copy: Copy): boolean {
  return holdsSeries(copy) || copy.single !== null
}
