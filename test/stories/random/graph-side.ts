// Microsoft in a random story: a sandbox behind a gateway, and what it says is to come.
import type { Client } from '@microsoft/microsoft-graph-client'
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import { type Address, type Instant, WEEK } from '../../../src/domain/types.ts'
import { type GraphSandbox, startGraph } from '../../../src/sandbox/graph/sandbox.ts'
import type { Post } from '../../../src/sandbox/world/post.ts'
import { clientWith, type GraphEvent, PREFER, tokenOf } from '../../sandbox/graph-support.ts'
import { testTls } from '../../sandbox/support.ts'
import { openGateway } from './gateway.ts'
import { graphTroubles } from './graph-weather.ts'
import { settleAtMicrosoft } from './people.ts'
import { comingIn } from './present.ts'
import type { Beginning, Side } from './side.ts'
import { mailboxSight } from './sight.ts'

export type GraphSide = Awaited<ReturnType<typeof openGraph>>

export async function openGraph({ dice, clock, people }: Beginning, post: Post | null) {
  const tls = await testTls()
  const now = () => clock.now
  const limits = { perMailboxPerTenMinutes: 1e9 }
  const graph = await startGraph({ tls, now, wall: Date.now, limits, ...(post ? { post } : {}) })
  settleAtMicrosoft(graph.company, people)
  const seed = () => dice.between(1, 1e6)
  graph.setPages({ short: 0.3, empty: 0.2, repeat: 0.2, shuffle: 0.5, seriesByOne: 0.5, seed: seed() })
  const notices = { drop: 0.25, duplicate: 0.2, late: 0.2, missed: 0.1, removed: 0.05, reauthorize: 0.05 }
  graph.pushes.setWeather({ ...notices, seed: seed() })
  const app = graph.oauth.registerApp()
  /** Of whoever looks on: nothing befalls it. */
  const witness = graph.oauth.registerApp()
  const gateway = await openGateway(graph.url, tls)
  return {
    sandbox: graph,
    kind: 'microsoft',
    settings: { MICROSOFT_GRAPH_URL: `${gateway.url}v1.0`, MICROSOFT_LOGIN_URL: gateway.url },
    credentials: {
      ...{ type: 'microsoft_app', tenant: graph.tenantId },
      ...{ client_id: app.clientId, client_secret: app.secret },
    },
    company: {},
    gateway,
    troubles: graphTroubles(graph, app.clientId),
    stillForced: graph.traffic.stillForced,
    revokeTokens: graph.oauth.revokeTokens,
    pushed: graph.pushes.settled,
    seen: (owner: Address) => ({ acts: 0, sight: mailboxSight(graph.mailboxOf(owner)) }),
    async coming(owners: readonly Address[], at: Instant) {
      const client = clientWith(graph, () => tokenOf(graph, witness))
      const all = await Promise.all(owners.map((owner) => shownAt(client, owner, at)))
      return all.flatMap((shown) => comingIn(shown, at))
    },
    async close() {
      await gateway.close()
      await graph.close()
    },
  } satisfies Side & { sandbox: GraphSandbox }
}

/** As a bare client reads it, in the words that the comparison speaks. */
async function shownAt(client: Client, owner: Address, now: Instant) {
  const get = async (path: string, query = {}): Promise<GraphEvent> =>
    client.api(`/users/${owner}/${path}`).query(query).header('Prefer', PREFER).get()
  const span = {
    startDateTime: new Date(now).toISOString(),
    endDateTime: new Date(now + 4 * WEEK).toISOString(),
  }
  const { value } = await get('calendarView', { ...span, $top: '1000' })
  const events = value as GraphEvent[]
  const masters = new Map<string, calendar_v3.Schema$Event>()
  for (const { seriesMasterId: id } of events)
    if (id && !masters.has(id)) masters.set(id, translated(await get(`events/${id}`)))
  return { owner, items: events.map(translated), masters }
}

const ANSWERS: Record<string, string> = {
  tentativelyAccepted: 'tentative',
  accepted: 'accepted',
  declined: 'declined',
}

/** At Outlook the organizer is on nobody's list, and comes. */
function translated(event: GraphEvent): calendar_v3.Schema$Event {
  const { id, seriesMasterId, subject, showAs, isCancelled, attendees = [], uid } = event
  const { address: email } = (event.organizer as { emailAddress: { address: string } }).emailAddress
  const guests = attendees.map(({ emailAddress, status }) => ({
    email: emailAddress.address,
    responseStatus: ANSWERS[status.response] ?? 'needsAction',
  }))
  const time = ({ dateTime }: { dateTime: string }) => ({ dateTime: `${dateTime.slice(0, 19)}Z` })
  return {
    ...{ id, iCalUID: uid as string, summary: subject ?? '', organizer: { email } },
    ...(seriesMasterId ? { recurringEventId: seriesMasterId } : {}),
    attendees: guests.length > 0 ? [{ email, responseStatus: 'accepted' }, ...guests] : [],
    status: isCancelled ? 'cancelled' : 'confirmed',
    guestsCanSeeOtherGuests: event.hideAttendees !== true,
    transparency: showAs === 'free' ? 'transparent' : 'opaque',
    eventType: showAs === 'oof' ? 'outOfOffice' : 'default',
    ...{ start: time(event.start!), end: time(event.end!) },
    ...(event.type === 'exception' || event.type === 'occurrence' ? originalOf(event) : {}),
  }
}

/** Of an occurrence its start; of an exception what its id holds: the sandbox's own names are read here. */
function originalOf({ type, id, start }: GraphEvent) {
  const stamp = /-OC-([0-9a-z]+)$/.exec(id)?.[1]
  const at =
    type === 'exception' && stamp !== undefined
      ? new Date(Number.parseInt(stamp, 36) * 60_000).toISOString()
      : `${start!.dateTime.slice(0, 19)}Z`
  return { originalStartTime: { dateTime: at } }
}
