// Connections that cannot be read, and what admins were told of them.
import { sql } from 'kysely'
import { needsHands, PASSES_WITHIN } from '../../domain/fault.ts'
import { type Address, DAY, type Instant } from '../../domain/types.ts'
import type { Db, Fault, MailState } from '../tables.ts'
import { ownerOf } from './options.ts'

export interface Trouble {
  connection: number
  name: string
  /** What cannot be read: calendars, or who is in the company. Where both cannot, one is told: calendars. */
  what: 'calendars' | 'people'
  /** Failing since then. */
  since: Instant
  fault: Fault
  /** People whose calendars come by it; accounts known of its directory. */
  affected: number
  /** Whose own connection it is, while they are in the company. Null: an admin's. */
  owner: Address | null
}

type Row = Omit<Trouble, 'owner'> & { options: Record<string, unknown> }

/** Connections that need hands, one trouble each. */
export async function failing(db: Db, now: Instant): Promise<Trouble[]> {
  const calendars = await unreadCalendars(db, now)
  const unread = new Set(calendars.map(({ connection }) => connection))
  const people = (await unreadDirectories(db, now)).filter(({ connection }) => !unread.has(connection))
  const rows = [...calendars, ...people].sort((one, other) => one.connection - other.connection)
  const gone = await left(db, rows, now)
  return rows.map(({ options, ...row }) => {
    const owner = ownerOf({ options })
    return { ...row, owner: owner !== null && gone.has(owner) ? null : owner }
  })
}

/** Refused as a whole, or none of their calendars could be read for a day. */
async function unreadCalendars(db: Db, now: Instant): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id as connection, name, options, 'calendars' as what, affected,
      coalesce(failing_since, of.since) as since, coalesce(fault, of.its_fault) as fault
    from connections cross join lateral (
      select count(distinct owner) as affected, count(*) > 0 and count(*) = count(failing_since) as all_failing,
        max(failing_since) as since, (array_agg(fault order by failing_since desc))[1] as its_fault
      from calendars where connection = connections.id and look_at is not null) of
    where failing_since is not null or (all_failing and of.since <= ${now - PASSES_WITHIN})`.execute(db)
  return rows
}

async function unreadDirectories(db: Db, now: Instant): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id as connection, name, options, 'people' as what, directory_failing_since as since, directory_fault as fault,
      (select count(*) from accounts where connection = connections.id) as affected
    from connections where directory_failing_since is not null and directory_fault is not null`.execute(db)
  return rows.filter(({ since, fault }) => needsHands(fault.code, since, now))
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
