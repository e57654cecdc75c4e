// Who the people of a meeting are (W2): no rooms, no note-takers, no third person who declined.

import type { Answer, Attendee, Details } from './event.ts'
import type { Resolve } from './meeting.ts'
import type { Policy } from './policy.ts'
import type { Address, Directory } from './types.ts'

export interface Guests {
  /** Addresses, aliases resolved, sorted; who declined as a third person is left out. */
  people: Address[]
  /** Somebody cannot be told apart: a group, a guest without address. */
  nameless: boolean
  /** More people may be invited than this copy shows. */
  hidden: boolean
}

/**
 * The people of a meeting as one copy tells it.
 * @param theTwo the pair of the series: whoever else declined is no person of this instance. Without it (the series
 * itself is looked at) decliners count as long as there are no more than two people.
 */
export function peopleOf(
  details: Details,
  policy: Policy,
  directory: Directory,
  resolve: Resolve,
  theTwo?: readonly Address[],
): Guests {
  const isPerson = personTest(details, policy)
  const host = hostOf(details, directory, isPerson)
  const answers = new Map<Address, Answer>()
  let nameless = false
  let extra = 0
  for (const guest of details.attendees) {
    if (!isPerson(guest)) continue
    if (guest.address !== null && guest.address === details.organizer && !host) continue
    const comes = guest.answer !== 'declined'
    if (comes) extra += guest.guests
    if (guest.address && !isGroup(guest, directory)) answers.set(resolve(guest.address), guest.answer)
    else nameless ||= comes
  }
  // Who the calendar says is not of the meeting (an assistant) is so only where two others are of it.
  if (host && (details.organizerJoins || answers.size < 2) && !answers.has(resolve(host)))
    answers.set(resolve(host), 'accepted')
  const people = theTwo ? withoutDecliners(answers, theTwo) : invited(answers)
  for (let i = 1; i <= extra; i++) people.push(`guest ${i}`)
  return { people: people.sort(), nameless, hidden: details.attendeesHidden }
}

/** More people may come than are told by name. */
export function isUncertain({ nameless, hidden }: Guests): boolean {
  return nameless || hidden
}

/** The organizer where that is a person: not a calendar, a room, a shared mailbox or a note-taker. */
function hostOf(
  { organizer, organizerIsPlace, attendees }: Details,
  directory: Directory,
  isPerson: (guest: Attendee) => boolean,
): Address | null {
  if (!organizer || organizerIsPlace) return null
  const listed = attendees.find(({ address }) => address === organizer)
  const host = listed ?? { address: organizer, name: null, kind: 'person', answer: 'accepted', guests: 0 }
  return isPerson(host) && !isGroup(host, directory) ? organizer : null
}

function invited(answers: Map<Address, Answer>): Address[] {
  return answers.size > 2 ? withoutDecliners(answers, []) : [...answers.keys()]
}

function withoutDecliners(answers: Map<Address, Answer>, kept: readonly Address[]): Address[] {
  const people: Address[] = []
  for (const [who, answer] of answers) if (answer !== 'declined' || kept.includes(who)) people.push(who)
  return people
}

function personTest({ locations }: Details, policy: Policy): (guest: Attendee) => boolean {
  const places = locations.map((place) => place.trim().toLowerCase()).filter((place) => place !== '')
  return (guest) => !isPlace(guest, places) && !isAssistant(guest, policy)
}

/** Marked as room or resource, a resource's address, or named as a location of the meeting. */
function isPlace({ kind, address, name }: Attendee, places: readonly string[]): boolean {
  if (kind === 'room' || (address && isPlaceAddress(address))) return true
  if (places.length === 0) return false
  return places.includes(address ?? '') || places.includes(name?.trim().toLowerCase() ?? '')
}

/** Google's room, group and imported calendars. */
export function isPlaceAddress(address: Address): boolean {
  return address.endsWith('calendar.google.com') && PLACE.test(address)
}

const PLACE = /@(?:[\w-]+\.)*calendar\.google\.com$/

function isAssistant({ address }: Attendee, { assistants }: Policy): boolean {
  return (
    !!address && assistants.some((one) => (one.startsWith('@') ? address.endsWith(one) : address === one))
  )
}

function isGroup({ kind, address }: Attendee, directory: Directory): boolean {
  return kind === 'group' || (!!address && directory.isGroup(address))
}
