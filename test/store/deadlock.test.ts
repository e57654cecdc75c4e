// Whoever changes people, removes a connection or reads calendars takes rows in an order of their own now and then.
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { within } from '../../src/store/batch.ts'
import { linkMeetings } from '../../src/store/calendars/meetings.ts'
import { touchPairs } from '../../src/store/pairs/touching.ts'
import type { Db } from '../../src/store/tables.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')

beforeEach(() => settle(held.store, monday))

/** Takes the first row, and the next once `work`, begun meanwhile, waits: the database ends one of two that wait for each other. */
async function beside(work: () => Promise<unknown>, first: string, next: string): Promise<void> {
  let working: Promise<unknown> | undefined
  await within(held.store.db, async (trx) => {
    await sql.raw(first).execute(trx)
    if (!working) {
      working = work()
      working.catch(() => {})
      if (!held.store.embedded) await waiting()
    }
    await sql.raw(next).execute(trx)
  })
  await working
}

async function waiting(): Promise<void> {
  const asleep = sql<{ n: number }>`select count(*) as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  while ((await asleep.execute(held.store.db)).rows[0]!.n === 0);
}

const take = (id: string) => `select from calendars where id = '${id}' for update`

test.each([
  ['ada', 'grace'],
  ['grace', 'ada'],
])('calendars looked at sooner, while %s’s and then %s’s is being written', async (one, other) => {
  await beside(() => held.store.calendars.lookBy([ada, grace], monday - DAY), take(one), take(other))
  expect(await held.store.calendars.due(monday - DAY, 10)).toHaveLength(2)
})

test('a connection that is removed, while a calendar of its is read that asks for its people', async () => {
  const [{ id } = { id: 0 }] = await held.store.connections.all()
  const touch = `update connections set directory_look_at = null where id = ${id}`
  await beside(() => held.store.connections.remove(id, monday), take('grace'), touch)
  expect(await held.store.connections.all()).toEqual([])
})

test('two readings that find other meetings of one pair, each before either says so', async () => {
  const link = (db: Db, uid: string) => linkMeetings(db, [{ uid, pair: [ada, grace] }], [uid])
  await within(held.store.db, (trx) => link(trx, 'old'))
  const linked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const reading = (index: number) =>
    held.store.db.transaction().execute(async (trx) => {
      await link(trx, `new ${index}`)
      linked[index]!.resolve()
      // The embedded database has one transaction at a time.
      if (!held.store.embedded) await linked[1 - index]!.promise
      return touchPairs(trx, [ada], monday)
    })
  expect(await Promise.all([reading(0), reading(1)])).toEqual([[expect.any(Number)], [expect.any(Number)]])
})
