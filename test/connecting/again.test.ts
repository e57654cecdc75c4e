// A connection that broke as a whole, noticed by one calendar alone, is well soon after it was mended: whoever noticed it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectCompany } from '../../src/connecting/company.ts'
import { testAgain } from '../../src/connecting/test.ts'
import type { CompanyOptions } from '../../src/domain/account.ts'
import { DAY, MINUTE } from '../../src/domain/types.ts'
import { readDirectories } from '../../src/pipeline/people.ts'
import { sendMailing } from '../../src/pipeline/send.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import { openServices, type ServiceSettings } from '../../src/services.ts'
import { grace, linus, monday, type Scene, scene } from '../sandbox/support.ts'
import { attempted } from '../support/attempt.ts'
import { empty } from '../support/company.ts'
import { clockAt, partsFor, serverThat, type TestClock } from '../support/parts.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const whole: CompanyOptions = { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
const withoutLinus = { ...whole, leaveOut: [linus] }
const failedAt = monday + 10 * MINUTE
const bad = `${grace} invalid_grant 2026-03-02`
const good = `${grace} well again ${failedAt}`

let here: Scene
let clock: TestClock
let settings: ServiceSettings
let parts: ReturnType<typeof partsFor>
let id: number

beforeEach(async () => {
  await empty(held.store)
  here = await scene()
  clock = clockAt(monday)
  const { url, tokenUrl } = here.google
  settings = { googleRootUrl: url, googleTokenUrl: tokenUrl, allowPrivateFeeds: false }
  parts = partsFor(held.store, clock, { ...openServices(held.store, settings), smtp: serverThat() })
  here.google.oauth.allowScopes(scopes)
  here.google.company.switchCalendar(linus, false)
  id = (await connect(here.key, whole))!
  await tick()
})
afterEach(() => here.google.close())

const scopes = ['admin.directory.user.readonly', 'calendar.events.readonly'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
)
const connect = async (credentials: object, options: CompanyOptions) =>
  (
    await attempted(
      connectCompany(held.store, { credentials: { ...credentials }, options }, settings, clock.now()),
    )
  ).result
const connection = () => held.store.connections.byId(id)

/** What the service does of itself: reads what is due, plans the mails and sends them. */
async function tick(): Promise<void> {
  await readDirectories(parts)
  const sync = calendarSync(parts)
  const due = await held.store.calendars.due(clock.now() + MINUTE, 100)
  for (const calendar of due) await sync(calendar)
  for (let time = 0; time < 2; time++) await planTrouble(parts, { addresses: [grace], zone: 'Europe/Berlin' })
  const mails = await held.store.mailings.due(clock.now(), clock.wall(), 100)
  for (const mail of mails) await sendMailing(parts, mail)
}

async function told(): Promise<string[]> {
  const sent = await held.store.mailings.list({ states: ['sent'] })
  return sent.map(({ recipient, subject }) => `${recipient} ${subject.split(' ').slice(1).join(' ')}`)
}

/** Linus, whose calendar is off, is tried sooner than the others are looked at: he alone notices. */
async function noticedByLinus(code: string): Promise<void> {
  here.google.oauth.revokeTokens()
  clock.set(failedAt)
  await tick()
  expect(await connection()).toMatchObject({ failingSince: failedAt, fault: { code } })
  const noticed = (await held.store.calendars.all()).filter(({ fault }) => fault?.ofConnection)
  expect(noticed.map(({ owner }) => owner)).toEqual([linus])
}

async function isWellSoon(): Promise<void> {
  clock.set(failedAt + MINUTE)
  await tick()
  expect(await connection()).toMatchObject({ failingSince: null, fault: null })
}

describe('after a deleted key', () => {
  test.each([
    ['a new one', whole],
    ['a new one, with a choice that leaves out who noticed', withoutLinus],
  ])('%s', async (_what, options) => {
    const newer = await here.google.oauth.addKey()
    here.google.oauth.deleteKey(here.key.private_key_id)
    await noticedByLinus('invalid_grant')
    expect(await told()).toEqual([bad])
    expect(await connect(newer, options)).toBe(id)
    await isWellSoon()
    expect(await told()).toEqual([bad, good])
    clock.set(failedAt + DAY)
    await tick()
    expect(await told()).toEqual([bad, good])
  })
})

describe('a test of what is stored', () => {
  const testNow = () => attempted(testAgain(held.store, settings, id, clock.now()))
  const fails = async () => {
    here.google.oauth.allowScopes(scopes.slice(0, 1))
    await noticedByLinus('unauthorized_client')
  }

  test('that goes well after it was mended at the service', async () => {
    await fails()
    here.google.oauth.allowScopes(scopes)
    await testNow()
    await isWellSoon()
    expect(await told()).toEqual([`${grace} unauthorized_client 2026-03-02`, good])
  })

  test('that goes wrong mends nothing', async () => {
    await fails()
    await testNow()
    clock.set(failedAt + MINUTE)
    await tick()
    expect(await connection()).toMatchObject({ failingSince: failedAt })
  })

  test('of a connection that is well has its people read, and the calendars that could not be', async () => {
    await testNow()
    expect(await held.store.directories.due(clock.now())).toEqual([id])
    const due = await held.store.calendars.due(clock.now(), 100)
    const [linuses] = (await held.store.calendars.all()).filter(({ owner }) => owner === linus)
    expect(due).toEqual([linuses!.id])
  })
})
