// Saves what a directory told: accounts, people, who manages whom, whose calendars are watched. It writes what changed.
import { sql } from 'kysely'
import { isDoubtful } from '../../domain/account.ts'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked, plain, plainOrNull, within } from '../batch.ts'
import { hold } from '../calendars/holding.ts'
import { touchPairs } from '../pairs/touching.ts'
import { manage } from '../people/managing.ts'
import { rename } from '../people/renames.ts'
import { readAnew } from '../people/strangers.ts'
import { strays } from '../people/strays.ts'
import { type Retold, retell } from '../people/telling.ts'
import type { Secrets } from '../secrets.ts'
import type { Db } from '../tables.ts'
import { type KnownAccount, type Listed, newsOf } from './account-news.ts'
import { wasRead } from './directories.ts'
import { watchChosen } from './watching.ts'

export type SavedPeople =
  | { state: 'saved'; changed: number; renamed: number }
  /** Nothing was saved: most of those who were here are not told any more. */
  | { state: 'doubted'; known: number; told: number }
  /** The connection was removed meanwhile. */
  | { state: 'gone' }

/**
 * In one transaction: either all that a directory told counts or nothing. What is as it was touches nobody.
 * @param listed everybody of a directory that was read to its end
 * @param now as of when it was read
 */
export async function save(
  db: Db,
  connection: number,
  listed: readonly Listed[],
  { now, nextLook }: { now: Instant; nextLook: Instant },
  secrets: Secrets,
): Promise<SavedPeople> {
  return within(db, async (trx) => {
    const before = await stateOf(trx, connection)
    if (!before) return { state: 'gone' }
    const known = await knownAccounts(trx, connection)
    const told = listed.map((one) => ({ ...one, account: storable(one.account) }))
    const accounts = told.map(({ account }) => account)
    if (!before.directory_confirmed && isDoubtful([...known.values()], accounts))
      return { state: 'doubted', ...countsOf(known, accounts) }
    const news = newsOf(known, told)
    if (news.accounts.length > 0) await hold(trx)
    await rename(trx, news.renames, secrets, now)
    await write(trx, connection, news.accounts, now)
    const retold = await retellAll(trx, news.accounts, secrets, now)
    await manage(trx, null, now)
    await watchChosen(trx, connection, now)
    await readAnew(trx, retold.known, secrets, now)
    // Who is chosen or left out now may be mailed or spared from now on.
    const rechosen = news.accounts.map(({ address }) => address)
    await touchPairs(trx, [...retold.changed, ...rechosen], now)
    if (before.directory_at === null) await judgeAll(trx, now)
    await wasRead(trx, connection, { now, nextLook })
    return { state: 'saved', changed: news.accounts.length, renamed: news.renames.size }
  })
}

/** By the directory's own ids: who was there when it was last read. */
export async function here(db: Db, connection: number): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts')
    .select('id')
    .where('connection', '=', connection)
    .where('unwatched', 'is distinct from', 'deleted')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Not locked: whoever reads calendars holds those first. Two readers of one directory keep apart by `directories.take`. */
async function stateOf(trx: Db, connection: number) {
  return trx
    .selectFrom('connections')
    .select(['directory_confirmed', 'directory_at'])
    .where('id', '=', connection)
    .executeTakeFirst()
}

async function knownAccounts(trx: Db, connection: number): Promise<Map<string, KnownAccount>> {
  const rows = await trx
    .selectFrom('accounts')
    .select(['id', 'address', 'former', 'body', 'unwatched'])
    .where('connection', '=', connection)
    .execute()
  return new Map(rows.map(({ body, ...row }) => [row.id, { ...body, ...row }]))
}

/** In the order and the letters in which it is stored, so that what is the same is found to be the same. */
function storable({
  id,
  address,
  aliases,
  name,
  manager,
  unit,
  hours,
  ...rest
}: KnownAccount | Listed['account']) {
  const { zone, locale, country, state } = rest
  return {
    id: plain(id),
    address: plain(address),
    aliases: aliases.map(plain).sort(),
    name: plainOrNull(name),
    zone,
    locale,
    hours,
    country,
    manager: plainOrNull(manager),
    unit: plainOrNull(unit),
    state,
  }
}

function countsOf(known: ReadonlyMap<string, KnownAccount>, told: readonly Pick<KnownAccount, 'state'>[]) {
  const active = (some: Iterable<Pick<KnownAccount, 'state'>>) =>
    [...some].filter(({ state }) => state === 'active').length
  return { known: active(known.values()), told: active(told) }
}

async function write(trx: Db, connection: number, accounts: readonly KnownAccount[], now: Instant) {
  for (const some of chunked(accounts)) {
    const rows = some.map(({ id, address, former, unwatched, ...body }) => ({
      connection,
      id,
      address,
      former,
      unwatched,
      body: JSON.stringify(body),
      seen_at: now,
    }))
    await trx
      .insertInto('accounts')
      .values(rows)
      .onConflict((oc) =>
        oc.columns(['connection', 'id']).doUpdateSet((eb) => ({
          address: eb.ref('excluded.address'),
          former: eb.ref('excluded.former'),
          unwatched: eb.ref('excluded.unwatched'),
          body: eb.ref('excluded.body'),
          seen_at: eb.ref('excluded.seen_at'),
        })),
      )
      .execute()
  }
}

/** Whoever is told anew, whoever loses an alias by it, and those whose alias was taken for somebody else until now. */
async function retellAll(
  trx: Db,
  accounts: readonly KnownAccount[],
  secrets: Secrets,
  now: Instant,
): Promise<Retold> {
  const addresses = accounts.map(({ address }) => address)
  const first = await retell(trx, [...addresses, ...(await claimedFrom(trx, addresses))], now)
  const found = await strays(trx)
  await rename(trx, found, secrets, now)
  const then = await retell(trx, found.values(), now)
  return { changed: [...first.changed, ...then.changed], known: [...first.known, ...then.known] }
}

async function claimedFrom(trx: Db, addresses: Address[]): Promise<Address[]> {
  if (addresses.length === 0) return []
  const { rows } = await sql<{ address: string }>`
    select address from people where aliases && ${addresses}::text[]`.execute(trx)
  return rows.map(({ address }) => address)
}

/** From now on whoever is not in the directory is no colleague: that may concern any pair. */
async function judgeAll(trx: Db, now: Instant): Promise<void> {
  await sql`update pairs set judge_at = least(judge_at, ${now})`.execute(trx)
}
