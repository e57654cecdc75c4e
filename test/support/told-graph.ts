// Told meetings as Microsoft Graph event collections: masters with exceptions, a calendar view, or a delta.
import type { DateTime } from 'luxon'
import { at, datesOf, type Instance, instanceOf, localTime, type Meeting, type Said } from './told.ts'

/** Masters with `cancelledOccurrences`, and their exceptions. */
export const graphOf = (owner: string, meetings: Meeting[], ...more: object[]) =>
  collection(owner, 'events', [...meetings.flatMap((meeting) => mastersOf(owner, meeting)), ...more])

/** A calendarView: whole occurrences, no master. What is off is simply not there. */
export const graphViewOf = (owner: string, meetings: Meeting[], ...more: object[]) =>
  collection(owner, 'calendarView', [...meetings.flatMap((meeting) => viewOf(owner, meeting)), ...more])

/** A delta: the master, its exceptions, and bare occurrences that inherit from it. */
export const graphDeltaOf = (owner: string, meetings: Meeting[], ...more: object[]) =>
  collection(owner, 'calendarView/delta', [
    ...meetings.flatMap((meeting) => deltaOf(owner, meeting)),
    ...more,
  ])

const collection = (owner: string, of: string, value: object[]) => ({
  '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${encodeURIComponent(at(owner))}')/${of}`,
  value,
})

function mastersOf(owner: string, meeting: Meeting): object[] {
  const kept = meeting.changes.filter(({ of }) => !meeting.off.includes(of))
  return [
    masterOf(owner, meeting),
    ...kept.map(({ of }) => instanceItem(owner, meeting, instanceOf(meeting, of), 'exception')),
  ]
}

function viewOf(owner: string, meeting: Meeting): object[] {
  if (meeting.weeks === null) return [masterOf(owner, meeting)]
  return datesOf(meeting, '2026-06-30').map((of) => {
    const instance = instanceOf(meeting, of)
    return instanceItem(owner, meeting, instance, instance.changed ? 'exception' : 'occurrence')
  })
}

function deltaOf(owner: string, meeting: Meeting): object[] {
  if (meeting.weeks === null) return [masterOf(owner, meeting)]
  const [, ...exceptions] = mastersOf(owner, { ...meeting, off: [] })
  const bare = datesOf(meeting, '2026-06-30').filter((of) => !instanceOf(meeting, of).changed)
  return [
    masterOf(owner, meeting),
    ...exceptions,
    ...bare.map((of) => {
      const { start, end } = instanceOf(meeting, of)
      const id = `${idOf(meeting)}.${of.slice(0, 10)}`
      return {
        id,
        type: 'occurrence',
        seriesMasterId: idOf(meeting),
        start: timeOf(start),
        end: timeOf(end),
      }
    }),
  ]
}

const idOf = ({ uid }: Meeting) => `AAMk-${uid.slice(0, uid.indexOf('@'))}`

function masterOf(owner: string, meeting: Meeting): object {
  const item = itemOf(owner, meeting, instanceOf({ ...meeting, changes: [] }, meeting.start))
  if (meeting.weeks === null) return { ...item, id: idOf(meeting), type: 'singleInstance' }
  return {
    ...item,
    id: idOf(meeting),
    type: 'seriesMaster',
    recurrence: ruleOf(meeting),
    cancelledOccurrences: meeting.off.map((of) => `OID.${idOf(meeting)}.${of.slice(0, 10)}`),
  }
}

function instanceItem(owner: string, meeting: Meeting, instance: Instance, type: string): object {
  return {
    ...itemOf(owner, meeting, instance),
    id: `${idOf(meeting)}.${instance.of.slice(0, 10)}`,
    type,
    seriesMasterId: idOf(meeting),
    occurrenceId: `OID.${idOf(meeting)}.${instance.of.slice(0, 10)}`,
    originalStart: localTime(instance.of, meeting.zone).toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'"),
  }
}

function itemOf(owner: string, meeting: Meeting, { start, end, title, people, cancelled }: Instance) {
  const isOrganizer = owner === meeting.organizer
  const own = isOrganizer ? 'organizer' : responseOf(people[owner] ?? 'none')
  return {
    iCalUId: meeting.uid,
    uid: meeting.uid,
    subject: cancelled ? `Canceled: ${title}` : title,
    isAllDay: false,
    isCancelled: cancelled,
    isOrganizer,
    isDraft: false,
    sensitivity: meeting.private ? 'private' : 'normal',
    showAs: meeting.free || cancelled ? 'free' : own === 'tentativelyAccepted' ? 'tentative' : 'busy',
    lastModifiedDateTime: `${meeting.updated}:00Z`,
    start: timeOf(start),
    end: timeOf(end),
    originalStartTimeZone: meeting.zone,
    originalEndTimeZone: meeting.zone,
    responseStatus: { response: own, time: '2026-01-01T08:00:00Z' },
    organizer: { emailAddress: { name: meeting.organizer, address: at(meeting.organizer) } },
    attendees: [
      ...Object.entries(people).map(([name, said]) => ({
        type: 'required',
        status: { response: responseOf(said), time: '0001-01-01T00:00:00Z' },
        emailAddress: { name, address: at(name) },
      })),
      ...meeting.rooms.map((room) => ({
        type: 'resource',
        status: { response: 'accepted', time: '0001-01-01T00:00:00Z' },
        emailAddress: { name: room, address: at(room) },
      })),
    ],
  }
}

function ruleOf({ start, weeks, until, zone }: Meeting) {
  const day = localTime(start, zone)
  return {
    pattern: {
      type: 'weekly',
      interval: weeks,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [day.setLocale('en').toFormat('cccc').toLowerCase()],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: {
      type: until ? 'endDate' : 'noEnd',
      startDate: start.slice(0, 10),
      endDate: until ? until.slice(0, 10) : '0001-01-01',
      recurrenceTimeZone: zone,
      numberOfOccurrences: 0,
    },
  }
}

/** In UTC, as `Prefer: outlook.timezone="UTC"` asks for; no offset, seven digits. */
const timeOf = (time: DateTime) => ({
  dateTime: time.toUTC().toFormat("yyyy-MM-dd'T'HH:mm:ss'.0000000'"),
  timeZone: 'UTC',
})

const responseOf = (said: Said): string =>
  ({
    accepted: 'accepted',
    declined: 'declined',
    tentative: 'tentativelyAccepted',
    none: 'notResponded',
  })[said]
