import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { saveRoster } from '../../src/commands/people.ts'
import { type NewCalendars, testAndConnect } from '../../src/connecting/calendars.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'
import { attempted } from '../support/attempt.ts'
import { halfhour } from '../support/command.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
let here: Scene

beforeAll(async () => {
  here = await scene()
})
afterAll(() => here.google.close())
beforeEach(async () => {
  const { store } = held
  await settle(store, here.clock.now)
  await store.db.deleteFrom('connections').execute()
  here.google.company.suspend(ada, false)
  here.google.oauth.registerServiceAccount(here.key)
})

const connect = (owners: string[], credentials: object = here.key) => {
  const { url, tokenUrl } = here.google
  const settings = { googleRootUrl: url, googleTokenUrl: tokenUrl, allowPrivateFeeds: false }
  const wanted: NewCalendars = { kind: 'google', name: 'Google', credentials: { ...credentials }, owners }
  return attempted(testAndConnect(held.store, wanted, settings, here.clock.now))
}

describe('connecting Google', () => {
  test('reads one calendar, then stores the key sealed and every calendar', async () => {
    const { result } = await connect([ada, grace])
    expect(result).toMatchObject({ tried: { owner: ada }, domains: ['example.com'] })
    expect((await held.store.calendars.all()).map(({ owner }) => owner)).toEqual([ada, grace])
    const row = await held.store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()
    expect(row.credentials?.toString('latin1')).not.toContain('PRIVATE KEY')
  })

  test('goes on where one person’s calendar cannot be read, and says so', async () => {
    here.google.company.suspend(ada)
    const { steps, result } = await connect([ada, grace])
    expect(result).toMatchObject({ tried: { owner: grace }, refused: [expect.stringContaining(ada)] })
    expect(steps).toMatchObject([{ outcome: 'ok', said: expect.stringContaining(ada) }])
  })

  test.each([
    ['nobody allow-listed the scope', () => here.google.oauth.allowScopes([]), 'Domain-wide delegation'],
    ['no calendar can be read', () => here.google.company.suspend(ada), 'primary address'],
  ])('stores nothing where %s', async (_why, breakIt, sentence) => {
    breakIt()
    const { steps, result } = await connect([ada])
    expect(result).toBeNull()
    expect(steps).toMatchObject([{ outcome: 'failed', wayOut: expect.stringContaining(sentence) }])
    expect(await held.store.connections.all()).toEqual([])
  })

  test('the same account again adds people and takes the new key', async () => {
    await connect([ada])
    const key = await here.google.oauth.createServiceAccount()
    await connect([linus], key)
    here.google.oauth.registerServiceAccount(here.key)
    expect(await held.store.connections.all()).toHaveLength(1)
    expect(await held.store.calendars.all()).toHaveLength(2)
    const [{ id } = { id: 0 }] = await held.store.connections.all()
    expect(await held.store.connections.credentialsOf(id, held.store.secrets)).toMatchObject({
      private_key_id: key.private_key_id,
    })
  })
})

describe('people', () => {
  const unknown = { zone: null, aliases: [], country: null, hasRow: true }
  const roster = (manager: string | null) => ({
    people: [linus, ada].map((address) => ({ ...unknown, address, name: address === ada ? 'Ada' : null })),
    managerOf: new Map([[ada, manager]]),
    problems: [],
  })

  test('a new manager counts from now on; what the file does not tell stays', async () => {
    await saveRoster(held.store, roster(linus), here.clock.now)
    const rows = await held.store.people.managementOf([ada])
    expect(rows).toEqual([
      { person: ada, manager: grace, from: null, until: here.clock.now },
      { person: ada, manager: linus, from: here.clock.now, until: null },
    ])
    expect(await held.store.people.byAddresses([ada])).toMatchObject([{ name: 'Ada', zone: 'Europe/Berlin' }])
  })
})

describe('a wrong call is one line and status 2', () => {
  test.each([
    [['connect', 'ics', 'none.ics', '--owner', 'ada'], 'no mail address'],
    [['connect', 'ics', 'none.ics'], '--owner'],
    [['connect', 'ics', 'ftp://example.com/a.ics', '--owner', ada], 'https://'],
    [['connect', 'google', 'package.json'], 'Whose calendars?'],
    [['connect', 'google', 'package.json', '--people', ada], 'no key of a Google service account'],
    [['connect', 'google', 'none.json', '--people', ada], 'none.json does not exist'],
    [['people', 'none.csv'], 'does not exist'],
  ])('%j', async (args, sentence) => {
    const { status, stderr, stdout } = await halfhour(args)
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    })
    expect(stderr).toContain(sentence)
  })
})
