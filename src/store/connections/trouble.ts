// Connections that cannot be read, and what admins were told of them.
import { sql } from 'kysely'
import { type Address, DAY, type Instant } from '../../domain/types.ts'
import type { Db, Fault, MailState } from '../tables.ts'
import { ownerOf } from './options.ts'
import { allFailing, type Failing, ownFailing, type Unread, unreadOf } from './unread.ts'

export interface Trouble {
  connection: number
  name: string
  /** What cannot be read: calendars, or who is in the company. Where both cannot, one is told: calendars. */
  what: Unread['what']
  /** Failing since then. */
  since: Instant
  fault: Fault
  /** People whose calendars come by it; accounts known of its directory. */
  affected: number
  /** Whose own connection it is, while they are in the company. Null: an admin's. */
  owner: Address | null
}

interface Row extends Failing {
  connection: number
  name: string
  options: Record<string, unknown>
  owners: number
  accounts: number
}

/** Connections that need hands, one trouble each. */
export async function failing(db: Db, now: Instant): Promise<Trouble[]> {
  const rows = await unreadRows(db)
  const gone = await left(db, rows, now)
  return rows.flatMap((row) => {
    const unread = unreadOf(row, now).find(({ needsHands }) => needsHands)
    if (!unread?.fault) return []
    const { what, since, fault } = unread
    const { connection, name, owners, accounts } = row
    const owner = ownerOf(row)
    const affected = what === 'calendars' ? owners : accounts
    return { connection, name, what, since, fault, affected, owner: owner && gone.has(owner) ? null : owner }
  })
}

/** Those of which something cannot be read, also where it passes by itself. */
export async function unread(db: Db): Promise<Set<number>> {
  return new Set((await unreadRows(db)).map(({ connection }) => connection))
}

async function unreadRows(db: Db): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.id as connection, c.name, c.options, ${ownFailing}, held.*,
      (select count(*) from accounts where connection = c.id) as accounts
    from connections c cross join lateral (
      select count(distinct owner) as owners, ${allFailing}
      from calendars where connection = c.id and look_at is not null) held
    where coalesce(c.failing_since, c.directory_failing_since, held."allFailingSince") is not null
    order by c.id`.execute(db)
  return rows
}

/** Those of the owners who left (W3). */
async function left(db: Db, rows: readonly Row[], now: Instant): Promise<Set<Address>> {
  const owners = rows.map((row) => ownerOf(row)).filter((owner) => owner !== null)
  if (owners.length === 0) return new Set()
  const gone = await db
    .selectFrom('people')
    .select('address')
    .where('address', 'in', owners)
    .where('left_at', '<=', now)
    .execute()
  return new Set(gone.map(({ address }) => address))
}

/** A mail about a connection, planned or gone out. */
export interface TroubleMail {
  id: number
  recipient: Address
  state: MailState
  dueAt: Instant
  trouble: Trouble
  /** When it was well again; null: it is not, as far as this mail knows. */
  until: Instant | null
}

/** Nobody waits for good news for longer. */
const REMEMBERED = 30 * DAY

/** In the order they fall due: one that was withdrawn may have been planned anew. Those of connections that are gone are left out. */
export async function mails(db: Db, now: Instant): Promise<TroubleMail[]> {
  const connections = await db.selectFrom('connections').select('id').execute()
  const known = new Set(connections.map(({ id }) => id))
  const rows = await db
    .selectFrom('mailings')
    .select(['id', 'recipient', 'state', 'due_at as dueAt', 'payload'])
    .where('kind', '=', sql.lit('trouble'))
    .where('due_at', '>', now - REMEMBERED)
    .orderBy('due_at')
    .orderBy('id')
    .execute()
  return rows
    .filter(({ payload }) => 'trouble' in payload)
    .map(({ payload, ...row }) => ({ until: null, ...row, ...(payload as Pick<TroubleMail, 'trouble'>) }))
    .map((mail) => ({ ...mail, trouble: asNow(mail.trouble) }))
    .filter(({ trouble }) => known.has(trouble.connection))
}

/** As planned by a version that knew calendars only. */
const asNow = (trouble: Trouble): Trouble => ({
  ...trouble,
  what: trouble.what ?? 'calendars',
  owner: trouble.owner ?? null,
})
