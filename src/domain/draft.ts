// The dates of one meeting as drafts of slots (S3-S5, S8): which exist, where they are, who comes, what called them off.
import { answerTo } from './answers.ts'
import { believed, type Copy, type Meeting } from './meeting.ts'
import { type Guests, isUncertain, peopleOf } from './people.ts'
import { holdsSeries, isReadFor, type Presence } from './presence.ts'
import { hasWord } from './title.ts'
import type { Address, Answer, CalendarEvent, Details, Instant, Reason, Slot, Span } from './types.ts'
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
  const answers = source.pair.map((who) =>
    answerTo(original, who, meeting, source.presence, source.rules.resolve),
  ) as [Answer, Answer]
  const off = calledOff(source, original, row, answers)
  const length = head.span!.end - head.span!.start
  const before = row?.removed || off === 'removed' ? lastKnown(meeting, original) : null
  const span = row?.span ?? before ?? { start: original, end: original + length }
  return {
    original,
    start: span.start,
    end: Math.max(span.end, span.start),
    uid: meeting.uid,
    planned: length / 60_000,
    off,
    excluded: row && !row.removed ? notTheTwoAlone(source, row) : null,
    unclear: unclear(source, original, row),
    answers,
    readAt: Math.max(...meeting.copies.map((copy) => copy.calendar.readAt)),
    remembered: null,
    closed: false,
  }
}

/** S1: the row that speaks for an instance; null where the series itself does. */
function spokenRow({ meeting }: Source, original: Instant): CalendarEvent | null {
  const theirs = meeting.organizerCopy
  const word = theirs?.instances.get(original)
  if (word) return word
  if (theirs && saysAll(theirs, original)) return null
  let best: CalendarEvent | null = null
  for (const copy of meeting.copies) {
    const row = copy.instances.get(original)
    if (row && (!best || compare(row, best) > 0)) best = row
  }
  return best
}

/** What this copy does not say of the date is not so. */
function saysAll(copy: Copy, original: Instant): boolean {
  return holdsSeries(copy) && isReadFor(copy, original)
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
  if (row?.removed) return removalIn(row, source.meeting)
  if (!row && isRemoved(source, original)) return 'removed'
  if (answers.includes('declined')) return 'declined'
  return row && isUninvited(source, row) ? 'uninvited' : null
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

function isUninvited(source: Source, row: CalendarEvent): boolean {
  if (!row.details) return false
  const guests = guestsOf(source, row.details)
  return !isUncertain(guests) && lacksOne(source, guests)
}

/** V3 and W5 for one instance. */
function notTheTwoAlone(source: Source, { details }: CalendarEvent): Draft['excluded'] {
  if (!details) return null
  const guests = guestsOf(source, details)
  const others = guests.people.some((who) => !source.pair.includes(who))
  if (others || (guests.nameless && !lacksOne(source, guests))) return 'others-joined'
  return hasWord(details.title, source.rules.policy.vetoWords) ? 'vetoed' : null
}

function lacksOne({ pair }: Source, { people }: Guests): boolean {
  return pair.some((who) => !people.includes(who))
}

/** Who comes to one instance. An organizer of the two whom the series does not list is not missing from its list. */
function guestsOf({ rules, pair, head }: Source, details: Details): Guests {
  const { policy, directory, resolve } = rules
  const organizer = details.organizer && resolve(details.organizer)
  const isListed = head.details?.attendees.some(({ address }) => address && resolve(address) === organizer)
  const isImplied = organizer !== null && pair.includes(organizer) && isListed === false
  const organizerJoins = details.organizerJoins || isImplied
  return peopleOf({ ...details, organizerJoins }, policy, directory, resolve, pair)
}

/** V6: what matters cannot be read, or no copy that was wholly read for the date is left. */
function unclear(source: Source, original: Instant, row: CalendarEvent | null): Draft['unclear'] {
  if (source.unreadable || (row?.details && hidesOne(source, row.details))) return 'unreadable'
  return source.meeting.copies.some((copy) => isReadFor(copy, original)) ? null : 'half-read'
}

/** One of the two may be, or a third may hide, behind what this copy does not show. */
function hidesOne(source: Source, details: Details): boolean {
  const guests = guestsOf(source, details)
  return guests.hidden || (guests.nameless && lacksOne(source, guests))
}
