// Who manages whom, as a test begins: since ever, or with days of its own.
import type { Instant, Management } from '../../src/domain/types.ts'
import { within } from '../../src/store/batch.ts'
import type { Store } from '../../src/store/open.ts'
import { touchPairs } from '../../src/store/pairs/touching.ts'
import { replaceManagement } from '../../src/store/people/people.ts'

type Managed = Pick<Management, 'person' | 'manager'> & Partial<Management>

/** Replaces who manages these people; their pairs are judged again. */
export function manages(store: Store, rows: readonly Managed[], now: Instant): Promise<void> {
  const people = [...new Set(rows.map(({ person }) => person))]
  return within(store.db, async (trx) => {
    await replaceManagement(
      trx,
      people,
      rows.map((row) => ({ from: null, until: null, ...row })),
    )
    await touchPairs(trx, people, now)
  })
}
