// Sync: read what is new in a calendar and save it with its cursor and next look, in one transaction. Failures are data.
import type { CalendarService } from '../calendars/contract.ts'
import { AuthError, FileError, ThrottledError, TransientError, UsageError } from '../errors.ts'
import type { Calendar } from '../store/calendars.ts'
import type { Saved } from '../store/events.ts'
import type { Fault } from '../store/tables.ts'
import { aroundNow, defaultLooks, type Looks, nextLook } from './look.ts'
import type { Parts } from './parts.ts'
import { readCalendar } from './reading.ts'
import { pauseAfter } from './retry.ts'

export interface SyncParts extends Pick<Parts, 'store' | 'clock'> {
  /** The service behind a connection. Throws a UsageError where its credentials cannot be opened. */
  serviceOf(connection: number): Promise<CalendarService>
  looks?: Looks
}

export type Synced =
  /** `pairs` are to be judged now. */
  | ({ state: 'read' } & Saved)
  | { state: 'failed'; fault: Fault }
  /** The calendar is not watched any more. */
  | { state: 'gone' }

/**
 * In this process readings of one calendar follow each other, and all who ask during one share the next. Of two processes that read it at the same time the later
 * to end is thrown away; a hint that something changed meanwhile causes another reading. A failure is noted with its
 * next try; a bug too, before it is thrown.
 */
export function calendarSync(parts: SyncParts): (id: string) => Promise<Synced> {
  const turns = new Map<string, { running: Promise<unknown>; next: Promise<Synced> | null }>()
  const begin = (id: string): Promise<Synced> => {
    const turn = syncOnce(parts, id)
    const own = { running: turn, next: null }
    turns.set(id, own)
    const end = () => turns.get(id) === own && own.next === null && turns.delete(id)
    turn.then(end, end)
    return turn
  }
  return (id) => {
    const turn = turns.get(id)
    if (!turn) return begin(id)
    const follow = () => begin(id)
    turn.next ??= turn.running.then(follow, follow)
    return turn.next
  }
}

async function syncOnce(parts: SyncParts, id: string): Promise<Synced> {
  const calendar = await parts.store.calendars.byId(id)
  if (!calendar) return { state: 'gone' }
  try {
    const saved = await readAndSave(parts, calendar)
    await parts.store.connections.recovered(calendar.connection)
    return { state: 'read', ...saved }
  } catch (error) {
    const fault = faultOf(error)
    await noteFailure(parts, calendar, error, fault)
    if (fault.code === BUG) throw error
    return { state: 'failed', fault }
  }
}

/** The instant before the reading is as of when it holds. */
async function readAndSave({ store, clock, serviceOf, looks = defaultLooks }: SyncParts, calendar: Calendar) {
  const now = clock.now()
  const service = await serviceOf(calendar.connection)
  const known = (ids: string[]) => store.copies.known(calendar.id, ids)
  const reading = await readCalendar(service, calendar, known)
  const meetings = await store.copies.meetingsAround(calendar.owner, aroundNow(now, looks))
  const { hints, cursor: since } = calendar
  const look = nextLook(now, meetings, looks, Math.random())
  return store.events.save(calendar.id, { ...reading, nextLook: look, hints, since }, now, store.secrets)
}

/** What broke the connection is noted there, too: all its calendars wait for the same hands. */
async function noteFailure(
  { store, clock }: SyncParts,
  { id, connection, tries }: Calendar,
  error: unknown,
  fault: Fault,
): Promise<void> {
  const now = clock.now()
  const asked = error instanceof ThrottledError ? (error.retryAfter ?? 0) : 0
  const pause = Math.max(asked, pauseAfter(tries + 1))
  await store.calendars.failed(id, fault, { now, nextTry: now + pause })
  if (concernsConnection(error)) await store.connections.failed(connection, fault, now)
}

/** A UsageError: its credentials cannot be opened. A FileError: feeds and files are connections of one calendar. */
function concernsConnection(error: unknown): boolean {
  if (error instanceof AuthError) return error.concerns === 'connection'
  return error instanceof UsageError || error instanceof FileError
}

const BUG = 'internal'
const MEND_FILE =
  'Put the calendar back where it was, or connect it from where it is now: halfhour connect ics FILE-or-URL --owner EMAIL.'

function faultOf(error: unknown): Fault {
  if (error instanceof AuthError) {
    const { message, wayOut, raw } = error
    return { code: error.code ?? 'refused', message, ...(wayOut ? { wayOut } : {}), ...(raw ? { raw } : {}) }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ThrottledError) return { code: 'busy', message }
  if (error instanceof TransientError) return { code: 'unreachable', message }
  if (error instanceof UsageError) return { code: 'credentials', message }
  if (error instanceof FileError) return { code: 'unreadable', message, wayOut: MEND_FILE }
  return { code: BUG, message }
}
