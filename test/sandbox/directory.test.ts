// The Directory API through Google's own client: who is there, who may ask, page by page.
import type { admin_directory_v1 } from 'googleapis/build/src/apis/admin/index.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { ada, authFor, directoryScopes, grace, linus, refusal, type Scene, scene } from './support.ts'

type Params = admin_directory_v1.Params$Resource$Users$List

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

const all: Params = { customer: 'my_customer' }
const [userScope, memberScope] = directoryScopes as [string, string]

async function users(params: Params = all) {
  const found: admin_directory_v1.Schema$User[] = []
  let pageToken: string | undefined
  do {
    const paging = pageToken === undefined ? {} : { pageToken }
    const { data } = await here.directory().users.list({ ...params, ...paging })
    found.push(...(data.users ?? []))
    pageToken = data.nextPageToken ?? undefined
  } while (pageToken !== undefined)
  return found
}

const addressesOf = (found: admin_directory_v1.Schema$User[]) =>
  found.map(({ primaryEmail }) => primaryEmail).sort()
const found = async (params: Params) => addressesOf(await users({ ...all, ...params }))

describe('a person', () => {
  test('has Google’s fields, and only those that are set', async () => {
    here.google.company.addPerson('mary@example.com', {
      ...{ zone: 'Europe/London', name: 'Mary Somerville', aliases: ['m@example.com', 'mary@example.org'] },
      ...{ manager: 'Ada, the boss', unit: '/Sales/East', locale: 'en-GB', country: 'GB', id: '123' },
      relations: [{ type: 'custom', customType: 'mentor', value: linus }],
    })
    const [mary] = await users({ ...all, query: 'email=mary@example.com' })
    expect(mary).toMatchObject({
      ...{
        kind: 'admin#directory#user',
        id: '123',
        primaryEmail: 'mary@example.com',
        customerId: 'C01halfhr',
      },
      name: { givenName: 'Mary', familyName: 'Somerville', fullName: 'Mary Somerville' },
      ...{ aliases: ['m@example.com'], nonEditableAliases: ['mary@example.org'] },
      ...{
        suspended: false,
        archived: false,
        isAdmin: false,
        isDelegatedAdmin: false,
        orgUnitPath: '/Sales/East',
      },
      relations: [
        { type: 'manager', value: 'Ada, the boss' },
        { type: 'custom', customType: 'mentor', value: linus },
      ],
      languages: [{ languageCode: 'en-GB', preference: 'preferred' }],
      addresses: [{ type: 'work', countryCode: 'GB' }],
      ...{ isMailboxSetup: true, agreedToTerms: true, creationTime: '2026-03-02T00:00:00.000Z' },
    })
    const [plain] = await users({ ...all, query: `email=${linus}` })
    for (const field of ['aliases', 'relations', 'languages', 'suspensionReason', 'deletionTime'])
      expect(plain).not.toHaveProperty(field)
  })

  test('is found by primary address, alias and id, and not otherwise', async () => {
    const get = (userKey: string) => here.directory().users.get({ userKey })
    const { id } = (await get(grace)).data
    expect(id).toMatch(/^\d{21}$/)
    expect((await get('hopper@example.com')).data.primaryEmail).toBe(grace)
    expect((await get(id!)).data.primaryEmail).toBe(grace)
    const unknown = { code: 404, reason: 'notFound', message: 'Resource Not Found: userKey' }
    expect(await refusal(get('nobody@example.com'))).toEqual(unknown)
    here.google.company.addGroup('team@example.com', [ada])
    expect(await refusal(get('team@example.com'))).toMatchObject({ code: 400, reason: 'badRequest' })
  })

  test('keeps the id under another address, and both addresses', async () => {
    const id = async () => (await here.directory().users.get({ userKey: ada })).data.id
    const before = await id()
    here.google.company.renamePerson(ada, 'lovelace@example.com')
    expect(await id()).toBe(before)
    const { data } = await here.directory().users.get({ userKey: ada })
    expect(data).toMatchObject({ primaryEmail: 'lovelace@example.com', aliases: [ada] })
  })

  test('is told as suspended with the reason, as deleted for twenty days, apart from the others', async () => {
    here.google.company.suspend(ada)
    here.google.company.deletePerson(linus)
    const [suspended] = await users({ ...all, query: `email:${ada}` })
    expect(suspended).toMatchObject({ suspended: true, suspensionReason: 'ADMIN' })
    expect(await found({})).toEqual([ada, grace])
    const deleted = await users({ ...all, showDeleted: 'true' })
    expect(deleted).toMatchObject([{ primaryEmail: linus, deletionTime: '2026-03-02T00:00:00.000Z' }])
    expect(await refusal(here.directory().users.get({ userKey: linus }))).toMatchObject({ code: 404 })
    here.clock.now += 20 * DAY
    expect(await found({ showDeleted: 'true' })).toEqual([])
  })
})

