import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CompanyOptions } from '../../src/domain/account.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { AuthError, TransientError } from '../../src/errors.ts'
import { type PeopleParts, readDirectories, readPeople } from '../../src/pipeline/people.ts'
import { isLive } from '../../src/pipeline/push.ts'
import { empty } from '../support/company.ts'
import { accountOf, companyIn, everybody, type TestCompany } from '../support/directory.ts'
import { ada, at, details, grace, guest, linus, master, read } from '../support/facts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')
const lovelace = 'lovelace@example.com'
const adas = accountOf('1', ada, { aliases: [lovelace], name: 'Ada', zone: 'Europe/Berlin', manager: grace })
const graces = accountOf('2', grace, { name: 'Grace', country: 'GB' })
const linuses = accountOf('3', linus)

let company: TestCompany
beforeEach(async () => {
  await empty(held.store)
  company = await companyIn(held.store, monday)
  company.accounts = [adas, graces, linuses]
})

async function readAt(now: number) {
  company.clock.set(now)
  return readPeople(company.parts, company.connection)
}

const directoryWith = (options: CompanyOptions): PeopleParts['directoryOf'] => {
  const { directoryOf } = company.parts
  return async (id) => {
    const directory = await directoryOf(id)
    return directory && { ...directory, options }
  }
}
const person = async (address: string) => (await held.store.people.byAddresses([address]))[0] ?? null
const calendar = (id: string) => held.store.calendars.byId(`${company.connection}:${id}`)
const row = () =>
  held.store.db
    .selectFrom('connections')
    .selectAll()
    .where('id', '=', company.connection)
    .executeTakeFirstOrThrow()

describe('the first reading', () => {
  test('makes people, managers and calendars', async () => {
    expect(await readAt(monday)).toMatchObject({ state: 'saved', changed: 3 })
    expect(await person(ada)).toMatchObject({ name: 'Ada', zone: 'Europe/Berlin', aliases: [lovelace] })
    expect(await held.store.people.managementOf([ada])).toEqual([
      { person: ada, manager: grace, from: null, until: null },
    ])
    expect(await calendar('1')).toMatchObject({ owner: ada, providerId: ada, cursor: null, wasRead: false })
    expect(await held.store.people.unwatched({ limit: 10 })).toMatchObject({ people: [] })
  })

  test('at Microsoft a mailbox is known by the account’s id, and is read on as before when its owner is renamed', async () => {
    const { db } = held.store
    await db
      .updateTable('connections')
      .set({ kind: 'microsoft' })
      .where('id', '=', company.connection)
      .execute()
    await readAt(monday)
    expect(await calendar('1')).toMatchObject({ owner: ada, providerId: '1' })
    await db.updateTable('calendars').set({ cursor: 'link' }).execute()
    company.accounts = [{ ...adas, address: 'byron@example.com', aliases: [ada, lovelace] }, graces, linuses]
    await readAt(monday + DAY)
    expect(await calendar('1')).toMatchObject({ owner: 'byron@example.com', providerId: '1', cursor: 'link' })
  })

  test('calendars fall due one after the other', async () => {
    company.accounts = Array.from({ length: 1_000 }, (_, n) => accountOf(`${n}`, `p${n}@example.com`))
    await readAt(monday)
    expect((await held.store.calendars.due(monday + 1_000, 1_000)).length).toBeLessThan(30)
    expect((await held.store.calendars.due(monday + MINUTE, 1_000)).length).toBe(1_000)
  })

  test('calendars that were connected one by one are read by the directory from now on', async () => {
    const { connection } = company
    await held.store.calendars.add({ id: 'old', connection, owner: ada, providerId: ada, zone: null }, monday)
    await readAt(monday)
    expect(await held.store.calendars.byId('old')).toBeNull()
    expect(await calendar('1')).toMatchObject({ providerId: ada })
  })
})

