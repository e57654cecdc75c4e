// Looks at everything that Halfhour stands on, live: one finding after the other, each with its way out.
import type { Config } from '../config.ts'
import type { Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { openStore, type Store } from '../store/open.ts'
import type { Told } from '../terminal/steps.ts'
import { connectionFindings } from './connections.ts'
import { about, type Finding } from './finding.ts'
import { addressFindings, mailServerFinding, storeFindings } from './installation.ts'
import { mailFindings } from './mails.ts'

const INSTALLATION = 'Installation'

/** Where the database cannot be opened, what needs none is looked at all the same. */
export async function* examine(config: Config, now: Instant): AsyncGenerator<Finding> {
  const store = await opened(config)
  if ('outcome' in store) {
    yield { about: INSTALLATION, ...store }
    yield* about(INSTALLATION, [await mailServerFinding(config), ...(await addressFindings(config))])
    return
  }
  try {
    yield* about(INSTALLATION, storeFindings(store, config, now))
    yield* about(INSTALLATION, [await mailServerFinding(config), ...(await addressFindings(config))])
    yield* connectionFindings(store, config, now)
    yield* about('Mails', mailFindings(store, config, now))
  } finally {
    await store.close()
  }
}

async function opened({ databaseUrl, dataDir, secretKey }: Config): Promise<Store | Told> {
  try {
    return await openStore({ databaseUrl, dataDir, secretKey, beside: true })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { name: 'Database', outcome: 'failed', said: error.message }
  }
}
