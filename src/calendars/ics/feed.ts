// An iCalendar file or address as a calendar: each reading that finds another content is a whole copy.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { cannotRead, FileError } from '../../errors.ts'
import type { CalendarRef, CalendarService, Page } from '../contract.ts'
import { readCalendarBytes } from '../file.ts'
import { download, type Validators } from './download.ts'
import { publicOnly } from './reachable.ts'

export type FeedPlace =
  | { path: string }
  /** Often a secret by itself: whoever knows it can read the calendar. */
  | { url: string }

export interface FeedOptions {
  /** Lets feeds come from private and loopback addresses. */
  allowPrivate: boolean
}

export const LARGEST_FEED = 50_000_000

export function icsCalendars(place: FeedPlace, options: FeedOptions): CalendarService {
  return {
    async *changes(calendar, { cursor }) {
      const before = cursorFrom(cursor)
      const found =
        'path' in place ? await readPlace(place.path, before) : await fetchPlace(place.url, before, options)
      yield pageOf(calendar, found, before)
    },
  }
}

/** What tells whether there is anything new; all of it may be missing. */
interface Cursor extends Validators {
  /** Of a file: its change and size. */
  stamp?: string
  hash?: string
}

interface Found {
  name: string
  /** Null: nothing new. */
  content: Buffer | null
  cursor: Cursor
}

async function readPlace(path: string, before: Cursor): Promise<Found> {
  try {
    const { size, mtimeMs } = await stat(path)
    const stamp = `${mtimeMs} ${size}`
    if (stamp === before.stamp) return { name: path, content: null, cursor: before }
    if (size > LARGEST_FEED) throw new FileError(`${path} is larger than 50 MB.`)
    return { name: path, content: await readFile(path), cursor: { stamp } }
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(cannotRead(path, error))
  }
}

async function fetchPlace(url: string, before: Cursor, { allowPrivate }: FeedOptions): Promise<Found> {
  const allowed = allowPrivate ? () => true : publicOnly
  const answer = await download(url, before, { allowed, largest: LARGEST_FEED })
  return { name: answer.name, content: answer.content, cursor: answer.validators }
}

/** Exports are often written anew without a change, under a new ETag: then the content decides. */
function pageOf(calendar: CalendarRef, found: Found, before: Cursor): Page {
  const hash = found.content ? hashOf(found.content) : before.hash
  const cursor = JSON.stringify({ ...found.cursor, hash })
  if (!found.content || hash === before.hash)
    return { events: [], brokenUids: [], end: { cursor, reach: 'changes' } }
  const { owner, id } = calendar
  const { copy, events } = readCalendarBytes(found.name, found.content, { owner, now: Date.now() })
  const { zone, complete, window, brokenUids } = copy
  for (const event of events) event.calendar = id
  return { events, brokenUids, end: { cursor, reach: 'whole', zone, complete, window } }
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url')
}

function cursorFrom(text: string | null): Cursor {
  return text === null ? {} : JSON.parse(text)
}
