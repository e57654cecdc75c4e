// What a Graph event says about the meeting: people, subject, how it shows.
import type { Answer, Attendee, Details } from '../../domain/event.ts'
import type { Address } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import { type Fields, fieldsIn, isFields, listIn, quoted, textIn } from '../fields.ts'
import { isOrganizedByPlace } from '../places.ts'
import { owns, type Source, Unreadable } from '../reading.ts'
import { withoutCancelled } from '../titles.ts'

const ANSWERS: Record<string, Answer> = {
  organizer: 'accepted',
  accepted: 'accepted',
  tentativelyAccepted: 'tentative',
  declined: 'declined',
}
const SHOWS: Record<string, Details['shows']> = { free: 'free', tentative: 'tentative', oof: 'away' }

/** @param complain is told of fields that were left out without harm. */
export function detailsOf(
  item: Fields,
  source: Source,
  complain: (what: string, broken: boolean) => void,
): Details {
  const organizer = mailbox(item, 'organizer')
  const isOwners = item.isOrganizer === true || owns(source, organizer.address)
  const attendees = listIn(item, 'attendees').map(attendeeOf)
  if (!isOwners) takeOwnAnswer(attendees, item, source)
  return {
    title: titleOf(item, complain),
    private: typeof item.sensitivity === 'string' && item.sensitivity !== 'normal',
    organizer: organizer.address,
    organizerName: organizer.name,
    organizerIsPlace: isOrganizedByPlace(organizer.address, attendees),
    attendees,
    organizerJoins: true,
    attendeesHidden: item.hideAttendees === true && !isOwners,
    shows: SHOWS[item.showAs as string] ?? 'busy',
    type: 'meeting',
    locations: locationsOf(item),
  }
}

function titleOf(item: Fields, complain: (what: string, broken: boolean) => void): string {
  const { subject } = item
  if (typeof subject === 'string') return item.isCancelled === true ? withoutCancelled(subject) : subject
  if (subject !== undefined && subject !== null)
    complain(`subject is not a text but ${quoted(subject)}`, false)
  return ''
}

/** The attendee list of an invitee's copy rarely knows the invitee's own answer; `responseStatus` does. */
function takeOwnAnswer(attendees: Attendee[], item: Fields, source: Source) {
  const answer = answerIn(item, 'responseStatus')
  if (answer === 'none') return
  for (const attendee of attendees) if (owns(source, attendee.address)) attendee.answer = answer
}

function attendeeOf(entry: unknown): Attendee {
  if (!isFields(entry)) throw new Unreadable(`attendees holds ${quoted(entry)}`)
  return {
    ...nameAndAddress(fieldsIn(entry, 'emailAddress')),
    kind: entry.type === 'resource' ? 'room' : 'person',
    answer: answerIn(entry, 'status'),
    guests: 0,
  }
}

function answerIn(of: Fields, key: string): Answer {
  const status = fieldsIn(of, key)
  return ANSWERS[status?.response as string] ?? 'none'
}

function mailbox(item: Fields, key: string) {
  const holder = fieldsIn(item, key)
  return nameAndAddress(holder && fieldsIn(holder, 'emailAddress'))
}

function nameAndAddress(of: Fields | null): { address: Address | null; name: string | null } {
  if (!of) return { address: null, name: null }
  return { address: addressOf(textIn(of, 'address')), name: typeof of.name === 'string' ? of.name : null }
}

function locationsOf(item: Fields): string[] {
  const named = [...(Array.isArray(item.locations) ? item.locations : []), item.location]
  const places = new Set<string>()
  for (const place of named) {
    if (!isFields(place)) continue
    for (const key of ['displayName', 'locationEmailAddress', 'locationUri', 'uniqueId']) {
      const text = place[key]
      if (typeof text === 'string' && text !== '') places.add(text)
    }
  }
  return [...places]
}
