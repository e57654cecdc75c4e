// A single person connects their own calendar: theirs alone is read, and only they can mend it.
import type { Address, Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { within } from '../store/batch.ts'
import * as calendars from '../store/calendars/calendars.ts'
import { ownerOf } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'
import { addDomains } from '../store/people/people.ts'
import { companyDomains } from './domains.ts'
import { sameAccount, saveConnection } from './save.ts'

export interface NewPerson {
  kind: 'google' | 'microsoft'
  /** {type, client_id, client_secret, refresh_token}; type 'authorized_user', or 'microsoft_person' with its tenant. */
  credentials: Record<string, unknown>
  /** Who consented. */
  owner: Address
  /** The service's own name of their calendar, as a company's connection has it: else one calendar would count as two. */
  providerId: string
}

/**
 * Saves the connection, or the new consent of one that is known: its calendar is then read on from where it was. Returns its
 * id. Throws a UsageError where a connection of a company reads the calendar already.
 */
export async function connectPerson(
  store: Store,
  { kind, credentials, owner, providerId }: NewPerson,
  now: Instant,
): Promise<number> {
  await refuseTwice(store, kind, owner)
  const { secrets } = store
  return within(store.db, async (db) => {
    const connection = await saveConnection({ db, secrets }, wanted({ kind, credentials, owner }), now)
    const [known] = await calendars.ofConnection(db, connection) // Its name may be of a former address.
    const id = known?.id ?? `${connection}:${owner}`
    await calendars.add(db, { id, connection, owner, providerId, zone: null }, now)
    await addDomains(db, companyDomains([owner]), now, secrets)
    return connection
  })
}

/** Whether they connected this calendar before. */
export async function isKnown(store: Store, person: NewPerson): Promise<boolean> {
  return (await sameAccount(store, wanted(person))) !== null
}

function wanted({ kind, credentials, owner }: Pick<NewPerson, 'kind' | 'credentials' | 'owner'>) {
  return { kind, name: `${NAMES[kind]} of ${owner}`, credentials, options: { owner } }
}

const NAMES: Record<NewPerson['kind'], string> = {
  google: 'Google Calendar',
  microsoft: 'Outlook calendar',
}

/** Two readings of one calendar cost twice and tell nothing more. */
async function refuseTwice(store: Store, kind: NewPerson['kind'], owner: Address): Promise<void> {
  const read = (await store.calendars.ofOwners([owner])).filter(({ lookAt }) => lookAt !== null)
  const readers = await Promise.all(read.map(({ connection }) => store.connections.byId(connection)))
  const other = readers.find((reader) => reader?.kind === kind && ownerOf(reader) !== owner)
  if (other)
    throw new UsageError(
      `The calendar of ${owner} is read already, by “${other.name}”. There is nothing left to connect.`,
    )
}
