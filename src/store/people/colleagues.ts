// The directory that tells colleagues from others (W3), as far as some addresses need it.
import { sql } from 'kysely'
import type { Address, Directory } from '../../domain/types.ts'
import { chunked, plain } from '../batch.ts'
import type { Db } from '../tables.ts'
import { domainOf } from './strangers.ts'

/**
 * A colleague is whom files or directories tell of, and whoever is at a domain of ours of which no directory tells. At a
 * domain whose directory was read whole an address that is nobody's is a group, a shared mailbox or somebody hired today:
 * nobody knows yet (W2).
 */
export async function directoryFor(db: Db, addresses: Iterable<Address>): Promise<KnownDirectory> {
  const asked = [...new Set([...addresses].map(plain))]
  const { own, told } = await domainsOf(db)
  const primary = new Map<Address, Address>()
  const groups = new Set<Address>()
  for (const some of chunked(asked, 5_000)) {
    const rows = await db
      .selectFrom('people')
      .select(['address', 'aliases', 'kind'])
      .where((eb) => eb.or([eb('address', 'in', some), sql<boolean>`aliases && ${some}::text[]`]))
      .execute()
    const people = rows.filter(({ kind }) => kind === 'person')
    for (const { address, aliases } of people) for (const name of aliases) primary.set(name, address)
    for (const { address } of people) primary.set(address, address)
    for (const { address, aliases, kind } of rows)
      if (kind === 'group') for (const name of [address, ...aliases]) groups.add(name)
  }
  const isUnknown = (address: Address) => told.has(domainOf(address)) && !primary.has(address)
  return {
    colleague: (address) => {
      const isOurs = own.has(domainOf(address)) && !groups.has(address) && !isUnknown(address)
      return primary.get(address) ?? (isOurs ? address : null)
    },
    isGroup: (address) => groups.has(address) || isUnknown(address),
    isUnknown,
  }
}

export interface KnownDirectory extends Directory {
  /** At a domain whose directory does not tell of it. */
  isUnknown(address: Address): boolean
}

/** Ours, and of those the ones whose directory was read whole. */
async function domainsOf(db: Db): Promise<{ own: Set<string>; told: Set<string> }> {
  const { rows } = await sql<{ own: string[] | null; told: string[] | null }>`
    select (select value->'is' from settings where key = 'domains') as own,
      (select json_agg(domain) from connections, json_array_elements_text(options->'domains') as domain
        where directory_at is not null) as told`.execute(db)
  return { own: new Set(rows[0]?.own), told: new Set(rows[0]?.told) }
}
