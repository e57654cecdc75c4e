// What a file tells of people: it counts before directories, now and at every later reading.
import { sql } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked, plain, plainOrNull, within } from '../batch.ts'
import { hold } from '../calendars/holding.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Secrets } from '../secrets.ts'
import type { Db, Told } from '../tables.ts'
import { manage } from './managing.ts'
import { readAnew } from './strangers.ts'
import { retell } from './telling.ts'

/**
 * Replaces what files told of these people; of others it stays. Who is somebody's alias is that person. Managers that
 * nobody knows become people.
 */
export async function tell(
  db: Db,
  given: ReadonlyMap<Address, Told>,
  now: Instant,
  secrets: Secrets,
): Promise<void> {
  await within(db, async (trx) => {
    await hold(trx)
    const managers = [...given.values()].flatMap(({ manager }) => manager ?? [])
    const primary = await primaries(trx, [...given.keys(), ...managers])
    const nameOf = (address: Address) => primary.get(address) ?? plain(address)
    const told = new Map([...given].map(([address, one]) => [nameOf(address), storable(one)]))
    for (const manager of managers)
      if (!primary.has(manager) && !told.has(nameOf(manager))) told.set(nameOf(manager), {})
    const retold = await retell(trx, told.keys(), now, told)
    await manage(trx, [...told.keys()], now)
    await readAnew(trx, retold.known, secrets, now)
    await touchPairs(trx, retold.changed, now)
  })
}

/** Whom each address names, where somebody is known by it. */
async function primaries(trx: Db, addresses: readonly Address[]): Promise<Map<Address, Address>> {
  const found = new Map<Address, Address>()
  for (const some of chunked(addresses.map(plain), 5_000)) {
    const { rows } = await sql<{ name: string; address: string }>`
      select known.name, address from people, unnest(aliases || address) as known (name)
      where (address = any(${some}) or aliases && ${some}::text[]) and known.name = any(${some})
      order by known.name = address, address desc`.execute(trx)
    for (const { name, address } of rows) found.set(name, address)
  }
  return found
}

/** Names come from outside. */
function storable({ name, aliases, manager, ...rest }: Told): Told {
  return {
    ...rest,
    ...(name === undefined ? {} : { name: plain(name) }),
    ...(aliases === undefined ? {} : { aliases: aliases.map(plain) }),
    ...(manager === undefined ? {} : { manager: plainOrNull(manager) }),
  }
}
