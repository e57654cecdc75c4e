// Copies of one meeting become one (S1): the rows of all calendars, gathered by UID, and whose copy speaks.
import type { Address, CalendarCopy, CalendarEvent, Details, Directory, Instant } from './types.ts'

/** One calendar's rows of a meeting. */
export interface Copy {
  calendar: CalendarCopy
  /** Address of the owner, aliases resolved. */
  owner: Address
  master: CalendarEvent | null
  single: CalendarEvent | null
  instances: Map<Instant, CalendarEvent>
  /** Absence from it proves something (S3): wholly read, and no row of this UID was unreadable. */
  complete: boolean
}

export interface Meeting {
  /** The smallest UID where several name the same meeting. */
  uid: string
  copies: Copy[]
  organizer: Address | null
  /** The copy whose owner is the organizer, living where there is one. */
  organizerCopy: Copy | null
}

/** What a directory is asked for here; the identity serves where there is none. */
export type Resolve = (address: Address) => Address

export function resolver(directory: Directory): Resolve {
  return (address) => directory.colleague(address) ?? address
}

/** Gathers rows by UID; the order of rows and calendars changes nothing. */
export function meetingsOf(events: CalendarEvent[], calendars: CalendarCopy[], resolve: Resolve): Meeting[] {
  const calendarOf = new Map(calendars.map((calendar) => [calendar.id, calendar]))
  const byUid = new Map<string, Map<string, CalendarEvent[]>>()
  const uidOf = adoption(events)
  for (const event of events) {
    const uid = uidOf(event)
    let rows = byUid.get(uid)
    if (!rows) {
      rows = new Map()
      byUid.set(uid, rows)
    }
    const own = rows.get(event.calendar)
    if (own) own.push(event)
    else rows.set(event.calendar, [event])
  }
  const meetings: Meeting[] = []
  for (const [uid, rows] of byUid) {
    const copies: Copy[] = []
    for (const [id, own] of rows) {
      const calendar = calendarOf.get(id)
      if (calendar) copies.push(copyOf(calendar, uid, own, resolve))
    }
    if (copies.length > 0) meetings.push(meetingOf(uid, copies, resolve))
  }
  return meetings
}

/** A bare Google tombstone only guesses its UID from its id (S4): where a row with that id tells, that one holds. */
function adoption(events: CalendarEvent[]): (event: CalendarEvent) => string {
  const isBare = (event: CalendarEvent) =>
    event.removed && !event.details && event.uid.endsWith('@google.com')
  if (!events.some(isBare)) return (event) => event.uid
  const told = new Set<string>()
  const byId = new Map<string, string>()
  for (const event of events) {
    if (!event.details) continue
    told.add(event.uid)
    byId.set(event.id, event.uid)
  }
  return (event) => {
    if (!isBare(event) || told.has(event.uid)) return event.uid
    return byId.get(event.uid.slice(0, -'@google.com'.length)) ?? event.uid
  }
}

function copyOf(calendar: CalendarCopy, uid: string, rows: CalendarEvent[], resolve: Resolve): Copy {
  const copy: Copy = {
    calendar,
    owner: resolve(calendar.owner),
    master: null,
    single: null,
    instances: new Map(),
    complete: calendar.complete && !calendar.brokenUids.includes(uid),
  }
  for (const row of rows) {
    if (row.kind === 'master') copy.master = fresher(copy.master, row)
    else if (row.kind === 'single') copy.single = fresher(copy.single, row)
    else if (row.original !== null)
      copy.instances.set(row.original, fresher(copy.instances.get(row.original) ?? null, row))
  }
  dropEcho(copy)
  return copy
}

/** A single turned into a series under the same UID: the single is its first slot, unless the series is gone. */
function dropEcho(copy: Copy) {
  const { single, master } = copy
  if (!single || (!master && copy.instances.size === 0)) return
  copy.single = null
  if (single.removed) {
    // A bare tombstone names no kind: beside instances it is the master's.
    if (!master && single.span === null) copy.master = { ...single, kind: 'master' }
  } else if (single.span && !copy.instances.has(single.span.start)) {
    copy.instances.set(single.span.start, { ...single, kind: 'instance', original: single.span.start })
  }
}

