// Told meetings as an iCalendar file (RFC 5545).
import type { DateTime } from 'luxon'
import { vcalendar, vevent } from './ics.ts'
import { at, type Instance, instanceOf, localTime, type Meeting, type Said } from './told.ts'

export const icsOf = (owner: string, meetings: Meeting[], ...more: string[]): string =>
  vcalendar(at(owner), ...meetings.flatMap(eventsOf), ...more)

function eventsOf(meeting: Meeting): string[] {
  const master = instanceOf({ ...meeting, changes: [] }, meeting.start)
  return [
    vevent(...linesOf(meeting, master), ...ruleOf(meeting)),
    ...meeting.changes.map((change) =>
      vevent(
        ...linesOf(meeting, instanceOf(meeting, change.of)),
        `RECURRENCE-ID${stamp(localTime(change.of, meeting.zone))}`,
      ),
    ),
  ]
}

function linesOf(meeting: Meeting, { start, end, title, people, cancelled }: Instance): string[] {
  return [
    `UID:${meeting.uid}`,
    `DTSTART${stamp(start)}`,
    `DTEND${stamp(end)}`,
    `SUMMARY:${title}`,
    `LAST-MODIFIED:${localTime(meeting.updated, 'UTC').toFormat("yyyyMMdd'T'HHmmss'Z'")}`,
    `ORGANIZER;CN=${meeting.organizer}:mailto:${at(meeting.organizer)}`,
    ...Object.entries(people).map(([name, said]) => `ATTENDEE;PARTSTAT=${partstat(said)}:mailto:${at(name)}`),
    ...meeting.rooms.map((room) => `ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:${at(room)}`),
    ...(cancelled ? ['STATUS:CANCELLED'] : []),
    ...(meeting.free ? ['TRANSP:TRANSPARENT'] : []),
    ...(meeting.private ? ['CLASS:PRIVATE'] : []),
  ]
}

function ruleOf({ weeks, until, off, zone }: Meeting): string[] {
  if (weeks === null) return []
  const last = until ? `;UNTIL=${localTime(until, zone).toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}` : ''
  return [
    `RRULE:FREQ=WEEKLY;INTERVAL=${weeks}${last}`,
    ...off.map((of) => `EXDATE${stamp(localTime(of, zone))}`),
  ]
}

const stamp = (time: DateTime): string => `;TZID=${time.zoneName}:${time.toFormat("yyyyMMdd'T'HHmmss")}`

const partstat = (said: Said): string =>
  ({ accepted: 'ACCEPTED', declined: 'DECLINED', tentative: 'TENTATIVE', none: 'NEEDS-ACTION' })[said]
