// A stored connection tested as it is: the same steps as when it was connected.
import { probeGoogle, probeGooglePerson } from '../calendars/google/probe.ts'
import { probeGraph, probeGraphPerson } from '../calendars/graph/probe.ts'
import { isWell, type Probe, type Step, wordsOf } from '../calendars/probe.ts'
import type { Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import {
  googlePlace,
  microsoftPlace,
  type ServiceSettings,
  serviceFor,
  withSecretOfToday,
} from '../services.ts'
import { type Connection, unsealed } from '../store/connections/connections.ts'
import { companyByAdmin, companyByApp, ownerOf } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'
import { readingStep } from './calendars.ts'

/** Throws a UsageError where there is no such connection. */
export async function* testConnection(store: Store, settings: ServiceSettings, id: number): Probe {
  const sealed = await store.connections.sealedById(id)
  if (!sealed) throw new UsageError(`Connection ${id} is not known any more.`)
  const { connection } = sealed
  let credentials: unknown
  try {
    credentials = withSecretOfToday(unsealed(sealed.credentials, store.secrets), settings)
  } catch (error) {
    yield { name: 'Stored credentials', outcome: 'failed', ...wordsOf(error) }
    return
  }
  yield* stepsOf(store, connection, credentials, settings)
}

/** The same for whoever looks at how it stands: what it found is looked at at once, so that its state follows. */
export async function* testAgain(store: Store, settings: ServiceSettings, id: number, now: Instant): Probe {
  const steps: Step[] = []
  for await (const each of testConnection(store, settings, id)) {
    if (each.outcome === 'failed' && !steps.some(({ outcome }) => outcome === 'failed')) {
      await store.directories.readNow(now, id)
      await store.calendars.allDirty(id, now)
    }
    steps.push(each)
    yield each
  }
  if (!isWell(steps)) return
  await store.directories.readNow(now, id)
  await store.connections.lookAgain(id, now)
}

async function* stepsOf(
  store: Store,
  connection: Connection,
  credentials: unknown,
  settings: ServiceSettings,
): Probe {
  const [byAdmin, byApp] = [companyByAdmin(connection), companyByApp(connection)]
  const owner = ownerOf(connection)
  if (byAdmin) return yield* probeGoogle(credentials, byAdmin, googlePlace(settings))
  if (byApp) return yield* probeGraph(credentials, byApp, microsoftPlace(settings))
  if (connection.kind === 'google' && owner)
    return yield* probeGooglePerson(credentials, owner, googlePlace(settings))
  if (connection.kind === 'microsoft' && owner)
    return yield* probeGraphPerson(credentials, owner, microsoftPlace(settings))
  const calendars = await store.calendars.ofConnection(connection.id)
  const owners = calendars.map(({ owner }) => owner)
  yield* readingStep(() => serviceFor(connection, credentials, settings), owners)
}
