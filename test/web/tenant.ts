// A tenant's set-up with the real steps behind it, against the sandbox: its pages, and how far tests of them have come.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { connectingFor } from '../../src/connecting/pages.ts'
import { DAY } from '../../src/domain/types.ts'
import { readRoles } from '../../src/sandbox/graph/oauth/apps.ts'
import { openServices } from '../../src/services.ts'
import type { Store } from '../../src/store/open.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { interrupted, type Meanwhile } from './meanwhile.ts'
import { now, webOver } from './support.ts'

export const page = '/connections/microsoft'
export const ends = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10)

/** As it is read, without its markup. */
export const read = (html: string) =>
  html
    .replaceAll('&#x3D;', '=')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
export const hidden = (html: string, name: string) =>
  RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

/** Before each test nothing is connected. Use inside tests only. */
export function tenantPages() {
  const held = testStore()
  const meanwhile: Meanwhile = { act: null }
  let here: GraphScene
  let app: FastifyInstance
  beforeAll(async () => {
    here = await graphScene()
  })
  afterAll(() => here.graph.close())
  beforeEach(async () => {
    await settle(held.store, here.clock.now)
    await held.store.db.deleteFrom('connections').execute()
    letIn(here)
    app = await pagesOf(held.store, here, meanwhile)
  })
  const look = async (url: string) => (await app.inject(url)).body
  const statusOf = async (url: string) => (await app.inject(url)).statusCode
  const post = (url: string, fields: Fields) => posted(app, url, fields)
  const given = () => ({ ...registrationOf(here), client_secret: here.app.secret })
  /** The form of people as it stands once a key was given. */
  const everybody = async (key: Fields = given()) => ({
    sealed: hidden((await post(page, key)).body, 'sealed'),
    ...{ domains: 'example.com', by: 'all' },
  })
  const connections = () => held.store.connections.all()
  const credentials = async () =>
    held.store.connections.credentialsOf((await connections())[0]!.id, held.store.secrets)
  /** Connects, and returns the connection. */
  async function connected(more: object = {}): Promise<number> {
    await post(`${page}/test`, { ...(await everybody({ ...given(), ...more })) })
    return (await connections())[0]!.id
  }
  /** The first test is on its way when the other one begins and ends. */
  function during<T>(first: () => Promise<T>, other: () => Promise<unknown>): Promise<T> {
    meanwhile.act = other
    return first()
  }
  const asked = { look, statusOf, post, given, everybody }
  return { held, scene: () => here, ...asked, connections, credentials, connected, during }
}

type Fields = Record<string, string | File>

export const registrationOf = (here: GraphScene) => ({
  ...{ tenant: here.graph.tenantId, client_id: here.app.clientId },
  proof: 'secret',
})

/** Its app may read all mailboxes again. */
function letIn({ graph, app: { clientId } }: GraphScene): void {
  graph.oauth.block(clientId, null)
  graph.oauth.setRoles(clientId, readRoles)
  graph.limitMailboxes(clientId, null)
}

function pagesOf(store: Store, here: GraphScene, meanwhile: Meanwhile) {
  const config = {
    ...{ googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false },
    ...{ microsoftGraphUrl: here.graph.url, microsoftLoginUrl: here.graph.loginUrl },
  }
  const clock = { now: () => here.clock.now, wall: () => now }
  const connecting = connectingFor({ store, services: openServices(store, config), config, clock })
  const microsoft = interrupted(connecting.microsoft, meanwhile)
  return webOver(store, { connecting: { ...connecting, microsoft }, clock })
}

async function posted(app: FastifyInstance, url: string, fields: Fields) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const sent = new Response(form)
  const own = { host: 'localhost', origin: 'http://localhost' }
  const headers = { ...own, 'content-type': sent.headers.get('content-type') ?? '' }
  const payload = Buffer.from(await sent.arrayBuffer())
  const { body, statusCode } = await app.inject({ method: 'POST', url, headers, payload })
  return { body, statusCode, text: read(body) }
}
