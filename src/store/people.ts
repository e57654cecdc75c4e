// People, who manages whom, and the directory that tells colleagues from others.
import { type Selectable, sql } from 'kysely'
import type { Address, Directory, Instant, Management, Person } from '../domain/types.ts'
import { chunked, plain, plainOrNull, within } from './batch.ts'
import { ownerStays } from './calendars.ts'
import { defaultZone, domains, write } from './settings.ts'
import type { Db, Tables } from './tables.ts'

/** A person as a directory, an admin or a calendar tells of them; what is not known is filled in where it is needed. */
export interface KnownPerson extends Omit<Person, 'zone'> {
  zone: string | null
  kind?: 'person' | 'group'
}

/**
 * Adds or replaces people; their pairs are judged again at once. Of meetings with strangers no names are kept, so who is
 * new may have been one: calendars that hold such meetings are read from the beginning.
 */
export async function save(
  db: Db,
  people: readonly KnownPerson[],
  source: string,
  now: Instant,
): Promise<void> {
  if (people.length === 0) return
  await within(db, async (trx) => {
    let added = 0
    for (const some of chunked(people.map((person) => toRow(person, source)))) {
      const rows = await trx
        .insertInto('people')
        .values(some)
        .onConflict((oc) => oc.column('address').doUpdateSet(replaced))
        .returning(sql<boolean>`xmax = 0`.as('is_new'))
        .execute()
      added += rows.filter((row) => row.is_new).length
    }
    if (added > 0) await readStrangersAnew(trx, now)
    await restCalendars(trx, people)
    await touchPairs(
      trx,
      people.map(({ address }) => address),
      now,
    )
  })
}

/** Whoever has an address there is a colleague from now on (W3). Returns the domains that were not known. */
export async function addDomains(db: Db, names: readonly string[], now: Instant): Promise<string[]> {
  return within(db, async (trx) => {
    const known = await domains(trx)
    const added = [...new Set(names)].filter((name) => !known.includes(name))
    if (added.length > 0) {
      await write(trx, 'domains', [...known, ...added])
      await readStrangersAnew(trx, now)
    }
    return added
  })
}

/** Of who left nothing is read any more (W3). */
async function restCalendars(trx: Db, people: readonly KnownPerson[]): Promise<void> {
  const left = people.filter(({ leftAt }) => leftAt !== null).map(({ address }) => plain(address))
  for (const some of chunked(left))
    await trx.updateTable('calendars').set({ look_at: null }).where('owner', 'in', some).execute()
}

async function readStrangersAnew(trx: Db, now: Instant): Promise<void> {
  await trx
    .updateTable('calendars')
    .set({ cursor: null, look_at: now })
    .where(ownerStays(now))
    .where('id', 'in', (eb) =>
      eb.selectFrom('events').select('calendar').where('refusal', '=', sql.lit('outside')),
    )
    .execute()
}

/** Replaces who manages these people. */
export async function saveManagement(db: Db, rows: readonly Management[], now: Instant): Promise<void> {
  if (rows.length === 0) return
  const managed = [...new Set(rows.map(({ person }) => plain(person)))]
  await within(db, async (trx) => {
    for (const some of chunked(managed))
      await trx.deleteFrom('management').where('person', 'in', some).execute()
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
    await touchPairs(trx, managed, now)
  })
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

/** The pairs of these people (or those whose verdict waits for a reading) are to be judged now; returns them. */
export async function touchPairs(
  db: Db,
  people: readonly Address[],
  now: Instant,
  which: 'all' | 'awaiting-read' = 'all',
): Promise<number[]> {
  const touched: number[] = []
  for (const some of chunked([...new Set(people.map(plain))])) {
    const { rows } = await sql<{ id: number }>`
      with mine as (
        select id from pairs where (a = any(${some}) or b = any(${some})) and (${which === 'all'} or awaits_read)
        order by id for update)
      update pairs set judge_at = least(judge_at, ${now}) from mine where pairs.id = mine.id returning pairs.id`.execute(
      db,
    )
    touched.push(...rows.map(({ id }) => id))
  }
  return touched
}

/** The directory as far as these addresses need it (W3). */
export async function directoryFor(db: Db, addresses: Iterable<Address>): Promise<Directory> {
  const asked = [...new Set([...addresses].map(plain))]
  const ownDomains = new Set(await domains(db))
  const primary = new Map<Address, Address>()
  const groups = new Set<Address>()
  for (const some of chunked(asked, 5_000)) {
    const rows = await db
      .selectFrom('people')
      .select(['address', 'aliases', 'kind'])
      .where((eb) => eb.or([eb('address', 'in', some), sql<boolean>`aliases && ${some}::text[]`]))
      .execute()
    for (const { address, aliases, kind } of rows) {
      if (kind === 'group') for (const name of [address, ...aliases]) groups.add(name)
      else for (const name of [...aliases, address]) primary.set(name, address)
    }
  }
  return {
    colleague: (address) =>
      primary.get(address) ?? (ownDomains.has(domainOf(address)) && !groups.has(address) ? address : null),
    isGroup: (address) => groups.has(address),
  }
}

function domainOf(address: Address): string {
  return address.slice(address.lastIndexOf('@') + 1)
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
