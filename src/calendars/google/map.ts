// Google Calendar API v3 events become ours. Facts about the format: developers.google.com/calendar/api/v3/reference/events
import { startOfDay, toLocal } from '../../domain/clock.ts'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Instant, Span } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { countIn, type Fields, fieldsIn, isFields, listIn, quoted, textIn } from '../fields.ts'
import { type Report, type Source, Unreadable } from '../reading.ts'
import { type RecurrenceLine, recurrenceOf } from '../recurrence.ts'
import { uidsById } from '../siblings.ts'
import { isoInstant } from '../stamps.ts'
import { sharedUid } from '../uid.ts'
import { zoneNamed } from '../zones.ts'
import { detailsOf } from './details.ts'
import { instanceId } from './ids.ts'
import { type GoogleMoment, momentOf } from './times.ts'

type UidById = (id: string) => string | undefined

/**
 * The items of any number of pages. UIDs that bare tombstones lack are taken from their masters and siblings among
 * the items, then from `source.known`; the order of the items changes nothing.
 */
export function googleEvents(items: unknown[], source: Source, report: Report): CalendarEvent[] {
  let uids: Map<string, string> | undefined
  const uidOf = (id: string) => {
    uids ??= uidsById(items, 'recurringEventId', ownUid)
    return uids.get(id)
  }
  const events: CalendarEvent[] = []
  for (const item of items) {
    const event = googleEvent(item, source, report, uidOf)
    if (event) events.push(event)
  }
  return events
}

function ownUid(item: Fields): string | null {
  const uid = item.iCalUID
  return typeof uid === 'string' && uid !== '' ? sharedUid(uid) : null
}

/**
 * One item. Null where it cannot be read, which is reported with its UID.
 * @param uidById UIDs by event id, as far as the caller knows them.
 */
export function googleEvent(
  item: unknown,
  source: Source,
  report: Report,
  uidById?: UidById,
): CalendarEvent | null {
  if (!isFields(item)) {
    report({ problem: `an event is not an object but ${quoted(item)}`, uid: null, broken: false })
    return null
  }
  let uid: string | null = null
  try {
    uid = uidOf(item, source, uidById)
    return eventOf(item, uid, source, report)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    report({ problem: `event ${quoted(item.id ?? null)}: ${error.message}`, uid, broken: uid !== null })
    return null
  }
}

/** The iCalUID; else that of a known row, sibling or master; else what Google makes of the (master's) id (S4). */
function uidOf(item: Fields, source: Source, uidById: UidById | undefined): string {
  const own = ownUid(item)
  if (own) return own
  const { id } = item
  if (typeof id !== 'string' || id === '') throw new Unreadable('it has neither id nor iCalUID')
  const recurring = item.recurringEventId
  const master = typeof recurring === 'string' ? recurring : cancelledInstance(item, id)?.master
  return (
    uidById?.(id) ??
    source.known?.(id)?.uid ??
    (master && (uidById?.(master) ?? source.known?.(master)?.uid)) ??
    `${master ?? id}@google.com`
  )
}

/** Live events tell by themselves what they are an instance of. */
function cancelledInstance(item: Fields, id: string) {
  return item.status === 'cancelled' ? instanceId(id) : null
}

function eventOf(item: Fields, uid: string, source: Source, report: Report): CalendarEvent {
  const id = textIn(item, 'id')
  if (!id) throw new Unreadable('it has no id')
  const removed = item.status === 'cancelled'
  const start = momentOf(item, 'start', source)
  if (!start && !removed) throw new Unreadable('it has no start')
  const original = originalOf(item, id, source)
  const lines = original === null ? listIn(item, 'recurrence') : []
  const complain = (what: string, broken: boolean) =>
    report({ problem: `event ${quoted(id)}: ${what}`, uid, broken })
  const isMaster = lines.length > 0
  if (start?.zone === null && (isMaster || start.guessed))
    complain(`the time zone ${quoted(start.zoneName)} is unknown`, false)
  return {
    calendar: source.calendar,
    id,
    uid,
    kind: original !== null ? 'instance' : isMaster ? 'master' : 'single',
    original,
    removed,
    span: start && spanOf(item, start, source),
    allDay: start?.allDay ?? false,
    zone: start ? start.zone : source.zone,
    details: isBare(item) ? null : detailsOf(item, source, complain),
    recurrence: isMaster ? seriesOf(lines, start, source, complain) : null,
    sequence: countIn(item, 'sequence'),
    updated: typeof item.updated === 'string' ? isoInstant(item.updated) : null,
    ruleSince: null,
    declinedSince: null,
  }
}

function originalOf(item: Fields, id: string, source: Source): Instant | null {
  const moment = momentOf(item, 'originalStartTime', source)
  if (moment) return moment.at
  const named = typeof item.recurringEventId === 'string' ? instanceId(id) : cancelledInstance(item, id)
  if (named)
    return typeof named.original === 'number'
      ? named.original
      : startOfDay(named.original, source.zone ?? 'UTC')
  if (textIn(item, 'recurringEventId')) throw new Unreadable('an instance without its original start')
  return null
}

/** A tombstone that says nothing but what is gone. */
function isBare(item: Fields): boolean {
  return item.status === 'cancelled' && !item.organizer && !item.attendees && item.summary === undefined
}

/** Without an end it has none (Google sends one even where it is unspecified). */
function spanOf(item: Fields, start: GoogleMoment, source: Source): Span {
  const end = momentOf(item, 'end', source)
  if (!end) return { start: start.at, end: start.allDay ? start.at + DAY : start.at }
  if (end.at < start.at) throw new Unreadable('it ends before it starts')
  return { start: start.at, end: end.at }
}

function seriesOf(
  lines: unknown[],
  start: GoogleMoment | null,
  source: Source,
  complain: (what: string, broken: boolean) => void,
) {
  const zone = start?.zone ?? source.zone ?? 'UTC'
  const local = start ? toLocal(start.at, zone) : 0
  const timeOfDay = ((local % DAY) + DAY) % DAY
  const clock = { timeOfDay, zone, zoneOf: zoneNamed }
  return recurrenceOf(lines.map(lineOf), clock, (what) => complain(what, true))
}

/** 'EXDATE;TZID=Europe/Berlin:20260303T090000' */
function lineOf(line: unknown): RecurrenceLine {
  const match = typeof line === 'string' ? /^([A-Za-z-]+)((?:;[^:]*)?):(.*)$/s.exec(line) : null
  if (!match) throw new Unreadable(`recurrence holds ${quoted(line)}`)
  const tzid = /;TZID=("[^"]*"|[^;]*)/i.exec(match[2]!)?.[1] ?? null
  return { name: match[1]!.toUpperCase(), tzid, value: match[3]! }
}

/** The people whom nobody but Google's `self` names: fields of `events.list` items that tell whose calendar it is. */
export function selfOf(item: unknown): string | null {
  if (!isFields(item)) return null
  const people = [item.organizer, ...(Array.isArray(item.attendees) ? item.attendees : [])]
  const self = people.find(
    (person) => isFields(person) && person.self === true && typeof person.email === 'string',
  )
  return self ? (fieldsIn({ self }, 'self')!.email as string) : null
}