describe('reading again', () => {
  test('what is as it was is not touched, whatever the order in which it is told', async () => {
    await readAt(monday)
    const before = await everything()
    company.accounts = company.accounts.toReversed()
    expect(await readAt(monday + DAY)).toMatchObject({ state: 'saved', changed: 0, renamed: 0 })
    expect(await everything()).toEqual(before)
  })

  test('a change concerns the pairs of the one who changed', async () => {
    await readAt(monday)
    const [changed, other] = [await pairOf(ada, grace), await pairOf(linus, grace)]
    company.accounts = [{ ...adas, zone: 'Europe/Paris' }, graces, linuses]
    await readAt(monday + DAY)
    expect(await held.store.pairs.byId(changed)).toMatchObject({ judgeAt: monday + DAY })
    expect(await held.store.pairs.byId(other)).toMatchObject({ judgeAt: null })
    expect(await person(ada)).toMatchObject({ zone: 'Europe/Paris' })
  })

  test('what a directory tells no more is known no more', async () => {
    await readAt(monday)
    company.accounts = [{ ...adas, zone: null, name: null, aliases: [] }, graces, linuses]
    await readAt(monday + DAY)
    expect(await person(ada)).toMatchObject({ zone: null, name: null, aliases: [] })
  })
})

describe('who leaves', () => {
  test('a suspended person leaves at the instant that is first seen, and comes back', async () => {
    await readAt(monday)
    company.accounts = [{ ...adas, state: 'suspended' }, graces, linuses]
    await readAt(monday + DAY)
    await readAt(monday + 2 * DAY)
    expect(await person(ada)).toMatchObject({ leftAt: monday + DAY })
    expect(await calendar('1')).toMatchObject({ lookAt: null })
    expect((await held.store.people.unwatched({ limit: 10 })).people).toMatchObject([
      { address: ada, why: 'suspended', since: monday + DAY },
    ])
    company.accounts = [adas, graces, linuses]
    await readAt(monday + 3 * DAY)
    expect(await person(ada)).toMatchObject({ leftAt: null })
    expect(await calendar('1')).toMatchObject({ lookAt: monday + 3 * DAY })
  })

  test('an account that is told no more is deleted', async () => {
    await readAt(monday)
    const pair = await pairOf(ada, grace)
    company.accounts = [graces, linuses]
    await readAt(monday + DAY)
    expect(await person(ada)).toMatchObject({ leftAt: monday + DAY, name: 'Ada' })
    expect(await held.store.pairs.byId(pair)).toMatchObject({ judgeAt: monday + DAY })
    expect((await held.store.people.unwatched({ limit: 10 })).counts).toMatchObject({ deleted: 1 })
  })

  test('who is left out of the list alone has not left, and is told as anybody else', async () => {
    await readAt(monday)
    company.omits = ['1']
    expect(await readAt(monday + DAY)).toMatchObject({ state: 'saved', changed: 0 })
    company.accounts = [{ ...adas, name: 'Ada L.' }, graces, linuses]
    expect(await readAt(monday + 2 * DAY)).toMatchObject({ state: 'saved', changed: 1 })
    expect(await person(ada)).toMatchObject({ name: 'Ada L.', leftAt: null })
    expect(await calendar('1')).not.toMatchObject({ lookAt: null })
  })

  test('an account made anew under the same address is the same person', async () => {
    await readAt(monday)
    company.accounts = [graces, linuses]
    await readAt(monday + DAY)
    company.accounts = [{ ...adas, id: '4' }, graces, linuses]
    await readAt(monday + 2 * DAY)
    expect(await person(ada)).toMatchObject({ leftAt: null })
    expect(await calendar('1')).toMatchObject({ lookAt: null })
    expect(await calendar('4')).toMatchObject({ owner: ada, providerId: ada })
    company.accounts = [{ ...adas, id: '4', address: lovelace, aliases: [ada] }, graces, linuses]
    await readAt(monday + 3 * DAY)
    const { colleague } = await held.store.people.directoryFor([ada])
    expect(colleague(ada)).toBe(lovelace)
  })

  test('who gets the alias of somebody who left does not become them', async () => {
    await readAt(monday)
    const pair = await pairOf(ada, linus)
    company.accounts = [{ ...graces, aliases: [ada] }, linuses]
    await readAt(monday + DAY)
    const { colleague } = await held.store.people.directoryFor([ada])
    expect(colleague(ada)).toBe(ada)
    expect(await held.store.pairs.byId(pair)).toMatchObject({ people: [ada, linus] })
  })

  test('who gets the address of somebody who left does not become them either', async () => {
    await readAt(monday)
    const [adasPair, linusPair] = [await pairOf(ada, grace), await pairOf(grace, linus)]
    company.accounts = [graces, { ...linuses, address: ada, aliases: [linus] }]
    await readAt(monday + DAY)
    expect(await held.store.pairs.byId(linusPair)).toMatchObject({ people: [ada, grace] })
    expect(await held.store.pairs.byId(adasPair)).toMatchObject({ people: [`${ada}#1`, grace] })
    expect(await person(`${ada}#1`)).toMatchObject({ name: 'Ada', leftAt: monday + DAY })
    expect(await person(ada)).toMatchObject({ leftAt: null })
  })

  test('an alias that was taken for somebody is its owner’s from now on, with all they had', async () => {
    const pair = await pairOf(lovelace, grace)
    await readAt(monday)
    expect(await held.store.pairs.byId(pair)).toMatchObject({ people: [ada, grace], judgeAt: monday })
  })

  test('who is in two companies has left when both say so; what the first does not tell the other may', async () => {
    const other = await companyIn(held.store, monday)
    other.accounts = [accountOf('a', ada, { locale: 'de', zone: 'Europe/Rome' })]
    await readAt(monday)
    await readPeople(other.parts, other.connection)
    expect(await person(ada)).toMatchObject({ zone: 'Europe/Berlin', locale: 'de' })
    company.accounts = [{ ...adas, state: 'suspended' }, graces, linuses]
    await readAt(monday + DAY)
    expect(await person(ada)).toMatchObject({ leftAt: null, zone: 'Europe/Rome' })
    other.accounts = [{ ...other.accounts[0]!, state: 'suspended' }, accountOf('b', 'new@example.com')]
    other.clock.set(monday + 2 * DAY)
    await readPeople(other.parts, other.connection)
    expect(await person(ada)).toMatchObject({ leftAt: monday + 2 * DAY })
  })

  test('a directory that lost most of its people is believed only when somebody confirms it', async () => {
    company.accounts = Array.from({ length: 30 }, (_, n) => accountOf(`${n}`, `p${n}@example.com`))
    await readAt(monday)
    company.accounts = company.accounts.slice(0, 3)
    for (let day = 1; day < 10; day++)
      expect(await readAt(monday + day * DAY)).toMatchObject({ state: 'failed', fault: { code: 'shrunk' } })
    expect(await person('p20@example.com')).toMatchObject({ leftAt: null })
    expect(await held.store.trouble.failing(monday + 10 * DAY)).toMatchObject([
      { what: 'people', fault: { code: 'shrunk' }, since: monday + DAY },
    ])
    expect(await held.store.directories.confirm(monday + 10 * DAY)).toEqual(['Google Workspace'])
    expect(await readAt(monday + 10 * DAY)).toMatchObject({ state: 'saved', changed: 27 })
    expect(await person('p20@example.com')).toMatchObject({ leftAt: monday + 10 * DAY })
    expect(await held.store.trouble.failing(monday + 10 * DAY)).toEqual([])
    company.accounts = []
    expect(await readAt(monday + 11 * DAY)).toMatchObject({ fault: { code: 'shrunk' } })
  })
})

