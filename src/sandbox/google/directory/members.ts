// members.list and groups.get.
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/directory_v1.js'
import type { PageQuirks } from '../../server/quirks.ts'
import { membershipsOf } from '../company/groups.ts'
import type { Company, Group } from '../company/shapes.ts'
import { badRequest, notFound } from '../errors.ts'
import { flag, one, type Query, refuseUnknown } from '../parameters.ts'
import { pageOf } from './paging.ts'
import { renderGroup, renderMember } from './render.ts'
import { resultsWanted } from './users.ts'

const MOST_RESULTS = 200
const ROLES = ['OWNER', 'MANAGER', 'MEMBER']

export function listMembers(
  company: Company,
  key: string,
  query: Query,
  quirks: PageQuirks,
): admin_directory_v1.Schema$Members {
  refuseUnknown(query, ['includeDerivedMembership', 'maxResults', 'pageToken', 'roles'])
  const derived = flag(query, 'includeDerivedMembership') ?? false
  const roles = rolesOf(one(query, 'roles'))
  const maxResults = resultsWanted(query, MOST_RESULTS, MOST_RESULTS)
  const group = groupOf(company, key)
  const shape = JSON.stringify([group.id, derived, roles])
  const asked = { maxResults, pageToken: one(query, 'pageToken'), descending: false, shape }
  const entries = membershipsOf(company, group, derived)
    .filter(({ role }) => roles.includes(role))
    .map((each) => ({ value: renderMember(company, each), key: each.email ?? '' }))
  const { values: members, ...next } = pageOf(entries, asked, quirks)
  return {
    kind: 'admin#directory#members',
    etag: '"members"',
    ...(members.length > 0 ? { members } : {}),
    ...next,
  }
}

/** By address or id. @throws GoogleRefusal 404 */
export function getGroup(company: Company, key: string, query: Query): admin_directory_v1.Schema$Group {
  refuseUnknown(query, [])
  return renderGroup(groupOf(company, key))
}

function groupOf(company: Company, key: string): Group {
  const found =
    company.groups.get(key.toLowerCase()) ?? [...company.groups.values()].find(({ id }) => id === key)
  if (!found) throw notFound('Resource Not Found: groupKey')
  return found
}

function rolesOf(roles: string | undefined): string[] {
  const wanted = roles?.split(',') ?? ROLES
  if (wanted.some((role) => !ROLES.includes(role))) throw badRequest('Invalid Input: roles', 'invalid')
  return wanted
}
