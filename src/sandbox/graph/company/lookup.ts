// The tenant behind the sandbox: who is there, and what the rest of it needs to look up.
import type { Address, Instant } from '../../../domain/types.ts'
import { personAt } from '../../world/addresses.ts'
import { guid } from './ids.ts'
import type { Company, Mailbox } from './shapes.ts'

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

export function mailboxAt(company: Company, address: Address): Mailbox | undefined {
  const person = personAt(company, address)
  return person && company.mailboxes.get(person.id)
}

/** Everybody a mail to this address reaches: themselves, or a group's members, each once. */
export function inboxesOf(company: Company, address: Address, seen = new Set<Address>()): Address[] {
  if (seen.has(address)) return []
  seen.add(address)
  const group = company.groups.get(address)
  return group ? group.members.flatMap((member) => inboxesOf(company, member, seen)) : [address]
}
