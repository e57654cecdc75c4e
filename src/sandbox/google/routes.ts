// The HTTP face: Google's paths, methods and answers; everything unknown is refused in Google's words.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ConnectionCut, cut } from '../server/traffic.ts'
import { addCalendarRoutes } from './calendar/routes.ts'
import { addDirectoryRoutes } from './directory/routes.ts'
import type { Parts } from './entrance.ts'
import { badRequest, GoogleRefusal, notFound } from './errors.ts'
import { addOauthRoutes } from './oauth/routes.ts'
import { TokenRefusal } from './oauth/tokens.ts'

export function addRoutes(app: FastifyInstance, parts: Parts): void {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => answerError(notFound(), request, reply))
  app.addHook('onSend', async (_request, reply) => {
    reply.header('date', new Date(parts.oauth.wall()).toUTCString())
    if (isJson(reply)) reply.header('content-type', 'application/json; charset=UTF-8')
  })
  addOauthRoutes(app, parts)
  addCalendarRoutes(app, parts)
  addDirectoryRoutes(app, parts)
}

function isJson(reply: FastifyReply): boolean {
  return ![204, 302].includes(reply.statusCode) && !String(reply.getHeader('content-type')).startsWith('text')
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ConnectionCut) return cut(request, reply)
  if (error instanceof GoogleRefusal && error.retryAfter !== undefined)
    reply.header('retry-after', `${error.retryAfter}`)
  if (error instanceof GoogleRefusal || error instanceof TokenRefusal)
    return reply.status(error.code).send(error.body)
  const code = (error as { statusCode?: number }).statusCode ?? 500
  if (code >= 500) throw error
  return answerError(badRequest('Parse Error', 'parseError'), request, reply)
}