describe('everybody', () => {
  test('is listed of the customer or of one domain', async () => {
    here.google.company.addPerson('mary@example.org', { zone: 'UTC' })
    expect(await found({})).toEqual([ada, grace, linus, 'mary@example.org'])
    expect(addressesOf(await users({ customer: 'C01halfhr' }))).toHaveLength(4)
    expect(addressesOf(await users({ domain: 'example.org' }))).toEqual(['mary@example.org'])
  })

  test.each<[string, Params, object]>([
    ['neither customer nor domain', {}, { code: 400, reason: 'badRequest', message: 'Bad Request' }],
    ['both', { ...all, domain: 'example.com' }, { code: 400, reason: 'badRequest' }],
    ['a domain as customer', { customer: 'example.com' }, { code: 400, reason: 'badRequest' }],
    ['an unknown domain', { domain: 'example.net' }, { code: 404, message: 'Domain not found.' }],
    ['too many on a page', { ...all, maxResults: 501 }, { code: 400, reason: 'invalidParameter' }],
    ['another order', { ...all, orderBy: 'age' }, { code: 400, reason: 'invalidParameter' }],
    ['a damaged page token', { ...all, pageToken: 'x' }, { code: 400, message: 'Invalid Input: pageToken' }],
    [
      'a damaged query',
      { ...all, query: "orgUnitPath='/Sa" },
      { code: 400, message: 'Invalid Input: query' },
    ],
    ['a unit that is not there', { ...all, query: 'orgUnitPath=/Moon' }, { code: 400, reason: 'invalid' }],
    ['an unknown field', { ...all, fields: 'users(email)' }, { code: 400, reason: 'invalidParameter' }],
    ['an unknown parameter', { ...all, age: '3' } as Params, { code: 400, reason: 'invalidParameter' }],
  ])('is not listed with %s', async (_name, params, refused) => {
    expect(await refusal(here.directory().users.list(params))).toMatchObject(refused)
  })

  test('comes in pages that may be short or empty, each person once, those renamed meanwhile too', async () => {
    for (let n = 0; n < 20; n++) here.google.company.addPerson(`p${n}@example.com`, { zone: 'UTC' })
    here.google.setPages({ short: 0.3, empty: 0.3 })
    const pages: number[] = []
    const ids = new Set<string>()
    let pageToken: string | undefined
    do {
      const paging = pageToken === undefined ? {} : { pageToken }
      const { data } = await here.directory().users.list({ ...all, maxResults: 4, ...paging })
      pages.push(data.users?.length ?? 0)
      for (const { id } of data.users ?? []) ids.add(id!)
      pageToken = data.nextPageToken ?? undefined
      if (pages.length === 2) here.google.company.renamePerson('p9@example.com', 'aaa@example.com')
    } while (pageToken !== undefined)
    expect(ids.size).toBe(23)
    expect(Math.max(...pages)).toBeLessThanOrEqual(4)
    expect(pages).toContain(0)
  })

  test('comes in the order that is asked for, and a page token is good for its own query', async () => {
    const list = (params: Params) => here.directory().users.list({ ...all, ...params })
    const { data } = await list({ orderBy: 'email', sortOrder: 'DESCENDING', maxResults: 2 })
    expect(data.users?.map(({ primaryEmail }) => primaryEmail)).toEqual([linus, grace])
    const pageToken = data.nextPageToken!
    const rest = await list({ orderBy: 'email', sortOrder: 'DESCENDING', maxResults: 2, pageToken })
    expect(rest.data).toMatchObject({ users: [{ primaryEmail: ada }] })
    expect(await refusal(list({ pageToken }))).toMatchObject({ code: 400, reason: 'invalid' })
  })

  test.each<[string, string[]]>([
    ["orgUnitPath='/Sales'", ['mary@example.com', 'max@example.com']],
    ['orgUnitPath=/Sales/East', ['max@example.com']],
    ['orgUnitPath=/', [ada, grace, linus, 'mary@example.com', 'max@example.com']],
    ['isSuspended=true', ['max@example.com']],
    ['isSuspended=false isAdmin=true', [grace]],
    ['email:hopper*', [grace]],
    ['name:born', ['max@example.com']],
    ["directManager='ada@example.com'", ['mary@example.com']],
    ['born', ['max@example.com']],
  ])('is searched by %s', async (query, expected) => {
    const { company } = here.google
    company.addPerson('mary@example.com', { zone: 'UTC', unit: '/Sales', manager: ada })
    company.addPerson('max@example.com', { zone: 'UTC', unit: '/Sales/East', name: 'Max Born' })
    company.suspend('max@example.com')
    expect(await found({ query })).toEqual(expected.sort())
  })

  test('is told in the fields that are asked for', async () => {
    const { data } = await here
      .directory()
      .users.list({ ...all, fields: 'users(primaryEmail,name/fullName)' })
    expect(data.users).toContainEqual({ primaryEmail: ada, name: { fullName: 'Ada' } })
  })
})