test('at Google a renamed calendar is read anew at once and watched anew, and one at rest rests', async () => {
  await readAt(monday)
  const old = {
    id: 'c',
    resource: 'r',
    address: 'https://us.test/push',
    madeAt: monday,
    expiresAt: monday + 6 * DAY,
  }
  for (const id of ['1', '3']) {
    const name = `${company.connection}:${id}`
    await keep(id, [], monday)
    await held.store.channels.add({ ...old, id: `c${id}`, calendar: name }, 'token')
  }
  await held.store.db
    .updateTable('calendars')
    .set({ look_at: monday + 2 * DAY })
    .execute()
  company.accounts = [
    { ...adas, address: 'byron@example.com' },
    graces,
    { ...linuses, address: 'torvalds@example.com', state: 'suspended' },
  ]
  await readAt(monday + DAY)
  expect(await calendar('1')).toMatchObject({
    providerId: 'byron@example.com',
    cursor: null,
    lookAt: monday + DAY,
  })
  expect(await calendar('2')).toMatchObject({ lookAt: monday + 2 * DAY })
  expect(await calendar('3')).toMatchObject({ providerId: 'torvalds@example.com', lookAt: null })
  const [left] = await held.store.channels.ofCalendar(`${company.connection}:1`)
  expect(isLive(left!, old.address, monday + DAY)).toBe(false)
})

