// What a sync of 10,000 events costs, against a floor that only fetches and parses the same pages. CPU, not time.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstAsk } from '../src/calendars/ask.ts'
import { MOST } from '../src/calendars/google/client.ts'
import { readConfig } from '../src/config.ts'
import { calendarSync, type Synced } from '../src/pipeline/sync.ts'
import { trust } from '../src/sandbox/server/tls.ts'
import { openServices, serviceFor } from '../src/services.ts'
import { openStore, type Store } from '../src/store/open.ts'
import { atMost, cpu, type Figure, inTurns, type Line, told } from './figure.ts'
import { google } from './floor-google.ts'
import { owner } from './google.ts'
import { connect, type Served } from './vendors.ts'

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
  const token = await google.token(served, owner)
  const watch = watcher(store, served)
  const known = await watch()
  await known.sync()
  const service = serviceFor({ kind: 'google', name: 'Bench' }, served.credentials, readConfig(served.env))
  const costs = await inTurns(
    {
      floor: () => google.read(served, token, owner),
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
  const syncOf = calendarSync({ store, clock, ...openServices(store, readConfig(served.env)) })
  return async () => {
    const now = Date.now()
    const connection = await connect(store, served, now)
    const id = `bench ${connection}`
    await store.calendars.add({ id, connection, owner, providerId: owner, zone: null }, now)
    return { id, sync: () => syncOf(id).then(mustBeRead) }
  }
}

function mustBeRead(outcome: Synced): void {
  if (outcome.state !== 'read') throw new Error(JSON.stringify(outcome))
}

async function readAll(service: ReturnType<typeof serviceFor>): Promise<void> {
  const ref = { id: 'bench', owner, providerId: owner, zone: null }
  const pages = service.changes(ref, firstAsk(Date.now()))
  for await (const { events } of pages) if (events.length > MOST) throw new Error('a page too large')
}
