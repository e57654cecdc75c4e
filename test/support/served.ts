// The real service, one process or several, behind an HTTPS front, watching the sandbox's Ada, Grace and Linus by push.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { ada, grace, linus, type Scene, scene, testTls } from '../sandbox/support.ts'
import { backend, testRedisUrl } from './backend.ts'
import { type Front, openFront } from './front.ts'
import { flush, freshPrefix } from './redis.ts'
import { createDatabase, testKey } from './store.ts'

export interface Service {
  apps: App[]
  front: Front
  close(): Promise<void>
}

export interface Served extends Scene, Service {
  /** Calendars are named by their owners' addresses. */
  connection: number
}

/** The service's days stand still at the scene's; queues and sweeps run by the wall clock. */
export async function openServed(processes: number): Promise<Served> {
  const here = await scene()
  const { url, tokenUrl } = here.google
  const env = { GOOGLE_ROOT_URL: url, GOOGLE_TOKEN_URL: tokenUrl }
  const service = await openService(env, here.clock, processes)
  const connection = await connect(service.apps[0]!, here)
  for (const app of service.apps) await app.work()
  const close = async () => {
    await here.google.close()
    await service.close()
  }
  return { ...here, ...service, connection, close }
}

/** It listens; nobody works yet. */
export async function openService(
  env: Record<string, string>,
  days: { now: number },
  processes: number,
): Promise<Service> {
  const front = await openFront(await testTls())
  const { settings, drop, ...queues } = await (backend === 'servers' ? onServers() : inFolder())
  const config = readConfig({
    ...settings,
    PORT: '0',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: front.url,
    ...env,
  })
  const clock = { now: () => days.now, wall: Date.now }
  const apps: App[] = []
  for (let n = 0; n < processes; n++) apps.push(await buildApp(config, { clock, ...queues }))
  front.to(await apps[0]!.listen())
  const close = async () => {
    for (const app of apps) await app.close()
    await front.close()
    await drop()
  }
  return { apps, front, close }
}

async function connect({ store }: App, { key, clock }: Scene): Promise<number> {
  const nobody = { aliases: [], zone: null, hours: null, locale: null, leftAt: null, name: null }
  await store.people.save(
    [ada, grace, linus].map((address) => ({ ...nobody, address })),
    'test',
    clock.now,
  )
  const google = { kind: 'google', name: 'Google', credentials: key, options: {} } as const
  const connection = await store.connections.add(google, store.secrets, clock.now)
  for (const owner of [ada, grace, linus])
    await store.calendars.add({ id: owner, connection, owner, providerId: owner, zone: null }, clock.now)
  return connection
}

async function inFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'halfhour-served-'))
  return { settings: { DATA_DIR: folder }, drop: () => rm(folder, { recursive: true }) }
}

async function onServers() {
  const { url, drop } = await createDatabase()
  const queuePrefix = freshPrefix()
  return {
    settings: { DATABASE_URL: url, REDIS_URL: testRedisUrl, SECRET_KEY: testKey.toString('base64') },
    queuePrefix,
    drop: async () => {
      await flush(queuePrefix)
      await drop()
    },
  }
}
