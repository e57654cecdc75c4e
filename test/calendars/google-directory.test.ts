// Google's directory in the sandbox, as Grace, who is an admin.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { googleDirectory } from '../../src/calendars/google/directory.ts'
import { serviceKey } from '../../src/calendars/google/key.ts'
import type { Account } from '../../src/domain/account.ts'
import { AuthError, ThrottledError, TransientError } from '../../src/errors.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

function directory(admin = grace, domains = ['example.com']) {
  const { url: rootUrl, tokenUrl } = here.google
  return googleDirectory({ key: serviceKey(here.key, 'Key'), rootUrl, tokenUrl }, { admin, domains })
}

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const found: T[] = []
  for await (const page of pages) found.push(...page)
  return found
}

const accounts = (...of: Parameters<typeof directory>) => all(directory(...of).accounts())
const addresses = (found: Account[]) => found.map(({ address }) => address).sort()
const refused = (...of: Parameters<typeof directory>) => accounts(...of).catch((error) => error)

describe('accounts', () => {
  test('tell what is known of each person', async () => {
    const { company } = here.google
    company.setManager(ada, 'Grace@Example.com')
    company.setUnit(ada, '/Engine')
    company.suspend(linus)
    const found = await accounts()
    const [one, other] = [ada, linus].map((who) => found.find(({ address }) => address === who))
    expect(one).toMatchObject({ name: 'Ada', manager: grace, unit: '/Engine', state: 'active', zone: null })
    expect(other).toMatchObject({ name: 'Linus', state: 'suspended' })
    expect(found.find(({ address }) => address === grace)?.aliases).toContain('hopper@example.com')
  })

  test('come page by page, short and empty ones too', async () => {
    here.google.setPages({ short: 0.8, empty: 0.4, seed: 5 })
    for (let n = 0; n < 1200; n++) here.google.company.addPerson(`p${n}@example.com`, { zone: 'UTC' })
    const found = await accounts()
    expect(new Set(addresses(found)).size).toBe(1203)
    expect(found).toHaveLength(1203)
    expect(here.google.traffic.count({ kind: 'token' })).toBe(1)
  })

  test('of other domains are left out, unless an alias is in the company’s', async () => {
    here.google.company.addPerson('eve@elsewhere.example', { zone: 'UTC' })
    here.google.company.addPerson('bob@mixed.example', { zone: 'UTC', aliases: ['bob@example.com'] })
    expect(addresses(await accounts())).toEqual([ada, 'bob@mixed.example', grace, linus])
    expect(addresses(await accounts(grace, ['le.com', 'elsewhere.example']))).toEqual([
      'eve@elsewhere.example',
    ])
  })

  test('keep their ids when addresses change; who is deleted is told no more', async () => {
    const idOf = async (who: string) => (await accounts()).find(({ address }) => address === who)?.id
    const before = await idOf(ada)
    here.google.company.renamePerson(ada, 'lovelace@example.com')
    expect(await idOf('lovelace@example.com')).toBe(before)
    here.google.company.deletePerson('lovelace@example.com')
    expect(addresses(await accounts())).toEqual([grace, linus])
  })
})

describe('an account asked for alone', () => {
  test('is there whatever a list leaves out; who is suspended too', async () => {
    const found = (await accounts()).find(({ address }) => address === ada)
    here.google.omitFromUsers([ada])
    expect(addresses(await accounts())).toEqual([grace, linus])
    expect(await directory().account(found!.id)).toEqual(found)
    here.google.company.suspend(ada)
    expect(await directory().account(found!.id)).toEqual({ ...found, state: 'suspended' })
  })

  test('is none where it is deleted, never was, or has no address in the company’s domains', async () => {
    const [found] = (await accounts()).filter(({ address }) => address === ada)
    expect(await directory(grace, ['elsewhere.example']).account(found!.id)).toBeNull()
    here.google.company.deletePerson(ada)
    for (const id of [found!.id, '123456789012345678901']) expect(await directory().account(id)).toBeNull()
  })

  test('is none where Google says that it is not for us, as it does of unknown ids too', async () => {
    expect(await directory(linus).account('123456789012345678901')).toBeNull()
  })

  test('a refusal that says nothing of the account is told', async () => {
    const { traffic } = here.google
    traffic.forceFailures([{ failure: 'backendError', kind: 'users.get' }])
    await expect(directory().account('1')).rejects.toThrow(TransientError)
    traffic.forceFailures([{ failure: 'quotaExceeded', kind: 'users.get' }])
    await expect(directory().account('1')).rejects.toThrow(ThrottledError)
  })
})

