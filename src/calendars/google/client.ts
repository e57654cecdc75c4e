// Google Calendar by Google's own client: masters, exceptions and tombstones, incrementally; its expansion; its pushes.
import { calendar } from 'googleapis/build/src/apis/calendar/index.js'
import type { CalendarRef, CalendarService } from '../contract.ts'
import { occurrencePages } from './occurrences.ts'
import { eventPages, type ListEvents } from './pages.ts'
import { googlePush } from './push.ts'
import { EVENTS } from './scopes.ts'
import { type Auth, callsTo, type GoogleOptions, openSessions } from './session.ts'

export const MOST = 2500

/** Only what the map reads; the answer's size is what a sync costs. */
export const FIELDS =
  'nextPageToken,nextSyncToken,timeZone,items(id,iCalUID,status,recurringEventId,originalStartTime,start,end,recurrence,' +
  'summary,location,visibility,transparency,eventType,organizer(email,displayName,self),' +
  'attendees(email,displayName,self,resource,responseStatus,additionalGuests),attendeesOmitted,guestsCanSeeOtherGuests,' +
  'sequence,updated)'

/**
 * `singleEvents: false` and no bounds of time: with a sync token an expanded series comes back as hundreds of instances.
 * `showDeleted` tells of what was called off before the first reading too; all but the tokens must stay the same from
 * call to call.
 */
const ASKED = { maxResults: MOST, singleEvents: false, showDeleted: true, fields: FIELDS }

export function googleCalendars(options: GoogleOptions): CalendarService {
  const sessions = openSessions(options)
  const google = calendar({ version: 'v3', ...callsTo(options) })
  const lister =
    (of: CalendarRef): ListEvents =>
    async (where) => {
      const ask = (auth: Auth) => google.events.list({ calendarId: of.providerId, auth, ...where })
      const { data } = await sessions.as(of.owner, EVENTS, ask, { calendar: of.id })
      return data
    }
  return {
    changes: (of, ask) => eventPages((where) => lister(of)({ ...ASKED, ...where }), of, ask),
    occurrences: (of, span) => occurrencePages(lister(of), of, span),
    push: googlePush(google, sessions),
  }
}
