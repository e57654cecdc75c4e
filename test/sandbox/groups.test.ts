// Groups in the Directory API, and as guests of meetings.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ada, grace, linus, refusal, type Scene, scene } from './support.ts'

let here: Scene
beforeEach(async () => {
  here = await scene()
})
afterEach(() => here.google.close())

describe('a group', () => {
  const members = async (groupKey: string, more = {}) =>
    (await here.directory().members.list({ groupKey, ...more })).data.members ?? []

  test('lists people, groups, everybody and addresses outside, with roles and states', async () => {
    const { company } = here.google
    company.addGroup('board@example.com', [linus, 'hopper@example.com'])
    company.addGroup('team@example.com', [
      { email: ada, role: 'OWNER' },
      ...['board@example.com', 'lee@customer.example', { everybody: true as const }],
    ])
    company.suspend(ada)
    const told = await members('team@example.com')
    expect(told).toHaveLength(4)
    expect(told).toMatchObject([
      { type: 'CUSTOMER', id: 'C01halfhr', role: 'MEMBER' },
      { type: 'USER', email: ada, role: 'OWNER', status: 'SUSPENDED', kind: 'admin#directory#member' },
      { type: 'GROUP', email: 'board@example.com', status: 'ACTIVE' },
      { type: 'USER', email: 'lee@customer.example', role: 'MEMBER' },
    ])
    expect(told[0]).not.toHaveProperty('email')
    expect(told[3]).not.toHaveProperty('status')
    const derived = await members('team@example.com', { includeDerivedMembership: true })
    expect(derived.map(({ email }) => email)).toEqual([
      undefined,
      ada,
      'board@example.com',
      grace,
      'lee@customer.example',
      linus,
    ])
    expect(await members('team@example.com', { roles: 'OWNER' })).toMatchObject([{ email: ada }])
  })

  test('knows its people by their present addresses, and forgets who is deleted', async () => {
    here.google.company.addGroup('team@example.com', [ada, linus])
    here.google.company.renamePerson(ada, 'lovelace@example.com')
    here.google.company.deletePerson(linus)
    expect(await members('team@example.com')).toMatchObject([{ email: 'lovelace@example.com' }])
    here.google.company.setGroupMembers('team@example.com', [])
    expect(await members('team@example.com')).toEqual([])
  })

  test('comes in pages of at most 200, and is a 404 where it is not known', async () => {
    here.google.company.addGroup('team@example.com', [ada, grace, linus])
    const list = (params: object) =>
      here.directory().members.list({ groupKey: 'team@example.com', ...params })
    const { data } = await list({ maxResults: 2 })
    expect(data.members).toHaveLength(2)
    const rest = await list({ maxResults: 2, pageToken: data.nextPageToken })
    expect(rest.data.members).toMatchObject([{ email: linus }])
    expect(await refusal(list({ maxResults: 201 }))).toMatchObject({ code: 400 })
    expect(await refusal(list({ groupKey: 'x@example.com' }))).toEqual({
      ...{ code: 404, reason: 'notFound', message: 'Resource Not Found: groupKey' },
    })
  })

  test('that is invited brings its people, those of groups within it too', async () => {
    const { company } = here.google
    company.addGroup('board@example.com', [linus])
    company.addGroup('team@example.com', ['board@example.com'])
    company.createEvent(ada, { summary: 'All', start: here.clock.now, guests: ['team@example.com'] })
    expect((await here.as(linus).events.list({ calendarId: linus })).data.items).toHaveLength(1)
    expect(() => company.setGroupMembers('board@example.com', ['team@example.com'])).toThrow(/itself/)
  })
})
