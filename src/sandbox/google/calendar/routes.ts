// The paths of the Calendar API.
import type { FastifyInstance } from 'fastify'
import type { Calendar } from '../company/shapes.ts'
import { bodyOf, enterCalendar, fieldsOf, type Parts, type Request } from '../entrance.ts'
import { select } from '../fields.ts'
import { stop, watch } from '../push.ts'
import { getEvent, listEvents, listInstances } from './listing.ts'
import { readListQuery } from './query.ts'
import * as resources from './resources.ts'

const EVENTS = '/calendar/v3/calendars/:calendarId/events'

export function addCalendarRoutes(app: FastifyInstance, parts: Parts): void {
  addEventRoutes(app, parts)
  addChannelRoutes(app, parts)
  addListRoutes(app, parts)
}

function addEventRoutes(app: FastifyInstance, parts: Parts): void {
  const { now, quirks } = parts
  app.get(EVENTS, async (request: Request) => {
    const calendar = enterCalendar(parts, request, 'events.list')
    return select(listEvents(calendar, request.query, now(), quirks), fieldsOf(request), resources.events)
  })
  app.get(`${EVENTS}/:eventId`, async (request: Request) => {
    const calendar = enterCalendar(parts, request, 'events.get')
    const event = getEvent(calendar, request.params.eventId ?? '', request.query)
    return select(event, fieldsOf(request), resources.event)
  })
  app.get(`${EVENTS}/:eventId/instances`, async (request: Request) => {
    const calendar = enterCalendar(parts, request, 'events.instances')
    const answer = listInstances(calendar, request.params.eventId ?? '', request.query, now(), quirks)
    return select(answer, fieldsOf(request), resources.events)
  })
}

function addChannelRoutes(app: FastifyInstance, parts: Parts): void {
  app.post(`${EVENTS}/watch`, async (request: Request) => {
    const { owner } = enterCalendar(parts, request, 'events.watch')
    readListQuery(request.query)
    const path = EVENTS.replace(':calendarId', encodeURIComponent(owner.address))
    const resourceUri = `https://www.googleapis.com${path}?alt=json`
    const opened = await watch(parts.pushes, owner, resourceUri, bodyOf(request))
    return select(opened, fieldsOf(request), resources.channel)
  })
  app.post('/calendar/v3/channels/stop', async (request: Request, reply) => {
    const { owner } = enterCalendar(parts, request, 'channels.stop')
    stop(parts.pushes, owner, bodyOf(request))
    return reply.status(204).send()
  })
}

function addListRoutes(app: FastifyInstance, parts: Parts): void {
  app.get('/calendar/v3/calendars/:calendarId', async (request: Request) => {
    const entry = plain(enterCalendar(parts, request, 'calendars.get'))
    return select({ ...entry, kind: 'calendar#calendar' }, fieldsOf(request), resources.calendar)
  })
  app.get('/calendar/v3/users/me/calendarList/:calendarId', async (request: Request) => {
    const entry = listEntry(enterCalendar(parts, request, 'calendarList'))
    return select(entry, fieldsOf(request), resources.calendarListEntry)
  })
  app.get('/calendar/v3/users/me/calendarList', async (request: Request) => {
    const items = [listEntry(enterCalendar(parts, request, 'calendarList'))]
    const nextSyncToken = Buffer.from('calendarList').toString('base64url')
    const list = { kind: 'calendar#calendarList', etag: '"p1"', nextSyncToken, items }
    return select(list, fieldsOf(request), resources.calendarList)
  })
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
