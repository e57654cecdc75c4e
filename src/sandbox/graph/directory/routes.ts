// The paths of the directory: people, their managers, groups.
import type { FastifyInstance } from 'fastify'
import { inDirectory, type Parts, type Request, rootOf } from '../entrance.ts'
import { listGroups, listMembers } from './groups.ts'
import { getManager, getUser, listUsers, usersDelta } from './users.ts'

const ROOT = '/v1.0'

export function addDirectoryRoutes(app: FastifyInstance, parts: Parts): void {
  const { company, quirks } = parts
  app.get(`${ROOT}/users`, async (request: Request) => {
    inDirectory(parts, request, 'users.list')
    return listUsers(company, request.query, rootOf(request), quirks)
  })
  app.get(`${ROOT}/users/delta`, async (request: Request) => {
    inDirectory(parts, request, 'users.delta')
    return usersDelta(company, request.query, rootOf(request), quirks)
  })
  for (const path of [`${ROOT}/users/:user`, `${ROOT}/me`]) {
    app.get(path, async (request: Request) => {
      const grant = inDirectory(parts, request, 'users.get')
      return getUser(company, grant, request.params.user, request.query, rootOf(request))
    })
  }
  app.get(`${ROOT}/users/:user/manager`, async (request: Request) => {
    inDirectory(parts, request, 'users.manager')
    return getManager(company, request.params.user ?? '', rootOf(request))
  })
  app.get(`${ROOT}/groups`, async (request: Request) => {
    inDirectory(parts, request, 'groups.list')
    return listGroups(company, request.query, rootOf(request))
  })
  for (const deep of [false, true]) {
    app.get(`${ROOT}/groups/:group/${deep ? 'transitiveMembers' : 'members'}`, async (request: Request) => {
      inDirectory(parts, request, 'groups.members')
      return listMembers(company, request.params.group ?? '', request.query, rootOf(request), deep)
    })
  }
}
