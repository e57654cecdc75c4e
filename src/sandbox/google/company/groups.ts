// Groups and who is in them: people, groups within groups, everybody, addresses outside.
import type { Address } from '../../../domain/types.ts'
import { accountId } from './ids.ts'
import type { Company, Group, MemberPlan, Role } from './shapes.ts'

/** One line of a group's list: an address of ours is the primary one. */
export interface Membership {
  type: 'USER' | 'GROUP' | 'CUSTOMER'
  /** Null: everybody in the company. */
  email: Address | null
  role: Role
}

/** Makes the group, or gives it other members. @throws Error for a group that would be within itself */
export function setMembers(company: Company, address: Address, members: MemberPlan[]): void {
  const known = company.groups.get(address)
  const group: Group = { id: known?.id ?? accountId(company), address, members }
  company.groups.set(address, group)
  if (groupsWithin(company, group).includes(group)) {
    if (known) company.groups.set(address, known)
    else company.groups.delete(address)
    throw new Error(`sandbox: ${address} cannot be a member of itself`)
  }
}

/** Its own list; `derived`: those of groups within it too, each address once, what the outer group says of it first. */
export function membershipsOf(company: Company, group: Group, derived: boolean): Membership[] {
  const lists = derived ? [group, ...groupsWithin(company, group)] : [group]
  const all = lists.flatMap(({ members }) => members.map((member) => membershipOf(company, member)))
  return [...new Map(all.toReversed().map((each) => [each.email, each])).values()].toReversed()
}

/** Everybody a mail to the group reaches. */
export function peopleOf(company: Company, group: Address): Address[] {
  const found = company.groups.get(group)
  const memberships = found ? membershipsOf(company, found, true) : []
  return memberships.flatMap(({ type, email }) => {
    if (type === 'CUSTOMER') return [...company.people.keys()]
    return type === 'USER' && email !== null ? [email] : []
  })
}

/** Who leaves the company is in none of its groups any more. */
export function leaveGroups(company: Company, addresses: Address[]): void {
  const isTheirs = (member: MemberPlan) => addresses.includes(emailOf(member) ?? '')
  for (const group of company.groups.values())
    group.members = group.members.filter((member) => !isTheirs(member))
}

function membershipOf(company: Company, member: MemberPlan): Membership {
  const role = (typeof member === 'object' && 'role' in member && member.role) || 'MEMBER'
  const email = emailOf(member)
  if (email === null) return { type: 'CUSTOMER', email, role }
  if (company.groups.has(email)) return { type: 'GROUP', email, role }
  return { type: 'USER', email: company.addresses.get(email) ?? email, role }
}

function emailOf(member: MemberPlan): Address | null {
  if (typeof member === 'string') return member
  return 'email' in member ? member.email : null
}

function groupsWithin(company: Company, { members }: Group, seen: Group[] = []): Group[] {
  for (const member of members) {
    const inner = company.groups.get(emailOf(member) ?? '')
    if (!inner || seen.includes(inner)) continue
    seen.push(inner)
    groupsWithin(company, inner, seen)
  }
  return seen
}
