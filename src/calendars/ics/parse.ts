// An iCalendar file taken apart into its calendars and their events; damage stays with the event it is in.
import { quoted } from '../fields.ts'
import type { Report } from '../reading.ts'
import { sharedUid } from '../uid.ts'
import { eachLine, type Line } from './lines.ts'

/** A VEVENT: the lines of its own that mean something to us. */
export interface RawEvent {
  line: number
  lines: Line[]
}

export interface RawCalendar {
  method: string | null
  name: string | null
  zoneName: string | null
  /** VTIMEZONEs by TZID, as text. */
  timezones: Map<string, string>
  events: RawEvent[]
}

export interface IcsFile {
  calendars: RawCalendar[]
  /** The file ends where a calendar ends. */
  complete: boolean
}

/** Properties of a VEVENT that are read; all others are skipped unseen. */
const MEANT =
  /^(?:UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXRULE|EXDATE|RECURRENCE-ID|SUMMARY|LOCATION|STATUS|TRANSP|CLASS|ORGANIZER|ATTENDEE|SEQUENCE|LAST-MODIFIED|DTSTAMP|X-MICROSOFT-CDO-(?:BUSYSTATUS|INTENDEDSTATUS|ALLDAYEVENT))[;:]/i
const CONTENT_LINE = /^[A-Za-z0-9-]+[;:]/

interface Cursor {
  /** Names of the open components, outermost first. */
  open: string[]
  calendar: RawCalendar | null
  event: RawEvent | null
  /** Where the open event was found damaged. */
  damage: number | null
  /** The line before was one of MEANT: what follows it unfolded may belong to it. */
  meant: boolean
  timezone: string[]
  strays: number
}

/** Never throws. What is not a content line, and events that are never closed, are reported with their line. */
export function parseIcs(bytes: Buffer, report: Report, onProgress?: (bytes: number) => void): IcsFile {
  const calendars: RawCalendar[] = []
  const cursor: Cursor = {
    open: [],
    calendar: null,
    event: null,
    damage: null,
    meant: false,
    timezone: [],
    strays: 0,
  }
  let last = 0
  const visit = (line: Line) => {
    last = line.line
    const boundary = /^(BEGIN|END):(.*)$/i.exec(line.text)
    if (!boundary) return content(cursor, line, report)
    const name = boundary[2]!.trim().toUpperCase()
    if (boundary[1]!.length === 5) begin(cursor, name, line, calendars, report)
    else end(cursor, name, line, calendars, report)
  }
  eachLine(bytes, visit, onProgress)
  const complete = cursor.open.length === 0 && calendars.length > 0
  if (!complete) cutOff(cursor, last, report)
  return { calendars, complete }
}

function begin(cursor: Cursor, name: string, line: Line, calendars: RawCalendar[], report: Report) {
  if (cursor.event && (name === 'VEVENT' || name === 'VCALENDAR')) abandon(cursor, line, report)
  if (name === 'VCALENDAR') {
    cursor.open = []
    cursor.calendar = newCalendar(calendars)
  }
  cursor.open.push(name)
  if (name === 'VEVENT') {
    cursor.event = { line: line.line, lines: [] }
    cursor.damage = null
    cursor.meant = false
  }
  if (name === 'VTIMEZONE') cursor.timezone = []
  if (cursor.open.includes('VTIMEZONE')) cursor.timezone.push(line.text)
}

function newCalendar(calendars: RawCalendar[]): RawCalendar {
  const calendar = { method: null, name: null, zoneName: null, timezones: new Map(), events: [] }
  calendars.push(calendar)
  return calendar
}

/** Closes the innermost component of that name; what is still open inside of it was damaged. */
function end(cursor: Cursor, name: string, line: Line, calendars: RawCalendar[], report: Report) {
  const depth = cursor.open.lastIndexOf(name)
  if (depth < 0) {
    stray(cursor, line, report)
    return
  }
  const inTimezone = cursor.open.includes('VTIMEZONE')
  if (name !== 'VEVENT' && cursor.event && cursor.open.indexOf('VEVENT') > depth)
    abandon(cursor, line, report)
  cursor.open.length = Math.min(cursor.open.length, depth)
  if (inTimezone) cursor.timezone.push(line.text)
  if (name === 'VTIMEZONE') keepTimezone(cursor)
  if (name === 'VEVENT') keepEvent(cursor, calendars, report)
  if (name === 'VCALENDAR') cursor.calendar = null
}

