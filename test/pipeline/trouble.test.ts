import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/domain/types.ts'
import { sendMailing } from '../../src/pipeline/send.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import type { Fault } from '../../src/store/tables.ts'
import { runs } from '../support/chance.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, linus } from '../support/facts.ts'
import { clockAt, partsFor, serverThat, type TestClock } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const admins = { addresses: [ada, grace], zone: 'Europe/Berlin' }
/** A Sunday night: trouble knows no working hours. */
const night = at('2026-03-01T22:30Z')
const expired: Fault = { code: 'invalid_grant', message: 'The key was deleted.', wayOut: 'Make a new key.' }

let clock: TestClock
let connection: number

const begin = async () => {
  clock = clockAt(night)
  await settle(held.store, night)
  connection = (await held.store.connections.all())[0]!.id
}
beforeEach(begin)

const breaks = (fault = expired) => held.store.connections.failed(connection, fault, clock.now())
const recovers = () => held.store.connections.recovered(connection)

/** Plans twice, as every 30 seconds, and returns what waits: recipient and what it tells. */
async function planned(of = admins): Promise<string[]> {
  await planTrouble({ store: held.store, clock }, of)
  await planTrouble({ store: held.store, clock }, of)
  const mailings = await held.store.mailings.list({ states: ['planned'] })
  return mailings.map(
    ({ recipient, subject }) => `${recipient.split('@')[0]} ${subject.split(' ').slice(1).join(' ')}`,
  )
}

/** Sends what is due; returns how many mails went. */
async function sent(smtp = serverThat()): Promise<number> {
  const due = await held.store.mailings.due(clock.now(), clock.wall(), 100)
  for (const id of due) await sendMailing(partsFor(held.store, clock, { smtp }), id)
  return (await held.store.mailings.list({ states: ['sent'] })).length
}

describe('a connection that needs hands', () => {
  test('is told to every admin at once, then once a day', async () => {
    expect(await planned()).toEqual([])
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    expect(await sent()).toBe(2)
    clock.set(night + 29 * MINUTE)
    expect(await planned()).toEqual([])
    clock.set(night + HOUR)
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
    expect(await sent()).toBe(2)
    clock.set(at('2026-03-02T07:00Z'))
    expect(await sent()).toBe(4)
  })

  test('is told to be well again, once', async () => {
    await breaks()
    await planned()
    await sent()
    await recovers()
    expect(await planned()).toEqual([`ada well again ${night}`, `grace well again ${night}`])
    expect(await sent()).toBe(4)
    clock.set(night + DAY)
    expect(await planned()).toEqual([])
  })

  test('another fault of the same day is told too', async () => {
    await breaks()
    await planned()
    await sent()
    await breaks({ code: 'unauthorized_client', message: 'Delegation is missing.' })
    expect(await planned()).toEqual([
      'ada unauthorized_client 2026-03-01',
      'grace unauthorized_client 2026-03-01',
    ])
  })

  test('whoever stopped all mails hears of it: admins cannot look away', async () => {
    await held.store.stops.stop(ada, 'all', night, held.store.secrets)
    await breaks()
    await planned()
    expect(await sent()).toBe(2)
  })

  test('what was mended before anybody could be told is not told; what breaks again is', async () => {
    await breaks()
    await planned()
    await recovers()
    expect(await planned()).toEqual([])
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    expect(await sent()).toBe(2)
  })

  test('good news that is none any more does not go', async () => {
    await breaks()
    await planned()
    await sent()
    await recovers()
    await planned()
    clock.set(night + HOUR)
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
  })

  test("yesterday's mail that could not go gives way to today's", async () => {
    await breaks()
    await planned()
    clock.set(night + 12 * HOUR)
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
  })

  test('is told to be well again to whoever was told that it broke, and to nobody else', async () => {
    await breaks()
    await planned({ ...admins, addresses: [ada] })
    await sent()
    await recovers()
    const renamed = { ...admins, addresses: [grace] }
    expect(await planned(renamed)).toEqual([`ada well again ${night}`])
    await sent()
    expect(await planned(renamed)).toEqual([])
  })

  test('what breaks anew in the way it did before its last recovery is told, and told to be well', async () => {
    await breaks()
    await planned()
    await recovers()
    await planned()
    await breaks({ ...expired, code: 'invalid_client' })
    await planned()
    await sent()
    await recovers()
    await planned()
    await sent()
    clock.set(night + 10 * MINUTE)
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    await sent()
    await recovers()
    const since = night + 10 * MINUTE
    expect(await planned()).toEqual([`ada well again ${since}`, `grace well again ${since}`])
  })

  test('one that was removed is well for nobody', async () => {
    await breaks()
    await planned()
    await sent()
    await held.store.connections.remove(connection, clock.now())
    expect(await planned()).toEqual([])
  })

  test('whatever a service says can be told', async () => {
    await breaks({ ...expired, raw: 'nul \0, half an emoji \ud83d' })
    await planned()
    await sent()
    await recovers()
    expect(await planned()).toHaveLength(2)
  })
})

