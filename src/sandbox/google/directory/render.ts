// A person, a group and a membership as the Directory API shows them: only what is set.
import { createHash } from 'node:crypto'
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import type { Instant } from '../../../domain/types.ts'
import type { Membership } from '../company/groups.ts'
import { digitsOf } from '../company/ids.ts'
import type { Company, Group, Person } from '../company/shapes.ts'

export const CUSTOMER_ID = 'C01halfhr'

export type View = 'admin_view' | 'domain_public'

/** Google wants both names; whoever has one only is called by it twice. */
export function namesOf({ name, address }: Person) {
  const fullName = name ?? address.slice(0, address.indexOf('@'))
  const [givenName = fullName, ...rest] = fullName.split(' ')
  return { givenName, familyName: rest.join(' ') || givenName, fullName }
}

export function renderUser(person: Person, view: View): admin_directory_v1.Schema$User {
  const shown = view === 'admin_view' ? { ...publicOf(person), ...adminOnly(person) } : publicOf(person)
  return { kind: 'admin#directory#user', ...tagged(shown) }
}

/** Of a deleted account less is told, but when it went. */
export function renderLeaver(person: Person, at: Instant): admin_directory_v1.Schema$User {
  const { aliases: _, ...left } = publicOf(person)
  const told = { ...left, customerId: CUSTOMER_ID, orgUnitPath: person.entry.unit }
  return { kind: 'admin#directory#user', ...tagged({ ...told, deletionTime: stamp(at) }) }
}

export function renderGroup({ id, address, members }: Group): admin_directory_v1.Schema$Group {
  const name = address.slice(0, address.indexOf('@'))
  const shown = { id, email: address, name, directMembersCount: `${members.length}`, description: '' }
  return { kind: 'admin#directory#group', ...tagged({ ...shown, adminCreated: true }) }
}

/** People outside have no status; everybody together has no address. */
export function renderMember(
  company: Company,
  { type, email, role }: Membership,
): admin_directory_v1.Schema$Member {
  const person = company.people.get(email ?? '')
  const id =
    person?.id ?? company.groups.get(email ?? '')?.id ?? (email === null ? CUSTOMER_ID : digitsOf(email))
  const isOurs = person !== undefined || type !== 'USER'
  const status = isOurs ? { status: person?.suspended ? 'SUSPENDED' : 'ACTIVE' } : {}
  const shown = { id, ...(email === null ? {} : { email }), role, type, ...status }
  return { kind: 'admin#directory#member', ...tagged(shown) }
}

function publicOf(person: Person): admin_directory_v1.Schema$User {
  const { id, address, aliases, entry } = person
  const emails = [{ address, primary: true }, ...aliases.map((alias) => ({ address: alias }))]
  return {
    id,
    primaryEmail: address,
    name: namesOf(person),
    emails,
    ...aliasesOf(person),
    ...(entry.relations.length > 0 ? { relations: entry.relations } : {}),
    ...(entry.locale ? { languages: [{ languageCode: entry.locale, preference: 'preferred' }] } : {}),
    ...(entry.country ? { addresses: [{ type: 'work', countryCode: entry.country }] } : {}),
  }
}

/** Those of other companies' domains cannot be edited, which Google tells apart. */
function aliasesOf({ address, aliases }: Person) {
  const domain = address.slice(address.indexOf('@'))
  const own = aliases.filter((alias) => alias.endsWith(domain))
  const others = aliases.filter((alias) => !alias.endsWith(domain))
  return {
    ...(own.length > 0 ? { aliases: own } : {}),
    ...(others.length > 0 ? { nonEditableAliases: others } : {}),
  }
}

function adminOnly({ entry, suspended }: Person): admin_directory_v1.Schema$User {
  const { suspendedAt } = entry
  return {
    isAdmin: entry.admin,
    isDelegatedAdmin: entry.delegatedAdmin,
    lastLoginTime: stamp(entry.created),
    creationTime: stamp(entry.created),
    agreedToTerms: true,
    suspended,
    ...(suspendedAt === undefined ? {} : { suspensionReason: 'ADMIN', suspensionTime: stamp(suspendedAt) }),
    archived: entry.archived,
    changePasswordAtNextLogin: false,
    ipWhitelisted: false,
    customerId: CUSTOMER_ID,
    orgUnitPath: entry.unit,
    isMailboxSetup: true,
    isEnrolledIn2Sv: false,
    isEnforcedIn2Sv: false,
    includeInGlobalAddressList: true,
  }
}

const stamp = (at: Instant) => new Date(at).toISOString()

function tagged<T extends object>(shown: T): T & { etag: string } {
  const digest = createHash('sha256').update(JSON.stringify(shown)).digest('base64url')
  return { etag: `"${digest}"`, ...shown }
}
