// The door to other sandboxes: guests outside the company get letters, and letters from outside become events here.
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson, is } from '../../world/addresses.ts'
import { type EventRef, type Facts, factsAt, type Guest, type GuestAnswer } from '../../world/facts.ts'
import type { Letter } from '../../world/post.ts'
import type { Acts } from './acts.ts'
import { findMeeting, guestEntry, inboxesOf, refHere } from './lookup.ts'
import type { Company, Meeting } from './shapes.ts'

type Letters = { [Did in keyof Acts]?: (company: Company, act: Acts[Did]) => void }

const LETTERS: Letters = {
  createEvent: (company, { id }) => tellOfAll(company, id),
  editSeries: (company, { id }) => tellOfAll(company, id),
  endSeries: (company, { id }) => tellOfAll(company, id),
  changeOrganizer: (company, { id }) => tellOfAll(company, id),
  splitSeries: (company, { id, newId }) => {
    if (newId !== id) forgetAnswers(company, newId)
    tellOfAll(company, id)
    tellOfAll(company, newId)
  },
  cancelSeries: (company, { id }) => callOff(company, id, null),
  cancelInstance: (company, { id, original }) => callOff(company, id, original),
  changeInstance: (company, { id, original }) => tellOfOne(company, id, original),
  restoreInstance: (company, { id, original }) => tellOfOne(company, id, original),
  respond: (company, { person, event, answer }) => reply(company, person, event, answer),
  deleteFromOwnCalendar: (company, { person, event }) => leave(company, person, event),
}

/** Sends what guests outside (or an organizer outside) hear of an act. */
export function sendLetters<Did extends keyof Acts>(company: Company, did: Did, act: Acts[Did]): void {
  if (company.post) LETTERS[did]?.(company, act)
}

export function isOutside(company: Company, address: Address): boolean {
  return !company.addresses.has(address) && !company.rooms.has(address)
}

/** A new UID is a new invitation: guests outside have not answered it. */
function forgetAnswers(company: Company, id: string): void {
  const meeting = findMeeting(company, id)
  const attendees = meeting.facts.attendees.map(
    (guest): Guest => (isOutside(company, guest.email) ? { ...guest, responseStatus: 'needsAction' } : guest),
  )
  meeting.facts = { ...meeting.facts, attendees }
}

function tellOfAll(company: Company, id: string): void {
  const meeting = findMeeting(company, id)
  if (isOutside(company, meeting.organizer.email)) return
  tell(company, meeting, null)
  for (const original of meeting.exceptions.keys()) tell(company, meeting, original)
}

function tellOfOne(company: Company, id: string, original: Instant): void {
  const meeting = findMeeting(company, id)
  if (!isOutside(company, meeting.organizer.email)) tell(company, meeting, original)
}

/** Asks who is on the list; who was and is not any more is uninvited. Exceptions go with the series to who has all of it. */
function tell(company: Company, meeting: Meeting, original: Instant | null): void {
  // What is off stays off, whatever is changed of it.
  if (meeting.cancelled || (original !== null && meeting.exceptions.get(original)?.cancelled)) return
  const now = outsiders(company, factsAt(meeting, original))
  const known = toldOf(meeting, original)
  for (const to of now) company.post?.send(letter(company, meeting, to, 'REQUEST', original))
  for (const to of known)
    if (!now.has(to)) company.post?.send(letter(company, meeting, to, 'CANCEL', original))
  meeting.told.set(original ?? 'all', now)
}

function callOff(company: Company, id: string, original: Instant | null): void {
  const meeting = findMeeting(company, id)
  if (isOutside(company, meeting.organizer.email)) return
  const all = original === null ? [...meeting.told.values()].flatMap((told) => [...told]) : []
  const guests = new Set([...outsiders(company, factsAt(meeting, original)), ...all])
  for (const to of guests) company.post?.send(letter(company, meeting, to, 'CANCEL', original))
}

/** Of one instance: those who were told of it, or of the whole. */
function toldOf({ told }: Meeting, original: Instant | null): Set<Address> {
  return told.get(original ?? 'all') ?? told.get('all') ?? new Set()
}

function outsiders(company: Company, facts: Facts): Set<Address> {
  const inboxes = facts.attendees.flatMap(({ email }) => inboxesOf(company, email))
  return new Set(inboxes.filter((address) => isOutside(company, address)))
}

function reply(company: Company, address: Address, event: EventRef, answer: GuestAnswer): void {
  const [id, original] = refHere(company, event)
  const meeting = findMeeting(company, id)
  const to = meeting.organizer.email
  if (!isOutside(company, to)) return
  const from = guestEntry(findPerson(company, address), meeting.facts.attendees)?.email ?? address
  company.post?.send({
    ...letter(company, meeting, to, 'REPLY', original ?? meeting.only ?? null),
    from,
    answer,
  })
}

function leave(company: Company, address: Address, event: EventRef): void {
  const [id, original] = refHere(company, event)
  const isOwn = is(findPerson(company, address), findMeeting(company, id).organizer.email)
  if (isOwn) callOff(company, id, original)
  else reply(company, address, event, 'declined')
}

function letter(
  company: Company,
  meeting: Meeting,
  to: Address,
  method: Letter['method'],
  original: Instant | null,
): Letter {
  const { iCalUID: uid, sequence, organizer } = meeting
  const exceptions = original === null && method === 'REQUEST' ? exceptionsOf(company, meeting, to) : []
  const facts = seenBy(to, factsAt(meeting, original))
  return {
    method,
    from: organizer.email,
    to,
    uid,
    sequence,
    organizer,
    original,
    facts,
    exceptions,
    answer: null,
  }
}

/** An instance that somebody on the list is not invited to is off for them. */
function exceptionsOf(company: Company, meeting: Meeting, to: Address): Letter['exceptions'] {
  const isAsked = outsiders(company, meeting.facts).has(to)
  return [...meeting.exceptions].map(([original, { cancelled }]) => {
    const facts = factsAt(meeting, original)
    const isLeftOut = isAsked && !outsiders(company, facts).has(to)
    return { original, facts: cancelled || isLeftOut ? null : seenBy(to, facts) }
  })
}

/** A hidden list is not in the mail at all. */
function seenBy(to: Address, facts: Facts): Facts {
  if (facts.guestsCanSeeOtherGuests !== false) return facts
  return { ...facts, attendees: facts.attendees.filter(({ email }) => email === to) }
}
