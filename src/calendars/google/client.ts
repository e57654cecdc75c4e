// Google Calendar by Google's own client: masters, exceptions and tombstones, incrementally.
import type { Address } from '../../domain/types.ts'
import type { CalendarService } from '../contract.ts'
import { eventPages, type ListEvents } from './pages.ts'
import { type GoogleOptions, openSessions, type Sessions } from './session.ts'
import { googleError, statusOf } from './trouble.ts'

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
  return {
    changes: (calendar, ask) =>
      eventPages(listerFor(sessions, calendar.owner, calendar.providerId), calendar, ask),
  }
}

/** A token that Google takes back before its time is replaced once. */
function listerFor(sessions: Sessions, person: Address, calendarId: string): ListEvents {
  const list: ListEvents = async (where) => {
    const { data } = await sessions.of(person).events.list({ calendarId, ...ASKED, ...where })
    return data
  }
  return async (where) => {
    try {
      return await list(where).catch((error) => {
        if (statusOf(error) !== 401) throw error
        sessions.forget(person)
        return list(where)
      })
    } catch (error) {
      throw googleError(error, person)
    }
  }
}
