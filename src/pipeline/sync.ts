// Sync: read what is new in a calendar and save it with its cursor and next look, in one transaction. Failures are data.
import { BUG } from '../domain/fault.ts'
import { ThrottledError } from '../errors.ts'
import type { Calendar } from '../store/calendars/calendars.ts'
import type { Saved } from '../store/calendars/events.ts'
import type { Pausing } from '../store/connections/pauses.ts'
import type { Fault } from '../store/tables.ts'
import { pauseIfUsedUp } from './busy.ts'
import { checkIfDue } from './check.ts'
import { concernsConnection, concernsPerson, faultOf } from './fault.ts'
import { aroundNow, defaultLooks, nextLook, placeOf } from './look.ts'
import type { Subject, SyncParts } from './parts.ts'
import { isLive, keepWatched, pushAddressOf } from './push.ts'
import { readCalendar } from './reading.ts'
import { pauseAfter, SLOW } from './retry.ts'
import { inTurns } from './turns.ts'

export type Synced =
  /** `pairs` are to be judged now; of a first reading they are many. */
  | ({ state: 'read'; isFirst: boolean } & Saved)
  /** Too many requests were made; nothing is broken. */
  | { state: 'waits' }
  /** `alone`: refused for this person, nobody else is affected. */
  | { state: 'failed'; fault: Fault; alone: boolean }
  /** The calendar is not watched any more. */
  | { state: 'gone' }

/**
 * In this process readings of one calendar follow each other, and all who ask during one share the next. Of two processes
 * that read it at the same time the later to end reads once more. A failure is noted with its next try; a bug too, before
 * it is thrown.
 */
export function calendarSync(parts: SyncParts): (id: string) => Promise<Synced> {
  return inTurns((id) => syncOnce(parts, id))
}

async function syncOnce(parts: SyncParts, id: string): Promise<Synced> {
  const { store, clock } = parts
  const calendar = await store.calendars.byId(id)
  const connection = calendar && (await store.pauses.of(calendar.connection))
  if (!calendar || calendar.lookAt === null || !connection) return { state: 'gone' }
  if (connection.pausedUntil !== null && connection.pausedUntil > clock.wall()) return { state: 'waits' }
  try {
    const service = await parts.serviceOf(calendar.connection)
    const subject = { calendar, service, address: pushAddressOf(parts, connection.kind) }
    await keepWatched(parts, subject)
    const saved = await readAndSave(parts, subject)
    await noteSuccess(parts, calendar, connection)
    await checkIfDue(parts, subject, () => readOnceMore(parts, subject))
    return { state: 'read', isFirst: !calendar.wasRead, ...saved }
  } catch (error) {
    return noteFailure(parts, calendar, error)
  }
}

/** The instant before the reading is as of when it holds. What another process read meanwhile may be older: once more. */
async function readAndSave(parts: SyncParts, subject: Subject): Promise<Saved> {
  const { store, clock } = parts
  const { service, calendar } = subject
  const now = clock.now()
  const reading = await readCalendar(service, calendar, {
    now,
    known: (ids) => store.copies.known(calendar.id, ids),
    ofSeries: (uids) => store.copies.ofSeries(calendar.id, uids),
    seriesIn: (span) => store.copies.seriesIn(calendar.id, span),
  })
  const { hints, cursor: since } = calendar
  const changes = { ...reading, nextLook: await lookAfter(parts, subject, now), hints, since }
  const saved = await store.events.save(calendar.id, changes, now, store.secrets)
  return saved.overtaken ? readOnceMore(parts, subject) : saved
}

async function readOnceMore(parts: SyncParts, subject: Subject): Promise<Saved> {
  const calendar = await parts.store.calendars.byId(subject.calendar.id)
  if (!calendar || calendar.lookAt === null) return { changed: 0, pairs: [] }
  return readAndSave(parts, { ...subject, calendar })
}

async function lookAfter(parts: SyncParts, { calendar, address }: Subject, now: number): Promise<number> {
  const { store, looks = defaultLooks } = parts
  const meetings = await store.copies.meetingsAround(calendar.owner, aroundNow(now, looks))
  const channels = address === null ? [] : await store.channels.ofCalendar(calendar.id)
  const isPushed = channels.some((channel) => isLive(channel, address, now))
  return nextLook(now, { meetings, isPushed, place: placeOf(calendar.id) }, looks)
}

async function noteSuccess(
  { store, clock, info }: SyncParts,
  { id, connection, tries, fault }: Calendar,
  { pausedUntil, failingSince }: Pausing,
): Promise<void> {
  const isMended = failingSince !== null && (await store.connections.recovered(connection)) !== null
  const isOver = pausedUntil !== null && (await store.pauses.end(connection, clock.wall()))
  if (isMended || isOver) info?.({ connection }, 'a connection is read again')
  if (tries > 0 && !fault?.ofConnection) info?.({ calendar: id }, 'a calendar is read again')
}

/** What broke the connection is noted there, too: all its calendars wait for the same hands. */
async function noteFailure(parts: SyncParts, calendar: Calendar, error: unknown): Promise<Synced> {
  const { store, clock } = parts
  const { id, connection, tries } = calendar
  const now = clock.now()
  const fault = faultOf(error)
  if (error instanceof ThrottledError) {
    const pauses = await pauseIfUsedUp(parts, connection, error)
    const pause = Math.max(error.retryAfter ?? 0, pauseAfter(tries + 1))
    if (!pauses) await store.calendars.postponed(id, now + pause)
    if (!pauses && tries === 0) tellOf(parts, { calendar: id }, fault)
    return { state: 'waits' }
  }
  const alone = concernsPerson(error)
  const ofConnection = concernsConnection(error)
  await store.calendars.failed(id, ofConnection ? { ...fault, ofConnection } : fault, {
    now,
    nextTry: now + pauseAfter(tries + 1, alone ? SLOW : undefined),
  })
  if (fault.code === BUG) throw error
  if (ofConnection) {
    if (await store.connections.failed(connection, fault, now)) tellOf(parts, { connection }, fault)
  } else if (calendar.failingSince === null || calendar.fault?.ofConnection)
    tellOf(parts, { calendar: id }, fault)
  return { state: 'failed', fault, alone }
}

function tellOf({ warn }: SyncParts, what: { calendar: string } | { connection: number }, fault: Fault) {
  const { code, message } = fault
  const name = 'calendar' in what ? 'a calendar' : 'a connection'
  warn?.({ ...what, code, message }, `${name} cannot be read; it is tried again`)
}
