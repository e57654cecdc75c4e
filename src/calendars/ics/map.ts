// VEVENTs (RFC 5545) become our events.
import { toLocal } from '../../domain/clock.ts'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Zone } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { type Report, type Source, Unreadable } from '../reading.ts'
import { recurrenceOf } from '../recurrence.ts'
import { icalStamp } from '../stamps.ts'
import { detailsOf } from './details.ts'
import { type Entry, entriesOf } from './entries.ts'
import type { IcsFile } from './parse.ts'
import { type Property, param } from './properties.ts'
import { applyToFuture } from './range.ts'
import { type Moment, momentOf, originalOf, spanOf } from './times.ts'

const RECURRENCE = new Set(['RRULE', 'RDATE', 'EXRULE', 'EXDATE'])

/**
 * All events of all calendars in the file, their order changes nothing. Ids: the UID, for an instance with its
 * original start. What cannot be read is reported with its line and UID, and concerns that UID only (S3).
 */
export function icsEvents(file: IcsFile, source: Source, report: Report): CalendarEvent[] {
  const entries = file.calendars.flatMap((calendar) => entriesOf(calendar, source, report))
  const masters = new Map<string, CalendarEvent>()
  const events: CalendarEvent[] = []
  const isInstance = (entry: Entry) => entry.one('RECURRENCE-ID') !== undefined
  for (const entry of entries) {
    const event = isInstance(entry) ? null : guarded(entry, report, () => eventOf(entry, source, report))
    if (!event) continue
    events.push(event)
    if (event.kind === 'master') masters.set(event.uid, freshest(masters.get(event.uid), event))
  }
  for (const entry of entries.filter(isInstance)) {
    const master = masters.get(entry.uid)
    const event = guarded(entry, report, () => instanceOf(entry, master, source, report))
    if (event && !applyToFuture(entry, event, master, report)) events.push(event)
  }
  return events
}

function freshest(known: CalendarEvent | undefined, event: CalendarEvent): CalendarEvent {
  return known && known.sequence > event.sequence ? known : event
}

function guarded(entry: Entry, report: Report, read: () => CalendarEvent): CalendarEvent | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    report({ problem: error.message, uid: entry.uid, broken: true })
    return null
  }
}

/** A master or a single event. */
function eventOf(entry: Entry, source: Source, report: Report): CalendarEvent {
  const { raw, uid, one, clocks } = entry
  const lines = entry.properties.filter((property) => RECURRENCE.has(property.name))
  const isMaster = lines.some(({ name }) => name === 'RRULE' || name === 'RDATE')
  const event = { ...rowOf(entry, source), kind: isMaster ? ('master' as const) : ('single' as const) }
  if (!event.span && !event.removed)
    throw new Unreadable(`line ${raw.line}: the event that begins here has no DTSTART`)
  if (!isMaster) return event
  const zone = event.zone ?? clocks.floating
  const local = toLocal(event.span?.start ?? 0, zone)
  const timeOfDay = ((local % DAY) + DAY) % DAY
  const spelled = lines.map((line) => ({ name: line.name, tzid: param(line, 'tzid'), value: line.raw }))
  const line = one('DTSTART')?.line ?? raw.line
  const complain = (what: string) => report({ problem: `line ${line}: ${what}`, uid, broken: true })
  return {
    ...event,
    recurrence: recurrenceOf(
      spelled,
      { timeOfDay, zone, zoneOf: (tzid) => clocks.zoneOf(tzid, line) },
      complain,
    ),
  }
}

function instanceOf(
  entry: Entry,
  master: CalendarEvent | undefined,
  source: Source,
  report: Report,
): CalendarEvent {
  const row = rowOf(entry, source)
  const series = seriesClock(master) ?? seriesClock(row) ?? { start: 0, zone: entry.clocks.floating }
  const property = entry.one('RECURRENCE-ID')!
  const original = originalOf(property, series, master?.allDay ?? row.allDay, entry.clocks)
  if (!row.span && !row.removed) {
    const problem = `line ${entry.raw.line}: the event that begins here has no DTSTART`
    report({ problem, uid: entry.uid, broken: true })
  }
  return { ...row, id: `${entry.uid}#${new Date(original).toISOString()}`, kind: 'instance', original }
}

function seriesClock(row: CalendarEvent | undefined): { start: number; zone: Zone } | null {
  return row?.span && row.zone ? { start: row.span.start, zone: row.zone } : null
}

function rowOf(entry: Entry, source: Source): CalendarEvent {
  const { uid, one, clocks, calendar } = entry
  const dtstart = one('DTSTART')
  const start: Moment | null = dtstart ? momentOf(dtstart, clocks) : null
  return {
    calendar: source.calendar,
    id: uid,
    uid,
    kind: 'single',
    original: null,
    removed: calendar.method === 'CANCEL' || one('STATUS')?.raw.toUpperCase() === 'CANCELLED',
    span: start && spanOf(start, one('DTEND'), one('DURATION'), clocks),
    allDay: start?.allDay === true || one('X-MICROSOFT-CDO-ALLDAYEVENT')?.raw.toUpperCase() === 'TRUE',
    zone: start ? start.zone : clocks.floating,
    details: detailsOf(entry.properties, one),
    recurrence: null,
    sequence: revisionOf(one('SEQUENCE')),
    updated: updatedOf(entry),
    ruleSince: null,
    declinedSince: null,
  }
}

function revisionOf(sequence: Property | undefined): number {
  return sequence && /^\d{1,9}$/.test(sequence.raw) ? Number(sequence.raw) : 0
}

/** DTSTAMP is when a message was written (RFC 5546), but in exports mostly when the export was made. */
function updatedOf({ one, calendar }: Entry): number | null {
  const stamp =
    one('LAST-MODIFIED') ?? (calendar.method && calendar.method !== 'PUBLISH' ? one('DTSTAMP') : undefined)
  return stamp ? (icalStamp(stamp.raw)?.local ?? null) : null
}
