import { beforeEach, describe, expect, test } from 'vitest'
import { saveRoster } from '../../src/commands/people.ts'
import { DAY } from '../../src/domain/types.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import type { RosterPerson } from '../../src/roster/read.ts'
import { empty } from '../support/company.ts'
import { accountOf, companyIn, type TestCompany } from '../support/directory.ts'
import { ada, at, details, grace, guest, linus, master, read } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const lovelace = 'lovelace@example.com'

let company: TestCompany
let now: number
beforeEach(async () => {
  await empty(held.store)
  now = monday
  company = await companyIn(held.store, now)
  company.accounts = [
    accountOf('1', ada, {
      name: 'Ada',
      zone: 'Europe/Berlin',
      aliases: [lovelace],
      manager: grace,
      country: 'DE',
    }),
    accountOf('2', grace, { name: 'Grace' }),
  ]
})

/** A day later each. */
async function directory() {
  now += DAY
  company.clock.set(now)
  await readPeople(company.parts, company.connection)
}

async function file(...rows: (Partial<RosterPerson> & { address: string; manager?: string | null })[]) {
  now += DAY
  const managerOf = new Map(
    rows.flatMap(({ address, manager }) => (manager === undefined ? [] : [[address, manager]])),
  )
  const people = rows.map((row) => ({
    name: null,
    zone: null,
    aliases: [],
    country: null,
    hasRow: true,
    ...row,
  }))
  await saveRoster(
    held.store,
    { people, managerOf: managerOf as Map<string, string | null>, problems: [] },
    now,
  )
}

const person = async (address: string) =>
  held.store.db
    .selectFrom('people')
    .select(['name', 'zone', 'country', 'aliases', 'source'])
    .where('address', '=', address)
    .executeTakeFirst()
const managerOf = async (address: string) =>
  (await held.store.people.managementOf([address]))
    .filter((row) => row.person === address && row.until === null)
    .map(({ manager }) => manager)

describe('what a file tells', () => {
  test('counts before what the directory tells, whichever comes first, at every later reading', async () => {
    await file({ address: ada, name: 'Ada L.', zone: 'Europe/Paris', country: 'DE-BY', manager: linus })
    const told = { name: 'Ada L.', zone: 'Europe/Paris', country: 'DE-BY' }
    expect(await person(ada)).toMatchObject({ ...told, source: 'file' })
    await directory()
    await directory()
    expect(await person(ada)).toMatchObject({ ...told, aliases: [lovelace], source: 'directory' })
    expect(await managerOf(ada)).toEqual([linus])
    expect(await person(linus)).toBeDefined()
  })

  test('an empty cell tells nothing: the directory counts there', async () => {
    await directory()
    await file({ address: ada, country: 'AT' })
    expect(await person(ada)).toMatchObject({ name: 'Ada', zone: 'Europe/Berlin', country: 'AT' })
    expect(await managerOf(ada)).toEqual([grace])
  })

  test('is taken back by a row with the cell empty', async () => {
    await directory()
    await file({ address: ada, name: 'Countess', manager: linus })
    await file({ address: ada })
    expect(await person(ada)).toMatchObject({ name: 'Ada' })
    expect(await managerOf(ada)).toEqual([grace])
    await file({ address: 'eve@elsewhere.example', name: 'Eve', manager: ada })
    await file({ address: 'eve@elsewhere.example' })
    expect(await person('eve@elsewhere.example')).toMatchObject({ name: null })
    expect(await managerOf('eve@elsewhere.example')).toEqual([])
  })

  test('nobody as manager is nobody, whatever the directory tells', async () => {
    await directory()
    await file({ address: ada, manager: null })
    await directory()
    expect(await managerOf(ada)).toEqual([])
  })

  test('stays of people who are not in a later file', async () => {
    await directory()
    await file({ address: ada, name: 'Countess' })
    await file({ address: grace, name: 'Admiral' })
    await directory()
    expect(await person(ada)).toMatchObject({ name: 'Countess' })
  })

  test('under an alias it is told of whose alias that is', async () => {
    await directory()
    await file({ address: lovelace, name: 'Countess' }, { address: grace, manager: lovelace })
    expect(await person(lovelace)).toBeUndefined()
    expect(await person(ada)).toMatchObject({ name: 'Countess' })
    expect(await managerOf(grace)).toEqual([ada])
  })

  test('follows a person to another address', async () => {
    await directory()
    await file({ address: ada, name: 'Countess', manager: linus })
    company.accounts[0] = { ...company.accounts[0]!, address: lovelace, aliases: [ada] }
    await directory()
    expect(await person(lovelace)).toMatchObject({ name: 'Countess', aliases: [ada] })
    expect(await managerOf(lovelace)).toEqual([linus])
  })

  test('twice the same changes nothing', async () => {
    await directory()
    await file({ address: ada, name: 'Countess', manager: linus })
    const before = await held.store.people.managementOf([ada])
    await file({ address: ada, name: 'Countess', manager: linus })
    expect(await held.store.people.managementOf([ada])).toEqual(before)
  })
})

test('a colleague outside the company’s domains has only those calendars read anew that may show them', async () => {
  await directory()
  const eve = 'eve@elsewhere.example'
  const [graces, adas] = [`${company.connection}:2`, `${company.connection}:1`]
  const ask = { nextLook: now + DAY, cursor: 'c1' }
  const meeting = master({ calendar: graces, details: details({ attendees: [guest(eve), guest(grace)] }) })
  await held.store.events.save(graces, read([meeting], ask), now, held.store.secrets)
  await held.store.events.save(adas, read([master({ calendar: adas })], ask), now, held.store.secrets)
  await file({ address: eve })
  expect(await held.store.calendars.byId(graces)).toMatchObject({ cursor: null, lookAt: now })
  expect(await held.store.calendars.byId(adas)).toMatchObject({ cursor: 'c1' })
})