test('readings of calendars and of the directory at the same time know everybody by one name', async () => {
  const staff = Array.from({ length: 20 }, (_, n) => accountOf(`${n}`, `p${n}@example.com`))
  const [boss] = staff as [(typeof staff)[number]]
  company.accounts = staff
  await readAt(monday)
  const meeting = (n: number) =>
    master({
      id: `m${n}`,
      uid: `m${n}@google.com`,
      details: details({
        organizer: boss.address,
        attendees: [guest(boss.address), guest(`p${n}@example.com`)],
      }),
    })
  company.accounts = staff.map((one) =>
    one === boss ? { ...one, address: 'boss@example.com', aliases: [one.address] } : one,
  )
  const readings = staff.slice(1).map((_, index) => keep(`${index + 1}`, [meeting(index + 1)], monday + DAY))
  expect(await readAt(monday + DAY)).toMatchObject({ state: 'saved', renamed: 1 })
  await Promise.all(readings)
  const pairs = await held.store.pairs.all()
  expect(pairs).toHaveLength(19)
  expect(pairs.every(({ people }) => people.includes('boss@example.com'))).toBe(true)
})

describe('whom the admin chose', () => {
  const only = (...people: string[]) => ({ ...everybody, choice: { by: 'list' as const, people } })

  test('who is not chosen has no calendar here, and is a colleague', async () => {
    company = await companyIn(held.store, monday, only(ada))
    company.accounts = [adas, graces]
    await readAt(monday)
    expect(await calendar('2')).toBeNull()
    expect((await held.store.people.directoryFor([grace])).colleague(grace)).toBe(grace)
    expect((await held.store.people.unwatched({ limit: 10 })).people).toMatchObject([
      { address: grace, why: 'not-chosen', since: null },
    ])
  })

  test('groups choose their members; who is no member any more is forgotten, and read anew when back', async () => {
    company = await companyIn(held.store, monday, {
      ...everybody,
      choice: { by: 'groups', groups: ['team@example.com'] },
      leaveOut: [linus],
    })
    company.accounts = [adas, graces, linuses]
    company.groups['team@example.com'] = [ada, grace, linus]
    await readAt(monday)
    await keep('2', [master()])
    company.groups['team@example.com'] = [ada]
    await readAt(monday + DAY)
    expect(await calendar('2')).toMatchObject({ lookAt: null, cursor: null, wasRead: false })
    expect(await rowsIn('2')).toBe(0)
    expect((await held.store.people.unwatched({ limit: 10 })).counts).toMatchObject({
      'not-chosen': 1,
      'left-out': 1,
    })
    company.groups['team@example.com'] = [grace]
    await readAt(monday + 2 * DAY)
    expect(await calendar('2')).toMatchObject({ lookAt: monday + 2 * DAY, cursor: null })
    expect(await calendar('1')).toMatchObject({ lookAt: null })
  })

  test('who is not chosen or left out gets no mails from then on; who connects their own calendar does', async () => {
    await readAt(monday)
    const pair = await pairOf(ada, grace)
    const { store } = held
    expect(await store.people.spared([ada, grace])).toEqual([])
    company.parts.directoryOf = directoryWith({ ...everybody, leaveOut: [grace] })
    await readAt(monday + DAY)
    expect(await store.people.spared([ada, grace])).toEqual([grace])
    expect(await store.pairs.byId(pair)).toMatchObject({ judgeAt: monday + DAY })
    const own = { kind: 'google', name: 'Grace', credentials: null, options: { owner: grace } } as const
    const connection = await store.connections.add(own, store.secrets, monday)
    await store.calendars.add(
      { id: 'own', connection, owner: grace, providerId: grace, zone: null },
      monday + DAY,
    )
    expect(await store.people.spared([ada, grace])).toEqual([])
  })

  test('another policy reads everybody anew who is watched, and nobody who is not', async () => {
    await readAt(monday)
    company.parts.directoryOf = directoryWith({ ...everybody, leaveOut: [grace] })
    await readAt(monday + DAY)
    await keep('1', [])
    await held.store.policies.change({ ...defaultPolicy, vetoWords: ['coaching'] }, monday + DAY)
    expect(await calendar('2')).toMatchObject({ lookAt: null, wasRead: false })
    expect(await calendar('1')).toMatchObject({ lookAt: monday + DAY, cursor: null })
  })

  test('a reading under way does not wake who was put to rest meanwhile', async () => {
    await readAt(monday)
    company.accounts = [adas, { ...graces, state: 'suspended' }, linuses]
    await readAt(monday + DAY)
    await keep('2', [])
    const fault = { code: 'refused', message: 'Suspended.' }
    const id = `${company.connection}:2`
    await held.store.calendars.failed(id, fault, { now: monday + DAY, nextTry: monday + 2 * DAY })
    await held.store.calendars.postponed(id, monday + 2 * DAY)
    await held.store.calendars.markDirty(id, monday + DAY)
    expect(await calendar('2')).toMatchObject({ lookAt: null })
  })
})

