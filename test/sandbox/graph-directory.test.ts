// People of the tenant: the list, its changes, managers, groups.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GraphScene, graphRefusal, graphScene } from './graph-support.ts'
import { ada, grace, linus } from './support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

interface User {
  id: string
  displayName?: string
  'manager@delta'?: { id: string; '@removed'?: object }[]
  '@removed'?: object
  [field: string]: unknown
}

const get = (path: string, query: Record<string, string> = {}) => here.client.api(path).query(query).get()
const idOf = async (person: string): Promise<string> => (await get(`/users/${person}`)).id

async function delta(
  from: string | null,
  $select = 'displayName,manager',
): Promise<{ users: User[]; link: string }> {
  let page = from === null ? await get('/users/delta', { $select }) : await here.client.api(from).get()
  const users: User[] = [...page.value]
  while (page['@odata.nextLink']) {
    page = await here.client.api(page['@odata.nextLink']).get()
    users.push(...page.value)
  }
  return { users, link: page['@odata.deltaLink'] }
}

describe('a person', () => {
  test('is told in few words, and in more where they are asked for', async () => {
    expect(await get(`/users/${grace}`)).toMatchObject({
      mail: grace,
      displayName: 'Grace Hopper',
      surname: 'Hopper',
    })
    expect(await get(`/users/${grace}`)).not.toHaveProperty('proxyAddresses')
    const $select = 'proxyAddresses,accountEnabled,userType,assignedPlans,department'
    expect(await get(`/users/${grace}`, { $select })).toMatchObject({
      proxyAddresses: [`SMTP:${grace}`, 'smtp:hopper@example.com'],
      accountEnabled: true,
      userType: 'Member',
      assignedPlans: [{ service: 'exchange', capabilityStatus: 'Enabled' }],
      department: null,
    })
  })

  test.each([
    ['a room', 'room', { accountEnabled: false, userType: 'Member', assignedPlans: [] }],
    ['a shared mailbox', 'shared', { accountEnabled: false, userType: 'Member', assignedPlans: [] }],
    ['a guest', 'guest', { accountEnabled: true, userType: 'Guest', assignedPlans: [] }],
  ] as const)('%s can be told apart', async (_name, kind, told) => {
    here.graph.company.addPerson('other@example.org', {
      zone: 'UTC',
      kind,
      id: 'b0000000-0000-4000-a000-000000000000',
    })
    const $select = 'accountEnabled,userType,assignedPlans'
    expect(await get('/users/b0000000-0000-4000-a000-000000000000', { $select })).toMatchObject(told)
    if (kind !== 'guest')
      expect(await get('/users/other@example.org/mailboxSettings')).toMatchObject({ userPurpose: kind })
  })

  test('who is unknown, or known by an alias, is not there', async () => {
    for (const key of ['nobody@example.com', 'hopper@example.com'])
      expect(await graphRefusal(get(`/users/${key}`))).toMatchObject({
        status: 404,
        code: 'Request_ResourceNotFound',
      })
  })

  test('what a user does not have is refused', async () => {
    expect(await graphRefusal(get('/users', { $select: 'boss' }))).toMatchObject({ status: 400 })
  })
})

describe('everybody', () => {
  test('page by page, with managers where they are expanded', async () => {
    here.graph.company.setManager(grace, ada)
    const one = await get('/users', { $top: '2', $expand: 'manager', $select: 'mail' })
    const two = await here.client.api(one['@odata.nextLink']).get()
    const users = [...one.value, ...two.value]
    expect(users.map(({ mail }) => mail).sort()).toEqual([ada, grace, linus])
    expect(users.find(({ mail }) => mail === grace).manager).toMatchObject({ mail: ada })
    expect(users.find(({ mail }) => mail === ada)).not.toHaveProperty('manager')
  })

  test('filtered', async () => {
    here.graph.company.suspend(linus)
    const { value } = await get('/users', { $filter: "accountEnabled eq true and userType eq 'Member'" })
    expect(value).toHaveLength(2)
    expect(await graphRefusal(get('/users', { $filter: 'accountEnabled is true' }))).toMatchObject({
      status: 400,
    })
  })
})

