// Microsoft Graph v1.0 events become ours (learn.microsoft.com/graph/api/resources/event).
import type { CalendarEvent, Recurrence } from '../../domain/event.ts'
import type { Instant, Span, Zone } from '../../domain/types.ts'
import { type Fields, fieldsIn, isFields, listIn, quoted, textIn } from '../fields.ts'
import { type Report, type Source, Unreadable } from '../reading.ts'
import { uidsById } from '../siblings.ts'
import { isoInstant, isoStamp } from '../stamps.ts'
import { sharedUid } from '../uid.ts'
import { detailsOf } from './details.ts'
import { ruleOf } from './rule.ts'
import { atSameTime, dayInOccurrenceId, type GraphMoment, momentOf, ownZone } from './times.ts'

/** What is known of the series around an item: rows of its master, UIDs by id. */
interface Family {
  masters: Map<string, CalendarEvent>
  uids: Map<string, string>
}

/**
 * The items of any number of pages, with instances and exceptions expanded inside their masters. Bare occurrences and
 * `@removed` items learn from their masters and siblings among the items, else from `source.known`, what they belong
 * to; the order of the items changes nothing. What cannot be read is reported with its UID.
 */
export function graphEvents(items: unknown[], source: Source, report: Report): CalendarEvent[] {
  const all = items.flatMap(withExpanded)
  const family: Family = { masters: new Map(), uids: uidsById(all, 'seriesMasterId', ownUid) }
  const events: CalendarEvent[] = []
  const isMaster = (item: unknown) => isFields(item) && kindOf(item) === 'master'
  for (const item of all.filter(isMaster)) {
    const master = graphEvent(item, source, report, family)
    if (!master) continue
    events.push(master)
    if (!master.removed || !family.masters.has(master.id)) family.masters.set(master.id, master)
  }
  for (const item of all) {
    const event = isMaster(item) ? null : graphEvent(item, source, report, family)
    if (event) events.push(event)
  }
  return events
}

/** `$expand=instances` and `exceptionOccurrences` stand inside their master. */
function withExpanded(item: unknown): unknown[] {
  if (!isFields(item)) return [item]
  const inside = [item.instances, item.exceptionOccurrences].filter(Array.isArray).flat()
  return inside.length > 0 ? [item, ...inside] : [item]
}

function ownUid(item: Fields): string | null {
  const uid = item.uid || item.iCalUId
  return typeof uid === 'string' && uid !== '' ? sharedUid(uid) : null
}

function graphEvent(item: unknown, source: Source, report: Report, family: Family): CalendarEvent | null {
  if (!isFields(item)) {
    report({ problem: `an event is not an object but ${quoted(item)}`, uid: null, broken: false })
    return null
  }
  let uid: string | null = null
  try {
    uid = uidOf(item, source, family)
    return item['@removed'] ? tombstone(item, uid, source) : eventOf(item, uid, source, report, family)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    report({ problem: `event ${quoted(item.id ?? null)}: ${error.message}`, uid, broken: uid !== null })
    return null
  }
}

/** Its own, else its master's, else (nobody else can share it) an id. */
function uidOf(item: Fields, source: Source, { uids }: Family): string {
  const own = ownUid(item)
  if (own) return own
  const id = textIn(item, 'id')
  if (!id) throw new Unreadable('it has neither id nor uid')
  const master = textIn(item, 'seriesMasterId')
  return (
    uids.get(id) ??
    (master ? uids.get(master) : undefined) ??
    source.known?.(id)?.uid ??
    (master ? source.known?.(master)?.uid : undefined) ??
    master ??
    id
  )
}

/** `{id, "@removed"}`: whatever row was known under this id is gone. */
function tombstone(item: Fields, uid: string, source: Source): CalendarEvent {
  const id = textIn(item, 'id')
  if (!id) throw new Unreadable('it has no id')
  const known = source.known?.(id)
  const nothing = { ...blank(source, id, uid), removed: true }
  return known
    ? { ...nothing, kind: known.kind, original: known.original, span: known.span, zone: known.zone }
    : nothing
}

