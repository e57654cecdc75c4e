// People get other addresses: all that is known of them moves along, so that nothing is forgotten and nothing is sent again.
import { sql } from 'kysely'
import type { Address, Instant } from '../../domain/types.ts'
import { chunked } from '../batch.ts'
import { unlessAtRest } from '../calendars/calendars.ts'
import { leadElsewhere } from '../calendars/channels.ts'
import type { Secrets } from '../secrets.ts'
import type { Db, Told } from '../tables.ts'
import { renamePairs } from './rename-pairs.ts'
import { hashedRecipient } from './stops.ts'

/** Old address → new one. */
export type Renames = ReadonlyMap<Address, Address>

/**
 * All at once, so that people may swap addresses. Where somebody is known by the new address already, the two were one
 * person: what both had becomes one, and what was settled under either stays settled (M1). Old addresses stay aliases.
 * Rendered mails keep the address they went to, mails to admins go where the settings say.
 */
export async function rename(trx: Db, renames: Renames, secrets: Secrets, now: Instant): Promise<void> {
  if (renames.size === 0) return
  await renameCalendars(trx, renames)
  await renameConsents(trx, renames, now)
  await renamePairs(trx, renames, now)
  await renamePeople(trx, renames)
  await renameManagement(trx, renames)
  await renameHolidays(trx, renames)
  const [olds, news] = sides(renames)
  await sql`update absences set
      person = coalesce((select new from unnest(${olds}::text[], ${news}::text[]) as r (old, new) where old = person), person),
      entered_by = coalesce(
        (select new from unnest(${olds}::text[], ${news}::text[]) as r (old, new) where old = entered_by), entered_by)
    where person = any(${olds}) or entered_by = any(${olds})`.execute(trx)
  await renameRecipients(trx, 'stops', renames, secrets)
  await renameRecipients(trx, 'introductions', renames, secrets)
}

export function sides(renames: Renames): [olds: Address[], news: Address[]] {
  return [[...renames.keys()], [...renames.values()]]
}

async function renameCalendars(trx: Db, renames: Renames): Promise<void> {
  const [olds, news] = sides(renames)
  await sql`update calendars set owner = r.new from unnest(${olds}::text[], ${news}::text[]) as r (old, new)
    where owner = r.old`.execute(trx)
}

/** What a person connected alone: it goes by their address, the calendar at its service too. */
async function renameConsents(trx: Db, renames: Renames, now: Instant): Promise<void> {
  const [olds, news] = sides(renames)
  const { rows } = await sql<{ id: string }>`
    with consents as (
      update connections set name = replace(name, r.old, r.new),
        options = jsonb_set(options::jsonb, '{owner}', to_jsonb(r.new))::json
      from unnest(${olds}::text[], ${news}::text[]) as r (old, new)
      where lower(options->>'owner') = r.old returning connections.id, r.old, r.new)
    update calendars set provider_id = new, cursor = null, look_at = ${unlessAtRest(now)}
    from consents where connection = consents.id and provider_id = old returning calendars.id`.execute(trx)
  await leadElsewhere(
    trx,
    rows.map(({ id }) => id),
  )
}

/** One row for each new address: what files told of either, the newer address first; the aliases of both. */
async function renamePeople(trx: Db, renames: Renames): Promise<void> {
  const [olds, news] = sides(renames)
  const taken = new Set(news)
  for (const some of chunked([...new Set([...olds, ...news])], 10_000)) {
    const rows = await trx
      .deleteFrom('people')
      .where(sql<boolean>`address = any(${some})`)
      .returningAll()
      .execute()
    const moved = rows.map((row) => ({ row, to: renames.get(row.address) ?? row.address }))
    const merged = [...Map.groupBy(moved, ({ to }) => to)].map(([address, same]) => {
      same.sort((one, other) => Number(one.to === one.row.address) - Number(other.to === other.row.address))
      const told: Told = Object.assign({}, ...same.map(({ row }) => row.told))
      const names = same.flatMap(({ row }) => [row.address, ...row.aliases])
      const aliases = [...new Set(names)].filter((name) => name !== address && !taken.has(name)).sort()
      const [{ row }] = same as [(typeof same)[number]]
      return {
        ...row,
        address,
        aliases,
        told: Object.keys(told).length > 0 ? JSON.stringify(told) : null,
        hours: row.hours && JSON.stringify(row.hours),
      }
    })
    for (const values of chunked(merged)) await trx.insertInto('people').values(values).execute()
  }
}

async function renameManagement(trx: Db, renames: Renames): Promise<void> {
  const [olds] = sides(renames)
  const rows = await trx
    .deleteFrom('management')
    .where(sql<boolean>`(person = any(${olds}) or manager = any(${olds}))`)
    .returningAll()
    .execute()
  const after = rows.map((row) => ({
    ...row,
    person: renames.get(row.person) ?? row.person,
    manager: renames.get(row.manager) ?? row.manager,
  }))
  for (const values of chunked(after.filter(({ person, manager }) => person !== manager)))
    await trx
      .insertInto('management')
      .values(values)
      .onConflict((oc) => oc.doNothing())
      .execute()
}

async function renameHolidays(trx: Db, renames: Renames): Promise<void> {
  const [olds, news] = sides(renames)
  // They are looked up anew: what was saved under either address is whole for neither.
  await trx
    .deleteFrom('holiday_marks')
    .where(sql<boolean>`person = any(${[...olds, ...news]})`)
    .execute()
  const rows = await trx
    .deleteFrom('holidays')
    .where(sql<boolean>`person = any(${olds})`)
    .returningAll()
    .execute()
  for (const some of chunked(rows))
    await trx
      .insertInto('holidays')
      .values(some.map((row) => ({ ...row, person: renames.get(row.person) ?? row.person })))
      .onConflict((oc) => oc.doNothing())
      .execute()
}

/** Of stops and introductions only hashes are known: those of the old addresses become those of the new. */
async function renameRecipients(
  trx: Db,
  table: 'stops' | 'introductions',
  renames: Renames,
  secrets: Secrets,
): Promise<void> {
  const hashes = new Map(
    [...renames].map(([old, fresh]) => [hashedRecipient(old, secrets), hashedRecipient(fresh, secrets)]),
  )
  const olds = [...hashes.keys()]
  const rows = await trx
    .deleteFrom(table)
    .where(sql<boolean>`recipient_hash = any(${olds})`)
    .returningAll()
    .execute()
  for (const row of rows)
    await trx
      .insertInto(table)
      .values({ ...row, recipient_hash: hashes.get(row.recipient_hash) as string } as never)
      .onConflict((oc) => oc.doNothing())
      .execute()
}
