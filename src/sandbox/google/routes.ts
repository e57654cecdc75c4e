// The HTTP face: Google's paths, methods and answers; everything unknown is refused in Google's words.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Address, Instant } from '../../domain/types.ts'
import { badRequest, GoogleRefusal, insufficientScope, notACalendarUser, notFound } from './errors.ts'
import { select } from './fields.ts'
import { getEvent, listEvents, listInstances, type PageQuirks } from './listing.ts'
import { type Pushes, stop, watch } from './push.ts'
import { type Query, readListQuery } from './query.ts'
import * as resources from './resources.ts'
import type { Calendar, Company } from './shapes.ts'
import { grantOf, issueToken, type Oauth, readScopes, TokenRefusal } from './tokens.ts'
import { admit, type RequestKind, type Traffic } from './traffic.ts'

export interface Parts {
  company: Company
  oauth: Oauth
  traffic: Traffic
  pushes: Pushes
  quirks: PageQuirks
  now: () => Instant
}

type Request = FastifyRequest<{ Params: { calendarId?: string; eventId?: string }; Querystring: Query }>

const EVENTS = '/calendar/v3/calendars/:calendarId/events'

export function addRoutes(app: FastifyInstance, parts: Parts): void {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((_request, reply) => answerError(notFound(), _request, reply))
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode !== 204) reply.header('content-type', 'application/json; charset=UTF-8')
  })
  addTokenRoute(app, parts)
  addEventRoutes(app, parts)
  addChannelRoutes(app, parts)
  addCalendarRoutes(app, parts)
}

function addTokenRoute(app: FastifyInstance, { oauth, traffic }: Parts): void {
  app.post('/token', async (request) => {
    admitTokenRequest(traffic)
    return issueToken(oauth, (request.body ?? {}) as Record<string, unknown>)
  })
}

/** The token endpoint fails in OAuth's words, not in the Calendar API's. */
function admitTokenRequest(traffic: Traffic): void {
  try {
    admit(traffic, { kind: 'token', calendar: null, incremental: false })
  } catch (error) {
    const { code, message } = error as GoogleRefusal
    throw new TokenRefusal(code, code >= 500 ? 'internal_failure' : 'rate_limit_exceeded', message)
  }
}

function addEventRoutes(app: FastifyInstance, parts: Parts): void {
  const { now, quirks } = parts
  app.get(EVENTS, async (request: Request) => {
    const calendar = enter(parts, request, 'events.list')
    return select(listEvents(calendar, request.query, now(), quirks), fieldsOf(request), resources.events)
  })
  app.get(`${EVENTS}/:eventId`, async (request: Request) => {
    const calendar = enter(parts, request, 'events.get')
    const event = getEvent(calendar, request.params.eventId ?? '', request.query)
    return select(event, fieldsOf(request), resources.event)
  })
  app.get(`${EVENTS}/:eventId/instances`, async (request: Request) => {
    const calendar = enter(parts, request, 'events.instances')
    const answer = listInstances(calendar, request.params.eventId ?? '', request.query, now(), quirks)
    return select(answer, fieldsOf(request), resources.events)
  })
}

function addChannelRoutes(app: FastifyInstance, parts: Parts): void {
  app.post(`${EVENTS}/watch`, async (request: Request) => {
    const calendar = enter(parts, request, 'events.watch')
    readListQuery(request.query)
    const { address } = calendar.owner
    const resourceUri = `https://www.googleapis.com${EVENTS.replace(':calendarId', encodeURIComponent(address))}?alt=json`
    return select(
      watch(parts.pushes, address, resourceUri, bodyOf(request)),
      fieldsOf(request),
      resources.channel,
    )
  })
  app.post('/calendar/v3/channels/stop', async (request: Request, reply) => {
    const calendar = enter(parts, request, 'channels.stop')
    stop(parts.pushes, calendar.owner.address, bodyOf(request))
    return reply.status(204).send()
  })
}

function addCalendarRoutes(app: FastifyInstance, parts: Parts): void {
  app.get('/calendar/v3/calendars/:calendarId', async (request: Request) => {
    const entry = plain(enter(parts, request, 'calendars.get'))
    return select({ ...entry, kind: 'calendar#calendar' }, fieldsOf(request), resources.calendar)
  })
  app.get('/calendar/v3/users/me/calendarList/:calendarId', async (request: Request) =>
    select(listEntry(enter(parts, request, 'calendarList')), fieldsOf(request), resources.calendarListEntry),
  )
  app.get('/calendar/v3/users/me/calendarList', async (request: Request) => {
    const items = [listEntry(enter(parts, request, 'calendarList'))]
    const nextSyncToken = Buffer.from('calendarList').toString('base64url')
    return select(
      { kind: 'calendar#calendarList', etag: '"p1"', nextSyncToken, items },
      fieldsOf(request),
      resources.calendarList,
    )
  })
}

/** Who asks, may they, and within their limits? Only one's own calendar is to be seen, as that person. */
function enter(parts: Parts, request: Request, kind: RequestKind): Calendar {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  const address = addressed(parts.company, request.params.calendarId ?? 'primary', grant.subject)
  const incremental = request.query.syncToken !== undefined
  admit(parts.traffic, { kind, calendar: address, incremental })
  if (!grant.scopes.some((scope) => allowing(kind).includes(scope))) throw insufficientScope()
  const calendar = parts.company.calendars.get(address)
  if (!calendar || address !== grant.subject) throw notFound()
  if (calendar.owner.suspended || !calendar.owner.hasCalendar) throw notACalendarUser()
  return calendar
}

function addressed(company: Company, calendarId: string, subject: Address): Address {
  const asked = calendarId === 'primary' ? subject : calendarId.toLowerCase()
  return company.addresses.get(asked) ?? asked
}

function allowing(kind: RequestKind): string[] {
  const full = ['https://www.googleapis.com/auth/calendar', ...readScopes.slice(0, 1)]
  return kind.startsWith('calendar')
    ? full
    : [...full, ...readScopes, 'https://www.googleapis.com/auth/calendar.events']
}

function plain({ owner, version }: Calendar) {
  return {
    kind: 'calendar#calendar',
    etag: `"p${version}"`,
    id: owner.address,
    summary: owner.address,
    timeZone: owner.zone,
  }
}

function listEntry(calendar: Calendar) {
  const rest = { accessRole: 'owner', primary: true, selected: true, defaultReminders: [] }
  return { ...plain(calendar), kind: 'calendar#calendarListEntry', ...rest }
}

function fieldsOf(request: Request): string | undefined {
  const { fields } = request.query
  return Array.isArray(fields) ? fields.join() : fields
}

function bodyOf(request: Request): Record<string, unknown> {
  if (typeof request.body !== 'object' || request.body === null) throw badRequest('Parse Error', 'parseError')
  return request.body as Record<string, unknown>
}

function answerError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof GoogleRefusal || error instanceof TokenRefusal)
    return reply.status(error.code).send(error.body)
  const code = (error as { statusCode?: number }).statusCode ?? 500
  if (code >= 500) throw error
  return answerError(badRequest('Parse Error', 'parseError'), _request, reply)
}
