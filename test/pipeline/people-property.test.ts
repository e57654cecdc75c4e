// The promise of reading people: whatever happens in a company, and however seldom it is read, nobody is mixed up.
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import { runs } from '../support/chance.ts'
import { empty } from '../support/company.ts'
import { companyIn, type TestCompany } from '../support/directory.ts'
import { at } from '../support/facts.ts'
import { acts, type Staff, staffOf, take } from '../support/staff.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const AT_FIRST = 5

interface Pair {
  id: number
  two: readonly [number, number]
}

test('people, pairs, mails and calendars end as one reading of the last state ends them', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (given) => {
      for (const rhythm of [given.map(({ isRead }) => isRead), given.map(() => false)]) {
        const staff = staffOf(AT_FIRST)
        const { company, pairs } = await begin(staff)
        for (const [index, { act }] of given.entries()) {
          take(staff, act)
          if (rhythm[index]) await readOf(company, staff)
        }
        await readOf(company, staff)
        await check(company, staff, pairs)
        const before = await rows()
        expect(await readOf(company, staff)).toMatchObject({ state: 'saved', changed: 0, renamed: 0 })
        expect(await rows()).toEqual(before)
      }
    }),
    { numRuns: runs(20) },
  )
})

async function readOf(company: TestCompany, { present }: Staff) {
  company.accounts = [...present.values()]
  company.clock.set(company.clock.now() + DAY)
  return readPeople(company.parts, company.connection)
}

/** Everybody met everybody; each pair's two were mailed once; who has an even number wants no recaps. */
async function begin(staff: Staff): Promise<{ company: TestCompany; pairs: Pair[] }> {
  await empty(held.store)
  const company = await companyIn(held.store, monday)
  await readOf(company, staff)
  const pairs: Pair[] = []
  for (let one = 0; one < AT_FIRST; one++) {
    if (one % 2 === 0) await held.store.stops.stop(addressOf(staff, one), 'recap', monday, held.store.secrets)
    for (let two = one + 1; two < AT_FIRST; two++) pairs.push(await met(staff, [one, two]))
  }
  return { company, pairs }
}

const addressOf = ({ present }: Staff, who: number) => present.get(who)!.address

async function met(staff: Staff, two: readonly [number, number]): Promise<Pair> {
  const [a, b] = two.map((who) => addressOf(staff, who)).sort() as [string, string]
  const { db } = held.store
  const { id } = await db.insertInto('pairs').values({ a, b }).returning('id').executeTakeFirstOrThrow()
  const mail = {
    kind: 'missed',
    subject: `${a} ${b} then`,
    pair: id,
    due_at: 0,
    expires_at: 0,
    goes_at: 0,
  } as const
  const mails = [a, b].map((recipient) => ({
    ...mail,
    recipient,
    state: 'sent' as const,
    payload: JSON.stringify({ about: recipient === a ? b : a }),
  }))
  await db.insertInto('mailings').values(mails).execute()
  return { id, two }
}

async function check({ connection }: TestCompany, staff: Staff, pairs: Pair[]): Promise<void> {
  const { store } = held
  const accounts = [...staff.present.values()]
  const primary = new Map(
    accounts.flatMap((one) => [...one.aliases, one.address].map((name) => [name, one.address])),
  )
  const directory = await store.people.directoryFor(primary.keys())
  for (const [name, address] of primary) expect(directory.colleague(name)).toBe(address)
  for (const [who, account] of staff.present) {
    const { address, name, manager, state } = account
    const [person] = await store.people.byAddresses([address])
    expect({ ...person, hasLeft: person!.leftAt !== null }).toMatchObject({
      name,
      hasLeft: state !== 'active',
    })
    const calendar = await store.calendars.byId(`${connection}:${who}`)
    if (state === 'active') expect(calendar).toMatchObject({ owner: address, providerId: address })
    expect(calendar?.lookAt ?? null).toSatisfy((at) => (at !== null) === (state === 'active'))
    const open = (await store.people.managementOf([address])).filter(
      (row) => row.person === address && row.until === null,
    )
    const expected = manager === null ? null : primary.get(manager)
    if (state === 'active' && (manager === null || expected !== undefined))
      expect(open.map((row) => row.manager)).toEqual(
        expected === null || expected === address ? [] : [expected],
      )
    if (who < AT_FIRST)
      expect(await store.stops.isStopped(address, 'recap', store.secrets)).toBe(who % 2 === 0)
  }
  for (const { id, two } of pairs) {
    const mails = await store.mailings.list({ pair: id })
    expect(mails.map(({ state }) => state)).toEqual(['sent', 'sent'])
    if (!two.every((who) => staff.present.has(who))) continue
    const people = two.map((who) => addressOf(staff, who)).sort()
    expect(await store.pairs.byId(id)).toMatchObject({ people })
    expect(mails.map(({ recipient }) => recipient).sort()).toEqual(people)
    for (const { recipient, subject, payload } of mails) {
      expect(subject).toBe(`${people.join(' ')} then`)
      expect(payload.about).toBe(people.find((who) => who !== recipient))
    }
  }
}

/** With who wrote each last: reading the same again writes nothing. */
async function rows() {
  const tables = ['accounts', 'people', 'management', 'calendars', 'pairs', 'mailings', 'stops']
  const rowsOf = (table: string) =>
    sql`select xmin, * from ${sql.table(table)} order by ctid`.execute(held.store.db)
  return Promise.all(tables.map(async (table) => (await rowsOf(table)).rows))
}
