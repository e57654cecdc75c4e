// One calendar's copy of a meeting: its rows of one UID, and what they say of the meeting as a whole.
import type { CalendarCopy, CalendarEvent, Details } from './event.ts'
import { datesAmong } from './several.ts'
import type { Address, Instant } from './types.ts'

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

/** @param rows those of this calendar with this UID, in any order. */
export function copyOf(
  calendar: CalendarCopy,
  uid: string,
  rows: readonly CalendarEvent[],
  owner: Address,
): Copy {
  const copy: Copy = {
    calendar,
    owner,
    master: null,
    single: null,
    instances: new Map(),
    complete: calendar.complete && !calendar.brokenUids.includes(uid),
  }
  const latest = latestRevisions(rows)
  for (const row of latest) {
    if (row.kind === 'master') copy.master = fresher(copy.master, row)
    else if (row.kind === 'single') copy.single = fresher(copy.single, row)
    else if (row.original !== null)
      copy.instances.set(row.original, fresher(copy.instances.get(row.original) ?? null, row))
  }
  takeSeveralAsDates(copy, latest)
  dropEcho(copy)
  return copy
}

/** Of several at one time the best is the date. */
function takeSeveralAsDates(copy: Copy, rows: readonly CalendarEvent[]) {
  for (const single of datesAmong(rows, copy.master !== null).sort((a, b) => compareRows(b, a))) {
    copy.single = single
    takeAsDate(copy)
  }
}

/** Files may hold several revisions of one row: the highest sequence, then the latest update, the living one on a tie. */
function latestRevisions(rows: readonly CalendarEvent[]): readonly CalendarEvent[] {
  if (rows.length === 1) return rows
  const latest = new Map<string, CalendarEvent>()
  for (const row of rows) {
    const key = `${row.kind} ${row.id}`
    const known = latest.get(key)
    if (!known || (compareVersions(row, known) || compareRows(row, known)) > 0) latest.set(key, row)
  }
  return [...latest.values()]
}

/** A single turned into a series under the same UID: the single is its first slot, unless the series is gone. */
function dropEcho(copy: Copy) {
  const { single, master } = copy
  if (!single || (!master && copy.instances.size === 0)) return
  if (!single.removed) {
    takeAsDate(copy)
    return
  }
  copy.single = null
  // A bare tombstone names no kind: beside instances it is the master's.
  if (!master && single.span === null) copy.master = { ...single, kind: 'master' }
}

/** A living single of a UID that is a series elsewhere is one date of it: who takes part once has nothing else (Outlook). */
export function takeSinglesAsDates(copies: readonly Copy[]): void {
  if (!copies.some(({ master }) => master?.recurrence)) return
  for (const copy of copies) if (copy.single && !copy.single.removed) takeAsDate(copy)
}

function takeAsDate(copy: Copy) {
  const { single, instances } = copy
  copy.single = null
  const original = single?.span?.start
  if (single && original !== undefined && !instances.has(original))
    instances.set(original, { ...single, kind: 'instance', original })
}

/** Of two rows (two ids) for the same thing: the living one, then the higher sequence, then the later update. */
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

/**
 * Positive where the first is better: living, told in detail, holding the series and not only some of its dates (whoever
 * joins one of them has no more), higher sequence, later update; the owner's name decides a tie.
 */
export function compareCopies(a: Copy, b: Copy): number {
  const rowA = headOf(a)
  const rowB = headOf(b)
  if (!rowA || !rowB) return Number(rowA !== null) - Number(rowB !== null)
  return (
    Number(isLiving(a)) - Number(isLiving(b)) ||
    Number(rowA.details !== null) - Number(rowB.details !== null) ||
    Number(rowA.kind !== 'instance') - Number(rowB.kind !== 'instance') ||
    compareVersions(rowA, rowB) ||
    (a.calendar.id < b.calendar.id ? 1 : -1)
  )
}
