import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountOf } from '../../src/calendars/graph/account.ts'
import { graphDirectory } from '../../src/calendars/graph/directory.ts'
import { withSettings } from '../../src/calendars/graph/settings.ts'
import type { Account, Choice } from '../../src/domain/account.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { optionsFor } from './graph-support.ts'

let here: GraphScene
beforeEach(async () => {
  here = await graphScene()
})
afterEach(() => here.graph.close())

const company = (choice: Choice = { by: 'all' }) => ({ domains: ['example.com'], choice, leaveOut: [] })

async function told(choice?: Choice): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>()
  for await (const page of graphDirectory(optionsFor(here), company(choice)).accounts())
    for (const account of page) accounts.set(account.address, account)
  return accounts
}

describe('an account asked for alone', () => {
  test('is told as in the list; null where it is deleted, a guest or of no domain of the company', async () => {
    here.graph.company.addPerson('guest@example.com', { zone: 'UTC', kind: 'guest', id: GUEST })
    const found = (await told()).get(ada)!
    const directory = graphDirectory(optionsFor(here), company())
    expect(await directory.account(found.id)).toEqual(found)
    expect(await directory.account(GUEST)).toBeNull()
    const elsewhere = { ...company(), domains: ['elsewhere.example'] }
    expect(await graphDirectory(optionsFor(here), elsewhere).account(found.id)).toBeNull()
    here.graph.company.deletePerson(ada)
    expect(await directory.account(found.id)).toBeNull()
  })
})

const GUEST = '11111111-2222-4333-8444-555555555555'

describe('people', () => {
  test('come with aliases, manager, department, country, and what their mailboxes tell', async () => {
    const { company } = here.graph
    const hours = { startMinute: 540, endMinute: 1020, days: [1, 2, 3, 4] }
    company.addPerson('otto@example.com', {
      ...{ zone: 'Europe/Berlin', name: 'Otto', aliases: ['o@example.com'], manager: grace, unit: 'Sales' },
      ...{ locale: 'de-DE', country: 'DE', hours },
    })
    expect((await told()).get('otto@example.com')).toEqual({
      ...{ id: expect.any(String), address: 'otto@example.com', aliases: ['o@example.com'], name: 'Otto' },
      ...{ zone: 'Europe/Berlin', locale: 'de-DE', hours, country: 'DE', manager: grace, unit: '/Sales' },
      state: 'active',
    })
  })

  test('are no guests, rooms or shared mailboxes; who may not sign in is suspended', async () => {
    const { company } = here.graph
    company.addPerson('guest@example.com', { zone: 'UTC', kind: 'guest' })
    company.addPerson('sales@example.com', { zone: 'UTC', kind: 'shared' })
    company.addPerson('room@example.com', { zone: 'UTC', kind: 'room' })
    company.suspend(linus)
    const accounts = await told()
    expect([...accounts.keys()].sort()).toEqual([ada, grace, linus])
    expect(accounts.get(linus)?.state).toBe('suspended')
  })

  test('mailboxes are asked for by twenties, and of the chosen alone', async () => {
    for (let n = 0; n < 30; n++) here.graph.company.addPerson(`p${n}@example.com`, { zone: 'UTC' })
    here.graph.traffic.clear()
    await told()
    const { traffic } = here.graph
    expect([traffic.count({ kind: 'batch' }), traffic.count({ kind: 'mailboxSettings' })]).toEqual([2, 33])
    traffic.clear()
    const accounts = await told({ by: 'list', people: [ada] })
    expect(traffic.count({ kind: 'mailboxSettings' })).toBe(1)
    expect([accounts.get(ada)?.zone, accounts.get(linus)?.zone]).toEqual(['Europe/Berlin', null])
  })

  test('without the permission for mailboxes all else is told', async () => {
    here.graph.oauth.setRoles(here.app.clientId, ['User.Read.All'])
    const accounts = await told()
    expect([...accounts.values()].map(({ zone }) => zone)).toEqual([null, null, null])
  })

  test('one whose mailbox is gone does not stop the others', async () => {
    here.graph.company.switchCalendar(ada, false)
    const accounts = await told()
    expect([accounts.get(ada)?.zone, accounts.get(grace)?.zone]).toEqual([null, 'Europe/London'])
  })

  test('pages may be short', async () => {
    for (let n = 0; n < 30; n++) here.graph.company.addPerson(`p${n}@example.com`, { zone: 'UTC' })
    here.graph.setPages({ short: 1, seed: 3 })
    expect((await told()).size).toBe(33)
  })

  test('refused for want of a permission, which is named', async () => {
    here.graph.oauth.setRoles(here.app.clientId, ['Calendars.Read'])
    const error = await told().catch((error) => error)
    expect(error).toMatchObject({
      name: 'AuthError',
      concerns: 'connection',
      code: 'Authorization_RequestDenied',
    })
    expect(error.wayOut).toContain('User.Read.All')
  })
})

