// What somebody knows who reads the ledger's calendars now and then: the domain's rows of each copy, and since when a rule
// or a decline holds, as domain.md has it (S3, S4, W).
import type { CalendarCopy, CalendarEvent, Details } from '../../../src/domain/event.ts'
import type { Absence, Address, Instant, Span } from '../../../src/domain/types.ts'
import type { Entry, Ledger, Words } from './ledger.ts'
import { primaryOf, wordsOf } from './ledger.ts'

/** A calendar as it stood at one moment of the log. */
export interface View {
  owner: Address
  /** Everything that was written after this count is new to whoever read before. */
  count: number
  lines: { entry: Pick<Entry, 'state' | 'count'>; row: CalendarEvent }[]
}

export interface Knowing {
  copy: CalendarCopy
  count: number
  rows: Map<string, CalendarEvent>
  /** Row → who declined the whole series, and when that was first seen. */
  declined: Map<string, Map<Address, Instant>>
}

function viewOf(ledger: Ledger, owner: Address): View {
  const lines = [...ledger.calendars.get(owner)!.values()].map((entry) => ({
    entry: { ...entry },
    row: rowOf(ledger, owner, entry),
  }))
  return { owner, count: ledger.count, lines }
}

/** One reading of a calendar. */
export interface Reading {
  calendar: string
  at: Instant
  /** Read from the beginning. */
  whole: boolean
  /** What was asked for; null: all of the calendar. */
  window: Span | null
}

/** A calendar as somebody saw it: what they know after a reading who knew so much before it. */
export type Sight = (before: Knowing | undefined, reading: Reading, ledger: Ledger) => Knowing

/** What the ledger tells of a calendar. */
export function sightOf(ledger: Ledger, owner: Address): Sight {
  const view = viewOf(ledger, owner)
  return (before, reading, ledger) => readAgain(before, view, reading, ledger)
}

/**
 * One more reading. What was struck out is told by its id alone, unless all was read from the beginning: then Google
 * tells once more what it was.
 */
export function readAgain(
  knowing: Knowing | undefined,
  view: View,
  { calendar, at, whole, window }: Reading,
  ledger: Ledger,
): Knowing {
  const before = knowing ?? nothing
  const after: Knowing = {
    copy: copyOf({ owner: view.owner, calendar, at, window }, ledger),
    count: view.count,
    rows: new Map(before.rows),
    declined: new Map(before.declined),
  }
  for (const { entry, row } of view.lines) {
    if (entry.count <= before.count && !whole) continue
    const known = before.rows.get(row.id)
    const told = entry.state === 'on' || (entry.state === 'off' && whole) ? row : struck(row, known)
    note(after, { ...told, calendar }, before, ledger, at)
  }
  return after
}

export const nothing: Omit<Knowing, 'copy'> = { count: -1, rows: new Map(), declined: new Map() }

export function copyOf(
  { owner, calendar, at, window }: Pick<Reading, 'calendar' | 'at' | 'window'> & { owner: Address },
  { people }: Ledger,
): CalendarCopy {
  const { zone } = people.get(owner)!
  const told = { complete: true, brokenUids: [], exceptionsOnly: true }
  return { id: calendar, owner, zone, ...told, window, readAt: at }
}

/** A row as it is told now, beside what was known of it. */
export function note(
  after: Knowing,
  row: CalendarEvent,
  before: Pick<Knowing, 'rows' | 'declined'>,
  ledger: Ledger,
  at: Instant,
): void {
  after.rows.set(row.id, { ...row, ruleSince: ruleSince(row, before.rows.get(row.id), at) })
  after.declined.set(row.id, decliners(row, before.declined.get(row.id), ledger, at))
}

/** The same rows as one pair sees them: a series is declined when one of these two declines it. */
export function rowsFor(pair: readonly Address[], { rows, declined }: Knowing): CalendarEvent[] {
  return [...rows.values()].map((row) => {
    const since = pair.flatMap((who) => declined.get(row.id)?.get(who) ?? [])
    return { ...row, declinedSince: since.length > 0 ? Math.min(...since) : null }
  })
}

