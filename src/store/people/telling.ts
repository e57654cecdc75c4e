// People as directories and files tell of them together: what a file told counts first, then what a directory tells.
import { isDeepStrictEqual } from 'node:util'
import { type Selectable, sql } from 'kysely'
import type { Account } from '../../domain/account.ts'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked } from '../batch.ts'
import type { Db, Tables, Told } from '../tables.ts'

type Row = Selectable<Tables['people']>

export interface Retold {
  /** Primary addresses of those who are another now than before. */
  changed: Address[]
  /** Addresses that name a person from now on. */
  known: Address[]
}

/**
 * Works out these people anew and writes what is different. Whoever nobody tells of is left as they are.
 * @param told what a file tells now in place of what one told before
 */
export async function retell(
  trx: Db,
  addresses: Iterable<Address>,
  now: Instant,
  told: ReadonlyMap<Address, Told> = new Map(),
): Promise<Retold> {
  const retold: Retold = { changed: [], known: [] }
  for (const some of chunked([...new Set(addresses)], 5_000)) {
    const before = await peopleAt(trx, some)
    const accounts = await accountsAt(trx, some)
    const after = some.flatMap((address) => {
      const [own = [], known] = [accounts.get(address), before.get(address)]
      const said = told.get(address) ?? known?.told ?? null
      return own.length > 0 || said ? [personOf({ address, accounts: own, told: said }, known, now)] : []
    })
    await withoutClaimed(trx, after)
    const changed = after.filter((row) => !isDeepStrictEqual(row, before.get(row.address)))
    await write(trx, changed)
    for (const row of changed) {
      const was = before.get(row.address)
      const names = was ? [was.address, ...was.aliases] : []
      retold.changed.push(row.address)
      retold.known.push(...[row.address, ...row.aliases].filter((name) => !names.includes(name)))
    }
  }
  return retold
}

type Known = Account & { former: Address[] }

interface Sources {
  address: Address
  accounts: Known[]
  told: Told | null
}

function personOf(sources: Sources, before: Row | undefined, now: Instant): Row {
  const { address, accounts } = sources
  const told = sources.told ?? {}
  const others = accounts.length > 0 ? tellersOf(accounts) : toldBefore(before)
  const aliases = [...others.aliases, ...(told.aliases ?? [])].filter((name) => name !== address)
  return {
    address,
    aliases: [...new Set(aliases)].sort(),
    kind: 'person',
    name: told.name ?? others.name,
    hours: others.hours,
    zone: told.zone ?? others.zone,
    locale: others.locale,
    left_at: leftAt(accounts, before?.left_at ?? null, now),
    country: told.country ?? others.country,
    source: accounts.length > 0 ? 'directory' : 'file',
    told: sources.told,
  }
}

type Rest = Pick<Row, 'aliases' | 'name' | 'hours' | 'zone' | 'locale' | 'country'>

function tellersOf(accounts: readonly Known[]): Rest {
  const first = <T>(pick: (account: Known) => T | null) =>
    accounts.map(pick).find((value) => value !== null) ?? null
  return {
    aliases: accounts.flatMap(({ aliases, former }) => [...aliases, ...former]),
    name: first(({ name }) => name),
    hours: first(({ hours }) => hours),
    zone: first(({ zone }) => zone),
    locale: first(({ locale }) => locale),
    country: first(({ country }) => country),
  }
}

/** Where no directory tells, what others told stays; what a file told and does not tell any more is taken back. */
function toldBefore(before: Row | undefined): Rest {
  if (!before) return { aliases: [], name: null, hours: null, zone: null, locale: null, country: null }
  const { told, hours, locale } = before
  const { aliases, name, zone, country } = before
  return {
    aliases: told?.aliases === undefined ? aliases : [],
    name: told?.name === undefined ? name : null,
    hours,
    zone: told?.zone === undefined ? zone : null,
    locale,
    country: told?.country === undefined ? country : null,
  }
}

function leftAt(accounts: readonly Known[], before: Instant | null, now: Instant): Instant | null {
  if (accounts.length === 0) return before
  return accounts.some(({ state }) => state === 'active') ? null : (before ?? now)
}

/** Whoever has it as primary address is the one it names, also who left under it. */
async function withoutClaimed(trx: Db, people: Row[]): Promise<void> {
  const aliases = people.flatMap((person) => person.aliases)
  if (aliases.length === 0) return
  const { rows } = await sql<{ address: string }>`
    select address from accounts where address = any(${aliases}) and (body->>'state' <> 'deleted'
      or exists (select from people where people.address = accounts.address))`.execute(trx)
  const claimed = new Set(rows.map(({ address }) => address))
  if (claimed.size === 0) return
  for (const person of people) person.aliases = person.aliases.filter((alias) => !claimed.has(alias))
}

async function peopleAt(trx: Db, addresses: Address[]): Promise<Map<Address, Row>> {
  const rows = await trx
    .selectFrom('people')
    .selectAll()
    .where(sql<boolean>`address = any(${addresses})`)
    .execute()
  return new Map(rows.map((row) => [row.address, { ...row, aliases: [...row.aliases].sort() }]))
}

/** Living ones first: what they tell counts before what those tell that are gone. */
async function accountsAt(trx: Db, addresses: Address[]): Promise<Map<Address, Known[]>> {
  const rows = await trx
    .selectFrom('accounts')
    .select(['id', 'address', 'former', 'body'])
    .where(sql<boolean>`address = any(${addresses})`)
    .orderBy('connection')
    .orderBy('id')
    .execute()
  const accounts = rows.map(({ body, ...row }) => ({ ...body, ...row }) as Known)
  const isGone = ({ state }: Known) => Number(state !== 'active')
  return Map.groupBy(
    accounts.sort((one, other) => isGone(one) - isGone(other)),
    ({ address }) => address,
  )
}

async function write(trx: Db, people: readonly Row[]): Promise<void> {
  for (const some of chunked(people)) {
    const rows = some.map(({ hours, told, ...row }) => ({
      ...row,
      hours: hours && JSON.stringify(hours),
      told: told && JSON.stringify(told),
    }))
    await trx
      .insertInto('people')
      .values(rows)
      .onConflict((oc) =>
        oc.column('address').doUpdateSet((eb) => ({
          aliases: eb.ref('excluded.aliases'),
          kind: eb.ref('excluded.kind'),
          name: eb.ref('excluded.name'),
          hours: eb.ref('excluded.hours'),
          zone: eb.ref('excluded.zone'),
          locale: eb.ref('excluded.locale'),
          left_at: eb.ref('excluded.left_at'),
          country: eb.ref('excluded.country'),
          source: eb.ref('excluded.source'),
          told: eb.ref('excluded.told'),
        })),
      )
      .execute()
  }
}
