// Reads a calendar from a file: iCalendar, Google JSON or Graph JSON, told apart by content; damage costs only itself.
import { readFile, stat } from 'node:fs/promises'
import type { CalendarCopy, CalendarEvent } from '../domain/event.ts'
import type { Address, Instant, Span } from '../domain/types.ts'
import { cannotRead, FileError } from '../errors.ts'
import { readIcs } from './file/ics.ts'
import { readJson } from './file/json.ts'
import type { Reading } from './file/reading.ts'
import { newest } from './newest.ts'
import type { Problem } from './reading.ts'

export interface CalendarFile {
  /** `owner` is null where neither the caller nor the file tells whose calendar it is. */
  copy: Omit<CalendarCopy, 'owner'> & { owner: Address | null }
  /** One row for each provider id. */
  events: CalendarEvent[]
  /** One sentence each, in the order of the file. */
  problems: string[]
}

export interface ReadOptions {
  /** Whose calendar it is; without it the file may tell. */
  owner?: Address
  /** A file counts as read now (V6). */
  now: Instant
  /** Told the bytes done and their sum; the last call has both equal. */
  onProgress?: (done: number, total: number) => void
}

/** Close to the longest text that V8 can hold. */
const LARGEST = 500_000_000

/**
 * Reads one file as one calendar copy, whose id is the path. Throws a FileError for what is no calendar at all:
 * missing, a directory, unreadable, empty, or something else.
 */
export async function readCalendarFile(path: string, options: ReadOptions): Promise<CalendarFile> {
  return readCalendarBytes(path, await bytesOf(path), options)
}

/** The content of a calendar file, wherever it came from. `name` becomes its id and stands in errors. */
export function readCalendarBytes(name: string, content: Buffer, options: ReadOptions): CalendarFile {
  const bytes = asUtf8(content)
  const problems: Problem[] = []
  const reading = read(name, bytes, options, (problem) => problems.push(problem))
  if (!reading)
    throw new FileError(`${name} is no calendar: neither iCalendar nor events of Google or Microsoft Graph.`)
  options.onProgress?.(bytes.length, bytes.length)
  const events = newest(reading.events)
  const broken = problems.flatMap(({ uid, broken }) => (broken && uid !== null ? [uid] : []))
  const { owner, zone, complete } = reading
  const window = windowOf(events, reading.isView)
  return {
    copy: {
      id: name,
      owner,
      zone,
      complete,
      brokenUids: [...new Set(broken)].sort(),
      window,
      readAt: options.now,
    },
    events,
    problems: problems.map(({ problem }) => problem),
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isDirectory()) throw new FileError(`${path} is a directory, not a calendar file.`)
    return await readFile(path)
  } catch (error) {
    throw error instanceof FileError ? error : new FileError(cannotRead(path, error))
  }
}

/** Without a byte order mark; UTF-16, as Windows tools write it, becomes UTF-8. */
function asUtf8(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(bytes.toString('utf16le', 2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
    return Buffer.from(even.swap16().toString('utf16le'))
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function read(
  path: string,
  bytes: Buffer,
  { owner = null, onProgress }: Omit<ReadOptions, 'owner'> & { owner?: Address | null },
  report: (problem: Problem) => void,
): Reading | null {
  if (bytes.length > LARGEST) throw new FileError(`${path} is larger than 500 MB.`)
  const begin = bytes.toString('latin1', 0, 65_536).trimStart()
  if (begin === '') throw new FileError(`${path} is empty.`)
  const progress = onProgress && ((done: number) => onProgress(done, bytes.length))
  if (begin[0] === '{' || begin[0] === '[') return readJson(bytes.toString('utf8'), path, owner, report)
  if (/^BEGIN:(?:VCALENDAR|VEVENT)/im.test(begin)) return readIcs(bytes, path, owner, report, progress)
  return null
}

/**
 * A list of occurrences, or instances without any master, was read for a window: from the first start to the last end
 * of its rows. Null: read for all dates.
 */
function windowOf(events: CalendarEvent[], isView: boolean): Span | null {
  const hasMaster = events.some((event) => event.kind === 'master')
  const hasInstance = events.some((event) => event.kind === 'instance' && !event.removed)
  if (!isView && (hasMaster || !hasInstance)) return null
  const window = { start: Number.POSITIVE_INFINITY, end: Number.NEGATIVE_INFINITY }
  for (const { kind, span } of events) {
    if (kind === 'master' || !span) continue
    window.start = Math.min(window.start, span.start)
    window.end = Math.max(window.end, span.end)
  }
  return window.end > window.start ? window : null
}
