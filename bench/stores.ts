// Stores that go when the measuring is over: in folders, or as databases of their own on a server.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openQueues, type Queues } from '../src/queue.ts'
import { openStore, type Store } from '../src/store/open.ts'

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'halfhour-bench-'))
  return work(folder).finally(() => rmSync(folder, { recursive: true }))
}

export function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  return withFolder(async (dataDir) => {
    const store = await openStore({ dataDir })
    return work(store).finally(() => store.close())
  })
}

export async function withQueues<T>(store: Store, work: (queues: Queues) => Promise<T>): Promise<T> {
  const queues = await openQueues({ databaseUrl: store.url, embedded: store.embedded })
  return work(queues).finally(() => queues.close())
}

/** An empty database on the server that `serverUrl` names. */
export async function withDatabase<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `halfhour_bench_${randomBytes(6).toString('hex')}`
  const server = new pg.Client({ connectionString: serverUrl })
  await server.connect()
  await server.query(`create database ${name}`)
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
  try {
    return await work(url)
  } finally {
    await server.query(`drop database ${name} with (force)`)
    await server.end()
  }
}
