// Guest lists, as answers change them.
import type { Address, Instant } from '../../domain/types.ts'
import { addressesOf, type Directory, type Named, personAt } from './addresses.ts'
import type { Facts, Guest, GuestAnswer } from './facts.ts'

type IsTheirs = (guest: Guest) => boolean

/** By any of somebody's addresses, if they are of this company. */
export function isGuest(company: Directory<Named>, address: Address): IsTheirs {
  const person = personAt(company, address)
  const addresses = person ? addressesOf(person) : [address]
  return ({ email }) => addresses.includes(email)
}

/** Who was not on the list (forwarded, of a group) is from now on. */
export function answered(guests: Guest[], isTheirs: IsTheirs, email: Address, answer: GuestAnswer): Guest[] {
  if (!guests.some(isTheirs)) return [...guests, { email, responseStatus: answer }]
  return guests.map((guest) => (isTheirs(guest) ? { ...guest, responseStatus: answer } : guest))
}

interface Lists {
  facts: Facts
  exceptions: ReadonlyMap<Instant, { facts: Partial<Facts> }>
}

/**
 * Changes the list of all of a meeting. Who was taken off the list of one instance stays off it; who is new to the whole
 * series is new to all of it.
 */
export function changeLists(meeting: Lists, isTheirs: IsTheirs, changed: (guests: Guest[]) => Guest[]): void {
  const { attendees } = meeting.facts
  const isNew = !attendees.some(isTheirs)
  meeting.facts = { ...meeting.facts, attendees: changed(attendees) }
  for (const { facts } of meeting.exceptions.values())
    if (facts.attendees && (isNew || facts.attendees.some(isTheirs)))
      facts.attendees = changed(facts.attendees)
}
