// Of meetings with strangers no names are kept. Keyed hashes tell which calendars to read anew once a stranger is a colleague.
import { sql } from 'kysely'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Address, Directory, Instant } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import type { Secrets } from '../secrets.ts'
import type { Db } from '../tables.ts'

/** Enough letters that two addresses hardly ever share them; if they do, a calendar is read once too often. */
const LETTERS = 16

const hashed = (name: string, secrets: Secrets) => secrets.hash(name, 'stranger').slice(0, LETTERS)

/** Address and domain: who is new may be one person, or everybody at a domain. */
export const domainOf = (address: Address) => address.slice(address.lastIndexOf('@') + 1)

export interface Sight {
  calendar: string
  /** Rows that may be a pair's once their strangers are colleagues. */
  events: readonly CalendarEvent[]
  directory: Directory
  secrets: Secrets
}

/** Remembers who is no colleague. Returns the addresses that no calendar had shown before. */
export async function note(trx: Db, { calendar, events, directory, secrets }: Sight): Promise<Address[]> {
  const strangers = new Set<Address>()
  for (const { details } of events)
    for (const address of [details?.organizer, ...(details?.attendees ?? []).map((guest) => guest.address)])
      if (address && directory.colleague(address) === null) strangers.add(plain(address))
  if (strangers.size === 0) return []
  const nameOf = new Map([...strangers].map((address) => [hashed(address, secrets), address]))
  const domains = new Set([...strangers].map((address) => hashed(`@${domainOf(address)}`, secrets)))
  const fresh: Address[] = []
  for (const hashes of chunked([...nameOf.keys(), ...domains].sort(), 10_000))
    fresh.push(...(await unseen(trx, calendar, hashes)).flatMap((hash) => nameOf.get(hash) ?? []))
  return fresh
}

/** Notes them all, and returns those that were in no calendar before. */
async function unseen(trx: Db, calendar: string, hashes: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ hash: string }>`with noted as (
      insert into strangers (calendar, hash) select ${calendar}, hash from unnest(${hashes}::text[]) as hash
      on conflict do nothing)
    select hash from unnest(${hashes}::text[]) as hash
      where not exists (select from strangers where strangers.hash = hash.hash)`.execute(trx)
  return rows.map(({ hash }) => hash)
}

/** Before a calendar that was read from the beginning shows its strangers again. */
export async function forget(trx: Db, calendar: string): Promise<void> {
  await trx.deleteFrom('strangers').where('calendar', '=', calendar).execute()
}

/**
 * They are colleagues from now on: calendars that hold a small meeting with one of them are read from the beginning.
 * @param names addresses, and '@' with a domain
 */
export async function readAnew(
  trx: Db,
  names: readonly string[],
  secrets: Secrets,
  now: Instant,
): Promise<void> {
  for (const some of chunked(names, 10_000)) {
    const hashes = some.map((name) => hashed(plain(name), secrets))
    await trx
      .updateTable('calendars')
      .set({ cursor: null, look_at: now })
      .where('look_at', 'is not', null)
      .where(sql<boolean>`id in (select calendar from strangers where hash = any(${hashes}))`)
      .execute()
  }
}
