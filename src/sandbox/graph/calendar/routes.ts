// The paths of mailboxes: events, calendar views, the calendar itself, settings; for an app and for the person themselves.
import type { FastifyInstance } from 'fastify'
import type { Visit } from '../entrance.ts'
import { inMailbox, type Parts, type Request } from '../entrance.ts'
import { list } from '../query.ts'
import { select } from '../select.ts'
import type { RequestKind } from '../traffic.ts'
import { listDelta } from './delta.ts'
import { getEvent, listInstances, listView } from './listing.ts'
import { settingsOf } from './settings.ts'

type Answer = (visit: Visit, request: Request) => unknown

export function addCalendarRoutes(app: FastifyInstance, parts: Parts): void {
  const add = (path: string, kind: RequestKind, answer: Answer) => {
    for (const user of ['/v1.0/users/:user', '/v1.0/me'])
      app.get(`${user}${path}`, async (request: Request, reply) =>
        inMailbox(parts, request, reply, kind, (visit) => answer(visit, request)),
      )
  }
  for (const calendar of ['', '/calendar']) {
    add(`${calendar}/calendarView/delta`, 'calendarView.delta', (visit, { query }) =>
      listDelta(visit, query, parts.quirks),
    )
    add(`${calendar}/calendarView`, 'calendarView', (visit, { query }) => listView(visit, query))
    add(`${calendar}/events/:event`, 'events.get', (visit, { params, query }) =>
      getEvent(visit, params.event ?? '', query),
    )
    add(`${calendar}/events/:event/instances`, 'events.instances', (visit, { params, query }) =>
      listInstances(visit, params.event ?? '', query),
    )
  }
  add('/calendar', 'calendar', (visit, { query }) => calendar(visit, list(query, '$select')))
  add('/mailboxSettings', 'mailboxSettings', (visit, { query }) =>
    select(settingsOf(visit), list(query, '$select'), [], 'mailboxSettings'),
  )
}

function calendar({ mailbox, root }: Visit, wanted: string[]) {
  const { id, name, address } = mailbox.owner
  const told = {
    '@odata.context': `${root}/$metadata#users('${id}')/calendar/$entity`,
    id: `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${Buffer.from(id).toString('base64url')}`,
    name: 'Calendar',
    color: 'auto',
    hexColor: '',
    isDefaultCalendar: true,
    changeKey: 'sandbox',
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    isTallyingResponses: true,
    isRemovable: false,
    owner: { name: name ?? address, address },
  }
  return select(told, wanted, [], 'calendar')
}
