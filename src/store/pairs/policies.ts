// Versions of the policy; a new one re-judges everything.
import { isDeepStrictEqual } from 'node:util'
import { defaultPolicy, type Policy } from '../../domain/policy.ts'
import type { Instant } from '../../domain/types.ts'
import { within } from '../batch.ts'
import { unlessAtRest } from '../calendars/calendars.ts'
import type { Db } from '../tables.ts'

export interface PolicyVersion {
  /** 0: the defaults, nobody changed anything yet. */
  version: number
  since: Instant | null
  policy: Policy
}

export async function current(db: Db): Promise<PolicyVersion> {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row
    ? { version: row.version, since: row.since, policy: { ...defaultPolicy, ...row.body } }
    : { version: 0, since: null, policy: defaultPolicy }
}

/** A new version: every pair is judged again, and where it decides what is kept of events (least data) they are read anew. */
export async function change(db: Db, policy: Policy, now: Instant): Promise<void> {
  await within(db, async (trx) => {
    const before = await current(trx)
    await trx
      .insertInto('policies')
      .values({ since: now, body: JSON.stringify(policy) })
      .execute()
    await trx.updateTable('pairs').set({ judge_at: now }).execute()
    if (isDeepStrictEqual(keptBy(before.policy), keptBy(policy))) return
    await trx
      .updateTable('calendars')
      .set({ cursor: null, look_at: unlessAtRest(now) })
      .execute()
  })
}

const keptBy = ({ vetoWords, absenceWords, assistants }: Policy) => [vetoWords, absenceWords, assistants]
