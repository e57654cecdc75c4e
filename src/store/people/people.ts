// People, and who manages whom.
import { type Selectable, sql } from 'kysely'
import type { Address, Instant, Management, Person } from '../../domain/types.ts'
import { chunked, plain, plainOrNull, within } from '../batch.ts'
import { connectAlone } from '../calendars/holding.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Secrets } from '../secrets.ts'
import { defaultZone, domains, write } from '../settings.ts'
import type { Db, Tables } from '../tables.ts'
import { readAnew } from './strangers.ts'

/** A person as a directory, an admin or a calendar tells of them; what is not known is filled in where it is needed. */
export interface KnownPerson extends Omit<Person, 'zone'> {
  zone: string | null
  kind?: 'person' | 'group'
}

/**
 * Adds or replaces people; their pairs are judged again at once. Of meetings with strangers no names are kept: calendars
 * that hold a small one with somebody who is no stranger any more are read from the beginning.
 */
export async function save(
  db: Db,
  people: readonly KnownPerson[],
  source: string,
  now: Instant,
  secrets: Secrets,
): Promise<void> {
  if (people.length === 0) return
  await within(db, async (trx) => {
    const known = await namesOf(trx, people)
    for (const some of chunked(people.map((person) => toRow(person, source))))
      await trx
        .insertInto('people')
        .values(some)
        .onConflict((oc) => oc.column('address').doUpdateSet(replaced))
        .execute()
    const names = people.flatMap(({ address, aliases }) => [address, ...aliases])
    await readAnew(
      trx,
      names.filter((name) => !known.has(name)),
      secrets,
      now,
    )
    await restCalendars(trx, people)
    await touchPairs(
      trx,
      people.map(({ address }) => address),
      now,
    )
  })
}

/** Whoever has an address there is a colleague from now on (W3). Returns the domains that were not known. */
export async function addDomains(
  db: Db,
  names: readonly string[],
  now: Instant,
  secrets: Secrets,
): Promise<string[]> {
  return within(db, async (trx) => {
    await connectAlone(trx)
    const known = await domains(trx)
    const added = [...new Set(names)].filter((name) => !known.includes(name))
    if (added.length > 0) {
      await write(trx, 'domains', [...known, ...added])
      const everybody = added.map((name) => `@${name}`)
      await readAnew(trx, everybody, secrets, now)
    }
    return added
  })
}

/** All names under which these people are known already. */
async function namesOf(trx: Db, people: readonly KnownPerson[]): Promise<Set<Address>> {
  const names = new Set<Address>()
  for (const some of chunked(people.map(({ address }) => address)))
    for (const { address, aliases } of await byAddresses(trx, some))
      for (const name of [address, ...aliases]) names.add(name)
  return names
}

/** Of who left nothing is read any more (W3). */
async function restCalendars(trx: Db, people: readonly KnownPerson[]): Promise<void> {
  const left = people.filter(({ leftAt }) => leftAt !== null).map(({ address }) => plain(address))
  for (const some of chunked(left))
    await trx.updateTable('calendars').set({ look_at: null }).where('owner', 'in', some).execute()
}

/** Replaces who manages these people. */
export async function replaceManagement(
  trx: Db,
  people: readonly Address[],
  rows: readonly Management[],
): Promise<void> {
  for (const some of chunked(people)) await trx.deleteFrom('management').where('person', 'in', some).execute()
  for (const some of chunked(rows)) {
    const values = some.map(({ person, manager, from, until }) => ({
      person: plain(person),
      manager: plain(manager),
      from_at: from,
      until_at: until,
    }))
    await trx
      .insertInto('management')
      .values(values)
      .onConflict((oc) => oc.doNothing())
      .execute()
  }
}

export async function byAddresses(db: Db, addresses: readonly Address[]): Promise<KnownPerson[]> {
  if (addresses.length === 0) return []
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where('address', 'in', addresses.map(plain))
    .execute()
  return rows.map(toPerson)
}

/** Whom an address names, where it is somebody's alias; else itself. */
export async function primaryOf(db: Db, address: Address): Promise<Address> {
  const { rows } = await sql<{ address: string }>`
    select address from people where address = ${address} or aliases @> array[${address}]
    order by address <> ${address}, address limit 1`.execute(db)
  return rows[0]?.address ?? address
}

/** A person's zone: as told, else their calendar's, else the default. */
export async function zoneOf(db: Db, address: Address): Promise<string> {
  const [person] = await byAddresses(db, [address])
  if (person?.zone) return person.zone
  const calendar = await db
    .selectFrom('calendars')
    .select('zone')
    .where('owner', '=', address)
    .where('zone', 'is not', null)
    .executeTakeFirst()
  return calendar?.zone ?? (await defaultZone(db))
}

/** Who manages whom, among people of which one is in `people`. */
export async function managementOf(db: Db, people: readonly Address[]): Promise<Management[]> {
  const some = [...people]
  const rows = await db
    .selectFrom('management')
    .selectAll()
    .where((eb) => eb.or([eb('person', 'in', some), eb('manager', 'in', some)]))
    .execute()
  return rows.map(({ person, manager, from_at, until_at }) => ({
    person,
    manager,
    from: from_at,
    until: until_at,
  }))
}

/** Everybody who manages somebody at `now`: those who get digests. */
export async function managers(db: Db, now: Instant): Promise<Address[]> {
  const rows = await db
    .selectFrom('management')
    .select('manager')
    .distinct()
    .where((eb) => eb.or([eb('until_at', 'is', null), eb('until_at', '>', now)]))
    .orderBy('manager')
    .execute()
  return rows.map(({ manager }) => manager)
}

const replaced = (eb: { ref: (name: `excluded.${string}`) => unknown }) =>
  Object.fromEntries(
    ['aliases', 'kind', 'name', 'hours', 'zone', 'locale', 'left_at', 'source'].map((column) => [
      column,
      eb.ref(`excluded.${column}`),
    ]),
  )

function toRow(person: KnownPerson, source: string) {
  return {
    address: plain(person.address),
    aliases: person.aliases.map(plain),
    kind: person.kind ?? 'person',
    name: plainOrNull(person.name),
    hours: person.hours && JSON.stringify(person.hours),
    zone: person.zone,
    locale: person.locale,
    left_at: person.leftAt,
    source,
  } as const
}

function toPerson(row: Selectable<Tables['people']>): KnownPerson {
  const { address, aliases, kind, name, hours, zone, locale, left_at } = row
  return { address, aliases, kind, name, hours, zone, locale, leftAt: left_at }
}
