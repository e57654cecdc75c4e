// How the reading of each connection's directory stands: when it is due, what is wrong with it, who may be believed.
import { sql } from 'kysely'
import { HOUR, type Instant, MINUTE } from '../../domain/types.ts'
import type { Db, Fault } from '../tables.ts'

/** Nobody takes it anew for so long, unless its reader ends or somebody asks. */
const LEASE = 15 * MINUTE

/** Takes the directories that are due, longest overdue first: of two processes one gets each. */
export async function take(db: Db, now: Instant): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with due as (select id from connections where directory_look_at <= ${now} order by directory_look_at, id for update)
    update connections set directory_look_at = ${now + LEASE} from due where connections.id = due.id
    returning connections.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Those that wait to be taken. */
export async function due(db: Db, now: Instant): Promise<number[]> {
  const rows = await db.selectFrom('connections').select('id').where('directory_look_at', '<=', now).execute()
  return rows.map(({ id }) => id)
}

/** Whoever asked since the reading began is not forgotten. */
const nextUnlessAsked = (began: Instant, next: Instant) => sql<Instant>`
  case when directory_look_at > ${began} and directory_look_at < ${began + LEASE} then directory_look_at
    else ${next}::bigint end`

/** Notes a reading, begun at `now`, that failed, and when to try again; nothing it told is kept. */
export async function failed(
  db: Db,
  connection: number,
  fault: Fault,
  { now, nextTry }: { now: Instant; nextTry: Instant },
): Promise<void> {
  await db
    .updateTable('connections')
    .set((eb) => ({
      directory_fault: JSON.stringify(fault),
      directory_failing_since: eb.fn.coalesce('directory_failing_since', eb.val(now)),
      directory_tries: eb('directory_tries', '+', 1),
      directory_look_at: nextUnlessAsked(now, nextTry),
    }))
    .where('id', '=', connection)
    .execute()
}

/** How often in a row it could not be read. */
export async function triesOf(db: Db, connection: number): Promise<number> {
  const row = await db
    .selectFrom('connections')
    .select('directory_tries')
    .where('id', '=', connection)
    .executeTakeFirst()
  return row?.directory_tries ?? 0
}

/** It has none (any more). */
export async function none(db: Db, connection: number): Promise<void> {
  await db
    .updateTable('connections')
    .set({ directory_look_at: null, ...WELL })
    .where('id', '=', connection)
    .execute()
}

/** It was read whole, as of `now`. */
export async function wasRead(
  trx: Db,
  connection: number,
  { now, nextLook }: { now: Instant; nextLook: Instant },
): Promise<void> {
  await trx
    .updateTable('connections')
    .set({
      directory_at: now,
      directory_look_at: nextUnlessAsked(now, nextLook),
      directory_confirmed: false,
      ...WELL,
    })
    .where('id', '=', connection)
    .execute()
}

const WELL = { directory_failing_since: null, directory_tries: 0, directory_fault: null } as const

/** Somebody asks: all directories, or one, are read with the next tick. */
export async function readNow(db: Db, now: Instant, connection?: number): Promise<void> {
  await db
    .updateTable('connections')
    .set({ directory_look_at: now })
    .where('directory_look_at', 'is not', null)
    .$if(connection !== undefined, (query) => query.where('id', '=', connection as number))
    .execute()
}

/**
 * Somebody says that a directory that seemed to have lost most of its people tells the truth. Returns the names of the
 * connections that this concerns; they are read with the next tick.
 */
export async function confirm(db: Db, now: Instant, connection?: number): Promise<string[]> {
  const rows = await db
    .updateTable('connections')
    .set({ directory_confirmed: true, directory_look_at: now })
    .where(sql<boolean>`directory_fault->>'code' = ${SHRUNK}`)
    .$if(connection !== undefined, (query) => query.where('id', '=', connection as number))
    .returning('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** Fault of a directory that suddenly tells almost nobody. */
export const SHRUNK = 'shrunk'

/**
 * Somebody of these domains was seen whom no directory has told of: it is read again soon, not more often than once an
 * hour. One that cannot be read keeps to its own pace.
 */
export async function readSoon(db: Db, domains: readonly string[], now: Instant): Promise<void> {
  await sql`update connections set
      directory_look_at = least(directory_look_at, greatest(directory_at + ${HOUR}::bigint, ${now + MINUTE}))
    where directory_look_at is not null and directory_at is not null and directory_failing_since is null
      and exists (select from json_array_elements_text(options->'domains') as domain where domain = any(${[...domains]}))`.execute(
    db,
  )
}

/** When the next directory is to be read: what a clock that jumps jumps to. */
export async function nextLookAt(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('connections')
    .select(({ fn }) => fn.min('directory_look_at').as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}
