// How often and how much the store asks of the database: what a company's first day costs hangs on it.
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOUR, WEEK } from '../../src/domain/types.ts'
import { save } from '../../src/store/calendars/events.ts'
import { loadKnown } from '../../src/store/pairs/facts.ts'
import type { Db } from '../../src/store/tables.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, guest, linus, master, read, single } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T09:00Z')
const three = details({ attendees: [guest(ada), guest(grace), guest(linus)] })

beforeEach(() => settle(held.store, now))

describe('queries of one reading, beside begin and commit', () => {
  const asked = async (changes: Parameters<typeof save>[2]) => {
    let queries = 0
    const counting = (held.store.db as Db).withPlugin({
      transformQuery: ({ node }) => {
        queries += 1
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await save(counting, 'grace', changes, now, held.store.secrets)
    return queries
  }
  const events = [master(), single('away', now, { details: details({ shows: 'away', attendees: [] }) })]

  test('the first looks up nothing that cannot be there yet', async () => {
    expect(await asked(read(events, { replace: true }))).toBeLessThanOrEqual(10)
  })

  test('one without news notes that it was read and wakes who waited for it', async () => {
    await asked(read(events, { replace: true }))
    expect(await asked(read([]))).toBe(2)
  })
})

test('judging a pair reads its own rows alone, also before the database has counted its tables', async () => {
  const others = Array.from({ length: 5_000 }, (_, n) => single(`e${n}`, now + n * HOUR, { details: three }))
  const away = single('away', now + WEEK, { details: details({ shows: 'away', attendees: [] }) })
  const everything = read([master(), away, ...others], { replace: true })
  const { pairs } = await held.store.events.save('grace', everything, now, held.store.secrets)
  const scans = await held.store.db.transaction().execute(async (trx) => {
    const pair = { id: pairs[0]!, a: ada, b: grace, first_judged_at: null }
    const { facts, absenceRows } = await loadKnown(trx, pair, now)
    expect(facts.events).toHaveLength(1)
    expect(absenceRows).toHaveLength(1)
    // Not the scans: those of the empty table, by which its indexes were made a moment ago, count as well.
    const { rows } = await sql<{ read: number }>`select seq_tup_read as read
      from pg_stat_xact_user_tables where relname = 'events'`.execute(trx)
    return rows[0]
  })
  expect(scans).toEqual({ read: 0 })
})
