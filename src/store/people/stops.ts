// Who wants which mails no more, and who was introduced to us. Addresses are keyed hashes, so that erasing keeps them.
import type { Address, Instant } from '../../domain/types.ts'
import type { Secrets } from '../secrets.ts'
import type { Db, MailKind, Via } from '../tables.ts'
import { primaryOf } from './people.ts'

export const hashedRecipient = (address: Address, secrets: Secrets) => secrets.hash(address, 'recipient')

/** Links in old mails hold the address that somebody had then. */
const hashed = async (db: Db, address: Address, secrets: Secrets) =>
  hashedRecipient(await primaryOf(db, address), secrets)

/** `kind` 'all' stops everything but trouble mails. */
export async function stop(
  db: Db,
  address: Address,
  kind: MailKind | 'all',
  at: Instant,
  secrets: Secrets,
): Promise<void> {
  await db
    .insertInto('stops')
    .values({ recipient_hash: await hashed(db, address, secrets), kind, at })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

export async function resume(
  db: Db,
  address: Address,
  kind: MailKind | 'all',
  secrets: Secrets,
): Promise<void> {
  await db
    .deleteFrom('stops')
    .where('recipient_hash', '=', await hashed(db, address, secrets))
    .where('kind', '=', kind)
    .execute()
}

export async function isStopped(
  db: Db,
  address: Address,
  kind: MailKind,
  secrets: Secrets,
): Promise<boolean> {
  if (kind === 'trouble') return false
  const row = await db
    .selectFrom('stops')
    .select('kind')
    .where('recipient_hash', '=', await hashed(db, address, secrets))
    .where('kind', 'in', [kind, 'all'])
    .executeTakeFirst()
  return row !== undefined
}

/** Which kinds (or 'all') somebody stopped. */
export async function stoppedKinds(db: Db, address: Address, secrets: Secrets): Promise<string[]> {
  const rows = await db
    .selectFrom('stops')
    .select('kind')
    .where('recipient_hash', '=', await hashed(db, address, secrets))
    .orderBy('at')
    .execute()
  return rows.map(({ kind }) => kind)
}

/** Mails that stayed in the mailbox introduced us to nobody who gets theirs by SMTP. */
export async function isIntroduced(db: Db, address: Address, via: Via, secrets: Secrets): Promise<boolean> {
  const row = await db
    .selectFrom('introductions')
    .select('at')
    .where('recipient_hash', '=', hashedRecipient(address, secrets))
    .where('via', '=', via)
    .executeTakeFirst()
  return row !== undefined
}

export async function introduced(
  db: Db,
  address: Address,
  via: Via,
  at: Instant,
  secrets: Secrets,
): Promise<void> {
  await db
    .insertInto('introductions')
    .values({ recipient_hash: hashedRecipient(address, secrets), via, at })
    .onConflict((oc) => oc.doNothing())
    .execute()
}
