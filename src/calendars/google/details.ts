// What a Google event says about the meeting: people, title, how it shows.
import type { Answer, Attendee, Details } from '../../domain/event.ts'
import { addressOf } from '../address.ts'
import { countIn, type Fields, fieldsIn, isFields, listIn, quoted, textIn } from '../fields.ts'
import { isOrganizedByPlace, isPlaceAddress } from '../places.ts'
import { owns, type Source, Unreadable } from '../reading.ts'

const ANSWERS: Record<string, Answer> = { accepted: 'accepted', declined: 'declined', tentative: 'tentative' }

/** @param complain is told of fields that were left out without harm. */
export function detailsOf(
  item: Fields,
  source: Source,
  complain: (what: string, broken: boolean) => void,
): Details {
  const organizer = fieldsIn(item, 'organizer')
  const own = organizer?.self === true
  const email = organizer ? (addressOf(textIn(organizer, 'email')) ?? (own ? source.owner : null)) : null
  const attendees = listIn(item, 'attendees').map((entry) => attendeeOf(entry, source))
  const isOwners = own || owns(source, email) || email === null
  const location = harmless(item, 'location', complain)
  return {
    title: harmless(item, 'summary', complain),
    private: item.visibility === 'private' || item.visibility === 'confidential',
    organizer: email,
    organizerName: organizer && typeof organizer.displayName === 'string' ? organizer.displayName : null,
    organizerIsPlace: isOrganizedByPlace(email, attendees),
    attendees,
    organizerJoins: joins(attendees),
    attendeesHidden: item.attendeesOmitted === true || (item.guestsCanSeeOtherGuests === false && !isOwners),
    shows: showsOf(item),
    type:
      item.eventType === undefined || item.eventType === null || item.eventType === 'default'
        ? 'meeting'
        : 'other',
    locations: location ? [location] : [],
  }
}

/** W2: an organizer who is missing while two others are listed is not of the meeting. */
function joins(attendees: Attendee[]): boolean {
  let people = 0
  for (const attendee of attendees) if (attendee.kind !== 'room') people++
  return people < 2
}

function attendeeOf(entry: unknown, source: Source): Attendee {
  if (!isFields(entry)) throw new Unreadable(`attendees holds ${quoted(entry)}`)
  const address = addressOf(textIn(entry, 'email')) ?? (entry.self === true ? source.owner : null)
  return {
    address,
    name: typeof entry.displayName === 'string' ? entry.displayName : null,
    kind: entry.resource === true || isPlaceAddress(address) ? 'room' : 'person',
    answer: ANSWERS[entry.responseStatus as string] ?? 'none',
    guests: countIn(entry, 'additionalGuests'),
  }
}

/** "Show me as" is the transparency alone; a status `tentative` blocks time as any other does. */
function showsOf(item: Fields): Details['shows'] {
  if (item.eventType === 'outOfOffice') return 'away'
  return item.transparency === 'transparent' ? 'free' : 'busy'
}

/** A text whose wrong type costs nothing but itself. */
function harmless(item: Fields, key: string, complain: (what: string, broken: boolean) => void): string {
  const value = item[key]
  if (typeof value === 'string') return value
  if (value !== undefined && value !== null) complain(`${key} is not a text but ${quoted(value)}`, false)
  return ''
}
