// What a VEVENT says about the meeting: people, summary, how it shows.
import type { Answer, Attendee, Details } from '../../domain/event.ts'
import type { Address } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import { isOrganizedByPlace, isPlaceAddress } from '../places.ts'
import { withoutCancelled } from '../titles.ts'
import { type Property, param } from './properties.ts'

/** Whoever delegated does not come; the delegate is listed too. */
const ANSWERS: Record<string, Answer> = {
  ACCEPTED: 'accepted',
  COMPLETED: 'accepted',
  'IN-PROCESS': 'accepted',
  DECLINED: 'declined',
  DELEGATED: 'declined',
  TENTATIVE: 'tentative',
}
const OUTLOOK_SHOWS: Record<string, Details['shows']> = {
  FREE: 'free',
  TENTATIVE: 'tentative',
  BUSY: 'busy',
  OOF: 'away',
  WORKINGELSEWHERE: 'busy',
}

/** @param one the first property of a name. */
export function detailsOf(properties: Property[], one: (name: string) => Property | undefined): Details {
  const organizer = one('ORGANIZER')
  const address = organizer ? addressOfUser(organizer) : null
  const attendees = properties.filter((property) => property.name === 'ATTENDEE').map(attendeeOf)
  const title = one('SUMMARY')?.text ?? ''
  const isPrivate = ['PRIVATE', 'CONFIDENTIAL'].includes(one('CLASS')?.raw.toUpperCase() ?? '')
  return {
    title: one('STATUS')?.raw.toUpperCase() === 'CANCELLED' ? withoutCancelled(title) : title,
    private: isPrivate,
    organizer: address,
    organizerName: organizer ? param(organizer, 'cn') : null,
    organizerIsPlace: isOrganizedByPlace(address, attendees),
    attendees,
    organizerJoins: true,
    attendeesHidden: false,
    shows: showsOf(one),
    type: 'meeting',
    locations: locationsOf(one('LOCATION')?.text ?? ''),
  }
}

function attendeeOf(property: Property): Attendee {
  const answer = ANSWERS[param(property, 'partstat')?.toUpperCase() ?? ''] ?? 'none'
  const address = addressOfUser(property)
  return {
    address,
    name: param(property, 'cn'),
    kind: kindOf(property, address),
    answer,
    guests: guestsOf(property),
  }
}

/** Google writes down in its exports how many others a guest brings along. */
function guestsOf(property: Property): number {
  const count = param(property, 'x-num-guests') ?? ''
  return /^\d{1,3}$/.test(count) ? Number(count) : 0
}

/** 'mailto:…', or the EMAIL parameter beside a urn (RFC 7986). */
function addressOfUser(property: Property) {
  return addressOf(property.text) ?? addressOf(param(property, 'email'))
}

/** Outlook marks rooms as NON-PARTICIPANT (MS-OXCICAL 2.1.3.1.1.20.2.4); people merely told of a meeting are none of it. */
function kindOf(property: Property, address: Address | null): Attendee['kind'] {
  const type = param(property, 'cutype')?.toUpperCase()
  if (type === 'ROOM' || type === 'RESOURCE' || isPlaceAddress(address)) return 'room'
  if (param(property, 'role')?.toUpperCase() === 'NON-PARTICIPANT') return 'room'
  return type === 'GROUP' ? 'group' : 'person'
}

/** Outlook's own word, else the status it was meant to have, else TRANSP; STATUS:TENTATIVE blocks time as well. */
function showsOf(one: (name: string) => Property | undefined): Details['shows'] {
  const outlook = one('X-MICROSOFT-CDO-BUSYSTATUS') ?? one('X-MICROSOFT-CDO-INTENDEDSTATUS')
  const told = outlook && OUTLOOK_SHOWS[outlook.raw.toUpperCase()]
  if (told) return told
  return one('TRANSP')?.raw.toUpperCase() === 'TRANSPARENT' ? 'free' : 'busy'
}

/** Outlook names several rooms with semicolons between. */
function locationsOf(text: string): string[] {
  const parts = text.split(';').map((part) => part.trim())
  return [...new Set([text.trim(), ...parts])].filter((place) => place !== '')
}
