// What a sync of 10,000 events costs, against a floor that only fetches and parses the same pages. CPU, not time.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { JWT } from 'google-auth-library'
import { FIELDS, MOST } from '../src/calendars/google/client.ts'
import { GOOGLE_SCOPE } from '../src/calendars/google/session.ts'
import { calendarSync, type Synced } from '../src/pipeline/sync.ts'
import { trust } from '../src/sandbox/tls.ts'
import { openServices, serviceFor } from '../src/services.ts'
import { openStore, type Store } from '../src/store/open.ts'
import { atMost, cpu, type Figure, inTurns, type Line, told } from './figure.ts'
import { owner, type Served } from './google.ts'

/** A first reading is saved with whatever it costs; after that only changes travel. */
export const sync: Figure = {
  name: 'sync',
  title: 'Sync of a Google calendar of 10,000 events, CPU against fetch and JSON.parse of the same pages',
  measure: async (say) => {
    say('making 10,000 events')
    const sandbox = fork(new URL('./google.ts', import.meta.url))
    const served = await new Promise<Served>((resolve) =>
      sandbox.once('message', (message) => resolve(message as Served)),
    )
    trust(served.ca)
    const dataDir = mkdtempSync(join(tmpdir(), 'halfhour-bench-'))
    const databaseUrl = process.env.BENCH_DATABASE_URL
    const store = await openStore({ dataDir, databaseUrl, secretKey: Buffer.alloc(32, 1) })
    try {
      say('reading it again and again')
      return await measured(store, served)
    } finally {
      await store.close()
      sandbox.disconnect()
      rmSync(dataDir, { recursive: true })
    }
  },
}

async function measured(store: Store, served: Served): Promise<Line[]> {
  const token = await tokenOf(served)
  const watch = watcher(store, served)
  const known = await watch()
  await known.sync()
  const service = serviceFor({ kind: 'google', name: 'Bench' }, served.key, settingsOf(served))
  const costs = await inTurns(
    {
      floor: () => floor(served, token),
      read: () => readAll(service),
      first: async () => (await watch()).sync(),
      again: async () => {
        await store.calendars.startOver(known.id, Date.now())
        await known.sync()
      },
      nothing: known.sync,
    },
    { rounds: 7, gauge: cpu },
  )
  const database = store.embedded ? 'embedded database, its work included' : 'PostgreSQL'
  return [
    told('floor: fetch and JSON.parse', costs.floor, ' ms'),
    atMost('client and map, against the floor', costs.read / costs.floor, 2, '×'),
    atMost(`first reading, saved (${database})`, costs.first / costs.floor, 2, '×'),
    told(`read anew, nothing changed (${database})`, costs.again / costs.floor, '×', 2),
    told('incremental, nothing changed', costs.nothing, ' ms'),
  ]
}

/** Every calendar is a new connection's, so that a first reading finds nothing stored. */
function watcher(store: Store, served: Served) {
  const clock = { now: Date.now, wall: Date.now }
  const syncOf = calendarSync({ store, clock, serviceOf: openServices(store, settingsOf(served)) })
  return async () => {
    const now = Date.now()
    await store.settings.write('domains', ['example.com'])
    const google = { kind: 'google', name: 'Bench', credentials: served.key, options: {} } as const
    const connection = await store.connections.add(google, store.secrets, now)
    const id = `bench ${connection}`
    await store.calendars.add({ id, connection, owner, providerId: owner, zone: null }, now)
    return { id, sync: () => syncOf(id).then(mustBeRead) }
  }
}

function mustBeRead(outcome: Synced): void {
  if (outcome.state !== 'read') throw new Error(JSON.stringify(outcome))
}

const settingsOf = ({ url, tokenUrl }: Served) => ({
  googleRootUrl: url,
  googleTokenUrl: tokenUrl,
  allowPrivateFeeds: false,
})

async function floor({ url }: Served, token: string): Promise<number> {
  let events = 0
  let pageToken: string | undefined
  do {
    const asked = new URL('calendar/v3/calendars/primary/events', url)
    const query = { maxResults: `${MOST}`, singleEvents: 'false', showDeleted: 'true', fields: FIELDS }
    asked.search = new URLSearchParams({ ...query, ...(pageToken ? { pageToken } : {}) }).toString()
    const answer = await fetch(asked, { headers: { authorization: `Bearer ${token}` } })
    const page = JSON.parse(await answer.text())
    events += page.items.length
    pageToken = page.nextPageToken
  } while (pageToken)
  return events
}

async function readAll(service: ReturnType<typeof serviceFor>): Promise<void> {
  const ref = { id: 'bench', owner, providerId: owner, zone: null }
  const pages = service.changes(ref, { cursor: null, known: async () => new Map() })
  for await (const { events } of pages) if (events.length > MOST) throw new Error('a page too large')
}

async function tokenOf({ key, tokenUrl }: Served): Promise<string> {
  const { client_email: email, private_key } = key as { client_email: string; private_key: string }
  const auth = new JWT({ email, key: private_key, scopes: [GOOGLE_SCOPE], subject: owner })
  auth.transporter.interceptors.request.add({
    resolved: async (request) => Object.assign(request, { url: new URL(tokenUrl) }),
  })
  return (await auth.authorize()).access_token as string
}
