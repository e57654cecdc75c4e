// Accounts of people, as an admin makes, changes, suspends and deletes them.
import type { Address, Zone } from '../../../domain/types.ts'
import { addressesOf, enter, findPerson, readdress, strike } from '../../world/addresses.ts'
import { isZone } from '../../world/zones.ts'
import { leaveGroups } from './groups.ts'
import { accountId } from './ids.ts'
import type { Company, Entry, Person, Relation } from './shapes.ts'

export interface PersonPlan {
  zone: Zone
  name?: string
  aliases?: Address[]
  /** False: Google Calendar is switched off for them (notACalendarUser). */
  hasCalendar?: boolean
  seesInvitations?: Person['seesInvitations']
  /** The account's own; made up where it is left out. */
  id?: string
  /** A super admin: may read the whole directory. */
  admin?: boolean
  /** An admin of some things; may read the directory too. */
  delegatedAdmin?: boolean
  archived?: boolean
  /** What the directory has as manager: an address as a rule, but it is free text. */
  manager?: string
  /** Other relations, or several. */
  relations?: Relation[]
  /** Path of the organizational unit, '/' where it is left out. */
  unit?: string
  /** BCP 47. */
  locale?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
}

export function addPerson(company: Company, address: Address, plan: PersonPlan): void {
  if (!isZone(plan.zone)) throw new Error(`sandbox: ${plan.zone} is no IANA time zone`)
  const { zone, name, aliases = [], hasCalendar = true, seesInvitations = 'always' } = plan
  const id = plan.id ?? accountId(company)
  const entry = entryOf(company, plan)
  const owner: Person = {
    ...{ id, address, aliases: [...aliases], name, zone, suspended: false },
    ...{ hasCalendar, seesInvitations, entry },
  }
  enter(company, owner)
  company.calendars.set(address, { owner, version: 0, deadBefore: 0, rows: new Map() })
}

/** The address is free for somebody else. */
export function dropAlias(company: Company, address: Address, alias: Address): void {
  const person = findPerson(company, address)
  if (!person.aliases.includes(alias)) throw new Error(`sandbox: ${alias} is no alias of ${address}`)
  person.aliases = person.aliases.filter((one) => one !== alias)
  company.addresses.delete(alias)
}

/** The old primary address stays as an alias; the account, its calendar and its tokens are the same. */
export function renamePerson(company: Company, from: Address, to: Address): void {
  const person = findPerson(company, from)
  const old = person.address
  const calendar = company.calendars.get(old)!
  readdress(company, person, to)
  company.calendars.delete(old)
  company.calendars.set(to, calendar)
}

export function suspendPerson(company: Company, address: Address, suspended: boolean): void {
  const person = findPerson(company, address)
  person.suspended = suspended
  person.entry.suspendedAt = suspended ? company.now() : undefined
}

/** The account and its calendar are gone, its addresses free; what it organized stays in the others' calendars. */
export function deletePerson(company: Company, address: Address): void {
  const person = findPerson(company, address)
  company.leavers.push({ person, at: company.now() })
  const calendar = company.calendars.get(person.address)!
  for (const meeting of company.meetings.values()) meeting.copies.delete(calendar)
  company.calendars.delete(person.address)
  strike(company, person)
  leaveGroups(company, addressesOf(person))
}

/** @param manager free text at Google; null: none is told any more */
export function setManager(company: Company, address: Address, manager: string | null): void {
  const { entry } = findPerson(company, address)
  const others = entry.relations.filter(({ type }) => type !== 'manager')
  entry.relations = manager === null ? others : [...others, { value: manager, type: 'manager' }]
}

export function setUnit(company: Company, address: Address, unit: string): void {
  findPerson(company, address).entry.unit = checkedUnit(unit)
}

function entryOf(company: Company, plan: PersonPlan): Entry {
  const { admin = false, delegatedAdmin = false, archived = false, unit = '/', locale, country } = plan
  const manager = plan.manager === undefined ? [] : [{ value: plan.manager, type: 'manager' }]
  return {
    ...{ admin, delegatedAdmin, archived, locale, country },
    unit: checkedUnit(unit),
    relations: [...manager, ...(plan.relations ?? [])],
    created: company.now(),
    suspendedAt: undefined,
  }
}

function checkedUnit(unit: string): string {
  if (/^\/([^/]+(\/[^/]+)*)?$/.test(unit)) return unit
  throw new Error(`sandbox: ${unit} is no path of an organizational unit`)
}
