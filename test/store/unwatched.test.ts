import { beforeAll, expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import { accountOf, companyIn, everybody, type TestCompany } from '../support/directory.ts'
import { ada, at, grace, linus } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const now = at('2026-03-02T08:00Z')
let company: TestCompany
const fault = { code: 'notACalendarUser', message: 'Calendar is off for linus@example.com.' }

beforeAll(async () => {
  company = await companyIn(held.store, now, {
    ...everybody,
    choice: { by: 'units', units: ['/Sales'] },
    leaveOut: [ada],
  })
  const sales = { unit: '/Sales' }
  company.accounts = [
    accountOf('1', ada, sales),
    accountOf('2', grace, { ...sales, state: 'suspended', name: 'Grace' }),
    accountOf('3', linus, sales),
    accountOf('4', 'zoe@example.com', { unit: '/Law' }),
    accountOf('5', 'yan@example.com', { unit: '/Law' }),
  ]
  await readPeople(company.parts, company.connection)
  const nextTry = now + DAY
  await held.store.calendars.failed(`${company.connection}:3`, fault, { now, nextTry })
})

test('who is not watched is listed with the reason, those that need a look first', async () => {
  const { people, counts } = await held.store.people.unwatched({ limit: 10 })
  const none = { connection: company.connection, name: null, since: null, fault: null, nextTry: null }
  expect(people).toEqual([
    { ...none, address: linus, why: 'unreadable', since: now, fault, nextTry: now + DAY },
    { ...none, address: grace, why: 'suspended', since: now, name: 'Grace' },
    { ...none, address: 'yan@example.com', why: 'not-chosen' },
    { ...none, address: 'zoe@example.com', why: 'not-chosen' },
    { ...none, address: ada, why: 'left-out' },
  ])
  expect(counts).toEqual({ unreadable: 1, suspended: 1, deleted: 0, 'left-out': 1, 'not-chosen': 2 })
})

test('page by page, by reason, of one connection; the counts are those of all', async () => {
  const { connection } = company
  const ask = async (filter: Parameters<typeof held.store.people.unwatched>[0]) =>
    held.store.people.unwatched(filter)
  const addresses = ({ people }: Awaited<ReturnType<typeof ask>>) => people.map(({ address }) => address)
  expect(addresses(await ask({ limit: 2, offset: 1 }))).toEqual([grace, 'yan@example.com'])
  expect(addresses(await ask({ limit: 2, offset: 1, why: 'not-chosen' }))).toEqual(['zoe@example.com'])
  expect((await ask({ limit: 1, connection })).counts).toMatchObject({ 'not-chosen': 2 })
  expect(await ask({ limit: 1, connection: connection + 1 })).toMatchObject({
    people: [],
    counts: { suspended: 0 },
  })
})
