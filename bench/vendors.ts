// The vendors' sandboxes in one shape, so that a figure is taken of either by the same code.
import type { Address, Instant } from '../src/domain/types.ts'
import type { Story as GoogleStory } from '../src/sandbox/google/company/story.ts'
import { startGoogle } from '../src/sandbox/google/sandbox.ts'
import type { Story as GraphStory } from '../src/sandbox/graph/company/story.ts'
import { startGraph } from '../src/sandbox/graph/sandbox.ts'
import type { SandboxTls } from '../src/sandbox/server/tls.ts'
import type { Store } from '../src/store/open.ts'

export type Vendor = 'google' | 'microsoft'
export const vendors: Vendor[] = ['google', 'microsoft']
export const nameOf = { google: 'Google', microsoft: 'Microsoft' }

/** A figure is of Google unless its name tells. */
export const figureName = (figure: string, vendor: Vendor) =>
  vendor === 'google' ? figure : `${figure}-${vendor}`

/** What another process needs to get at a sandbox. */
export interface Served {
  vendor: Vendor
  ca: string
  /** Settings that lead the service there. */
  env: Record<string, string>
  credentials: object
}

export interface Sandbox {
  served: Served
  company: GoogleStory | GraphStory
  /** Since the last time this was asked. */
  requests(): Requests
  close(): Promise<void>
}

export interface Requests {
  tokens: number
  /** All others; a batch is one. */
  calls: number
  /** By kind. What was asked for in batches is among them: services count that, too. */
  kinds: Record<string, number>
}

interface Options {
  tls: SandboxTls
  now: () => Instant
}

/** Without quotas: they are not what is measured. */
export function startSandbox(vendor: Vendor, options: Options): Promise<Sandbox> {
  return vendor === 'google' ? googleSandbox(options) : microsoftSandbox(options)
}

async function googleSandbox({ tls, now }: Options): Promise<Sandbox> {
  const limits = { perProjectPerMinute: 1e9, perUserPerMinute: 1e9 }
  const { url, tokenUrl, company, oauth, traffic, close } = await startGoogle({ tls, now, limits })
  const credentials = await oauth.createServiceAccount()
  oauth.registerServiceAccount(credentials)
  const env = { GOOGLE_ROOT_URL: url, GOOGLE_TOKEN_URL: tokenUrl }
  const kinds = ['token', 'events.list', 'events.watch', 'channels.stop'] as const
  const requests = () => requestsIn(traffic, kinds)
  return { served: { vendor: 'google', ca: tls.ca, env, credentials }, company, requests, close }
}

async function microsoftSandbox({ tls, now }: Options): Promise<Sandbox> {
  const limits = { perMailboxPerTenMinutes: 1e9 }
  const graph = await startGraph({ tls, now, limits })
  const { url, loginUrl, tenantId: tenant, company, oauth, traffic, close } = graph
  const { clientId, secret } = oauth.registerApp()
  const credentials = { type: 'microsoft_app', tenant, client_id: clientId, client_secret: secret }
  const env = { MICROSOFT_GRAPH_URL: url, MICROSOFT_LOGIN_URL: loginUrl }
  const requests = () => requestsIn(traffic, GRAPH)
  return { served: { vendor: 'microsoft', ca: tls.ca, env, credentials }, company, requests, close }
}

/** Asked for in batches. Series have no second page of instances here, which alone would come by itself. */
const BATCHED = ['events.get', 'events.instances'] as const
const CHANNELS = ['subscriptions.create', 'subscriptions.renew', 'subscriptions.delete'] as const
const READINGS = ['mailboxSettings', 'calendarView.delta', 'calendarView', 'batch'] as const
const GRAPH = ['token', ...READINGS, ...BATCHED, ...CHANNELS] as const

interface Traffic<Kind> {
  count(like?: { kind?: Kind }): number
  clear(): void
}

function requestsIn<Kind extends string>(traffic: Traffic<Kind>, known: readonly Kind[]): Requests {
  const counts = known.map((kind) => [kind, traffic.count({ kind })] as const)
  const { token = 0, ...kinds } = Object.fromEntries(counts.filter(([, n]) => n > 0)) as Requests['kinds']
  const batched = BATCHED.reduce((sum, kind) => sum + (kinds[kind] ?? 0), 0)
  const calls = traffic.count() - token - batched
  traffic.clear()
  return { tokens: token, calls, kinds }
}

/** Has the store watch these people's calendars, due now. @param prefix of the calendars' ids, where one person has two */
export async function watch(
  store: Store,
  served: Served,
  people: readonly Address[],
  now: Instant,
  prefix = '',
) {
  const connection = await connect(store, served, now)
  for (const owner of people)
    await store.calendars.add(
      { id: `${prefix}${owner}`, connection, owner, providerId: owner, zone: null },
      now,
    )
}

export async function connect(store: Store, { vendor, credentials }: Served, now: Instant): Promise<number> {
  await store.people.addDomains(['example.com'], now)
  const account = { kind: vendor, name: 'Bench', credentials, options: {} }
  return store.connections.add(account, store.secrets, now)
}
