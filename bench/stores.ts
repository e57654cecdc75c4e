// Embedded stores in folders that go when the measuring is over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
