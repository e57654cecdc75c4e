// What guests do: answer, and delete from their own calendar.
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson, is } from '../../world/addresses.ts'
import { factsAt, type Guest, type GuestAnswer } from '../../world/facts.ts'
import { changeLists } from '../../world/guests.ts'
import { findMeeting, guestEntry } from './lookup.ts'
import { cancelEvent, cancelInstance, exceptionAt } from './organize.ts'
import { spread, spreadAll } from './rows.ts'
import { type Company, copyKey, type Person } from './shapes.ts'

/** Answers an event, a whole series (`original` null; its exceptions too) or one instance; all copies show it. */
export function respond(
  company: Company,
  address: Address,
  id: string,
  original: Instant | null,
  answer: GuestAnswer,
): void {
  const meeting = findMeeting(company, id)
  const person = findPerson(company, address)
  // Saying yes from the mail brings a deleted copy back.
  if (answer !== 'declined') meeting.removed.delete(copyKey(person.id, original))
  const answered = (guests: Guest[]) => withAnswer(guests, person, answer)
  if (original === null) changeLists(meeting, ({ email }) => is(person, email), answered)
  else exceptionAt(meeting, original).facts.attendees = answered(factsAt(meeting, original).attendees)
  if (original === null) spreadAll(company, meeting)
  else spread(company, meeting, original)
}

/**
 * Deletes from one's own calendar. The organizer thereby cancels for all; a guest declines, and only their own copy
 * becomes a tombstone.
 */
export function deleteFromOwnCalendar(
  company: Company,
  address: Address,
  id: string,
  original: Instant | null,
): void {
  const meeting = findMeeting(company, id)
  const person = findPerson(company, address)
  if (is(person, meeting.organizer.email)) {
    if (original === null) cancelEvent(company, id)
    else cancelInstance(company, id, original, true)
    return
  }
  meeting.removed.add(copyKey(person.id, original))
  respond(company, address, id, original, 'declined')
}

/** Members of an invited group are listed by name once they answer. */
function withAnswer(guests: Guest[], person: Person, answer: GuestAnswer): Guest[] {
  const own = guestEntry(person, guests)
  if (!own) return [...guests, { email: person.address, responseStatus: answer }]
  return guests.map((guest) => (guest === own ? { ...guest, responseStatus: answer } : guest))
}
