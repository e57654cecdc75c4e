// users.list and users.get: who is asked for, in which order, on which page.
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import { type Address, DAY } from '../../../domain/types.ts'
import type { PageQuirks } from '../../server/quirks.ts'
import type { Company, Person } from '../company/shapes.ts'
import { badParameter, badRequest, notFound } from '../errors.ts'
import { choice, one, type Query, refuseUnknown, whole } from '../parameters.ts'
import { type Entry, pageOf } from './paging.ts'
import { CUSTOMER_ID, namesOf, renderLeaver, renderUser, type View } from './render.ts'
import { searchOf } from './search.ts'

type User = admin_directory_v1.Schema$User

const shared = ['customFieldMask', 'projection', 'viewType']
const listOnly = [
  ...[
    'customer',
    'domain',
    'event',
    'maxResults',
    'orderBy',
    'pageToken',
    'query',
    'showDeleted',
    'sortOrder',
  ],
]
const MOST_RESULTS = 500
const KEPT_DELETED = 20 * DAY

export function listUsers(
  company: Company,
  query: Query,
  quirks: PageQuirks,
): admin_directory_v1.Schema$Users {
  refuseUnknown(query, [...shared, ...listOnly])
  const view = readView(query)
  const maxResults = resultsWanted(query, 100, MOST_RESULTS)
  const orderBy = choice(query, 'orderBy', ['email', 'familyName', 'givenName'] as const)
  const descending = choice(query, 'sortOrder', ['ASCENDING', 'DESCENDING'] as const) === 'DESCENDING'
  const { pageToken: _, ...rest } = query
  const shape = JSON.stringify(Object.entries(rest).sort())
  const asked = { maxResults, pageToken: one(query, 'pageToken'), descending, shape }
  const entries = wanted(company, query, view, orderBy).filter(
    ({ value }) => !company.unlisted.has(value.primaryEmail ?? ''),
  )
  const { values: users, ...next } = pageOf(entries, asked, quirks)
  return { kind: 'admin#directory#users', etag: '"users"', ...(users.length > 0 ? { users } : {}), ...next }
}

/** By primary address, alias or id. @throws GoogleRefusal 404 */
export function getUser(company: Company, key: string, query: Query): User {
  refuseUnknown(query, shared)
  const view = readView(query)
  const asked = key.toLowerCase()
  if (company.groups.has(asked)) throw badRequest('Type not supported: userKey')
  const person =
    company.people.get(company.addresses.get(asked) ?? '') ??
    [...company.people.values()].find(({ id }) => id === key)
  if (!person) throw notFound('Resource Not Found: userKey')
  return renderUser(person, view)
}

function readView(query: Query): View {
  choice(query, 'projection', ['basic', 'custom', 'full', 'BASIC', 'CUSTOM', 'FULL'] as const)
  return choice(query, 'viewType', ['admin_view', 'domain_public'] as const) ?? 'admin_view'
}

/** @throws GoogleRefusal 400 beyond the most */
export function resultsWanted(query: Query, usual: number, most: number): number {
  const wanted = whole(query, 'maxResults') ?? usual
  if (wanted <= most) return wanted
  throw badParameter('maxResults', `Invalid value '${wanted}'. Values must be within the range: [1, ${most}]`)
}

type Order = 'email' | 'familyName' | 'givenName' | undefined

function wanted(company: Company, query: Query, view: View, orderBy: Order): Entry<User>[] {
  const isAsked = whereOf(company, query)
  const found = searchOf(company, one(query, 'query') ?? '')
  const entry = (person: Person, value: User) => ({ value, key: keyOf(person, orderBy) })
  if (one(query, 'showDeleted') === 'true') {
    const since = company.now() - KEPT_DELETED
    const kept = company.leavers.filter(({ person, at }) => at > since && isAsked(person) && found(person))
    return kept.map(({ person, at }) => entry(person, renderLeaver(person, at)))
  }
  const people = [...company.people.values()].filter((person) => isAsked(person) && found(person))
  return people.map((person) => entry(person, renderUser(person, view)))
}

/** Either the customer or a domain must be named. */
function whereOf(company: Company, query: Query): (person: Person) => boolean {
  const [customer, domain] = [one(query, 'customer'), one(query, 'domain')?.toLowerCase()]
  if ((customer === undefined) === (domain === undefined)) throw badRequest('Bad Request')
  if (domain === undefined) {
    if (customer !== 'my_customer' && customer !== CUSTOMER_ID) throw badRequest('Bad Request')
    return () => true
  }
  const isThere = (address: Address) => address.endsWith(`@${domain}`)
  if (![...company.addresses.keys()].some(isThere)) throw notFound('Domain not found.')
  return ({ address }) => isThere(address)
}

/** Without an order by id, so that nobody is left out who is renamed meanwhile. */
function keyOf(person: Person, orderBy: Order): string {
  const { givenName, familyName } = namesOf(person)
  const first = { email: person.address, familyName, givenName, none: '' }[orderBy ?? 'none']
  return `${first.toLowerCase()}/${person.id}`
}
