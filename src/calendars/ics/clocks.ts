// The zones that the TZIDs of one VCALENDAR mean, each looked up once.
import type { Zone } from '../../domain/types.ts'
import { DAY } from '../../domain/types.ts'
import { quoted } from '../fields.ts'
import { mostCounted } from '../most.ts'
import type { Report, Source } from '../reading.ts'
import type { RawCalendar } from './parse.ts'
import type { Clocks } from './times.ts'
import { type Years, zoneOfTzid } from './timezones.ts'

/** A TZID that means nothing is reported once, with the line where it first stands. */
export function clocksOf(calendar: RawCalendar, source: Source, report: Report): Clocks {
  const known = new Map<string, Zone | null>()
  const zoneOf = (tzid: string, line: number) => {
    let zone = known.get(tzid)
    if (zone === undefined) {
      zone = zoneOfTzid(tzid, calendar.timezones.get(tzid), () => yearsOf(calendar, tzid), source.zone)
      known.set(tzid, zone)
      if (zone === null) reportUnknown(tzid, line, report)
    }
    return zone
  }
  return { floating: source.zone ?? 'UTC', zoneOf }
}

/** The commonest zone of the calendar's events, in IANA's names; null where none names one. */
export function commonestZone(calendars: RawCalendar[]): Zone | null {
  const counts = new Map<Zone, number>()
  for (const calendar of calendars) {
    const clocks = clocksOf(calendar, { calendar: '', owner: null, zone: null }, () => {})
    for (const event of calendar.events) {
      const start = event.lines.find(({ text }) => /^DTSTART;/i.test(text))
      const tzid = start && /;TZID=("[^"]*"|[^;:]*)/i.exec(start.text)?.[1]?.replaceAll('"', '')
      const zone = start && tzid ? clocks.zoneOf(tzid, start.line) : null
      if (zone) counts.set(zone, (counts.get(zone) ?? 0) + 1)
    }
  }
  return mostCounted(counts)
}

/** From the first to a year after the last start in that zone. */
function yearsOf(calendar: RawCalendar, tzid: string): Years {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { lines } of calendar.events) {
    for (const { text } of lines) {
      if (!/^DTSTART;/i.test(text) || !text.includes(tzid)) continue
      const year = Number(/:(\d{4})\d{4}T/.exec(text)?.[1] ?? Number.NaN)
      if (Number.isNaN(year)) continue
      from = Math.min(from, Date.UTC(year, 0, 1))
      to = Math.max(to, Date.UTC(year + 1, 11, 31))
    }
  }
  return to > from ? { from, to } : { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 0, 1) + 6 * 366 * DAY }
}

function reportUnknown(tzid: string, line: number, report: Report) {
  report({ problem: `line ${line}: the time zone ${quoted(tzid)} is unknown`, uid: null, broken: false })
}
