// Groups and who is in them: direct members, or those of groups within them too.
import { personAt } from '../../world/addresses.ts'
import { inboxesOf } from '../company/lookup.ts'
import type { Company, Group } from '../company/shapes.ts'
import type { Query } from '../entrance.ts'
import { noResource } from '../errors.ts'
import { list, one, refuseOthers, whole, withOption } from '../query.ts'
import { select } from '../select.ts'
import { filterOf } from './filter.ts'
import { renderUser, usual } from './render.ts'

const OPTIONS = ['$select', '$top', '$skiptoken', '$filter', '$count']

export function listGroups(company: Company, query: Query, root: string) {
  refuseOthers(query, OPTIONS)
  const fits = filterOf(one(query, '$filter'))
  const value = [...company.groups.values()].map(renderGroup).filter(fits)
  return {
    '@odata.context': `${root}/$metadata#groups`,
    value: value.map((group) => select(group, list(query, '$select'), [], 'group')),
  }
}

/** By the group's id. @param deep transitiveMembers @throws GraphRefusal 404 */
export function listMembers(company: Company, id: string, query: Query, root: string, deep: boolean) {
  refuseOthers(query, OPTIONS)
  const group = [...company.groups.values()].find((each) => each.id === id)
  if (!group) throw noResource(id)
  const all = members(company, group, deep)
  const at = Number(one(query, '$skiptoken') ?? 0)
  const size = whole(query, '$top', 999) ?? 100
  const path = `${root}/groups/${id}/${deep ? 'transitiveMembers' : 'members'}`
  const wanted = list(query, '$select')
  return {
    '@odata.context': `${root}/$metadata#directoryObjects`,
    ...(at + size < all.length
      ? { '@odata.nextLink': `${path}?${withOption(query, '$skiptoken', at + size)}` }
      : {}),
    value: all.slice(at, at + size).map((member) =>
      select(
        member,
        wanted.filter((name) => name in member),
        [],
        'directoryObject',
      ),
    ),
  }
}

/** People and groups of the tenant; who is outside is no object of the directory. */
function members(company: Company, group: Group, deep: boolean): Record<string, unknown>[] {
  const within = deep ? groupsWithin(company, group) : []
  const addresses = deep ? inboxesOf(company, group.address) : group.members
  const people = [...new Set(addresses.map((address) => personAt(company, address)))].filter(
    (person) => person !== undefined,
  )
  const direct = group.members
    .map((address) => company.groups.get(address))
    .filter((each) => each !== undefined)
  return [
    ...(deep ? within : direct).map((each) => ({
      '@odata.type': '#microsoft.graph.group',
      ...renderGroup(each),
    })),
    ...people.map((person) => ({
      '@odata.type': '#microsoft.graph.user',
      ...select(renderUser(company, person), [...usual, 'accountEnabled', 'userType'], [], 'user'),
    })),
  ]
}

function groupsWithin(company: Company, group: Group, seen = new Set<Group>()): Group[] {
  for (const member of group.members) {
    const inner = company.groups.get(member)
    if (!inner || seen.has(inner)) continue
    seen.add(inner)
    groupsWithin(company, inner, seen)
  }
  return [...seen]
}

function renderGroup({ id, address }: Group): Record<string, unknown> {
  const mailNickname = address.split('@')[0]
  return {
    id,
    displayName: mailNickname,
    mail: address,
    mailEnabled: true,
    mailNickname,
    securityEnabled: false,
    groupTypes: [],
  }
}