describe('who manages whom', () => {
  const managers = () => held.store.people.managementOf([ada])

  test('a changed manager has managed from the day that was seen, the former one until then', async () => {
    await readAt(monday)
    company.accounts = [{ ...adas, manager: linus }, graces, linuses]
    await readAt(monday + DAY)
    expect(await managers()).toEqual([
      { person: ada, manager: grace, from: null, until: monday + DAY },
      { person: ada, manager: linus, from: monday + DAY, until: null },
    ])
  })

  test.each([
    ['an alias of the manager', 'hopper@example.com', grace],
    ['oneself', ada, null],
    ['one’s own alias', lovelace, null],
    ['somebody nobody knows', 'boss@elsewhere.example', null],
    ['nobody', null, null],
  ])('%s', async (_why, manager, expected) => {
    company.accounts = [{ ...adas, manager }, { ...graces, aliases: ['hopper@example.com'] }, linuses]
    await readAt(monday)
    expect((await managers()).map((one) => one.manager)).toEqual(expected === null ? [] : [expected])
  })

  test('a manager who is known only later counts from then on', async () => {
    company.accounts = [adas]
    await readAt(monday)
    expect(await managers()).toEqual([])
    company.accounts = [adas, graces]
    await readAt(monday + DAY)
    expect(await managers()).toMatchObject([{ manager: grace, until: null }])
  })
})

