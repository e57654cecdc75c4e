// People as the directory tells them: user resources, with what must be asked for by name.
import type { Company, Person } from '../company/shapes.ts'

export type User = Record<string, unknown>

/** Told where nobody selects. */
export const usual = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
]

export function renderUser(company: Company, person: Person): User {
  const { id, address, aliases, name, entry } = person
  const [givenName, ...rest] = (name ?? address).split(' ')
  return {
    ...{ businessPhones: [], displayName: name ?? address, givenName, jobTitle: null, mail: address },
    ...{ mobilePhone: null, officeLocation: null, preferredLanguage: entry.locale },
    ...{ surname: rest.join(' ') || null, userPrincipalName: principalName(company, person), id },
    // Nobody signs in to a shared mailbox or a room: their accounts are off.
    accountEnabled: person.enabled && (person.kind === 'user' || person.kind === 'guest'),
    userType: person.kind === 'guest' ? 'Guest' : 'Member',
    proxyAddresses: [`SMTP:${address}`, ...aliases.map((alias) => `smtp:${alias}`)],
    assignedPlans: plansOf(person),
    ...{ department: entry.department, country: entry.country, usageLocation: entry.country },
    ...{ otherMails: [], mailNickname: address.split('@')[0], companyName: null, employeeType: null },
    ...{ city: null, state: null, onPremisesSyncEnabled: null, deletedDateTime: null },
    createdDateTime: '2020-01-01T00:00:00Z',
    securityIdentifier: `S-1-12-1-${id}`,
  }
}

/** A guest's is made of their address elsewhere. */
export function principalName({ tenant }: Company, { address, kind, signsInAs }: Person): string {
  if (signsInAs !== null) return signsInAs
  return kind === 'guest' ? `${address.replace('@', '_')}#EXT#@${tenant.name}` : address
}

/** Shared mailboxes and rooms need no licence. */
function plansOf({ kind, hasMailbox }: Person): object[] {
  if (kind !== 'user') return []
  const capabilityStatus = hasMailbox ? 'Enabled' : 'Deleted'
  const servicePlanId = 'efb87545-963c-4e0d-99df-69c6916d9eb0'
  return [{ assignedDateTime: '2020-01-01T00:00:00Z', capabilityStatus, service: 'exchange', servicePlanId }]
}