describe('calendars that cannot be reached', () => {
  const unreachable = { code: 'unreachable', message: 'The feed cannot be reached.' }
  const fails = (id: string) =>
    held.store.calendars.failed(id, unreachable, { now: night, nextTry: night + HOUR })

  test('all of a connection, for a day: somebody has to look', async () => {
    for (const id of ['ada', 'grace', 'linus']) await fails(id)
    expect(await planned()).toEqual([])
    clock.set(night + DAY)
    expect(await planned()).toEqual(['ada unreachable 2026-03-02', 'grace unreachable 2026-03-02'])
    const [mailing] = await held.store.mailings.list({ states: ['planned'] })
    expect(mailing!.payload).toMatchObject({ trouble: { since: night, affected: 3, fault: unreachable } })
  })

  test('some of them: the others show that the connection is well', async () => {
    for (const id of ['ada', 'grace']) await fails(id)
    clock.set(night + 2 * DAY)
    expect(await planned()).toEqual([])
  })
})

describe('a directory that cannot be read', () => {
  const notAdmin = { code: 'forbidden', message: 'The person we act as is no admin.' }
  const breaksDirectory = (fault: Fault) =>
    held.store.db
      .updateTable('connections')
      .set({ directory_failing_since: clock.now(), directory_fault: JSON.stringify(fault) })
      .execute()
  const mendsDirectory = () =>
    held.store.db
      .updateTable('connections')
      .set({ directory_failing_since: null, directory_fault: null })
      .execute()

  test('is told, and told to be well again, once', async () => {
    await breaksDirectory(notAdmin)
    expect(await planned()).toEqual(['ada forbidden 2026-03-01', 'grace forbidden 2026-03-01'])
    await sent()
    await mendsDirectory()
    expect(await planned()).toEqual([`ada well again ${night}`, `grace well again ${night}`])
    await sent()
    expect(await planned()).toEqual([])
  })

  test('for what passes by itself nobody is called on the first day', async () => {
    await breaksDirectory({ code: 'unreachable', message: 'Google cannot be reached.' })
    expect(await planned()).toEqual([])
    clock.set(night + DAY)
    expect(await planned()).toEqual(['ada unreachable 2026-03-02', 'grace unreachable 2026-03-02'])
  })

  test('what then fails in a way that passes by itself is not well yet', async () => {
    await breaksDirectory(notAdmin)
    await planned()
    await sent()
    const unreachable = { code: 'unreachable', message: 'Google cannot be reached.' }
    await held.store.directories.failed(connection, unreachable, { now: night, nextTry: night + HOUR })
    expect(await planned()).toEqual([])
    await mendsDirectory()
    expect(await planned()).toEqual([`ada well again ${night}`, `grace well again ${night}`])
  })

  test('calendars that fail as well are the one thing told, until all is well', async () => {
    await breaksDirectory(expired)
    await planned()
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-01', 'grace invalid_grant 2026-03-01'])
    await sent()
    await recovers()
    expect(await planned()).toEqual([])
    await mendsDirectory()
    expect(await planned()).toEqual([`ada well again ${night}`, `grace well again ${night}`])
  })

  test('one cause is one mail a day, whatever is found to be unread first, and nobody is woken for the rest', async () => {
    await breaksDirectory(expired)
    await planned()
    expect(await sent()).toBe(2)
    clock.set(night + 10 * MINUTE)
    await breaks()
    expect(await planned()).toEqual([])
    clock.set(night + HOUR)
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-02', 'grace invalid_grant 2026-03-02'])
    expect(await sent()).toBe(2)
    clock.set(at('2026-03-02T07:00Z'))
    expect(await sent()).toBe(4)
    const [, , mailing] = await held.store.mailings.list({ states: ['sent'] })
    expect(mailing!.payload).toMatchObject({ trouble: { what: 'calendars' } })
  })

  test('what fails after all was told to be well is told at once, whatever was told before', async () => {
    await breaksDirectory(expired)
    await planned()
    await sent()
    clock.set(night + 12 * HOUR)
    await mendsDirectory()
    await planned()
    expect(await sent()).toBe(4)
    clock.set(at('2026-03-11T01:00Z'))
    await breaks()
    expect(await planned()).toEqual(['ada invalid_grant 2026-03-11', 'grace invalid_grant 2026-03-11'])
    expect(await sent()).toBe(6)
  })

  test('a mail that waits tells what is worse', async () => {
    await breaksDirectory(expired)
    await planned()
    await breaks()
    await planned()
    const [mailing] = await held.store.mailings.list({ states: ['planned'] })
    expect(mailing!.payload).toMatchObject({ trouble: { what: 'calendars' } })
  })
})

