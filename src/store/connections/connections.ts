// Connections: an admin's links to calendar services, their credentials sealed.
import type { Instant } from '../../domain/types.ts'
import { within } from '../batch.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Secrets } from '../secrets.ts'
import type { Db, Fault, Tables } from '../tables.ts'
import { companyOf } from './options.ts'

export interface Connection {
  id: number
  kind: Tables['connections']['kind']
  name: string
  options: Record<string, unknown>
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
const COLUMNS = ['id', 'kind', 'name', 'options', 'failing_since', 'fault'] as const

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
    directory_look_at: companyOf({ options }) ? now : null,
  }
  const { id } = await db.insertInto('connections').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

/** The same account connected anew, after a test that went well: its people are read at once, its calendars as in `lookAgain`. */
export async function replace(
  db: Db,
  id: number,
  { name, credentials, options }: Omit<NewConnection, 'kind'>,
  secrets: Secrets,
  now: Instant,
): Promise<void> {
  await within(db, async (trx) => {
    await trx
      .updateTable('connections')
      .set({
        name,
        credentials: sealed(credentials, secrets),
        options: JSON.stringify(options),
        directory_look_at: companyOf({ options }) ? now : null,
        paused_until: null,
      })
      .where('id', '=', id)
      .execute()
    await lookAgain(trx, id, now)
  })
}

/**
 * A test went well: the calendars that could not be read are looked at now. Of a connection that is broken as a whole all are:
 * one that is read says that it is well, and those that noticed it may be refused themselves, or be watched no more.
 */
export async function lookAgain(db: Db, id: number, now: Instant): Promise<void> {
  const broken = db.selectFrom('connections').select('id').where('failing_since', 'is not', null)
  await within(db, (trx) =>
    trx
      .updateTable('calendars')
      .set((eb) => ({ look_at: now, hints: eb('hints', '+', 1) }))
      .where('connection', '=', id)
      .where('look_at', 'is not', null)
      .where((eb) => eb.or([eb('failing_since', 'is not', null), eb('connection', 'in', broken)]))
      .execute(),
  )
}

/**
 * As `replace`, with what is stored just then: nothing else is saved in between.
 * @param wanted may refuse by throwing. Returns false where there is no such connection any more
 */
export function change(
  db: Db,
  id: number,
  wanted: (stored: Sealed) => Omit<NewConnection, 'kind'>,
  secrets: Secrets,
  now: Instant,
): Promise<boolean> {
  return within(db, async (trx) => {
    await trx.selectFrom('connections').select('id').where('id', '=', id).forUpdate().execute()
    const stored = await sealedById(trx, id)
    if (stored) await replace(trx, id, wanted(stored), secrets, now)
    return stored !== null
  })
}

/** A token that its service replaced, as it is stored now; null: the connection got other credentials meanwhile. */
export async function renewed(
  db: Db,
  { connection, credentials }: Sealed,
  fresh: unknown,
  secrets: Secrets,
): Promise<Sealed | null> {
  const renewed = sealed(fresh, secrets)
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ credentials: renewed })
    .where('id', '=', connection.id)
    .where('credentials', '=', credentials)
    .executeTakeFirst()
  return numUpdatedRows > 0n ? { connection, credentials: renewed } : null
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

/** Its calendars, their events and what only they told go with it; what was judged stays, and is judged again. */
export async function remove(db: Db, id: number, now: Instant): Promise<void> {
  await within(db, async (trx) => {
    const calendars = trx.selectFrom('calendars').select('owner').where('connection', '=', id)
    const owners = (await calendars.orderBy('id').forUpdate().execute()).map(({ owner }) => owner)
    await trx.deleteFrom('connections').where('id', '=', id).execute()
    await touchPairs(trx, owners, now)
  })
}

/** Notes what broke; `failingSince` is kept while it lasts. Returns whether it was well until then. */
export async function failed(db: Db, id: number, fault: Fault, now: Instant): Promise<boolean> {
  const noted = await db
    .updateTable('connections')
    .set((eb) => ({
      fault: JSON.stringify(fault),
      failing_since: eb.fn.coalesce('failing_since', eb.val(now)),
      tries: eb('tries', '+', 1),
    }))
    .where('id', '=', id)
    .returning('tries')
    .executeTakeFirst()
  return noted?.tries === 1
}

/** Returns since when it had been failing, null: it was well, or another reading noted it first. */
export async function recovered(db: Db, id: number): Promise<Instant | null> {
  const before = await byId(db, id)
  if (before?.failingSince == null) return null
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ fault: null, failing_since: null, tries: 0 })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n ? before.failingSince : null
}

type Row = Pick<{ [K in keyof Tables['connections']]: unknown }, (typeof COLUMNS)[number]>

function fromRow(row: Row): Connection {
  return {
    id: row.id as number,
    kind: row.kind as Connection['kind'],
    name: row.name as string,
    options: row.options as Record<string, unknown>,
    failingSince: row.failing_since as number | null,
    fault: row.fault as Fault | null,
  }
}