/** Of two rows for the same thing: the living one, then the higher sequence, then the later update. */
function fresher(a: CalendarEvent | null, b: CalendarEvent): CalendarEvent {
  return a && compareRows(a, b) >= 0 ? a : b
}

function compareRows(a: CalendarEvent, b: CalendarEvent): number {
  return (
    Number(b.removed) - Number(a.removed) ||
    compareVersions(a, b) ||
    (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

function compareVersions(a: CalendarEvent, b: CalendarEvent): number {
  return a.sequence - b.sequence || (a.updated ?? 0) - (b.updated ?? 0)
}

function meetingOf(uid: string, copies: Copy[], resolve: Resolve): Meeting {
  copies.sort((a, b) => compareCopies(b, a))
  const organizer = organizerOf(copies, resolve)
  const organizerCopy = copies.find((copy) => copy.owner === organizer) ?? null
  return { uid, copies, organizer, organizerCopy }
}

/** Whoever organizes in their own living copy; else who the best copy says it is. A hand-over leaves a stale name. */
function organizerOf(copies: Copy[], resolve: Resolve): Address | null {
  let named: Address | null = null
  for (const copy of copies) {
    const details = detailsOf(copy)
    if (!details) continue
    const organizer = details.organizer ? resolve(details.organizer) : copy.owner
    if (isLiving(copy) && organizer === copy.owner && !details.organizerIsPlace) return organizer
    named ??= details.organizer ? organizer : null
  }
  return named
}

/** The row that describes the series (or the single) in this copy. */
export function headOf(copy: Copy): CalendarEvent | null {
  return copy.master ?? copy.single ?? firstDetailed(copy)
}

function firstDetailed(copy: Copy): CalendarEvent | null {
  let best: CalendarEvent | null = null
  for (const row of copy.instances.values()) {
    if (!row.details || (best && !best.removed && row.removed)) continue
    if (!best || (best.removed && !row.removed) || row.original! > best.original!) best = row
  }
  return best
}

export function detailsOf(copy: Copy): Details | null {
  return copy.master?.details ?? copy.single?.details ?? firstDetailed(copy)?.details ?? null
}

/** Not tombstoned as a whole. */
export function isLiving(copy: Copy): boolean {
  return !(copy.master ?? copy.single)?.removed
}

/** Better copies first: living, told in detail, higher sequence, later update; the owner's name decides a tie. */
function compareCopies(a: Copy, b: Copy): number {
  const rowA = headOf(a)
  const rowB = headOf(b)
  if (!rowA || !rowB) return Number(rowA !== null) - Number(rowB !== null)
  return (
    Number(isLiving(a)) - Number(isLiving(b)) ||
    Number(rowA.details !== null) - Number(rowB.details !== null) ||
    compareVersions(rowA, rowB) ||
    (a.calendar.id < b.calendar.id ? 1 : -1)
  )
}

/**
 * Copies in the order in which they are believed: the organizer's, then (S1) the higher sequence, then the later
 * update; a half-read copy only after the complete ones that hold the series.
 */
export function believed(meeting: Meeting): Copy[] {
  const first = meeting.organizerCopy
  return first ? [first, ...meeting.copies.filter((copy) => copy !== first)] : meeting.copies
}

/** Two meetings that turned out to be copies of one, under the smaller UID. */
export function unite(a: Meeting, b: Meeting): Meeting {
  const copies = [...a.copies, ...b.copies].sort((x, y) => compareCopies(y, x))
  const organizerCopy = a.organizerCopy ?? b.organizerCopy
  const organizer = organizerCopy === b.organizerCopy ? b.organizer : a.organizer
  return { uid: a.uid < b.uid ? a.uid : b.uid, copies, organizer, organizerCopy }
}