describe("a person's own connection", () => {
  const isTheirs = () =>
    held.store.db
      .updateTable('connections')
      .set({ options: JSON.stringify({ owner: linus }) })
      .execute()
  const anAdmins: Fault = { ...expired, code: 'invalid_client', isAdmins: true }
  beforeEach(isTheirs)

  test('is told to them too, in breaking and in being well again', async () => {
    await breaks()
    const today = 'invalid_grant 2026-03-01'
    expect(await planned()).toEqual([`ada ${today}`, `grace ${today}`, `linus ${today}`])
    await sent()
    await recovers()
    expect(await planned()).toEqual(['ada', 'grace', 'linus'].map((who) => `${who} well again ${night}`))
  })

  test('who may have ended it on purpose is told once; admins are reminded', async () => {
    await breaks()
    await planned()
    await sent()
    clock.set(night + DAY)
    const today = 'invalid_grant 2026-03-02'
    expect(await planned()).toEqual([`ada ${today}`, `grace ${today}`])
    await breaks({ ...expired, code: 'invalid_client' })
    expect(await planned()).toContain('linus invalid_client 2026-03-02')
  })

  test('an admin whose own it is gets one mail', async () => {
    await held.store.db
      .updateTable('connections')
      .set({ options: JSON.stringify({ owner: ada }) })
      .execute()
    await breaks()
    expect(await planned()).toHaveLength(2)
  })

  test('what only an admin can mend is told to the admins alone, as theirs', async () => {
    await breaks(anAdmins)
    const today = 'invalid_client 2026-03-01'
    expect(await planned()).toEqual([`ada ${today}`, `grace ${today}`])
    const [mailing] = await held.store.mailings.list({ states: ['planned'] })
    expect(mailing!.payload).toMatchObject({ trouble: { owner: null } })
  })

  test('what only an admin can mend is told to them where no admin is known, as their own', async () => {
    const nobody = { ...admins, addresses: [] }
    await breaks(anAdmins)
    expect(await planned(nobody)).toEqual(['linus invalid_client 2026-03-01'])
    const [mailing] = await held.store.mailings.list({ states: ['planned'] })
    expect(mailing!.payload).toMatchObject({ trouble: { owner: linus } })
    await sent()
    await recovers()
    expect(await planned(nobody)).toEqual([`linus well again ${night}`])
  })

  test('who was told that it broke is told that it is well, once, also where it became an admin’s to mend', async () => {
    await breaks()
    await planned()
    await sent()
    clock.set(night + 12 * HOUR)
    await breaks(anAdmins)
    const today = 'invalid_client 2026-03-02'
    expect(await planned()).toEqual([`ada ${today}`, `grace ${today}`])
    await sent()
    await recovers()
    expect(await planned()).toEqual(['ada', 'grace', 'linus'].map((who) => `${who} well again ${night}`))
    expect(await sent()).toBe(8)
    clock.set(night + 2 * DAY)
    expect(await planned()).toEqual([])
  })

  test('who left is told nothing', async () => {
    await held.store.db.updateTable('people').set({ left_at: night }).where('address', '=', linus).execute()
    await breaks()
    expect(await planned()).toHaveLength(2)
  })

  test('whatever breaks and recovers, whoever hears that it broke hears once that it is well', async () => {
    const faults = fc.constantFrom(expired, { ...expired, code: 'AADSTS65001' }, anAdmins)
    const happens = fc.oneof(
      faults.map((fault) => () => breaks(fault)),
      fc.constant(recovers),
    )
    const steps = fc.array(fc.tuple(happens, fc.integer({ min: 1, max: 20 }), fc.boolean()), {
      maxLength: 10,
    })
    const someAdmins = fc.subarray([ada, grace]).map((addresses) => ({ ...admins, addresses }))
    await fc.assert(
      fc.asyncProperty(steps, someAdmins, async (story, of) => {
        await begin()
        await isTheirs()
        for (const [happens, hours, isSent] of [...story, [recovers, 1, true] as const]) {
          await happens()
          await planned(of)
          if (isSent) await sent()
          clock.set(clock.now() + hours * HOUR)
        }
        for (const recipient of [ada, grace, linus])
          expect(await heard(recipient)).toMatch(/^((bad )+good )*$/)
      }),
      { numRuns: runs(20) },
    )
  })

  /** What went to them, in the order it went. */
  async function heard(recipient: string): Promise<string> {
    const mailings = await held.store.mailings.list({ recipient, states: ['sent'] })
    return mailings
      .toSorted((one, other) => one.settledAt! - other.settledAt! || one.id - other.id)
      .map(({ payload }) => ('until' in payload ? 'good ' : 'bad '))
      .join('')
  }
})
