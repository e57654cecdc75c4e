// What guests do: answer, and delete from their own calendar.
import type { Address, Instant } from '../../../domain/types.ts'
import { type Facts, factsAt, type Guest, type GuestAnswer } from '../../world/facts.ts'
import { findMeeting, findPerson, guestEntry, is } from './lookup.ts'
import { cancelEvent, cancelInstance, exceptionAt } from './organize.ts'
import { spread } from './rows.ts'
import { type Company, copyKey, type Meeting, type Person } from './shapes.ts'

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
  if (original === null) answerAll(meeting, person, answer)
  else exceptionAt(meeting, original).facts.attendees = answered(person, factsAt(meeting, original), answer)
  spread(company, meeting, original)
  if (original === null) for (const each of meeting.exceptions.keys()) spread(company, meeting, each)
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

/** Who was taken off the list of one instance stays off it; who is new to the whole series is new to all of it. */
function answerAll(meeting: Meeting, person: Person, answer: GuestAnswer): void {
  const isNew = guestEntry(person, meeting.facts) === undefined
  meeting.facts = { ...meeting.facts, attendees: answered(person, meeting.facts, answer) }
  for (const [original, { facts }] of meeting.exceptions) {
    const own = factsAt(meeting, original)
    if (facts.attendees && (isNew || guestEntry(person, own))) facts.attendees = answered(person, own, answer)
  }
}

/** Members of an invited group are listed by name once they answer. */
function answered(person: Person, facts: Facts, answer: GuestAnswer): Guest[] {
  const own = guestEntry(person, facts)
  if (!own) return [...facts.attendees, { email: person.address, responseStatus: answer }]
  return facts.attendees.map((guest) => (guest === own ? { ...guest, responseStatus: answer } : guest))
}
