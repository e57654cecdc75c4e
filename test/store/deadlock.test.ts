// Whoever changes people or connections meets whoever reads calendars: they wait, but never for each other.
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { changeConnection, saveConnection } from '../../src/connecting/save.ts'
import { DAY } from '../../src/domain/types.ts'
import { within } from '../../src/store/batch.ts'
import * as events from '../../src/store/calendars/events.ts'
import { linkMeetings } from '../../src/store/calendars/meetings.ts'
import type { NewConnection } from '../../src/store/connections/connections.ts'
import * as connections from '../../src/store/connections/connections.ts'
import { readSoon } from '../../src/store/directory/directories.ts'
import { touchPairs } from '../../src/store/pairs/touching.ts'
import { addDomains } from '../../src/store/people/people.ts'
import type { Db } from '../../src/store/tables.ts'
import { settle } from '../support/company.ts'
import { ada, at, details, grace, guest, master, read } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')

beforeEach(() => settle(held.store, monday))

/** None of them begins anew, so that two that wait for each other are seen. `meanwhile` begins between the two and ends after. */
async function abreast(
  [first, next]: ((trx: Db) => Promise<unknown>)[],
  meanwhile: (trx: Db) => Promise<unknown>,
): Promise<void> {
  const { db, embedded } = held.store
  let working: Promise<unknown> | undefined
  await db.transaction().execute(async (trx) => {
    await first!(trx)
    working = db.transaction().execute(meanwhile)
    working.catch(() => {})
    if (!embedded) await waiting(working)
    await next!(trx)
  })
  await working
}

/** Takes the first row, and the next once `work`, begun meanwhile, waits: the database ends one of two that wait for each other. */
async function beside(work: () => Promise<unknown>, first: string, next: string): Promise<void> {
  let working: Promise<unknown> | undefined
  await within(held.store.db, async (trx) => {
    await sql.raw(first).execute(trx)
    if (!working) {
      working = work()
      working.catch(() => {})
      if (!held.store.embedded) await waiting(working)
    }
    await sql.raw(next).execute(trx)
  })
  await working
}

/** Resolves once somebody waits, or the work is over without. */
async function waiting(working: Promise<unknown>): Promise<void> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  working.then(over, over)
  const asleep = sql<{ n: number }>`select count(*) as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  while (!isOver && (await asleep.execute(held.store.db)).rows[0]!.n === 0);
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
  const reading = [take('grace'), touch].map((statement) => (trx: Db) => sql.raw(statement).execute(trx))
  await abreast(reading, (trx) => connections.remove(trx, id, monday))
  expect(await held.store.connections.all()).toEqual([])
})

const robot: NewConnection = {
  ...{ kind: 'google', name: 'Robot', credentials: { client_email: 'robot@example.com' } },
  options: { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] },
}

test('a company whose people are changed, while the same is connected anew', async () => {
  const { secrets } = held.store
  const id = await saveConnection(held.store, robot, monday)
  const change = (db: Db) =>
    changeConnection({ db, secrets }, { connection: id, madeOf: null }, () => robot, monday)
  const domains = (trx: Db) => addDomains(trx, ['example.com'], monday, secrets)
  await abreast([change, domains], (db) => saveConnection({ db, secrets }, { ...robot, name: 'Two' }, monday))
  expect((await held.store.connections.byId(id))?.name).toBe('Two')
})

test('a company connected anew, while a calendar of its that had failed is read and asks for its people', async () => {
  const { secrets, calendars } = held.store
  const connection = await saveConnection(held.store, robot, monday)
  await calendars.add(
    { id: 'mia', connection, owner: 'mia@example.com', providerId: 'mia', zone: null },
    monday,
  )
  await held.store.db
    .updateTable('connections')
    .set({ directory_at: monday - DAY })
    .execute()
  await calendars.failed('mia', { code: 'gone', message: '' }, { now: monday, nextTry: monday + DAY })
  const reads = (trx: Db) => sql.raw(take('mia')).execute(trx)
  const asks = (trx: Db) => readSoon(trx, ['example.com'], monday)
  await abreast([reads, asks], (db) => saveConnection({ db, secrets }, { ...robot, name: 'Two' }, monday))
  expect((await held.store.connections.byId(connection))?.name).toBe('Two')
})

test('a domain that comes while a calendar with somebody of it is being saved: it is read anew', async () => {
  const { secrets, calendars } = held.store
  const outside = master({ details: details({ attendees: [guest('mia@example.org'), guest(grace)] }) })
  const saves = (trx: Db) =>
    events.save(trx, 'grace', read([outside], { nextLook: monday + DAY }), monday, secrets)
  await abreast([saves, async () => {}], (trx) => addDomains(trx, ['example.org'], monday + 1, secrets))
  expect(await calendars.byId('grace')).toMatchObject({ cursor: null, lookAt: monday + 1 })
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
