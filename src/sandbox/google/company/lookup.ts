// The company behind the sandbox: who is there, and what the rest of it needs to look up.
import type { Address, Instant } from '../../../domain/types.ts'
import { is } from '../../world/addresses.ts'
import { type EventRef, type Facts, type Guest, refOf } from '../../world/facts.ts'
import { peopleOf } from './groups.ts'
import { foreignId } from './ids.ts'
import type { Company, Meeting, Person, Row } from './shapes.ts'

export function newCompany(now: () => Instant): Company {
  return {
    now,
    people: new Map(),
    addresses: new Map(),
    rooms: new Map(),
    groups: new Map(),
    leavers: [],
    unlisted: new Set(),
    calendars: new Map(),
    meetings: new Map(),
    post: null,
    touched: new Set(),
    watchers: [],
    lastId: 0,
    lastAccount: 0,
  }
}

/** By id; by UID those that came from elsewhere, which have no other name that both sides know. */
export function findMeeting(company: Company, id: string): Meeting {
  const meeting = company.meetings.get(id) ?? meetingByUid(company, id)
  if (!meeting) throw new Error(`sandbox: no event ${id}`)
  return meeting
}

export function meetingByUid(company: Company, uid: string): Meeting | undefined {
  const isIt = (meeting: Meeting) => meeting.iCalUID === uid && meeting.only === undefined
  const likely = [foreignId(uid), uid.replace(/@google\.com$/, '')].map((id) => company.meetings.get(id))
  return likely.find((meeting) => meeting && isIt(meeting)) ?? [...company.meetings.values()].find(isIt)
}

/** One date of a meeting from elsewhere, where nobody here is asked to all of it. */
function aloneAt(company: Company, uid: string, original: Instant): Meeting | undefined {
  if (company.meetings.has(uid) || meetingByUid(company, uid)) return undefined
  return [...company.meetings.values()].find(({ iCalUID, only }) => iCalUID === uid && only === original)
}

/** A date to which alone people here were asked from elsewhere is an event of its own. */
export function refHere(company: Company, event: EventRef): [id: string, original: Instant | null] {
  const [id, original] = refOf(event)
  const alone = original === null ? undefined : aloneAt(company, id, original)
  return [alone?.id ?? id, alone ? null : original]
}

export function guestEntry(person: Person, guests: Guest[]): Guest | undefined {
  return guests.find((guest) => is(person, guest.email))
}

/** Everybody in the company on whose calendar this belongs: the organizer, the guests, the members of invited groups. */
export function holders(company: Company, meeting: Meeting, facts: Facts): Set<Address> {
  const invited = facts.attendees.flatMap((guest) => inboxesOf(company, guest.email))
  const known = [meeting.organizer.email, ...invited].map((address) => company.addresses.get(address))
  return new Set(known.filter((address) => address !== undefined))
}

/** A group's people, those of groups within it too; anybody else is their own. */
export function inboxesOf(company: Company, address: Address): Address[] {
  return company.groups.has(address) ? peopleOf(company, address) : [address]
}

export function isSeries(row: Row): boolean {
  return row.original === null && row.meeting.facts.recurrence.length > 0
}
