// One connection: its people who are not watched, and what its buttons do. Looking never acts.
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { ownerOf } from '../../store/connections/options.ts'
import type { Standing } from '../../store/connections/standing.ts'
import type { Connecting } from '../connecting.ts'
import { noSuchConnection } from '../failures.ts'
import { numberOf } from '../forms.ts'
import type { Pages } from '../pages.ts'
import type { WebParts } from '../server.ts'
import { grow } from '../streaming.ts'
import { afterwards } from './afterwards.ts'
import { isWhy, peopleView } from './people.ts'
import { outcomeView, tellSteps } from './test.ts'

const PER_PAGE = 50

type OneConnection = { Params: { id: string } }

export function oneConnectionRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  peopleRoutes(app, parts, pages)
  disconnectRoutes(app, parts, pages)
  testRoute(app, parts, pages)
}

/** Of the connection that an address names; throws where there is none. */
function finder({ store, clock }: WebParts) {
  return async (request: FastifyRequest<OneConnection>): Promise<Standing> => {
    const id = numberOf(request.params.id)
    const standing =
      id === null ? null : await store.standing.byId(id, { now: clock.now(), wall: clock.wall() })
    if (!standing) throw noSuchConnection()
    return standing
  }
}

function peopleRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  const { store, clock } = parts
  const wanted = finder(parts)
  app.get<OneConnection>('/connections/:id/people', async (request, reply) => {
    const connection = await wanted(request)
    const query = request.query as Record<string, unknown>
    const why = isWhy(query.why) ? query.why : null
    const page = numberOf(query.page) ?? 1
    const where = { connection: connection.id, ...(why ? { why } : {}) }
    const unwatched = await store.people.unwatched({
      ...where,
      limit: PER_PAGE,
      offset: (page - 1) * PER_PAGE,
    })
    return pages.send(reply, 'people', peopleView({ connection, unwatched, why, page, perPage: PER_PAGE }))
  })
  app.post<OneConnection>('/connections/:id/people', async (request, reply) => {
    const { id } = await wanted(request)
    await store.directories.readNow(clock.now(), id)
    return reply.redirect(`/connections?done=people&of=${id}`, 303)
  })
  app.post<OneConnection>('/connections/:id/confirm', async (request, reply) => {
    const { id } = await wanted(request)
    await store.directories.confirm(clock.now(), id)
    return reply.redirect(`/connections?done=people&of=${id}`, 303)
  })
}

function disconnectRoutes(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  const { connecting } = parts
  const wanted = finder(parts)
  app.get<OneConnection>('/connections/:id/disconnect', async (request, reply) => {
    const standing = await wanted(request)
    const { name, calendars, kind } = standing
    const frame = { title: `Disconnect ${name}`, section: 'connections' as const }
    const left = afterwards(kind, ownerOf(standing))
    return pages.send(reply, 'disconnect', { ...frame, name, calendars, left })
  })
  app.post<OneConnection>('/connections/:id/disconnect', async (request, reply) => {
    const { id } = await wanted(request)
    await connecting.disconnect(id)
    return reply.redirect('/connections?done=disconnected', 303)
  })
}

function testRoute(app: FastifyInstance, parts: WebParts, pages: Pages): void {
  const { connecting } = parts
  const wanted = finder(parts)
  // Going back, or a reload, asks for the address of a test alone.
  app.get('/connections/:id/test', (_request, reply) => reply.redirect('/connections', 303))
  app.post<OneConnection>('/connections/:id/test', async (request, reply) => {
    const { id, name } = await wanted(request)
    const page = pages.render('test', { title: `Test of ${name}`, section: 'connections', name })
    return grow(reply, page, tested(connecting.test(id), pages, request.log))
  })
}

async function* tested(test: ReturnType<Connecting['test']>, pages: Pages, log: FastifyBaseLogger) {
  yield pages.piece('tested', outcomeView(yield* tellSteps(test, pages, log)))
}