describe('a reading that fails', () => {
  test('changes nobody, is told with its words, and is tried again after growing pauses', async () => {
    await readAt(monday)
    const before = await everything()
    company.accounts = [{ ...adas, zone: 'Europe/Paris' }]
    company.breaks = new TransientError('The network is down.')
    expect(await readAt(monday + DAY)).toEqual({
      state: 'failed',
      fault: { code: 'unreachable', message: 'The network is down.' },
    })
    const first = await row()
    await readAt(monday + DAY + HOUR)
    const then = await row()
    expect(await everything()).toEqual(before)
    expect(then).toMatchObject({ directory_failing_since: monday + DAY, directory_tries: 2 })
    expect(first.directory_look_at! - monday - DAY).toBeLessThan(MINUTE)
    expect(then.directory_look_at! - monday - DAY - HOUR).toBeGreaterThan(
      first.directory_look_at! - monday - DAY,
    )
    expect(await held.store.trouble.failing(monday + DAY)).toEqual([])
    company.breaks = null
    company.accounts = [adas, graces, linuses]
    await readAt(monday + 2 * DAY)
    expect(await row()).toMatchObject({
      directory_failing_since: null,
      directory_tries: 0,
      directory_fault: null,
    })
  })

  test('is told in the log once, not at each try, and once that it is read again', async () => {
    const lines: unknown[] = []
    const telling = (facts: object, sentence: string) => void lines.push([facts, sentence])
    const parts = { ...company.parts, warn: telling, info: telling }
    company.breaks = new AuthError('Google refused.', { code: 'notAdmin' })
    for (let time = 0; time < 2; time++) await readPeople(parts, company.connection)
    company.breaks = null
    for (let time = 0; time < 2; time++) await readPeople(parts, company.connection)
    const { connection } = company
    expect(lines).toEqual([
      [
        { connection, code: 'notAdmin', message: 'Google refused.' },
        expect.stringContaining('cannot be read'),
      ],
      [{ connection }, 'a directory is read again'],
    ])
  })

  test('a refusal needs hands at once; calendars are read as before', async () => {
    await readAt(monday)
    company.breaks = new AuthError('Google refused.', { code: 'notAdmin', wayOut: 'Name an admin.' })
    await readAt(monday + DAY)
    expect(await held.store.trouble.failing(monday + DAY)).toMatchObject([
      { what: 'people', fault: { code: 'notAdmin', wayOut: 'Name an admin.' } },
    ])
    expect((await held.store.calendars.due(monday + DAY, 10)).length).toBe(3)
  })

  test('one directory that fails stops no other; a bug is told after that', async () => {
    const second = await companyIn(held.store, monday)
    second.accounts = [linuses]
    company.breaks = new Error('a bug')
    const parts = {
      ...company.parts,
      directoryOf: async (id: number) =>
        (await company.parts.directoryOf(id)) ?? (await second.parts.directoryOf(id)),
    }
    await expect(readDirectories(parts)).rejects.toThrow('1 directories cannot be read')
    expect(await person(linus)).not.toBeNull()
    expect(await row()).toMatchObject({ directory_fault: { code: 'internal', message: 'a bug' } })
  })
})

describe('when', () => {
  test('daily, spread, by one reader at a time', async () => {
    await readDirectories(company.parts)
    const { directory_look_at: next } = await row()
    expect(next! - monday).toBeGreaterThan(21 * HOUR)
    expect(next! - monday).toBeLessThanOrEqual(DAY)
    expect(await held.store.directories.take(monday + DAY)).toEqual([company.connection])
    expect(await held.store.directories.take(monday + DAY + MINUTE)).toEqual([])
  })

  test('daily also where time passes between taking it and reading it', async () => {
    let now = monday
    const clock = { ...company.clock, now: () => now++ }
    await readDirectories({ ...company.parts, clock })
    expect((await row()).directory_look_at! - monday).toBeGreaterThan(21 * HOUR)
  })

  test('whoever asks while it is read is not forgotten', async () => {
    const { directoryOf } = company.parts
    company.parts.directoryOf = async (id) => {
      await held.store.directories.readNow(monday + 1)
      return directoryOf(id)
    }
    await readDirectories(company.parts)
    expect(await row()).toMatchObject({ directory_at: monday, directory_look_at: monday + 1 })
  })

  test('a connection without a directory is never due', async () => {
    company.parts.directoryOf = async () => null
    await readDirectories(company.parts)
    expect(await held.store.directories.take(monday + DAY)).toEqual([])
  })
})