describe('the directory', () => {
  const list = (person = grace, scopes = directoryScopes, more: Params = {}) =>
    here.directory(person, scopes).users.list({ ...all, ...more })
  const forbidden = {
    ...{ code: 403, reason: 'forbidden', message: 'Not Authorized to access this resource/api' },
  }

  test('is for admins, delegated ones too; of people all may see what is public', async () => {
    expect(await refusal(list(ada))).toEqual(forbidden)
    here.google.company.addPerson('root@example.com', { zone: 'UTC', delegatedAdmin: true })
    expect((await list('root@example.com')).data.users).toHaveLength(4)
    const { users: seen } = (await list(ada, directoryScopes, { viewType: 'domain_public' })).data
    expect(seen).toHaveLength(4)
    for (const one of seen!) expect(one).not.toHaveProperty('orgUnitPath')
    here.google.company.addGroup('team@example.com', [ada])
    const members = here.directory(ada).members.list({ groupKey: 'team@example.com' })
    expect(await refusal(members)).toEqual(forbidden)
  })

  test('is not for the service account as itself', async () => {
    const auth = authFor(here.google, here.key, '', [userScope])
    delete auth.subject
    const { token } = await auth.getAccessToken()
    const url = `${here.google.url}admin/directory/v1/users?customer=my_customer`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ error: { code: 403, errors: [{ reason: 'forbidden' }] } })
  })

  test('wants the scope of each method', async () => {
    here.google.oauth.allowScopes([
      ...directoryScopes,
      'https://www.googleapis.com/auth/admin.directory.group.readonly',
    ])
    here.google.company.addGroup('team@example.com', [ada])
    const groupKey = 'team@example.com'
    const refused = { code: 403, reason: 'insufficientPermissions' }
    expect(await refusal(list(grace, [memberScope]))).toMatchObject(refused)
    expect(await refusal(here.directory(grace, [userScope]).members.list({ groupKey }))).toMatchObject(
      refused,
    )
    expect(await refusal(here.directory(grace, [memberScope]).groups.get({ groupKey }))).toMatchObject(
      refused,
    )
    const wide = here.directory(grace, ['https://www.googleapis.com/auth/admin.directory.group.readonly'])
    expect((await wide.groups.get({ groupKey })).data).toMatchObject({
      email: groupKey,
      directMembersCount: '1',
    })
    expect((await wide.members.list({ groupKey })).data.members).toHaveLength(1)
  })

  test('counts its requests by kind and by who is acted as', async () => {
    await list()
    await refusal(list(ada))
    expect(here.google.traffic.count({ kind: 'users.list' })).toBe(2)
    expect(here.google.traffic.count({ kind: 'users.list', person: grace })).toBe(1)
  })
})
