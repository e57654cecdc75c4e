// A fresh store for a test file: embedded PGlite in memory, or a database of its own on a PostgreSQL server.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { serveDatabase, startParams } from '../../src/store/embedded/embedded.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { backend, testDatabaseUrl } from './backend.ts'

export const testKey = Buffer.alloc(32, 7)

/** Opens a store before the tests of this file and closes it after them. Use inside tests only. */
export function testStore(): { store: Store } {
  const held = {} as { store: Store }
  let drop = async () => {}
  beforeAll(async () => {
    const opened = await freshStore()
    held.store = opened.store
    drop = opened.drop
  })
  afterAll(() => drop())
  return held
}

/** For tests that need several, or to close one themselves. */
export async function freshStore(): Promise<{ store: Store; drop: () => Promise<void> }> {
  return backend === 'servers' ? freshDatabase() : freshEmbedded()
}

async function freshEmbedded() {
  const db = await PGlite.create({ startParams, loadDataDir: new Blob([await template()]) })
  const embedded = await serveDatabase(db)
  const store = await openStore({ dataDir: tmpdir(), secretKey: testKey, embedded })
  return { store, drop: store.close }
}

/** A new PGlite takes seconds, a copy of an empty one a fraction of that. It is kept between runs, beside the version that made it. */
async function template(): Promise<Uint8Array<ArrayBuffer>> {
  const path = fileURLToPath(new URL('../../node_modules/@electric-sql/pglite/empty.tar', import.meta.url))
  if (!existsSync(path)) {
    const empty = await PGlite.create()
    const dump = await empty.dumpDataDir('none')
    const unfinished = `${path}.${process.pid}`
    writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()))
    renameSync(unfinished, path)
    await empty.close()
  }
  return new Uint8Array(readFileSync(path))
}

async function freshDatabase() {
  const { url, drop } = await createDatabase()
  const store = await openStore({ databaseUrl: url, dataDir: tmpdir(), secretKey: testKey })
  return { store, drop: () => store.close().then(drop) }
}

/** An empty database on the PostgreSQL server. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `halfhour_test_${randomBytes(6).toString('hex')}`
  await asAdmin(`create database ${name}`)
  const url = new URL(testDatabaseUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => asAdmin(`drop database ${name} with (force)`) }
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabaseUrl })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}
