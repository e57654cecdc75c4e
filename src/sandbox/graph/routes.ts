// The HTTP face: Graph's paths, methods and answers; everything unknown is refused in Graph's words.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ConnectionCut, cut } from '../server/traffic.ts'
import { addBatchRoute, isOfBatch } from './batch.ts'
import { addCalendarRoutes } from './calendar/routes.ts'
import { addDirectoryRoutes } from './directory/routes.ts'
import type { Parts } from './entrance.ts'
import { badRequest, GraphRefusal, noSegment, passing } from './errors.ts'
import { TokenRefusal } from './oauth/refusals.ts'
import { addOauthRoutes } from './oauth/routes.ts'
import { addSubscriptionRoutes } from './watching/routes.ts'

export function addRoutes(app: FastifyInstance, parts: Parts): void {
  app.setErrorHandler((error, request, reply) => answerError(parts, error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    answerError(parts, noSegment(request.url.split(/[/?]/)[2] ?? ''), request, reply),
  )
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(parts.oauth.wall()).toUTCString())
  })
  addOauthRoutes(app, parts)
  addCalendarRoutes(app, parts)
  addDirectoryRoutes(app, parts)
  addBatchRoute(app, parts)
  addSubscriptionRoutes(app, parts)
}

function answerError(
  parts: Parts,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof ConnectionCut)
    return isOfBatch(request)
      ? answerError(parts, passing.gatewayTimeout(), request, reply)
      : cut(request, reply)
  if (error instanceof GraphRefusal && error.retryAfter !== undefined)
    reply.header('retry-after', `${error.retryAfter}`)
  if (error instanceof TokenRefusal)
    return reply.status(error.status).send(error.bodyAt(parts.oauth.wall(), clientRequestId(request)))
  if (error instanceof GraphRefusal)
    return reply.status(error.status).send(error.bodyFor(clientRequestId(request)))
  const status = (error as { statusCode?: number }).statusCode ?? 500
  if (status >= 500) throw error
  return answerError(parts, badRequest('Unable to read JSON request payload.'), request, reply)
}

function clientRequestId(request: FastifyRequest): string | undefined {
  const id = request.headers['client-request-id']
  return typeof id === 'string' ? id : undefined
}
