// Letters from other sandboxes: invitations become events with an organizer outside, answers come to ours.
import type { Address, Instant } from '../../../domain/types.ts'
import { personAt } from '../../world/addresses.ts'
import { type Facts, factsAt, type Guest } from '../../world/facts.ts'
import { answered, changeLists, isGuest } from '../../world/guests.ts'
import type { Letter } from '../../world/post.ts'
import { isOriginalStart } from '../../world/recur.ts'
import { isReset } from '../../world/rules.ts'
import { compact } from '../../world/zones.ts'
import { foreignId } from './ids.ts'
import { isOutside } from './letters.ts'
import { meetingByUid } from './lookup.ts'
import { addMeeting, exceptionAt } from './organize.ts'
import { dropExceptions, spread, spreadAll } from './rows.ts'
import { type Company, copyKey, type Meeting } from './shapes.ts'

export function receive(company: Company, letter: Letter): void {
  const { method, uid, original, facts } = letter
  const series = meetingByUid(company, uid)
  if (method === 'REPLY') takeAnswer(company, letter)
  else if (method === 'CANCEL') takeCancellation(company, letter)
  else if (original !== null && series?.facts.recurrence.length)
    takeInstance(company, series, letter, original, facts)
  else takeInvitation(company, letter, series)
}

function takeInvitation(company: Company, letter: Letter, series: Meeting | undefined): void {
  const { uid, original, organizer, sequence } = letter
  const known = original === null ? series : company.meetings.get(aloneId(uid, original))
  const meeting = known ?? newMeeting(company, letter)
  const facts = { ...letter.facts, attendees: guestsIn(letter, letter.facts) }
  const reset = known !== undefined && isReset(known.facts, facts)
  Object.assign(meeting, { facts, organizer, sequence, cancelled: false })
  bringBack(company, meeting, letter.to, null)
  if (reset) dropExceptions(company, meeting, () => true)
  else dropExceptions(company, meeting, (start) => !isOriginalStart(facts, start))
  spread(company, meeting, null)
  for (const each of letter.exceptions) takeInstance(company, meeting, letter, each.original, each.facts)
  for (const start of meeting.exceptions.keys()) spread(company, meeting, start)
}

/** @param facts null: called off */
function takeInstance(
  company: Company,
  meeting: Meeting,
  letter: Letter,
  original: Instant,
  facts: Facts | null,
): void {
  if (!isOriginalStart(meeting.facts, original)) return
  const exception = exceptionAt(meeting, original)
  exception.cancelled = facts === null
  exception.sequence = letter.sequence
  if (facts !== null) {
    const { recurrence: _, ...own } = { ...facts, attendees: guestsIn(letter, facts) }
    exception.facts = own
    bringBack(company, meeting, letter.to, original)
  }
  spread(company, meeting, original)
}

/** Each guest is told by themselves: whose letter it is has it no more. */
function takeCancellation(company: Company, { uid, to, original }: Letter): void {
  const series = meetingByUid(company, uid)
  const isWhole = original === null || !series?.facts.recurrence.length
  const meeting = original === null || !isWhole ? series : company.meetings.get(aloneId(uid, original))
  if (!meeting) return
  if (!isWhole && !isOriginalStart(meeting.facts, original!)) return
  const isTheirs = isGuest(company, to)
  const without = (guests: Guest[]) => guests.filter((guest) => !isTheirs(guest))
  if (!isWhole) {
    const person = personAt(company, to)
    if (person) meeting.removed.add(copyKey(person.id, original))
    exceptionAt(meeting, original!).facts.attendees = without(factsAt(meeting, original).attendees)
    spread(company, meeting, original)
    return
  }
  meeting.facts = { ...meeting.facts, attendees: without(meeting.facts.attendees) }
  // Nobody of ours is left: it is off, whoever answers it yet.
  meeting.cancelled = meeting.facts.attendees.every(({ email }) => isOutside(company, email))
  for (const { facts } of meeting.exceptions.values())
    if (facts.attendees) facts.attendees = without(facts.attendees)
  spreadAll(company, meeting)
}

function takeAnswer(company: Company, { uid, from, original, answer }: Letter): void {
  const meeting = meetingByUid(company, uid)
  if (!meeting || answer === null) return
  const isTheirs = isGuest(company, from)
  const changed = (guests: Guest[]) => answered(guests, isTheirs, from, answer)
  if (original === null) {
    changeLists(meeting, isTheirs, changed)
    spreadAll(company, meeting)
  } else if (isOriginalStart(meeting.facts, original)) {
    exceptionAt(meeting, original).facts.attendees = changed(factsAt(meeting, original).attendees)
    spread(company, meeting, original)
  }
}

/** Who the letter is to is a guest, if only by a forwarded mail; the organizer takes part and keeps all answers. */
function guestsIn({ organizer, to }: Letter, facts: Facts): Guest[] {
  const own: Guest = { ...organizer, responseStatus: 'accepted' }
  const addressed: Guest = { email: to, responseStatus: 'needsAction' }
  const all = [own, ...facts.attendees.filter(({ email }) => email !== organizer.email)]
  return all.some(({ email }) => email === to) ? all : [...all, addressed]
}

/** Who deleted it, and is on the list without having declined, is asked anew. */
function bringBack(company: Company, meeting: Meeting, to: Address, original: Instant | null): void {
  const person = personAt(company, to)
  const guest = factsAt(meeting, original).attendees.find(isGuest(company, to))
  if (person && guest?.responseStatus !== 'declined') meeting.removed.delete(copyKey(person.id, original))
}

function newMeeting(company: Company, { uid, organizer, sequence, facts, original }: Letter): Meeting {
  const given = { iCalUID: uid, organizer, sequence, facts }
  if (original === null) return addMeeting(company, { ...given, id: foreignId(uid) })
  return addMeeting(company, { ...given, id: aloneId(uid, original), only: original })
}

/** Who is invited to one instance alone has it as an event of its own. */
const aloneId = (uid: string, original: Instant) =>
  `${foreignId(uid)}i${compact(original, false).toLowerCase()}`
