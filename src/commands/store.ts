// For commands that look into the store and end, beside a running service or alone: opens it by the settings, closes it
// whatever happens.
import { type Config, readConfig } from '../config.ts'
import { openStore, type Store } from '../store/open.ts'

export async function withStore<T>(work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig()
  const { databaseUrl, dataDir, secretKey } = config
  const store = await openStore({ databaseUrl, dataDir, secretKey, beside: true })
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
}
