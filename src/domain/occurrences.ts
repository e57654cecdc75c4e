// When everything in one calendar takes place by its stored rows, to be compared with what its service says.
import { dayNumber, startOfDayNumber } from './clock.ts'
import { type Copy, copyOf } from './copy.ts'
import type { CalendarCopy, CalendarEvent } from './event.ts'
import { quietly } from './presence.ts'
import { plan } from './recurrence.ts'
import { DAY, type Instant, type Span, type Zone } from './types.ts'

/** One meeting, or one date of a series, as it takes place. */
export interface Occurrence {
  uid: string
  /** Its original start; null: a single event. */
  original: Instant | null
  start: Instant
  end: Instant
  removed: boolean
}

/** What two sides say of one occurrence; null: there is none. Neither names nor titles. */
export interface Difference {
  uid: string
  original: Instant | null
  ours: Span | null
  theirs: Span | null
}

export interface Expanded {
  /**
   * What touches the span and is on. `removed`: a date that has a row of its own while its series is gone; services do not
   * tell whether it went with it, or is what is left of it.
   */
  occurrences: Occurrence[]
  /** UIDs that cannot be expanded: known to be unknown (V6), so there is nothing to compare. */
  unreadable: Set<string>
}

/**
 * All rows of one calendar, those of which only ids, times and rules are kept as well. `calendar.brokenUids` are among the
 * unreadable.
 */
export function occurrencesOf(
  rows: readonly CalendarEvent[],
  calendar: CalendarCopy,
  within: Span,
): Expanded {
  const unreadable = new Set(calendar.brokenUids)
  const occurrences = [...byUid(rows)].flatMap(([uid, its]) => {
    if (unreadable.has(uid)) return []
    // Singles stand for themselves, of whatever series they are dates (Outlook: what is left of one that was declined).
    const alone = its.flatMap((row) => (isAlone(row) ? { original: null, ...row.span!, removed: false } : []))
    const rest = its.filter((row) => !isAlone(row))
    const found = occurrencesIn(copyOf(calendar, uid, rest, calendar.owner), within)
    if (!found) unreadable.add(uid)
    return [...alone.filter((one) => touches(one, within)), ...(found ?? [])].map((one) => ({ uid, ...one }))
  })
  return { occurrences, unreadable }
}

/** What one side has and the other has not, or has at another time. What is removed there counts as not there. */
export function differencesBetween(ours: Expanded, theirs: readonly Occurrence[]): Difference[] {
  const differences: Difference[] = []
  const expected = new Map(theirs.filter(({ removed }) => !removed).map((one) => [nameOf(one), one]))
  for (const one of ours.occurrences) {
    const other = expected.get(nameOf(one))
    expected.delete(nameOf(one))
    if (one.removed && !other) continue
    if (other?.start !== one.start || other.end !== one.end) differences.push(difference(one, one, other))
  }
  for (const other of expected.values()) differences.push(difference(other, undefined, other))
  return differences.filter(({ uid }) => !ours.unreadable.has(uid))
}

type Dated = Omit<Occurrence, 'uid'>

const isAlone = ({ kind, removed, span }: CalendarEvent) => kind === 'single' && !removed && span !== null

const touches = ({ start, end }: Span, within: Span) => end > within.start && start < within.end

/** Null where the rule cannot be expanded or its zone is not known. */
function occurrencesIn({ master, instances }: Copy, within: Span): Dated[] | null {
  const isGone = master?.removed ?? false
  const told = [...instances].flatMap(([original, { removed, span }]) =>
    removed || !span ? [] : [{ original, ...span, removed: isGone }],
  )
  const planned = master && !isGone ? datesOf(master, within) : []
  if (planned === null) return null
  const plain = planned.filter(({ original }) => !instances.has(original))
  return [...told, ...plain].filter((one) => touches(one, within))
}

function datesOf({ recurrence, span, zone, allDay }: CalendarEvent, within: Span) {
  if (!recurrence || !span || zone === null) return null
  const around = { start: within.start - (span.end - span.start) - DAY, end: within.end }
  const dates = quietly(() => plan(recurrence, span.start, zone, around).on)
  const endOf = allDay ? lastingDays(span, zone) : (start: Instant) => start + span.end - span.start
  return (
    dates?.map((original) => ({ original, start: original, end: endOf(original), removed: false })) ?? null
  )
}

/** Days are as long as clocks make them. */
function lastingDays({ start, end }: Span, zone: Zone) {
  const days = dayNumber(end, zone) - dayNumber(start, zone)
  return (first: Instant) => startOfDayNumber(dayNumber(first, zone) + days, zone)
}

function byUid(rows: readonly CalendarEvent[]): Map<string, CalendarEvent[]> {
  const found = new Map<string, CalendarEvent[]>()
  for (const row of rows) {
    const its = found.get(row.uid)
    if (its) its.push(row)
    else found.set(row.uid, [row])
  }
  return found
}

/** Singles of one series have nothing but their starts to tell them apart. */
const nameOf = ({ uid, original, start }: Occurrence): string => `${original ?? `alone ${start}`} ${uid}`

const difference = ({ uid, original }: Occurrence, ours?: Span, theirs?: Span): Difference => ({
  uid,
  original,
  ours: ours ? { start: ours.start, end: ours.end } : null,
  theirs: theirs ? { start: theirs.start, end: theirs.end } : null,
})
