import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/doctor/finding.ts'
import type { Choice } from '../../src/domain/account.ts'
import { HOUR } from '../../src/domain/types.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { openServices } from '../../src/services.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'
import { backend } from '../support/backend.ts'
import { beside, sandboxFor } from '../support/beside.ts'
import { halfhour } from '../support/command.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
let here: Scene
let env: Record<string, string>

beforeAll(async () => {
  here = await scene()
  env = { ...beside(held.store), ...(await sandboxFor(here)) }
})
afterAll(() => here.google.close())
beforeEach(async () => {
  await settle(held.store, Date.now())
  await held.store.db.deleteFrom('connections').execute()
  here.google.oauth.registerServiceAccount(here.key)
  here.google.company.suspend(linus, false)
})

async function doctor(more: Record<string, string> = {}) {
  const { status, stdout, stderr } = await halfhour(['doctor', '--json'], { ...env, ...more })
  expect(stderr).toBe('')
  const { well, findings } = JSON.parse(stdout) as { well: boolean; findings: Finding[] }
  const of = (name: string) => findings.find((finding) => finding.name === name)
  return { status, well, findings, of, marked: findings.filter(({ outcome }) => outcome === 'failed') }
}

/** The company as a service has it that ran for a while: people read, calendars read as far as that goes. */
async function connectCompany(choice: Choice = { by: 'all' }): Promise<number> {
  const options = { admin: grace, domains: ['example.com'], choice, leaveOut: [] }
  const company = {
    kind: 'google',
    name: 'Google Workspace (example.com)',
    credentials: here.key,
    options,
  } as const
  const id = await held.store.connections.add(company, held.store.secrets, Date.now())
  const { url: googleRootUrl, tokenUrl: googleTokenUrl } = here.google
  const services = openServices(held.store, { googleRootUrl, googleTokenUrl, allowPrivateFeeds: false })
  const parts = { store: held.store, clock: { now: Date.now, wall: Date.now }, ...services }
  await readPeople(parts, id)
  for (const calendar of await held.store.calendars.all()) await calendarSync(parts)(calendar.id)
  return id
}