function keepEvent(cursor: Cursor, calendars: RawCalendar[], report: Report) {
  const { event, damage } = cursor
  cursor.event = null
  if (!event) return
  if (damage !== null) {
    const problem = `line ${damage}: the event is damaged here and was left out`
    report({ problem, uid: rawUid(event), broken: true })
    return
  }
  cursor.calendar ??= newCalendar(calendars)
  cursor.calendar.events.push(event)
}

function keepTimezone(cursor: Cursor) {
  const id = cursor.timezone.find((text) => /^TZID[;:]/i.test(text))
  if (id && cursor.calendar)
    cursor.calendar.timezones.set(id.slice(id.indexOf(':') + 1).trim(), cursor.timezone.join('\r\n'))
  cursor.timezone = []
}

function content(cursor: Cursor, line: Line, report: Report) {
  const inside = cursor.open.at(-1)
  if (cursor.event && inside === 'VEVENT') {
    const isMeant = MEANT.test(line.text)
    if (isMeant) cursor.event.lines.push(line)
    else if (!CONTENT_LINE.test(line.text)) brokenLine(cursor, line, report)
    if (isMeant || CONTENT_LINE.test(line.text)) cursor.meant = isMeant
  } else if (inside === 'VCALENDAR' && cursor.calendar) header(cursor.calendar, line.text)
  else if (cursor.open.includes('VTIMEZONE')) cursor.timezone.push(line.text)
  else if (inside === undefined) stray(cursor, line, report)
}

/** Rests of an unfolded description cost nothing; after a property that is read, that may be a part of it. */
function brokenLine(cursor: Cursor, line: Line, report: Report) {
  if (cursor.meant) cursor.damage ??= line.line
  else {
    const problem = `line ${line.line}: not a line of a calendar, skipped: ${quoted(line.text)}`
    report({ problem, uid: rawUid(cursor.event!), broken: false })
  }
}

function header(calendar: RawCalendar, text: string) {
  const match = /^(METHOD|X-WR-CALNAME|X-WR-TIMEZONE|NAME)(?:;[^:]*)?:(.*)$/i.exec(text)
  if (!match) return
  const name = match[1]!.toUpperCase()
  const value = match[2]!.trim()
  if (name === 'METHOD') calendar.method = value.toUpperCase()
  else if (name === 'X-WR-TIMEZONE') calendar.zoneName = value
  else if (name === 'X-WR-CALNAME') calendar.name = value
  else calendar.name ??= value
}

/** An event that another begins within, or whose calendar ends within it. */
function abandon(cursor: Cursor, line: Line, report: Report) {
  const { event } = cursor
  const problem = `line ${event!.line}: the event that begins here has no end before line ${line.line}`
  report({ problem, uid: rawUid(event!), broken: true })
  cursor.event = null
  cursor.open.length = cursor.open.indexOf('VEVENT')
}

function cutOff(cursor: Cursor, last: number, report: Report) {
  const uid = cursor.event ? rawUid(cursor.event) : null
  report({ problem: `line ${last}: the file ends in the middle of a calendar`, uid, broken: uid !== null })
}

/** Ten of them tell as much as a million. */
function stray(cursor: Cursor, line: Line, report: Report) {
  if (++cursor.strays > 10) return
  report({
    problem: `line ${line.line}: not part of a calendar, skipped: ${quoted(line.text)}`,
    uid: null,
    broken: false,
  })
}

function rawUid(event: RawEvent): string | null {
  const line = event.lines.find(({ text }) => /^UID[;:]/i.test(text))
  const uid = line?.text.slice(line.text.indexOf(':') + 1).trim()
  return uid ? sharedUid(uid) : null
}
