// The paths of the Directory API.
import type { FastifyInstance } from 'fastify'
import { enterDirectory, fieldsOf, type Parts, type Request } from '../entrance.ts'
import { select } from '../fields.ts'
import { getGroup, listMembers } from './members.ts'
import * as resources from './resources.ts'
import { getUser, listUsers } from './users.ts'

const ROOT = '/admin/directory/v1'

export function addDirectoryRoutes(app: FastifyInstance, parts: Parts): void {
  const { quirks } = parts
  app.get(`${ROOT}/users`, async (request: Request) => {
    const company = enterDirectory(parts, request, 'users.list')
    return select(listUsers(company, request.query, quirks), fieldsOf(request), resources.users)
  })
  app.get(`${ROOT}/users/:userKey`, async (request: Request) => {
    const company = enterDirectory(parts, request, 'users.get')
    const user = getUser(company, request.params.userKey ?? '', request.query)
    return select(user, fieldsOf(request), resources.user)
  })
  app.get(`${ROOT}/groups/:groupKey`, async (request: Request) => {
    const company = enterDirectory(parts, request, 'groups.get')
    const group = getGroup(company, request.params.groupKey ?? '', request.query)
    return select(group, fieldsOf(request), resources.group)
  })
  app.get(`${ROOT}/groups/:groupKey/members`, async (request: Request) => {
    const company = enterDirectory(parts, request, 'members.list')
    const members = listMembers(company, request.params.groupKey ?? '', request.query, quirks)
    return select(members, fieldsOf(request), resources.members)
  })
}
