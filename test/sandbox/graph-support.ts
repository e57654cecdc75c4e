// The Graph sandbox with Ada, Grace and Linus, and the real clients pointed at it: MSAL and the Graph client.
import { ConfidentialClientApplication } from '@azure/msal-node'
import {
  AuthenticationHandler,
  Client,
  type GraphError,
  HTTPMessageHandler,
} from '@microsoft/microsoft-graph-client'
import type { Registration } from '../../src/sandbox/graph/oauth/apps.ts'
import { type GraphOptions, type GraphSandbox, startGraph } from '../../src/sandbox/graph/sandbox.ts'
import { ada, grace, linus, monday, testTls } from './support.ts'

export interface GraphScene {
  graph: GraphSandbox
  app: Registration
  clock: { now: number; wall: number }
  /** As the app itself. */
  client: Client
}

/** Three people in Berlin, London and New York; the story's clock stands at Monday, the wall clock runs unless set. */
export async function graphScene(options: Partial<GraphOptions> = {}): Promise<GraphScene> {
  const here = await emptyGraph(options)
  const { graph } = here
  graph.company.addPerson(ada, { zone: 'Europe/Berlin', name: 'Ada Lovelace' })
  graph.company.addPerson(grace, {
    zone: 'Europe/London',
    name: 'Grace Hopper',
    aliases: ['hopper@example.com'],
  })
  graph.company.addPerson(linus, { zone: 'America/New_York', name: 'Linus' })
  return here
}

/** A tenant with nobody in it. */
export async function emptyGraph(options: Partial<GraphOptions> = {}): Promise<GraphScene> {
  const clock = { now: monday, wall: Number.NaN }
  const wall = () => (Number.isNaN(clock.wall) ? Date.now() : clock.wall)
  const graph = await startGraph({ tls: await testTls(), now: () => clock.now, wall, ...options })
  const app = graph.oauth.registerApp()
  return { graph, app, clock, client: clientWith(graph, () => tokenOf(graph, app)) }
}

export function msal(
  graph: GraphSandbox,
  app: Pick<Registration, 'clientId'>,
  proof: object,
  tenant = graph.tenantId,
) {
  return new ConfidentialClientApplication({
    auth: {
      clientId: app.clientId,
      authority: `${graph.loginUrl}${tenant}`,
      knownAuthorities: [new URL(graph.loginUrl).host],
      ...proof,
    },
  })
}

export const DEFAULT_SCOPE = ['https://graph.microsoft.com/.default']

/** An access token as MSAL gets it. */
export async function tokenOf(graph: GraphSandbox, app: Registration): Promise<string> {
  const client = msal(graph, app, { clientSecret: app.secret })
  const result = await client.acquireTokenByClientCredential({ scopes: DEFAULT_SCOPE })
  return result!.accessToken
}

/** The real client without its handler of retries: tests see every refusal. */
export function clientWith(graph: GraphSandbox, getToken: () => Promise<string>): Client {
  let token: Promise<string> | undefined
  const authentication = new AuthenticationHandler({
    getAccessToken: () => {
      token ??= getToken()
      return token
    },
  })
  authentication.setNext(new HTTPMessageHandler())
  return Client.initWithMiddleware({
    baseUrl: graph.url.replace(/v1\.0$/, ''),
    defaultVersion: 'v1.0',
    customHosts: new Set(['localhost']),
    middleware: authentication,
  })
}

/** Graph's answer to a refused call, as the client throws it. */
export async function graphRefusal(
  call: Promise<unknown>,
): Promise<{ status: number; code: string | null; message: string }> {
  try {
    await call
  } catch (error) {
    const { statusCode, code, message } = error as GraphError
    return { status: statusCode, code, message }
  }
  throw new Error('the call was not refused')
}

export const PREFER = 'IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=50'

export interface GraphEvent {
  id: string
  type?: string
  seriesMasterId?: string | null
  subject?: string
  isCancelled?: boolean
  start?: { dateTime: string; timeZone: string }
  end?: { dateTime: string; timeZone: string }
  responseStatus?: { response: string }
  attendees?: {
    type: string
    status: { response: string }
    emailAddress: { address: string; name: string }
  }[]
  cancelledOccurrences?: string[]
  [field: string]: unknown
}

interface Delta {
  items: GraphEvent[]
  pages: number[]
  link: string
}

export const window = { startDateTime: '2026-02-01T00:00:00Z', endDateTime: '2026-06-01T00:00:00Z' }

/** Goes through a delta round to its end: a new one, or on from a link. */
export async function delta(client: Client, person: string, link?: string, prefer = PREFER): Promise<Delta> {
  const items: GraphEvent[] = []
  const pages: number[] = []
  let request = link ? client.api(link) : client.api(`/users/${person}/calendarView/delta`).query(window)
  for (;;) {
    const page = await request.header('Prefer', prefer).get()
    items.push(...page.value)
    pages.push(page.value.length)
    if (page['@odata.deltaLink']) return { items, pages, link: page['@odata.deltaLink'] }
    request = client.api(page['@odata.nextLink'])
  }
}
