// Connections: an admin's links to calendar services, their credentials sealed.
import type { Instant } from '../domain/types.ts'
import type { Secrets } from './secrets.ts'
import type { Db, Fault, Tables } from './tables.ts'

export interface Connection {
  id: number
  kind: Tables['connections']['kind']
  name: string
  options: Record<string, unknown>
  directoryCursor: string | null
  failingSince: Instant | null
  fault: Fault | null
}

export interface NewConnection {
  kind: Connection['kind']
  name: string
  /** Anything JSON; null where none are needed (a file). */
  credentials: unknown
  options: Record<string, unknown>
}

const PURPOSE = 'connection credentials'
const COLUMNS = ['id', 'kind', 'name', 'options', 'directory_cursor', 'failing_since', 'fault'] as const

export async function add(
  db: Db,
  connection: NewConnection,
  secrets: Secrets,
  now: Instant,
): Promise<number> {
  const { credentials, kind, name, options } = connection
  const row = {
    kind,
    name,
    options: JSON.stringify(options),
    credentials: sealed(credentials, secrets),
    created_at: now,
  }
  const { id } = await db.insertInto('connections').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

/** E.g. a new key of the same account. */
export async function replaceCredentials(
  db: Db,
  id: number,
  credentials: unknown,
  secrets: Secrets,
): Promise<void> {
  await db
    .updateTable('connections')
    .set({ credentials: sealed(credentials, secrets) })
    .where('id', '=', id)
    .execute()
}

function sealed(credentials: unknown, secrets: Secrets): Buffer | null {
  return credentials === null ? null : secrets.seal(JSON.stringify(credentials), PURPOSE)
}

export async function all(db: Db): Promise<Connection[]> {
  return (await db.selectFrom('connections').select(COLUMNS).orderBy('id').execute()).map(fromRow)
}

export async function byId(db: Db, id: number): Promise<Connection | null> {
  const row = await db.selectFrom('connections').select(COLUMNS).where('id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

export interface Sealed {
  connection: Connection
  /** Cheap to compare; `unsealed` opens them. */
  credentials: Buffer | null
}

export async function sealedById(db: Db, id: number): Promise<Sealed | null> {
  const row = await db
    .selectFrom('connections')
    .select([...COLUMNS, 'credentials'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { connection: fromRow(row), credentials: row.credentials } : null
}

/** Throws a UsageError where they cannot be opened. */
export function unsealed(credentials: Buffer | null, secrets: Secrets): unknown {
  return credentials && JSON.parse(secrets.open(credentials, PURPOSE))
}

/** Null where the connection has none. Throws a UsageError where they cannot be opened. */
export async function credentialsOf(db: Db, id: number, secrets: Secrets): Promise<unknown> {
  const row = await db.selectFrom('connections').select('credentials').where('id', '=', id).executeTakeFirst()
  return unsealed(row?.credentials ?? null, secrets)
}

/** Its calendars, their events and what only they told go with it; what was judged stays. */
export async function remove(db: Db, id: number): Promise<void> {
  await db.deleteFrom('connections').where('id', '=', id).execute()
}

/** Notes what broke; `failingSince` is kept while it lasts. Returns whether this is new. */
export async function failed(db: Db, id: number, fault: Fault, now: Instant): Promise<boolean> {
  const before = await byId(db, id)
  await db
    .updateTable('connections')
    .set((eb) => ({
      fault: JSON.stringify(fault),
      failing_since: eb.fn.coalesce('failing_since', eb.val(now)),
      tries: eb('tries', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
  return before?.fault?.code !== fault.code
}

/** Returns since when it had been failing, null: it was well. */
export async function recovered(db: Db, id: number): Promise<Instant | null> {
  const before = await byId(db, id)
  if (before?.failingSince == null) return null
  await db
    .updateTable('connections')
    .set({ fault: null, failing_since: null, tries: 0 })
    .where('id', '=', id)
    .execute()
  return before.failingSince
}

type Row = Pick<{ [K in keyof Tables['connections']]: unknown }, (typeof COLUMNS)[number]>

function fromRow(row: Row): Connection {
  return {
    id: row.id as number,
    kind: row.kind as Connection['kind'],
    name: row.name as string,
    options: row.options as Record<string, unknown>,
    directoryCursor: row.directory_cursor as string | null,
    failingSince: row.failing_since as number | null,
    fault: row.fault as Fault | null,
  }
}