describe('members', () => {
  const members = (group: string) =>
    all(directory().members(group)).then((found) => [...new Set(found)].sort())

  test('of a group and of those within it; no groups, primary addresses', async () => {
    here.google.company.addGroup('inner@example.com', ['hopper@example.com'])
    here.google.company.addGroup('outer@example.com', [ada, 'inner@example.com'])
    expect(await members('outer@example.com')).toEqual([ada, grace])
  })

  test('page by page', async () => {
    here.google.setPages({ short: 0.5, empty: 0.3, seed: 2 })
    const many = Array.from({ length: 450 }, (_, n) => `p${n}@example.com`)
    for (const each of many) here.google.company.addPerson(each, { zone: 'UTC' })
    here.google.company.addGroup('many@example.com', many)
    expect(await members('many@example.com')).toEqual(many.toSorted())
  })

  test('are everybody where the whole company is one', async () => {
    here.google.company.addGroup('all@example.com', [{ everybody: true }])
    expect(await members('all@example.com')).toEqual([ada, grace, linus])
  })

  test('of a group that nobody knows', async () => {
    const error = await members('none@example.com').catch((error) => error)
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({
      concerns: 'connection',
      message: expect.stringContaining('none@example.com'),
    })
  })
})

describe('least rights', () => {
  const events = 'https://www.googleapis.com/auth/calendar.events.readonly'
  const users = 'https://www.googleapis.com/auth/admin.directory.user.readonly'

  test('people are read without any other scope', async () => {
    here.google.oauth.allowScopes([users])
    expect(await accounts()).toHaveLength(3)
  })

  test('members need their own', async () => {
    here.google.company.addGroup('some@example.com', [ada])
    here.google.oauth.allowScopes([users, events])
    const error = await all(directory().members('some@example.com')).catch((error) => error)
    expect(error.wayOut).toContain('admin.directory.group.member.readonly')
  })
})

describe('refusals concern the connection', () => {
  test.each([
    ['nobody granted the scope', () => here.google.oauth.allowScopes([]), grace, 'unauthorized_client'],
    ['who we act as is no admin', () => {}, ada, 'forbidden'],
    ['who we act as is nobody', () => {}, 'nobody@example.com', 'invalid_grant'],
    ['who we act as is suspended', () => here.google.company.suspend(grace), grace, 'invalid_grant'],
    ['the API is off', () => here.google.traffic.setApi('directory', false), grace, 'accessNotConfigured'],
  ])('%s', async (_why, happens, admin, code) => {
    happens()
    const error = await refused(admin)
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ concerns: 'connection', code })
    expect(error.wayOut).toMatch(/\w{3,}/)
  })

  test('an admin who is suspended while we hold a token', async () => {
    const held = directory()
    await all(held.accounts())
    here.google.company.suspend(grace)
    expect(await all(held.accounts()).catch((error) => error)).toMatchObject({ concerns: 'connection' })
  })

  test('too many requests, and trouble that passes', async () => {
    here.google.traffic.forceFailures([{ failure: 'rateLimitExceeded', kind: 'users.list', retryAfter: 30 }])
    expect(await refused()).toMatchObject({
      name: ThrottledError.name,
      concerns: 'connection',
      retryAfter: 30_000,
    })
    here.google.traffic.forceFailures([{ failure: 'connectionCut', kind: 'users.list' }])
    expect(await refused()).toBeInstanceOf(TransientError)
    expect(await accounts()).toHaveLength(3)
  })
})
