// Whose calendars of a company are read: those of its chosen accounts, each under the account's id.
import { sql } from 'kysely'
import type { WhyUnwatched } from '../../domain/account.ts'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked } from '../batch.ts'
import { leadElsewhere } from '../calendars/channels.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Db, Tables } from '../tables.ts'

/** In milliseconds: new ones fall due one after the other, so that ten thousand do not come at once. */
const APART = 50

/**
 * Who is chosen and new is read soon. Of who left nothing is read any more; who is not chosen any more is forgotten, so
 * that no old copy speaks for a meeting.
 */
export async function watchChosen(trx: Db, connection: number, now: Instant): Promise<void> {
  await dropOthers(trx, connection, now)
  await addMissing(trx, connection, now)
  const known = await knownCalendars(trx, connection)
  const which = (is: (calendar: KnownCalendar) => boolean) => known.filter(is)
  const hasLeft = ({ unwatched }: KnownCalendar) => unwatched === 'suspended' || unwatched === 'deleted'
  await follow(
    trx,
    which((one) => serviceNameOf(one) !== one.provider_id),
    now,
  )
  await rest(
    trx,
    which((one) => hasLeft(one) && one.look_at !== null),
  )
  await forget(
    trx,
    which((one) => one.unwatched !== null && !hasLeft(one) && (one.look_at !== null || one.read_at !== null)),
    now,
  )
  await wake(
    trx,
    which(({ unwatched, look_at }) => unwatched === null && look_at === null),
    now,
  )
}

interface KnownCalendar {
  id: string
  account: string
  kind: Tables['connections']['kind']
  owner: Address
  address: Address
  provider_id: string
  unwatched: WhyUnwatched | null
  look_at: Instant | null
  read_at: Instant | null
}

async function knownCalendars(trx: Db, connection: number): Promise<KnownCalendar[]> {
  const { rows } = await sql<KnownCalendar>`
    select c.id, a.id as account, kind, owner, address, provider_id, unwatched, look_at, read_at
    from accounts a join calendars c on c.id = a.connection || ':' || a.id
    join connections on connections.id = a.connection
    where a.connection = ${connection} order by c.id`.execute(trx)
  return rows
}

/** Calendars that were connected one by one, before the company was. */
async function dropOthers(trx: Db, connection: number, now: Instant): Promise<void> {
  const { rows } = await sql<{ owner: Address }>`
    delete from calendars where connection = ${connection}
      and id not in (select connection || ':' || id from accounts where connection = ${connection})
    returning owner`.execute(trx)
  await touchPairs(
    trx,
    rows.map(({ owner }) => owner),
    now,
  )
}

/** Under a name that nobody else can have, until `follow`. */
async function addMissing(trx: Db, connection: number, now: Instant): Promise<void> {
  await sql`
    insert into calendars (id, connection, owner, provider_id, look_at)
    select name, connection, address, name, ${now}::bigint + ${APART}::bigint * (row_number() over (order by address))
    from (select *, connection || ':' || id as name from accounts) a
    where connection = ${connection} and unwatched is null
      and not exists (select from calendars where calendars.id = name)`.execute(trx)
}

/**
 * Microsoft knows mailboxes by the account's id, and by addresses only where they are the name to sign in. At Google a
 * calendar's name is its owner's address; another may have that of an account that is gone.
 */
function serviceNameOf({ id, account, kind, address, unwatched }: KnownCalendar): string {
  if (kind === 'microsoft') return account
  return unwatched === 'deleted' ? id : address
}

/** Who swaps addresses passes through a name of their own. */
async function follow(trx: Db, calendars: readonly KnownCalendar[], now: Instant): Promise<void> {
  const [ids, names] = [calendars.map(({ id }) => id), calendars.map(serviceNameOf)]
  await sql`update calendars set provider_id = id, cursor = null where id = any(${ids})`.execute(trx)
  await readSoon(
    trx,
    calendars.filter(({ read_at }) => read_at !== null),
    now,
  )
  await sql`update calendars set provider_id = named.name
    from unnest(${ids}::text[], ${names}::text[]) as named (id, name) where calendars.id = named.id`.execute(
    trx,
  )
}

async function readSoon(trx: Db, calendars: readonly KnownCalendar[], now: Instant): Promise<void> {
  const ids = calendars.map(({ id }) => id)
  await leadElsewhere(trx, ids)
  await sql`update calendars set look_at = least(look_at, ${now}::bigint + ${APART}::bigint * (place - 1))
    from unnest(${ids}::text[]) with ordinality as wanted (id, place)
    where calendars.id = wanted.id and look_at is not null`.execute(trx)
}

async function rest(trx: Db, calendars: readonly KnownCalendar[]): Promise<void> {
  for (const some of chunked(calendars.map(({ id }) => id)))
    await trx.updateTable('calendars').set({ look_at: null }).where('id', 'in', some).execute()
}

async function forget(trx: Db, calendars: readonly KnownCalendar[], now: Instant): Promise<void> {
  for (const some of chunked(calendars.map(({ id }) => id))) {
    await trx.deleteFrom('events').where('calendar', 'in', some).execute()
    await trx.deleteFrom('strangers').where('calendar', 'in', some).execute()
    await trx
      .updateTable('calendars')
      .set({
        look_at: null,
        cursor: null,
        read_at: null,
        complete: false,
        broken_uids: [],
        check_at: null,
        ...WELL,
      })
      .where('id', 'in', some)
      .execute()
  }
  await touchPairs(
    trx,
    calendars.map(({ owner }) => owner),
    now,
  )
}

async function wake(trx: Db, calendars: readonly KnownCalendar[], now: Instant): Promise<void> {
  await sql`update calendars
    set look_at = ${now}::bigint + ${APART}::bigint * (place - 1), failing_since = null, tries = 0, fault = null
    from unnest(${calendars.map(({ id }) => id)}::text[]) with ordinality as wanted (id, place)
    where calendars.id = wanted.id`.execute(trx)
}

const WELL = { failing_since: null, tries: 0, fault: null } as const