export function absencesIn({ rows, copy }: Knowing): Absence[] {
  return [...rows.values()].flatMap(({ details, removed, span }) =>
    details?.shows === 'away' && !removed && span ? [{ person: copy.owner, ...span }] : [],
  )
}

function struck(row: CalendarEvent, known: CalendarEvent | undefined): CalendarEvent {
  if (known) return { ...known, removed: true, updated: null }
  const { calendar, id, uid, original } = row
  const kind = original === null ? ('single' as const) : ('instance' as const)
  return { ...NOTHING, calendar, id, uid, original, kind }
}

const NOTHING = {
  removed: true,
  span: null,
  allDay: false,
  zone: null,
  details: null,
  recurrence: null,
  sequence: 0,
  updated: null,
  ruleSince: null,
  declinedSince: null,
}

function ruleSince(row: CalendarEvent, known: CalendarEvent | undefined, seen: Instant): Instant | null {
  if (row.kind !== 'master' || known?.kind !== 'master') return null
  const rule = (one: CalendarEvent) =>
    `${one.recurrence!.rules} ${one.span!.start} ${one.zone} ${one.removed}`
  return rule(row) === rule(known) ? known.ruleSince : Math.min(row.updated ?? seen, seen)
}

function decliners(
  { kind, details }: CalendarEvent,
  known: Map<Address, Instant> | undefined,
  ledger: Ledger,
  seen: Instant,
): Map<Address, Instant> {
  const now = new Map<Address, Instant>()
  if (kind !== 'master') return now
  for (const { address, answer } of details?.attendees ?? []) {
    const who = primaryOf(ledger, address!)
    if (who && answer === 'declined') now.set(who, known?.get(who) ?? seen)
  }
  return now
}

function rowOf(ledger: Ledger, owner: Address, entry: Entry): CalendarEvent {
  const { meeting, original, state, id, at } = entry
  const { uid, organizer } = meeting
  const words = wordsOf(meeting, original)
  return {
    ...rowFrom({ id, uid, original, words }),
    removed: state !== 'on',
    details: detailsFrom(words, organizer, owner, (name) => primaryOf(ledger, name)),
    sequence: (original === null ? undefined : meeting.dates.get(original)?.sequence) ?? meeting.sequence,
    updated: at,
  }
}

/** A row without details, in a calendar that is named later. */
export function rowFrom({
  id,
  uid,
  original,
  words,
}: Pick<Entry, 'id' | 'original'> & { uid: string; words: Words }) {
  const isSeries = words.lines.length > 0
  return {
    ...NOTHING,
    ...{ calendar: '', id, uid, original },
    kind: original !== null ? ('instance' as const) : isSeries ? ('master' as const) : ('single' as const),
    span: { start: words.start, end: words.end },
    zone: words.zone,
    recurrence: isSeries
      ? { rules: words.lines.map((line) => line.replace('RRULE:', '')), dates: [], exDates: [], exDays: [] }
      : null,
  }
}

export function detailsFrom(
  words: Words,
  organizer: Address,
  owner: Address,
  primary: (name: Address) => Address | undefined,
): Details {
  const isOwn = primary(organizer) === owner
  const isSeen = (email: Address) => isOwn || !words.hidden || email === organizer || primary(email) === owner
  const attendees = words.guests
    .filter(({ email }) => isSeen(email))
    .map(({ email, answer, room }) => ({
      address: email,
      name: null,
      kind: room ? ('room' as const) : ('person' as const),
      answer,
      guests: 0,
    }))
  return {
    title: words.private ? secretly(words.title) : words.title,
    private: words.private,
    organizer,
    organizerName: null,
    organizerIsPlace: false,
    attendees,
    organizerJoins: attendees.filter(({ kind }) => kind === 'person').length < 2,
    attendeesHidden: words.hidden && !isOwn,
    shows: words.away ? 'away' : words.free ? 'free' : 'busy',
    type: 'meeting',
    locations: [],
  }
}

/** Of a private title is known whether it equals another private one, and whether a veto word is in it: no more. */
const secretly = (title: string) => `${title} in private`
