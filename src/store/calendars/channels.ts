// Push channels: where services tell us that a calendar changed. Of their tokens only hashes are kept.
import { createHash, timingSafeEqual } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Instant } from '../../domain/types.ts'
import { plain, within } from '../batch.ts'
import type { Db, Fault, Tables } from '../tables.ts'

export interface Channel {
  id: string
  calendar: string
  /** Of ours, as it was when the channel was opened. */
  address: string
  /** The service's own name of what is watched. */
  resource: string
  expiresAt: Instant
  madeAt: Instant
}

/** @param token comes with each push; only its SHA-256 is kept */
export async function add(db: Db, channel: Channel, token: string): Promise<void> {
  const { expiresAt, madeAt, ...rest } = channel
  await within(db, async (trx) => {
    await trx
      .insertInto('channels')
      .values({ ...rest, expires_at: expiresAt, made_at: madeAt, secret_hash: hashOf(token) })
      .execute()
    await isWatched(trx, channel.calendar)
  })
}

/** It lasts longer now, under the same id and token. */
export async function renewed(
  db: Db,
  { id, calendar }: Channel,
  { madeAt, expiresAt }: Pick<Channel, 'madeAt' | 'expiresAt'>,
): Promise<void> {
  await within(db, async (trx) => {
    await trx
      .updateTable('channels')
      .set({ expires_at: expiresAt, made_at: madeAt })
      .where('id', '=', id)
      .execute()
    await isWatched(trx, calendar)
  })
}

async function isWatched(trx: Db, calendar: string): Promise<void> {
  await trx
    .updateTable('calendars')
    .set({ watch_at: null, watch_tries: 0, watch_fault: null })
    .where('id', '=', calendar)
    .execute()
}

/** The service opened no channel for this calendar; polling goes on. */
export async function refused(db: Db, calendar: string, fault: Fault, nextTry: Instant): Promise<void> {
  await db
    .updateTable('calendars')
    .set((eb) => ({
      watch_at: nextTry,
      watch_tries: eb('watch_tries', '+', 1),
      watch_fault: JSON.stringify(fault),
    }))
    .where('id', '=', calendar)
    .execute()
}

/** Unless it is renewed. It counts as made long ago, so that it is renewed with the next look, however young. */
export async function ends(db: Db, id: string, at: Instant): Promise<void> {
  await db
    .updateTable('channels')
    .set((eb) => ({ expires_at: eb.fn('least', ['expires_at', eb.val(at)]), made_at: 0 }))
    .where('id', '=', plain(id))
    .execute()
}

/** The calendars have other names now, of which these tell nothing: as good as none, they are replaced at the next look. */
export async function leadElsewhere(trx: Db, calendars: readonly string[]): Promise<void> {
  await sql`update channels set address = '' where calendar = any(${[...calendars]})`.execute(trx)
}

/**
 * The calendars that pushes are about, one for each; null: no channel of ours, or not its token. Both take the same time to
 * tell.
 */
export async function calendarsOf(
  db: Db,
  pushes: readonly { channel: string; token: string }[],
): Promise<(string | null)[]> {
  const ids = [...new Set(pushes.map(({ channel }) => plain(channel)))]
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'calendar', 'secret_hash'])
    .where(sql<boolean>`id = any(${ids})`)
    .execute()
  const known = new Map(rows.map((row) => [row.id, row]))
  return pushes.map(({ channel, token }) => {
    const row = known.get(plain(channel))
    const isOurs = timingSafeEqual(hashOf(token), row?.secret_hash ?? NOBODYS)
    return row && isOurs ? row.calendar : null
  })
}

const NOBODYS = Buffer.alloc(32)

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/** Newest first. */
export async function ofCalendar(db: Db, calendar: string): Promise<Channel[]> {
  const rows = await db
    .selectFrom('channels')
    .selectAll()
    .where('calendar', '=', calendar)
    .orderBy('expires_at', 'desc')
    .execute()
  return rows.map(toChannel)
}

export async function ofConnection(db: Db, connection: number): Promise<Channel[]> {
  const rows = await db
    .selectFrom('channels')
    .selectAll('channels')
    .innerJoin('calendars', 'calendars.id', 'channels.calendar')
    .where('calendars.connection', '=', connection)
    .orderBy('channels.id')
    .execute()
  return rows.map(toChannel)
}

/** Those of calendars that nobody looks at any more. */
export async function idle(db: Db): Promise<Channel[]> {
  const rows = await db
    .selectFrom('channels')
    .selectAll('channels')
    .innerJoin('calendars', 'calendars.id', 'channels.calendar')
    .where('calendars.look_at', 'is', null)
    .orderBy('channels.id')
    .execute()
  return rows.map(toChannel)
}

/**
 * Calendars whose channels are not as they are to be are looked at within `spread`, not all at once: they have one that leads
 * elsewhere, or none where pushes reach us. What is broken keeps to its own pace, and so does what the service refused.
 * @param pushAddress without the kind of service; null: pushes cannot reach us
 */
export async function fitSoon(
  db: Db,
  pushAddress: string | null,
  now: Instant,
  spread: number,
): Promise<void> {
  const wanted = sql`${pushAddress}::text || '/' || kind`
  await within(db, (trx) =>
    sql`update calendars set look_at = least(look_at, ${now}::bigint + abs(hashtextextended(calendars.id, 0) % ${spread}::bigint))
      from connections
      where connections.id = connection and look_at is not null and calendars.failing_since is null and (
        exists (select from channels where calendar = calendars.id and address is distinct from ${wanted})
        or (${pushAddress}::text is not null and kind <> 'ics' and coalesce(watch_at, 0) <= ${now} and not exists (
          select from channels where calendar = calendars.id and address = ${wanted} and expires_at > ${now})))`.execute(
      trx,
    ),
  )
}

export async function remove(db: Db, id: string): Promise<void> {
  await db.deleteFrom('channels').where('id', '=', plain(id)).execute()
}

/** What has ended need not be stopped. */
export async function prune(db: Db, now: Instant): Promise<void> {
  await db.deleteFrom('channels').where('expires_at', '<=', now).execute()
}

function toChannel(row: Selectable<Tables['channels']>): Channel {
  const { id, calendar, address, resource, expires_at, made_at } = row
  return { id, calendar, address, resource, expiresAt: expires_at, madeAt: made_at }
}
