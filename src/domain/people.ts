// Who the people of a meeting are (W2): no rooms, no note-takers, no third person who declined.
import type { Resolve } from './meeting.ts'
import type { Address, Answer, Attendee, Details, Directory, Policy } from './types.ts'

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
  const answers = new Map<Address, Answer>()
  let nameless = false
  let extra = 0
  for (const guest of details.attendees) {
    if (isPlace(guest, details.locations) || isAssistant(guest, policy)) continue
    if (guest.answer === 'declined' && !guest.address) continue
    extra += guest.answer === 'declined' ? 0 : guest.guests
    if (!guest.address || isGroup(guest, directory)) {
      nameless ||= guest.answer !== 'declined'
      continue
    }
    answers.set(resolve(guest.address), guest.answer)
  }
  if (details.organizer && details.organizerJoins && !details.organizerIsPlace) {
    const organizer = resolve(details.organizer)
    if (!answers.has(organizer)) answers.set(organizer, 'accepted')
  }
  const people = theTwo ? withoutDecliners(answers, theTwo) : invited(answers)
  for (let i = 1; i <= extra; i++) people.push(`guest ${i}`)
  return { people: people.sort(), nameless, hidden: details.attendeesHidden }
}

function invited(answers: Map<Address, Answer>): Address[] {
  return answers.size > 2 ? withoutDecliners(answers, []) : [...answers.keys()]
}

function withoutDecliners(answers: Map<Address, Answer>, kept: readonly Address[]): Address[] {
  return [...answers]
    .filter(([who, answer]) => answer !== 'declined' || kept.includes(who))
    .map(([who]) => who)
}

/** Marked as room or resource, a resource's address, or named as a location of the meeting. */
function isPlace(guest: Attendee, locations: string[]): boolean {
  if (guest.kind === 'room') return true
  if (guest.address && isPlaceAddress(guest.address)) return true
  if (locations.length === 0) return false
  const name = guest.name?.trim().toLowerCase()
  return locations.some((place) => {
    const there = place.trim().toLowerCase()
    return there !== '' && (there === guest.address || there === name)
  })
}

export function isPlaceAddress(address: Address): boolean {
  return address.endsWith('@resource.calendar.google.com') || address.endsWith('@group.calendar.google.com')
}

function isAssistant(guest: Attendee, policy: Policy): boolean {
  const { address } = guest
  return !!address && policy.assistants.some((a) => (a.startsWith('@') ? address.endsWith(a) : address === a))
}

function isGroup(guest: Attendee, directory: Directory): boolean {
  return guest.kind === 'group' || (!!guest.address && directory.isGroup(guest.address))
}
