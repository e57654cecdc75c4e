// Told meetings as answers of Google's events.list: masters with exceptions, or a view of instances.
import type { DateTime } from 'luxon'
import { at, datesOf, type Instance, instanceOf, localTime, type Meeting, type Said } from './told.ts'

export const googleOf = (owner: string, meetings: Meeting[], ...more: object[]) =>
  page(owner, [...meetings.flatMap((meeting) => mastersOf(owner, meeting)), ...more])

/** `singleEvents=true&showDeleted=true`. */
export const googleViewOf = (owner: string, meetings: Meeting[], ...more: object[]) =>
  page(owner, [...meetings.flatMap((meeting) => viewOf(owner, meeting)), ...more])

const page = (owner: string, items: object[]) => ({
  kind: 'calendar#events',
  summary: at(owner),
  timeZone: 'Europe/Berlin',
  accessRole: 'owner',
  items,
  nextSyncToken: 'token',
})

const idOf = ({ uid }: Meeting) => uid.slice(0, uid.indexOf('@'))

function mastersOf(owner: string, meeting: Meeting): object[] {
  const master = instanceOf({ ...meeting, changes: [] }, meeting.start)
  const recurrence = meeting.weeks === null ? {} : { recurrence: ruleOf(meeting) }
  return [
    { ...itemOf(owner, meeting, master), id: idOf(meeting), ...recurrence },
    ...meeting.changes.map((change) => instanceItem(owner, meeting, instanceOf(meeting, change.of))),
    ...meeting.off.map((of) => tombstone(meeting, of)),
  ]
}

function viewOf(owner: string, meeting: Meeting): object[] {
  if (meeting.weeks === null) return mastersOf(owner, meeting)
  return [
    ...datesOf(meeting, '2026-06-30').map((of) => instanceItem(owner, meeting, instanceOf(meeting, of))),
    ...meeting.off.map((of) => tombstone(meeting, of)),
  ]
}

const instanceItem = (owner: string, meeting: Meeting, instance: Instance) => ({
  ...itemOf(owner, meeting, instance),
  ...named(meeting, instance.of),
})

/** All that Google promises of a cancelled exception. */
const tombstone = (meeting: Meeting, of: string) => ({ status: 'cancelled', ...named(meeting, of) })

function named(meeting: Meeting, of: string) {
  const original = localTime(of, meeting.zone)
  return {
    id: `${idOf(meeting)}_${original.toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}`,
    recurringEventId: idOf(meeting),
    originalStartTime: timeOf(original),
  }
}

function itemOf(owner: string, meeting: Meeting, { start, end, title, people, cancelled }: Instance) {
  const listed: [string, Said][] = [[meeting.organizer, 'accepted'], ...Object.entries(people)]
  const answers = new Map(listed)
  return {
    kind: 'calendar#event',
    status: cancelled ? 'cancelled' : 'confirmed',
    iCalUID: meeting.uid,
    sequence: 0,
    updated: `${meeting.updated}:00.000Z`,
    summary: title,
    eventType: 'default',
    organizer: { email: at(meeting.organizer), ...(owner === meeting.organizer && { self: true }) },
    start: timeOf(start),
    end: timeOf(end),
    attendees: [
      ...[...answers].map(([name, said]) => ({
        email: at(name),
        responseStatus: said === 'none' ? 'needsAction' : said,
        ...(name === meeting.organizer && { organizer: true }),
        ...(name === owner && { self: true }),
      })),
      ...meeting.rooms.map((room) => ({ email: at(room), resource: true, responseStatus: 'accepted' })),
    ],
    ...(meeting.free && { transparency: 'transparent' }),
    ...(meeting.private && { visibility: 'private' }),
  }
}

function ruleOf({ weeks, until, zone }: Meeting): string[] {
  const last = until ? `;UNTIL=${localTime(until, zone).toUTC().toFormat("yyyyMMdd'T'HHmmss'Z'")}` : ''
  return [`RRULE:FREQ=WEEKLY;INTERVAL=${weeks}${last}`]
}

const timeOf = (time: DateTime) => ({ dateTime: time.toISO(), timeZone: time.zoneName })