describe('who is no colleague', () => {
  const newcomer = 'mary@example.com'
  const withNewcomer = () => master({ details: details({ attendees: [guest(newcomer), guest(grace)] }) })

  test('an address that is none of the directory’s is unclear, where the directory was read', async () => {
    const before = await held.store.people.directoryFor([newcomer])
    expect([before.colleague(newcomer), before.isGroup(newcomer)]).toEqual([newcomer, false])
    await readAt(monday)
    const after = await held.store.people.directoryFor([newcomer, lovelace, 'x@sub.example.com'])
    expect([after.colleague(newcomer), after.isGroup(newcomer)]).toEqual([null, true])
    expect(after.colleague(lovelace)).toBe(ada)
    expect([after.colleague('x@sub.example.com'), after.isGroup('x@sub.example.com')]).toEqual([null, false])
  })

  test('somebody new in a meeting has the directory read soon, once an hour at most; then the pair is there', async () => {
    await readAt(monday)
    await keep('2', [withNewcomer()])
    expect(await held.store.pairs.of([newcomer, grace])).toBeNull()
    expect(await row()).toMatchObject({ directory_look_at: monday + HOUR })
    company.accounts = [...company.accounts, accountOf('4', newcomer)]
    await readAt(monday + HOUR)
    expect(await calendar('2')).toMatchObject({ cursor: null, lookAt: monday + HOUR })
    expect(await calendar('1')).not.toMatchObject({ lookAt: monday + HOUR })
    await keep('2', [withNewcomer()], monday + HOUR + MINUTE, true)
    expect(await held.store.pairs.of([newcomer, grace])).toMatchObject({ judgeAt: monday + HOUR + MINUTE })
  })

  test('who is known to be nobody does not have it read again', async () => {
    await readAt(monday)
    await keep('2', [withNewcomer()])
    await readAt(monday + HOUR)
    await keep('1', [{ ...withNewcomer(), id: 'm2', uid: 'm2@google.com' }], monday + HOUR + MINUTE)
    expect((await row()).directory_look_at).toBeGreaterThan(monday + 20 * HOUR)
  })

  test('meetings of many people remember nobody', async () => {
    await readAt(monday)
    const many = [newcomer, ada, grace, linus].map((one) => guest(one))
    await keep('2', [master({ details: details({ attendees: many }) })])
    expect(await held.store.db.selectFrom('strangers').selectAll().execute()).toEqual([])
  })

  test('of a stranger no letter is kept', async () => {
    await readAt(monday)
    await keep('2', [
      master({ details: details({ attendees: [guest('eve@elsewhere.example'), guest(grace)] }) }),
    ])
    const kept = await held.store.db.selectFrom('strangers').selectAll().execute()
    expect(kept).toHaveLength(2)
    expect(
      JSON.stringify([kept, await held.store.db.selectFrom('events').select('body').execute()]),
    ).not.toContain('eve')
  })
})

/** The two as a pair that is judged and quiet. */
async function pairOf(one: string, other: string): Promise<number> {
  const [a, b] = [one, other].sort() as [string, string]
  const { id } = await held.store.db
    .insertInto('pairs')
    .values({ a, b })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What a reading of an account's calendar gives. */
async function keep(account: string, events: ReturnType<typeof master>[], now = monday, replace = false) {
  const id = `${company.connection}:${account}`
  const own = events.map((event) => ({ ...event, calendar: id }))
  await held.store.events.save(id, read(own, { nextLook: now + DAY, replace }), now, held.store.secrets)
}

async function rowsIn(account: string): Promise<number> {
  const id = `${company.connection}:${account}`
  return (await held.store.db.selectFrom('events').select('id').where('calendar', '=', id).execute()).length
}

/** All that a directory may touch, with who wrote it last: a row that is written anew is another, whatever it says. */
async function everything() {
  const tables = ['accounts', 'people', 'management', 'calendars', 'pairs']
  const rowsOf = (table: string) =>
    sql`select xmin, * from ${sql.table(table)} order by ctid`.execute(held.store.db)
  return Promise.all(tables.map(async (table) => (await rowsOf(table)).rows))
}
