// The paths of subscriptions.
import type { FastifyInstance } from 'fastify'
import { addressed, mailboxFor, type Parts, type Request } from '../entrance.ts'
import { invalidRequest } from '../errors.ts'
import { type Grant, grantOf } from '../oauth/tokens.ts'
import { readPrefer } from '../prefer.ts'
import { admit, type RequestKind } from '../traffic.ts'
import { rendered, renew, subscribe, subscriptionOf, unsubscribe } from './subscriptions.ts'

const ROOT = '/v1.0/subscriptions'

export function addSubscriptionRoutes(app: FastifyInstance, parts: Parts): void {
  const { subscriptions } = parts
  const idOf = (request: Request) => request.params.subscription ?? ''
  app.post(ROOT, async (request: Request, reply) => {
    const grant = enter(parts, request, 'subscriptions.create')
    const body = bodyOf(request)
    const { owner } = mailboxFor(parts, grant, watched(parts, body.resource, grant), 'subscriptions.create')
    const { immutableIds } = readPrefer(request.headers.prefer)
    const made = await subscribe(subscriptions, { app: grant.app, owner, immutableIds, body })
    return reply.status(201).send(rendered(subscriptions, made))
  })
  app.patch(`${ROOT}/:subscription`, async (request: Request) => {
    const { app: id } = enter(parts, request, 'subscriptions.renew')
    return rendered(
      subscriptions,
      renew(subscriptions, id, idOf(request), bodyOf(request).expirationDateTime),
    )
  })
  app.post(`${ROOT}/:subscription/reauthorize`, async (request: Request, reply) => {
    const { app: id } = enter(parts, request, 'subscriptions.renew')
    subscriptionOf(subscriptions, id, idOf(request)).paused = false
    return reply.status(204).send()
  })
  app.delete(`${ROOT}/:subscription`, async (request: Request, reply) => {
    const { app: id } = enter(parts, request, 'subscriptions.delete')
    unsubscribe(subscriptions, id, idOf(request))
    return reply.status(204).send()
  })
}

function enter(parts: Parts, request: Request, kind: RequestKind): Grant {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  admit(parts.traffic, { kind, mailbox: null, app: grant.app, incremental: false })
  return grant
}

function watched({ company }: Parts, resource: unknown, grant: Grant) {
  const [, user, me] = /^\/?(?:users\/([^/]+)|(me))(?:\/calendar)?\/events$/i.exec(String(resource)) ?? []
  if (user === undefined && me === undefined)
    throw invalidRequest(`The resource ${JSON.stringify(resource)} cannot be subscribed to.`)
  return addressed(company, user, grant)
}

function bodyOf({ body }: Request): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw invalidRequest('Unable to read JSON request payload.')
  return body as Record<string, unknown>
}
