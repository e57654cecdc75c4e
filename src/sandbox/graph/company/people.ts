// Accounts of people, as an admin makes, changes, disables and deletes them; groups and rooms.
import type { Address, WorkingHours, Zone } from '../../../domain/types.ts'
import { enter, findPerson, is, readdress, strike } from '../../world/addresses.ts'
import { isZone } from '../../world/zones.ts'
import { accountId } from './ids.ts'
import type { Company, Kind, Person } from './shapes.ts'

export interface PersonPlan {
  zone: Zone
  name?: string
  aliases?: Address[]
  /** User principal name, where it is not the address. */
  signsInAs?: string
  /** Of the directory object; made up where it is left out. */
  id?: string
  kind?: Kind
  hasMailbox?: boolean
  keepsDeclined?: boolean
  /** Somebody's address who is there already. */
  manager?: Address
  /** The department. */
  unit?: string
  /** BCP 47. */
  locale?: string
  /** ISO 3166-1 alpha-2. */
  country?: string
  hours?: WorkingHours
  /** In place of the Windows name of the zone, e.g. 'tzone://Microsoft/Custom'. */
  zoneName?: string
}

export function addPerson(company: Company, address: Address, plan: PersonPlan): void {
  const { zone, name, aliases = [], kind = 'user', hasMailbox = kind !== 'guest' } = plan
  if (!isZone(zone)) throw new Error(`sandbox: ${zone} is no IANA time zone`)
  const id = plan.id ?? accountId(company)
  const owner: Person = {
    ...{ id, address, aliases: [...aliases], name, zone, kind, hasMailbox, enabled: true },
    signsInAs: plan.signsInAs ?? null,
    keepsDeclined: plan.keepsDeclined ?? false,
    entry: {
      manager: plan.manager === undefined ? null : findPerson(company, plan.manager).id,
      ...{ formerManager: null, managerVersion: company.directoryVersion + 1 },
      department: plan.unit ?? null,
      ...{ locale: plan.locale ?? null, country: plan.country ?? null },
      ...{ hours: plan.hours ?? null, zoneName: plan.zoneName ?? null },
      version: ++company.directoryVersion,
    },
  }
  enter(company, owner)
  const empty = { items: new Map(), copies: new Map(), rounds: new Map() }
  company.mailboxes.set(id, { owner, version: 0, deadBefore: 0, ...empty })
}

/** The old primary address stays as an alias; the account and its mailbox are the same. */
export function renamePerson(company: Company, from: Address, to: Address): void {
  const person = findPerson(company, from)
  readdress(company, person, to)
  touchPerson(company, person)
}

/** The account and its mailbox are gone, its addresses free; what it organized stays in the others' mailboxes. */
export function deletePerson(company: Company, address: Address): void {
  const person = findPerson(company, address)
  company.leavers.push({ person, version: ++company.directoryVersion })
  company.mailboxes.delete(person.id)
  strike(company, person)
  for (const group of company.groups.values())
    group.members = group.members.filter((member) => !is(person, member))
  for (const other of company.people.values())
    if (other.entry.manager === person.id) setManagerId(company, other, null)
}

export function suspendPerson(company: Company, address: Address, suspended: boolean): void {
  const person = findPerson(company, address)
  person.enabled = !suspended
  touchPerson(company, person)
}

/** Without a licence nothing in the mailbox can be read. */
export function switchMailbox(company: Company, address: Address, on: boolean): void {
  const person = findPerson(company, address)
  person.hasMailbox = on
  touchPerson(company, person)
}

/** A directory object, not free text: null, or somebody who is there. */
export function setManager(company: Company, address: Address, manager: Address | null): void {
  const id = manager === null ? null : findPerson(company, manager).id
  setManagerId(company, findPerson(company, address), id)
}

export function setDepartment(company: Company, address: Address, department: string): void {
  const person = findPerson(company, address)
  person.entry.department = department
  touchPerson(company, person)
}

export function setGroup(company: Company, address: Address, members: Address[]): void {
  const known = company.groups.get(address)
  company.groups.set(address, { id: known?.id ?? accountId(company), address, members })
}

/** A mailbox of its own that accepts by itself. */
export function addRoom(company: Company, address: Address, name: string): void {
  addPerson(company, address, { zone: 'UTC', name, kind: 'room' })
  company.rooms.set(address, name)
}

/** The directory's delta tells of it from now on. */
function touchPerson(company: Company, person: Person): void {
  person.entry.version = ++company.directoryVersion
}

function setManagerId(company: Company, person: Person, id: string | null): void {
  const { entry } = person
  entry.formerManager = entry.manager
  entry.manager = id
  touchPerson(company, person)
  entry.managerVersion = entry.version
}
