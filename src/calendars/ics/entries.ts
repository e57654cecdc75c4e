// The VEVENTs of one VCALENDAR with their properties decoded and their UIDs told.
import { type Report, type Source, Unreadable } from '../reading.ts'
import { sharedUid } from '../uid.ts'
import { clocksOf } from './clocks.ts'
import type { RawCalendar, RawEvent } from './parse.ts'
import { type Property, propertiesOf } from './properties.ts'
import type { Clocks } from './times.ts'

/** A VEVENT while it is read. */
export interface Entry {
  calendar: RawCalendar
  clocks: Clocks
  raw: RawEvent
  uid: string
  properties: Property[]
  /** The first property of a name. */
  one: (name: string) => Property | undefined
}

/** Events that cannot be taken apart are reported with their line and UID. */
export function entriesOf(calendar: RawCalendar, source: Source, report: Report): Entry[] {
  const { method } = calendar
  if (method && ['REPLY', 'COUNTER', 'DECLINECOUNTER', 'REFRESH'].includes(method)) {
    const problem = `an answer to an invitation (METHOD:${method}) is no calendar, skipped`
    report({ problem, uid: null, broken: false })
    return []
  }
  const clocks = clocksOf(calendar, source, report)
  const entries: Entry[] = []
  for (const raw of calendar.events) {
    const entry = entryOf(calendar, clocks, raw, report)
    if (entry) entries.push(entry)
  }
  return entries
}

function entryOf(calendar: RawCalendar, clocks: Clocks, raw: RawEvent, report: Report): Entry | null {
  const uidLine = raw.lines.find(({ text }) => /^UID[;:]/i.test(text))?.text
  const rawUid = uidLine?.slice(uidLine.indexOf(':') + 1).trim()
  try {
    const properties = propertiesOf(raw)
    const first = new Map<string, Property>()
    for (const property of properties) if (!first.has(property.name)) first.set(property.name, property)
    const one = (name: string) => first.get(name)
    const uid = rawUid ? sharedUid(rawUid) : withoutUid(raw, one, report)
    return { calendar, clocks, raw, uid, properties, one }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    report({ problem: error.message, uid: rawUid ? sharedUid(rawUid) : null, broken: rawUid !== undefined })
    return null
  }
}

/** S1: copies without a UID are matched by people and start, so they may have one of their own. */
function withoutUid(raw: RawEvent, one: (name: string) => Property | undefined, report: Report): string {
  report({ problem: `line ${raw.line}: the event that begins here has no UID`, uid: null, broken: false })
  return `without-uid ${one('DTSTART')?.raw} ${one('SUMMARY')?.text}`
}
