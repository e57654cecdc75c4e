import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { connectPerson, type NewPerson } from '../../src/connecting/person.ts'
import { changeConnection, saveConnection } from '../../src/connecting/save.ts'
import type { NewConnection } from '../../src/store/connections/connections.ts'
import { secretsOf } from '../../src/store/secrets.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const tenant = { type: 'microsoft_app', tenant: 't', client_id: 'c', client_secret: 's' }
const now = at('2026-03-02T08:00Z')
beforeEach(() => settle(held.store, now))

const robot = (name: string, more: object = {}) => ({
  ...{ kind: 'google' as const, name, options: {} },
  credentials: { client_email: 'robot@example.iam.gserviceaccount.com', private_key_id: 'a' },
  ...more,
})

describe('the same account connected again', () => {
  test.each<[string, object, object, boolean]>([
    [
      'another key of a service account',
      {},
      { credentials: { ...robot('').credentials, private_key_id: 'b' } },
      true,
    ],
    ['another service account', {}, { credentials: { client_email: 'other@example.com' } }, false],
    [
      'another consent of a person',
      { options: { owner: ada } },
      { options: { owner: ada }, credentials: null },
      true,
    ],
    ['the consent of somebody else', { options: { owner: ada } }, { options: { owner: grace } }, false],
    ['the same service account for the same company', of(['example.com']), of(['example.com']), true],
    ['and for more of its domains', of(['a.test', 'b.test']), of(['b.test', 'c.test']), true],
    ['the same service account for another company', of(['a.test']), of(['b.test']), false],
    ['calendars connected one by one, then their company', {}, of(['example.com']), true],
    ['a feed at another address', feed('https://a.test/'), feed('https://b.test/'), false],
    ['the same feed', feed('https://a.test/'), feed('https://a.test/'), true],
  ])('%s', async (_what, first, second, isSame) => {
    const id = await saveConnection(held.store, robot('One', first), now)
    expect((await saveConnection(held.store, robot('Two', second), now)) === id).toBe(isSame)
  })

  test('a service account for two companies: each keeps its own admin and domains', async () => {
    const [first, second] = [of(['a.test']), of(['b.test'])]
    const ids = []
    for (const one of [first, second, first, second])
      ids.push(await saveConnection(held.store, robot('One', one), now))
    expect([ids[2], ids[3]]).toEqual([ids[0], ids[1]])
    expect(await held.store.connections.byId(ids[0]!)).toMatchObject(first)
  })

  test('one that another SECRET_KEY sealed is known by its name, and mended', async () => {
    const sealed = secretsOf(Buffer.alloc(32, 9))
    const id = await held.store.connections.add(robot('Google by robot'), sealed, now)
    expect(await saveConnection(held.store, robot('Google by robot'), now)).toBe(id)
    expect(await held.store.connections.credentialsOf(id, held.store.secrets)).toEqual(robot('').credentials)
  })
})

describe('saved by many at the same instant', () => {
  const atOnce = <T>(save: (index: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 8 }, (_, index) => save(index)))
  const newOnes = async () => (await held.store.connections.all()).filter(({ name }) => name !== 'Test')

  test.each<[string, NewConnection]>([
    ['a service account', robot('One', of(['example.com']))],
    ['a tenant', { ...robot('One', of(['example.com'])), kind: 'microsoft', credentials: tenant }],
  ])('%s becomes one connection', async (_what, wanted) => {
    const ids = await atOnce(() => saveConnection(held.store, wanted, now))
    expect(new Set(ids).size).toBe(1)
    expect((await newOnes()).map(({ id }) => id)).toEqual([ids[0]])
  })

  test('a person’s own calendar becomes one connection with one calendar', async () => {
    const owner = 'mia@example.org'
    const ids = await atOnce(() => connectPerson(held.store, personOf(owner), now))
    expect(new Set(ids).size).toBe(1)
    expect(await held.store.calendars.ofConnection(ids[0]!)).toHaveLength(1)
  })

  test('everybody’s domain is known afterwards', async () => {
    await atOnce((index) => connectPerson(held.store, personOf(`mia@at${index}.example`), now))
    const domains = Array.from({ length: 8 }, (_, index) => `at${index}.example`)
    expect(await held.store.people.addDomains(domains, now)).toEqual([])
  })
})

test('what cannot be saved whole is not saved at all', async () => {
  const { db, connections } = held.store
  const before = await connections.all()
  await sql`alter table settings add constraint shut check (key <> 'domains') not valid`.execute(db)
  try {
    await expect(connectPerson(held.store, personOf('mia@elsewhere.example'), now)).rejects.toThrow('shut')
  } finally {
    await sql`alter table settings drop constraint shut`.execute(db)
  }
  expect(await connections.all()).toEqual(before)
})

describe('a connection that is changed', () => {
  const changed = (id: number, more: object, madeOf: string | null = null) =>
    changeConnection(
      held.store,
      { connection: id, madeOf },
      (stored) => ({ ...robot('One', { options: { ...stored.options, ...more } }) }),
      now,
    )

  test('by many at once has what each of them gave', async () => {
    const id = await saveConnection(held.store, robot('One'), now)
    const given = Array.from({ length: 12 }, (_, index) => ({ [`given${index}`]: index }))
    await Promise.all(given.map((more) => changed(id, more)))
    expect((await held.store.connections.byId(id))?.options).toEqual(Object.assign({}, ...given))
  })

  test('on the ground of a key that is not stored any more, or of none, is refused', async () => {
    const id = await saveConnection(held.store, robot('One', { options: { kept: 1 } }), now)
    const madeOf = JSON.stringify(robot('').credentials)
    await changed(id, { kept: 2 }, madeOf)
    const newer = { ...robot('').credentials, private_key_id: 'b' }
    await saveConnection(held.store, robot('One', { credentials: newer, options: { kept: 3 } }), now)
    await expect(changed(id, { kept: 4 }, madeOf)).rejects.toThrow('One was given another key')
    expect(await held.store.connections.credentialsOf(id, held.store.secrets)).toEqual(newer)
    expect(await held.store.connections.byId(id)).toMatchObject({ options: { kept: 3 } })
    await held.store.connections.remove(id, now)
    await expect(changed(id, {})).rejects.toThrow(`Connection ${id} is not known any more.`)
  })
})

function personOf(owner: string): NewPerson {
  return { kind: 'google', credentials: { type: 'authorized_user' }, owner, providerId: owner }
}

function of(domains: string[]) {
  return { options: { admin: grace, domains, choice: { by: 'all' }, leaveOut: [] } }
}

function feed(url: string) {
  return { kind: 'ics', credentials: { url } }
}
