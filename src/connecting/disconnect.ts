// Removes a connection: its push channels end, a person's consent is given back, what was read by it is forgotten.
import { revoke } from '../calendars/google/consent.ts'
import { googleKey } from '../calendars/google/key.ts'
import type { Instant } from '../domain/types.ts'
import { channelStopper } from '../pipeline/push.ts'
import { googlePlace, type ServiceSettings, type Services } from '../services.ts'
import type { Connection } from '../store/connections/connections.ts'
import { ownerOf } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'

/**
 * Its calendars, their events and its accounts of people go; what was judged stays, as do the people. Nothing that the service
 * refuses keeps a connection: it is forgotten first. `told` then resolves once its service knows, after a call for each channel.
 */
export async function disconnect(
  store: Store,
  { serviceOf }: Services,
  settings: ServiceSettings,
  id: number,
  now: Instant,
): Promise<{ told: Promise<void> }> {
  const connection = await store.connections.byId(id)
  if (connection === null) return { told: Promise.resolve() }
  const stop = await channelStopper({ store, serviceOf }, id)
  const consent = await consentOf(store, connection).catch(() => null)
  await store.connections.remove(id, now)
  const tell = async () => {
    await stop()
    if (consent) await revoke(googlePlace(settings), consent).catch(() => {})
  }
  return { told: tell() }
}

/**
 * Given to us alone, so it is given back; the key of a service account is the admin's to delete. Null: there is none, or its
 * service takes none back from an app (Microsoft).
 */
async function consentOf(store: Store, connection: Connection): Promise<string | null> {
  if (connection.kind !== 'google' || ownerOf(connection) === null) return null
  const credentials = await store.connections.credentialsOf(connection.id, store.secrets)
  const key = googleKey(credentials, connection.name)
  return key.kind === 'person' ? key.refreshToken : null
}