describe('groups', () => {
  const members = async (group: string) => {
    const all: string[] = []
    for await (const page of graphDirectory(optionsFor(here), company()).members(group)) all.push(...page)
    return all.sort()
  }

  test('tell who is in them, and in the groups within them', async () => {
    here.graph.company.addGroup('inner@example.com', [linus])
    here.graph.company.addGroup('outer@example.com', [ada, 'inner@example.com'])
    expect(await members('outer@example.com')).toEqual([ada, linus])
  })

  test('choose whose mailboxes are asked for', async () => {
    here.graph.company.addGroup('some@example.com', [grace])
    const accounts = await told({ by: 'groups', groups: ['some@example.com'] })
    expect([accounts.get(ada)?.zone, accounts.get(grace)?.zone]).toEqual([null, 'Europe/London'])
  })

  test('that are none are named', async () => {
    await expect(members("o'none@example.com")).rejects.toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining("o'none@example.com"),
    })
  })
})

describe('a user of the directory', () => {
  const user = { id: '1', mail: 'Ada@Example.com', userPrincipalName: 'ada@corp.onmicrosoft.com' }
  test('is named by their mail, and their name to sign in is an alias', () => {
    expect(accountOf(user)).toMatchObject({ address: ada, aliases: ['ada@corp.onmicrosoft.com'] })
    expect(accountOf({ ...user, mail: null })).toMatchObject({ address: 'ada@corp.onmicrosoft.com' })
  })
  test.each([
    ['a guest', { userType: 'Guest' }],
    ['a guest by their name', { userPrincipalName: 'x_y.com#EXT#@example.com' }],
    ['without an id', { id: null }],
    ['without an address', { mail: null, userPrincipalName: 'nothing' }],
  ])('%s is nobody', (_what, more) => expect(accountOf({ ...user, ...more })).toBeNull())
  test.each([
    [{ usageLocation: 'de', country: 'FR' }, 'DE'],
    [{ country: 'Germany' }, null],
    [{ country: 'FR' }, 'FR'],
  ])('country of %o is %s', (more, country) => expect(accountOf({ ...user, ...more })?.country).toBe(country))
  test('manages nobody like themselves, and X.500 names are no aliases', () => {
    const odd = {
      ...user,
      proxyAddresses: ['SMTP:ada@example.com', 'smtp:A@example.com', 'X500:/o=x', 7],
      manager: user,
    }
    expect(accountOf(odd)).toMatchObject({
      manager: null,
      aliases: ['a@example.com', 'ada@corp.onmicrosoft.com'],
    })
  })
})

describe('settings of a mailbox', () => {
  const account = accountOf({ id: '1', mail: ada })!
  const hours = {
    daysOfWeek: ['monday', 'friday'],
    startTime: '08:30:00.0000000',
    endTime: '17:00:00.0000000',
  }
  test.each([
    [{ timeZone: 'W. Europe Standard Time' }, { zone: 'Europe/Berlin', hours: null }],
    [
      {
        timeZone: 'tzone://Microsoft/Custom',
        workingHours: { ...hours, timeZone: { name: 'Pacific Standard Time' } },
      },
      { zone: 'America/Los_Angeles' },
    ],
    [{ timeZone: 'tzone://Microsoft/Custom' }, { zone: null }],
    [{ workingHours: hours }, { hours: { startMinute: 510, endMinute: 1020, days: [1, 5] } }],
    [{ workingHours: { ...hours, endTime: '02:00:00.0000000' } }, { hours: null }],
    [{ workingHours: { ...hours, daysOfWeek: [] } }, { hours: null }],
    [{ language: { locale: 'en-gb' } }, { locale: 'en-GB' }],
  ])('%o', (settings, expected) => expect(withSettings(account, settings)).toMatchObject(expected))
  test.each(['room', 'shared', 'equipment'])('of a %s are nobody’s', (userPurpose) =>
    expect(withSettings(account, { userPurpose })).toBeNull(),
  )
})
