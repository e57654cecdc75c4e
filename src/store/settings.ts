// The few facts about the installation itself that are decided while it runs.
import type { Instant } from '../domain/types.ts'
import { within } from './batch.ts'
import type { DropReason } from './mailings/plans.ts'
import type { Db } from './tables.ts'

interface Facts {
  /** Mails due from then on go to people; before, to the built-in mailbox. */
  goLiveAt: Instant
  /** Exact mail domains of colleagues. */
  domains: string[]
  defaultZone: string
}

export async function read<K extends keyof Facts>(db: Db, key: K): Promise<Facts[K] | null> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? (row.value as { is: Facts[K] }).is : null
}

export async function write<K extends keyof Facts>(db: Db, key: K, value: Facts[K]): Promise<void> {
  const json = JSON.stringify({ is: value })
  await db
    .insertInto('settings')
    .values({ key, value: json })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value: json }))
    .execute()
}

export const domains = async (db: Db): Promise<string[]> => (await read(db, 'domains')) ?? []

export const defaultZone = async (db: Db): Promise<string> => (await read(db, 'defaultZone')) ?? 'UTC'

export const goLiveAt = (db: Db): Promise<Instant | null> => read(db, 'goLiveAt')

/**
 * From `now` on mails go to people; what was due before and did not go is dropped for good. Returns when that was decided,
 * if it was before.
 */
export async function goLive(db: Db, now: Instant): Promise<Instant> {
  return within(db, async (trx) => {
    const before = await goLiveAt(trx)
    if (before !== null) return before
    await write(trx, 'goLiveAt', now)
    await trx
      .updateTable('mailings')
      .set({
        state: 'dropped',
        reason: 'before-go-live' satisfies DropReason,
        settled_at: now,
        lease_until: null,
      })
      .where('state', '=', 'planned')
      .where('due_at', '<', now)
      .where('kind', '<>', 'trouble')
      .execute()
    return now
  })
}