describe('halfhour doctor', () => {
  test('before anything is connected says what to do next, and nothing is broken', async () => {
    const { status, stdout, stderr } = await halfhour(['doctor'], env)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^Installation\n✓ Database: It answers/)
    expect(stdout).toMatch(
      /– Calendars: None is connected yet.\n {2}→ halfhour connect google KEY.json --admin/,
    )
    expect(stdout).toMatch(/– Mail server: None is set/)
    expect(stdout).toMatch(/– Going live: .*halfhour go-live/)
    expect(stdout).toMatch(/\nNothing is broken\.\n$/)
  })

  test('a company that is well: the steps of its test, its people and calendars', async () => {
    const id = await connectCompany()
    const { status, well, findings, of } = await doctor({ ADMIN_EMAILS: grace })
    expect({ status, well }).toEqual({ status: 0, well: true })
    const ofCompany = findings.filter(({ about }) => about === `#${id} Google Workspace (example.com)`)
    expect(ofCompany.map(({ name, outcome }) => `${outcome} ${name}`)).toEqual([
      'ok Key',
      'ok Clock',
      'ok Scope calendar.events.readonly',
      'ok Scope admin.directory.user.readonly',
      'ok Directory',
      'ok Calendar',
      'ok People',
      'ok Calendars',
    ])
    expect(of('People')?.said).toMatch(/^Read (just now|.* ago)\. Chosen: everybody\.$/)
    expect(of('Calendars')?.said).toMatch(/^3 of 3 are read, the oldest reading (just now|.* ago)\.$/)
  })

  test('a person whose calendar cannot be read is named with the reason; the connection is well', async () => {
    await connectCompany()
    const [calendar] = (await held.store.calendars.all()).filter(({ owner }) => owner === linus)
    const fault = {
      code: 'notACalendarUser',
      message: `Google refused ${linus}: Calendar is switched off for this person.`,
    }
    await held.store.calendars.failed(calendar!.id, fault, {
      now: Date.now(),
      nextTry: Date.now() + 2 * HOUR,
    })
    const { status, of } = await doctor()
    expect(status).toBe(0)
    expect(of('Left unread')).toMatchObject({
      outcome: 'noted',
      said: `1 calendar cannot be read. ${fault.message} Next try in 2 hours.`,
    })
  })

  test('a deleted key: ends with 1, what is broken in our words and Google’s, with the way out', async () => {
    await connectCompany()
    here.google.oauth.deleteKey(here.key.private_key_id)
    const { status, well, marked } = await doctor()
    expect({ status, well }).toEqual({ status: 1, well: false })
    expect(marked[0]).toMatchObject({
      name: 'Scope calendar.events.readonly',
      said: expect.stringContaining('the key of the service account was deleted'),
      wayOut: expect.stringContaining('Make a new key'),
      raw: expect.stringContaining('Invalid JWT Signature'),
    })
  })

  test('who was named but is nobody in the directory is said; aliases are somebody', async () => {
    await connectCompany({ by: 'list', people: [ada, 'hopper@example.com', 'linsu@example.com'] })
    const { status, of } = await doctor()
    expect(status).toBe(0)
    expect(of('Unknown people')?.said).toBe('Named, but nobody in the directory: linsu@example.com.')
  })

  test('changes nothing', async () => {
    await connectCompany()
    const rows = async () => [
      await held.store.db.selectFrom('connections').selectAll().execute(),
      await held.store.db.selectFrom('calendars').selectAll().orderBy('id').execute(),
      await held.store.people.byAddresses([ada, grace, linus]),
    ]
    const before = await rows()
    await doctor()
    expect(await rows()).toEqual(before)
  })

  test.each<[string, Record<string, string>, string, RegExp]>([
    [
      'a mail server that is not there',
      { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'a@example.com' },
      'Mail server',
      /127\.0\.0\.1:9.*Check SMTP_URL/,
    ],
    [
      'credentials that another key sealed',
      { SECRET_KEY: 'b'.repeat(64) },
      'Stored credentials',
      /SECRET_KEY/,
    ],
  ])('%s: the rest is looked at all the same', async (_why, wrong, name, said) => {
    await connectCompany()
    const { status, marked, of } = await doctor(wrong)
    expect(status).toBe(1)
    expect(marked).toMatchObject([{ name, said: expect.stringMatching(said) }])
    expect(of('Planned')?.outcome).toBe('ok')
  })

  test('a database that is not there: what needs none is looked at all the same', async () => {
    const { status, marked, of } = await doctor({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
      DATA_DIR: mkdtempSync(join(tmpdir(), 'halfhour-none-')),
    })
    expect(status).toBe(1)
    expect(marked).toMatchObject([{ name: 'Database', said: expect.stringContaining('127.0.0.1:9') }])
    expect(of('Address')).toBeDefined()
  })

  test('what should have been done long ago, whatever it is: the service does not run', async () => {
    const id = await connectCompany()
    const [calendar] = await held.store.calendars.all()
    const hours = Date.now() - 3 * HOUR
    await held.store.directories.readNow(hours, id)
    const once = await doctor()
    expect(once.status).toBe(1)
    expect(once.marked).toMatchObject([
      { name: 'Service', said: expect.stringMatching(/more: 1 directory\.$/) },
    ])
    await held.store.calendars.markDirty(calendar!.id, hours)
    await held.store.db.insertInto('pairs').values({ a: ada, b: linus, judge_at: hours }).execute()
    const digest = {
      kind: 'digest',
      recipient: ada,
      subject: 'x',
      dueAt: hours,
      expiresAt: Date.now(),
    } as const
    await held.store.mailings.planOnce([digest])
    const { marked } = await doctor()
    const all = /more: 1 calendar, 1 directory, 1 pair of people, 1 mail\.$/
    expect(marked).toMatchObject([{ name: 'Service', said: expect.stringMatching(all) }])
  })

  test.runIf(backend === 'embedded')('a service that does not run holds no folder', async () => {
    const DATA_DIR = mkdtempSync(join(tmpdir(), 'halfhour-idle-'))
    const { stdout } = await halfhour(['doctor'], { ...env, DATA_DIR })
    expect(stdout).toContain('– Service: It does not run at the moment: `halfhour start`.\n')
    expect((await halfhour(['doctor'], env)).stdout).toContain('✓ Service: Nothing that is due waits')
  })

  test('mails that should go to people without a mail server need hands', async () => {
    await held.store.settings.goLive(Date.now())
    const { marked } = await doctor()
    expect(marked).toMatchObject([{ name: 'Going live', wayOut: 'Set SMTP_URL and MAIL_FROM.' }])
  })
})