describe('changes', () => {
  test('begin with everybody and their managers', async () => {
    here.graph.company.setManager(grace, ada)
    const { users, link } = await delta(null)
    expect(users.map(({ displayName }) => displayName).sort()).toEqual([
      'Ada Lovelace',
      'Grace Hopper',
      'Linus',
    ])
    expect(users.find(({ displayName }) => displayName === 'Grace Hopper')?.['manager@delta']).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: await idOf(ada) },
    ])
    expect((await delta(link)).users).toEqual([])
  })

  test('of a manager tell who came and who went', async () => {
    here.graph.company.setManager(grace, ada)
    const { link } = await delta(null)
    here.graph.company.setManager(grace, linus)
    const { users, link: next } = await delta(link)
    expect(users[0]?.['manager@delta']).toMatchObject([
      { id: await idOf(ada), '@removed': { reason: 'deleted' } },
      { id: await idOf(linus) },
    ])
    here.graph.company.suspend(grace)
    const [touched] = (await delta(next)).users
    expect(touched).not.toHaveProperty('manager@delta')
  })

  test('of who left are tombstones; whom they managed have nobody', async () => {
    here.graph.company.setManager(grace, ada)
    const { link } = await delta(null)
    const id = await idOf(ada)
    here.graph.company.deletePerson(ada)
    const { users } = await delta(link)
    expect(users).toContainEqual({ id, '@removed': { reason: 'changed' } })
    expect(users.find(({ displayName }) => displayName === 'Grace Hopper')?.['manager@delta']).toMatchObject([
      { id, '@removed': { reason: 'deleted' } },
    ])
  })

  test('come short and in pages, and nobody is left out', async () => {
    for (let n = 0; n < 20; n++) here.graph.company.addPerson(`p${n}@example.com`, { zone: 'UTC' })
    here.graph.setPages({ short: 0.7, empty: 0.3, seed: 4 })
    expect(new Set((await delta(null)).users.map(({ id }) => id)).size).toBe(23)
  })

  test('cannot be had with a token that is none', async () => {
    expect(await graphRefusal(get('/users/delta', { $deltatoken: 'x' }))).toMatchObject({
      status: 410,
      code: 'Directory_ResyncRequired',
    })
  })
})

test('a manager is asked for by themselves, too', async () => {
  here.graph.company.setManager(grace, ada)
  expect(await get(`/users/${grace}/manager`)).toMatchObject({ mail: ada })
  expect(await graphRefusal(get(`/users/${ada}/manager`))).toMatchObject({ status: 404 })
})

describe('a group', () => {
  beforeEach(() => {
    here.graph.company.addGroup('inner@example.com', [linus])
    here.graph.company.addGroup('team@example.com', [
      ada,
      'hopper@example.com',
      'inner@example.com',
      'x@elsewhere.org',
    ])
  })
  const group = async () => (await get('/groups', { $filter: "mail eq 'team@example.com'" })).value[0]

  test('is found by its address, and has direct members', async () => {
    const { value } = await get(`/groups/${(await group()).id}/members`)
    expect(value.map(({ mail }: { mail: string }) => mail).sort()).toEqual([ada, grace, 'inner@example.com'])
  })

  test('or those of groups within it too, page by page', async () => {
    const path = `/groups/${(await group()).id}/transitiveMembers`
    const one = await get(path, { $top: '2' })
    const two = await here.client.api(one['@odata.nextLink']).get()
    const all = [...one.value, ...two.value].map(({ mail }) => mail)
    expect(all.sort()).toEqual([ada, grace, 'inner@example.com', linus])
  })

  test('that nobody knows is not there', async () => {
    expect(await graphRefusal(get('/groups/none/members'))).toMatchObject({
      code: 'Request_ResourceNotFound',
    })
  })
})