function blank(source: Source, id: string, uid: string): CalendarEvent {
  return {
    calendar: source.calendar,
    id,
    uid,
    kind: 'single',
    original: null,
    removed: false,
    span: null,
    allDay: false,
    zone: source.zone,
    details: null,
    recurrence: null,
    sequence: 0,
    updated: null,
    ruleSince: null,
    declinedSince: null,
  }
}

function eventOf(item: Fields, uid: string, source: Source, report: Report, family: Family): CalendarEvent {
  const id = textIn(item, 'id')
  if (!id) throw new Unreadable('it has no id')
  const complain = (what: string, broken: boolean) =>
    report({ problem: `event ${quoted(id)}: ${what}`, uid, broken })
  const kind = kindOf(item)
  const allDay = item.isAllDay === true
  const start = momentOf(item, 'start', allDay, source)
  if (!start) throw new Unreadable('it has no start')
  const master = kind === 'instance' ? masterOf(item, source, family) : undefined
  const zone = ownZone(item, start) ?? master?.zone ?? null
  if (zone === null && (kind === 'master' || !start.zone))
    complain(`the time zone ${quoted(item.originalStartTimeZone ?? start.zoneName)} is unknown`, false)
  return {
    ...blank(source, id, uid),
    kind,
    original: kind === 'instance' ? originalOf(item, start, zone, master, complain) : null,
    removed: item.isCancelled === true,
    span: spanOf(item, start, allDay, source),
    allDay,
    zone,
    details: isBare(item) ? null : detailsOf(item, source, complain),
    recurrence: kind === 'master' ? seriesOf(item, complain) : null,
    updated: typeof item.lastModifiedDateTime === 'string' ? isoInstant(item.lastModifiedDateTime) : null,
  }
}

function kindOf(item: Fields): CalendarEvent['kind'] {
  if (item.type === 'occurrence' || item.type === 'exception') return 'instance'
  if (item.type === 'seriesMaster' || item.recurrence) return 'master'
  return item.type !== 'singleInstance' && typeof item.seriesMasterId === 'string' ? 'instance' : 'single'
}

function masterOf(item: Fields, source: Source, family: Family): CalendarEvent | undefined {
  const id = textIn(item, 'seriesMasterId')
  return id ? (family.masters.get(id) ?? source.known?.(id)) : undefined
}

/** A bare occurrence has times only and inherits the rest. */
function isBare(item: Fields): boolean {
  return item.subject === undefined && item.attendees === undefined && item.organizer === undefined
}

/** `originalStart`, else the day in `occurrenceId` at the series' time of day; an occurrence lies where it was planned. */
function originalOf(
  item: Fields,
  start: GraphMoment,
  zone: Zone | null,
  master: CalendarEvent | undefined,
  complain: (what: string, broken: boolean) => void,
): Instant {
  const text = textIn(item, 'originalStart')
  const stamp = text ? isoStamp(text) : null
  if (stamp) return stamp.local - (stamp.offset ?? 0)
  if (item.type === 'occurrence') return start.at
  const day = dayInOccurrenceId(textIn(item, 'occurrenceId') ?? '')
  if (day) return atSameTime(day, master?.span?.start ?? start.at, master?.zone ?? zone ?? 'UTC')
  complain('nothing tells its original start', false)
  return start.at
}

function spanOf(item: Fields, start: GraphMoment, allDay: boolean, source: Source): Span {
  const end = momentOf(item, 'end', allDay, source)
  if (!end) throw new Unreadable('it has no end')
  if (end.at < start.at) throw new Unreadable('it ends before it starts')
  return { start: start.at, end: end.at }
}

/** Cancelled occurrences are removed days of the rule (S3). */
function seriesOf(item: Fields, complain: (what: string, broken: boolean) => void): Recurrence {
  const pattern = fieldsIn(item, 'recurrence')
  if (!pattern) throw new Unreadable('a series without recurrence')
  const recurrence: Recurrence = { rules: [ruleOf(pattern)], dates: [], exDates: [], exDays: [] }
  for (const name of listIn(item, 'cancelledOccurrences')) {
    const day = typeof name === 'string' ? dayInOccurrenceId(name) : null
    if (day) recurrence.exDays.push(day)
    else complain(`cancelledOccurrences holds ${quoted(name)}`, true)
  }
  return recurrence
}
