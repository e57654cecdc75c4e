// What an app of Microsoft proves itself with, noted beside what is sealed: so admins can be told of its end ahead of time.
import { type AppKey, appKey } from '../calendars/graph/key.ts'
import { localDay } from '../domain/clock.ts'
import { UsageError } from '../errors.ts'
import { companyByApp, type Proof, proofOf } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'

export function proofIn({ proof: { kind: proof, expires } }: AppKey): Proof {
  return expires === null ? { proof } : { proof, secretExpires: localDay(expires, 'UTC') }
}

/** Of tenants that an earlier version connected nothing is noted yet. What cannot be opened stays as it is. */
export async function noteProofs(store: Store): Promise<void> {
  for (const connection of await store.connections.all()) {
    if (!companyByApp(connection) || proofOf(connection)) continue
    const proof = await sealedProof(store, connection.id)
    if (proof) await store.expiries.note(connection, proof)
  }
}

async function sealedProof(store: Store, connection: number): Promise<Proof | null> {
  try {
    const credentials = await store.connections.credentialsOf(connection, store.secrets)
    return proofIn(appKey(credentials, 'What is stored'))
  } catch (error) {
    if (error instanceof UsageError) return null
    throw error
  }
}
