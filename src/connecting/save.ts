// Saves a connection: a new one, or the new credentials and options of one whose account is known already.
import type { Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { within } from '../store/batch.ts'
import { connectAlone } from '../store/calendars/holding.ts'
import type { Connection, NewConnection, Sealed } from '../store/connections/connections.ts'
import * as connections from '../store/connections/connections.ts'
import { companyByAdmin, ownerOf } from '../store/connections/options.ts'
import type { Secrets } from '../store/secrets.ts'
import type { Db } from '../store/tables.ts'
import type { Changing } from '../web/connecting.ts'

/** A store, or a transaction of it that saves more than the connection. */
export interface Saving {
  db: Db
  secrets: Secrets
}

/** Returns its id. What an account had before stays: its people, its calendars and what was read of them. */
export function saveConnection(
  { db, secrets }: Saving,
  wanted: NewConnection,
  now: Instant,
): Promise<number> {
  return within(db, async (trx) => {
    await connectAlone(trx)
    const known = await sameAccount({ db: trx, secrets }, wanted)
    if (known === null) return connections.add(trx, wanted, secrets, now)
    await connections.replace(trx, known.id, wanted, secrets, now)
    return known.id
  })
}

/**
 * Saves another key or other people of a connection that is stored.
 * @param wanted made of what is stored just then. Returns its id. Throws a UsageError where it is gone, or its key is another one
 */
export async function changeConnection(
  { db, secrets }: Saving,
  { connection: id, madeOf }: Pick<Changing, 'connection' | 'madeOf'>,
  wanted: (stored: Connection) => NewConnection,
  now: Instant,
): Promise<number> {
  const unlessReplaced = ({ connection, credentials }: Sealed) => {
    if (madeOf !== null && JSON.stringify(connections.unsealed(credentials, secrets)) !== madeOf)
      throw new UsageError(`${connection.name} ${REPLACED}`)
    return wanted(connection)
  }
  return within(db, async (trx) => {
    await connectAlone(trx)
    if (await connections.change(trx, id, unlessReplaced, secrets, now)) return id
    throw new UsageError(`Connection ${id} is not known any more.`)
  })
}

const REPLACED = 'was given another key while this was tested. Nothing of it was saved: test it once more.'

type Account = Pick<NewConnection, 'kind' | 'name' | 'credentials' | 'options'>

/** What cannot be opened (another SECRET_KEY sealed it) is known by its name: connecting it again mends it. */
export async function sameAccount({ db, secrets }: Saving, wanted: Account): Promise<Connection | null> {
  const account = accountOf(wanted)
  for (const known of (await connections.all(db)).filter(({ kind }) => kind === wanted.kind)) {
    const credentials = await connections.credentialsOf(db, known.id, secrets).catch(unopened)
    const isSame =
      credentials === SEALED
        ? known.name === wanted.name
        : accountOf({ ...known, credentials }) === account && !areApart(known, wanted)
    if (isSame) return known
  }
  return null
}

const SEALED = Symbol('sealed')

function unopened(error: unknown): typeof SEALED {
  if (error instanceof UsageError) return SEALED
  throw error
}

/** Two companies may have let in the same service account; they have no domain in common. */
function areApart(known: Pick<Account, 'kind' | 'options'>, wanted: Pick<Account, 'kind' | 'options'>) {
  const [here, there] = [companyByAdmin(known), companyByAdmin(wanted)]
  return here !== null && there !== null && !here.domains.some((domain) => there.domains.includes(domain))
}

/** Keys and tokens come and go; whose they are stays. */
function accountOf({ credentials, options }: Pick<Account, 'credentials' | 'options'>): string {
  const owner = ownerOf({ options })
  if (owner !== null) return `owner ${owner}`
  const { type, client_email, path, url, tenant, client_id } = (credentials ?? {}) as Record<string, unknown>
  const app = type === 'microsoft_app' ? [tenant, client_id] : []
  return JSON.stringify([client_email, path, url, ...app])
}
