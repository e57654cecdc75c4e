// The tenant behind the sandbox: who is there, and what the rest of it needs to look up.
import type { Address, Instant } from '../../../domain/types.ts'
import { guid } from './ids.ts'
import type { Company, Mailbox, Person } from './shapes.ts'

export function newCompany(now: () => Instant, tenantName: string): Company {
  return {
    now,
    tenant: { id: guid(`tenant ${tenantName}`), name: tenantName },
    people: new Map(),
    addresses: new Map(),
    rooms: new Map(),
    groups: new Map(),
    leavers: [],
    mailboxes: new Map(),
    uids: new Map(),
    organizers: new Map(),
    post: null,
    touched: new Map(),
    watchers: [],
    directoryVersion: 0,
    lastId: 0,
  }
}

/** By primary address or alias. @throws Error for nobody: a story that means another */
export function findPerson(company: Company, address: Address): Person {
  const person = personAt(company, address)
  if (!person) throw new Error(`sandbox: nobody called ${address}`)
  return person
}

export function personAt(company: Company, address: Address): Person | undefined {
  return company.people.get(company.addresses.get(address) ?? address)
}

export function mailboxAt(company: Company, address: Address): Mailbox | undefined {
  const person = personAt(company, address)
  return person && company.mailboxes.get(person.id)
}

export function is(person: Person, address: Address): boolean {
  return person.address === address || person.aliases.includes(address)
}

/** Everybody a mail to this address reaches: themselves, or a group's members, each once. */
export function inboxesOf(company: Company, address: Address, seen = new Set<Address>()): Address[] {
  if (seen.has(address)) return []
  seen.add(address)
  const group = company.groups.get(address)
  return group ? group.members.flatMap((member) => inboxesOf(company, member, seen)) : [address]
}
