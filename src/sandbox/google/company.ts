// The company behind the sandbox: who is there, and what the rest of it needs to look up.
import { createHash } from 'node:crypto'
import type { Address, Instant, Zone } from '../../domain/types.ts'
import type { Company, Facts, Guest, Meeting, Person, Row } from './shapes.ts'
import { isZone } from './zones.ts'

export interface PersonPlan {
  zone: Zone
  name?: string
  aliases?: Address[]
  /** False: Google Calendar is switched off for them (notACalendarUser). */
  hasCalendar?: boolean
  seesInvitations?: Person['seesInvitations']
}

export function newCompany(now: () => Instant): Company {
  return {
    now,
    people: new Map(),
    addresses: new Map(),
    rooms: new Map(),
    groups: new Map(),
    calendars: new Map(),
    meetings: new Map(),
    touched: new Set(),
    watchers: [],
    lastId: 0,
  }
}

export function addPerson(company: Company, address: Address, plan: PersonPlan): void {
  if (!isZone(plan.zone)) throw new Error(`sandbox: ${plan.zone} is no IANA time zone`)
  const { zone, name, aliases = [], hasCalendar = true, seesInvitations = 'always' } = plan
  const owner: Person = { address, aliases, name, zone, suspended: false, hasCalendar, seesInvitations }
  company.people.set(address, owner)
  for (const one of [address, ...aliases]) company.addresses.set(one, address)
  company.calendars.set(address, { owner, version: 0, deadBefore: 0, rows: new Map() })
}

/** Ids look like Google's (26 characters of base32hex) and are the same in every run. */
export function newId(company: Company): string {
  const digest = createHash('sha256')
    .update(`event ${++company.lastId}`)
    .digest()
  return [...digest.subarray(0, 26)].map((byte) => (byte % 32).toString(32)).join('')
}

export function findPerson(company: Company, address: Address): Person {
  const person = company.people.get(company.addresses.get(address) ?? address)
  if (!person) throw new Error(`sandbox: nobody called ${address}`)
  return person
}

export function findMeeting(company: Company, id: string): Meeting {
  const meeting = company.meetings.get(id)
  if (!meeting) throw new Error(`sandbox: no event ${id}`)
  return meeting
}

export function is(person: Person, address: Address): boolean {
  return person.address === address || person.aliases.includes(address)
}

export function guestEntry(person: Person, facts: Facts): Guest | undefined {
  return facts.attendees.find((guest) => is(person, guest.email))
}

/** The facts of one instance, or of the master or single event (`original` null). */
export function factsOf(meeting: Meeting, original: Instant | null): Facts {
  if (original === null) return meeting.facts
  const { start, end } = meeting.facts
  const planned = { start: original, end: original + end - start, recurrence: [] }
  return { ...meeting.facts, ...planned, ...meeting.exceptions.get(original)?.facts }
}

/** Everybody in the company on whose calendar this belongs: the organizer, the guests, the members of invited groups. */
export function holders(company: Company, meeting: Meeting, facts: Facts): Set<Address> {
  const invited = facts.attendees.flatMap((guest) => company.groups.get(guest.email) ?? [guest.email])
  const known = [meeting.organizer.email, ...invited].map((address) => company.addresses.get(address))
  return new Set(known.filter((address) => address !== undefined))
}

export function isSeries(row: Row): boolean {
  return row.original === null && row.meeting.facts.recurrence.length > 0
}
