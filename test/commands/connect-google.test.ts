import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { readScopes } from '../../src/sandbox/google/scopes.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'
import { beside, sandboxFor } from '../support/beside.ts'
import { halfhour } from '../support/command.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const folder = mkdtempSync(join(tmpdir(), 'halfhour-keys-'))
let here: Scene
let env: Record<string, string>

const file = (name: string, content: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

beforeAll(async () => {
  here = await scene()
  env = { ...beside(held.store), ...(await sandboxFor(here)) }
  file('key.json', here.key)
  here.google.company.addPerson('maria@example.com', {
    zone: 'Europe/Rome',
    name: 'Maria',
    hasCalendar: false,
  })
  here.google.company.addGroup('leads@example.com', [{ email: linus }])
  here.google.company.setUnit(ada, '/Engineering')
})
afterAll(() => here.google.close())
beforeEach(async () => {
  await settle(held.store, here.clock.now)
  await held.store.db.deleteFrom('connections').execute()
  here.google.oauth.registerServiceAccount(here.key)
  here.google.company.suspend(ada, false)
  here.google.traffic.setApi('directory', true)
  here.google.traffic.setApi('calendar', true)
  here.google.setClockSkew(0)
})

const connect = (...args: string[]) => halfhour(['connect', 'google', join(folder, 'key.json'), ...args], env)
const stored = () => held.store.connections.all()

describe('a whole company', () => {
  test('is tested step by step, then saved: its key sealed, its people to be read at once', async () => {
    const { status, stdout, stderr } = await connect('--admin', grace)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const steps = stdout.split('\n').filter((line) => /^[✓✗–]/.test(line))
    expect(steps.map((line) => line.split(':')[0])).toEqual([
      '✓ Key',
      '✓ Clock',
      '✓ Scope calendar.events.readonly',
      '✓ Scope admin.directory.user.readonly',
      '✓ Directory',
      '✓ Calendar',
    ])
    expect(stdout).toContain('Connected: everybody, of example.com.')
    const row = await held.store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()
    expect(row.credentials?.toString('latin1')).not.toContain('PRIVATE KEY')
    expect(row.options).toEqual({
      admin: grace,
      domains: ['example.com'],
      choice: { by: 'all' },
      leaveOut: [],
    })
    expect(row.directory_look_at).toBeLessThanOrEqual(Date.now())
    expect(await held.store.settings.domains()).toContain('example.com')
  })

  test.each([
    [['--groups', 'leads@example.com'], { by: 'groups', groups: ['leads@example.com'] }],
    [['--units', '/Engineering'], { by: 'units', units: ['/Engineering'] }],
    [['--people', `${ada}, ${linus}`], { by: 'list', people: [ada, linus] }],
    [['--people', 'ALL'], { by: 'all' }],
  ])('chosen by %j', async (args, choice) => {
    const { status, stdout } = await connect('--admin', grace, ...args, '--leave-out', 'maria@example.com')
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('Connected: ') })
    expect((await stored())[0]?.options).toMatchObject({ choice, leaveOut: ['maria@example.com'] })
  })

  test('the right to read groups is asked for where groups are chosen, and nowhere else', async () => {
    const right = 'Scope admin.directory.group.member.readonly'
    expect((await connect('--admin', grace)).stdout).not.toContain(right)
    expect((await connect('--admin', grace, '--groups', 'leads@example.com')).stdout).toContain(`✓ ${right}`)
  })

  test('the same account again takes the new key and choice, and keeps what was read', async () => {
    await connect('--admin', grace)
    const [{ id } = { id: 0 }] = await stored()
    const calendar = { id: `${id}:1`, connection: id, owner: ada, providerId: ada, zone: null }
    await held.store.calendars.add(calendar, here.clock.now)
    file('second.json', await here.google.oauth.addKey())
    const { status } = await halfhour(
      ['connect', 'google', join(folder, 'second.json'), '--admin', grace, '--people', ada],
      env,
    )
    expect(status).toBe(0)
    expect(await stored()).toMatchObject([{ id, options: { choice: { by: 'list' } } }])
    expect(await held.store.calendars.byId(`${id}:1`)).not.toBeNull()
  })

  test('one that fails its test goes on as it was', async () => {
    await connect('--admin', grace)
    const before = await held.store.db.selectFrom('connections').selectAll().execute()
    expect((await connect('--admin', ada)).status).toBe(1)
    expect(await held.store.db.selectFrom('connections').selectAll().execute()).toEqual(before)
  })

  test('a key may be pasted', async () => {
    const { status } = await halfhour(
      ['connect', 'google', '-', '--admin', grace],
      env,
      JSON.stringify(here.key),
    )
    expect(status).toBe(0)
  })
})

/** The table of mail-and-pages: what Google says, what is broken, our sentence and way out, and its own words. */
describe('a test that fails says what Google said, what that means and what to do; nothing is stored', () => {
  const reading = 'https://www.googleapis.com/auth/calendar.events.readonly'
  const people = 'https://www.googleapis.com/auth/admin.directory.user.readonly'

  test.each<[string, () => unknown, string[], RegExp[]]>([
    [
      'delegation is missing',
      () => here.google.oauth.allowScopes([]),
      ['--admin', grace],
      [
        /✗ Scope calendar.events.readonly: .*delegation is missing/,
        /unauthorized_client: Client is unauthorized/,
      ],
    ],
    [
      'one scope is missing',
      () => here.google.oauth.allowScopes([reading]),
      ['--admin', grace],
      [
        /✓ Scope calendar.events.readonly/,
        /✗ Scope admin.directory.user.readonly: .*lacks the scope/,
        /– Directory: Not tried/,
        /It can take 24 hours/,
      ],
    ],
    [
      'the person we act as is no admin',
      () => {},
      ['--admin', ada],
      [
        /✗ Directory: .*is no admin/,
        /Give an admin's address/,
        /Not Authorized to access this resource\/api/,
      ],
    ],
    [
      'the Admin SDK is off',
      () => here.google.traffic.setApi('directory', false),
      ['--admin', grace],
      [
        /✗ Directory: .*Admin SDK API is switched off/,
        /apis\/library\/admin.googleapis.com/,
        /accessNotConfigured/,
      ],
    ],
    [
      'the Calendar API is off',
      () => here.google.traffic.setApi('calendar', false),
      ['--admin', grace],
      [
        /✗ Calendar: .*Google Calendar API is switched off/,
        /apis\/library\/calendar-json/,
        /accessNotConfigured/,
      ],
    ],
    [
      'the key was deleted',
      () => here.google.oauth.deleteKey(here.key.private_key_id),
      ['--admin', grace],
      [
        /the key of the service account was deleted/,
        /Make a new key/,
        /invalid_grant: Invalid JWT Signature/,
      ],
    ],
    [
      'this server’s clock is wrong',
      () => here.google.setClockSkew(HOUR),
      ['--admin', grace],
      [/✗ Clock: This server’s clock is 60 minutes slow. Set it \(NTP\)/, /– Scope .*Not tried/],
    ],
    [
      'the admin is suspended',
      () => here.google.company.suspend(ada),
      ['--admin', ada],
      [/no active user of this address/, /primary address/, /invalid_grant: Invalid email or User ID/],
    ],
    [
      'nobody chosen has a calendar',
      () => {},
      ['--admin', grace, '--people', 'maria@example.com'],
      [/✗ Calendar: No calendar could be read.*Calendar is switched off for this person/, /notACalendarUser/],
    ],
    [
      'the domain is another',
      () => {},
      ['--admin', grace, '--domains', 'example.org'],
      [/✗ Directory: Nobody in the directory is at example.org; it has example.com/],
    ],
    [
      'the group is unknown',
      () => {},
      ['--admin', grace, '--groups', 'none@example.com'],
      [/✗ Group none@example.com/],
    ],
    ['the unit is empty', () => {}, ['--admin', grace, '--units', '/None'], [/✗ Unit \/None/]],
  ])('%s', async (_why, breakIt, args, sentences) => {
    breakIt()
    const { status, stdout, stderr } = await connect(...args)
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    for (const sentence of sentences) expect(stdout).toMatch(sentence)
    expect(stdout).toContain('Nothing was stored or changed.')
    expect(await stored()).toEqual([])
  })

  test('a missing right comes with what to paste in the Admin console: client id and scopes', async () => {
    here.google.oauth.allowScopes(readScopes.filter((scope) => scope !== people))
    const { stdout } = await connect('--admin', grace)
    expect(stdout).toContain(`Client ID     ${here.key.client_id}\n`)
    expect(stdout).toContain(`OAuth scopes  ${reading},${people}\n`)
  })
})

describe('calendars that are named one by one', () => {
  test('one is read, all are stored; whose calendar cannot be read is said', async () => {
    here.google.company.suspend(ada)
    const { status, stdout } = await connect('--people', `${ada},${grace}`)
    expect(status).toBe(0)
    expect(stdout).toMatch(/✓ Calendar: Read 0 events of grace@example.com. Google refused ada@example.com/)
    expect(stdout).toContain('2 calendars are watched from now on')
  })

  test.each([
    ['an alias', 'hopper@example.com', /no active user of this address.*alias/, /Invalid email or User ID/],
    ['without Calendar', 'maria@example.com', /Calendar is switched off for this person/, /notACalendarUser/],
  ])('%s', async (_why, person, sentence, raw) => {
    const { status, stdout } = await connect('--people', person)
    expect(status).toBe(1)
    for (const words of [sentence, /Nobody else is affected/, raw]) expect(stdout).toMatch(words)
    expect(await stored()).toEqual([])
  })

  test('an account that is connected with its directory keeps it', async () => {
    await connect('--admin', grace)
    const { status, stderr } = await connect('--people', ada)
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`--admin ${grace}`),
    })
  })
})

describe('a wrong call is one line and status 2', () => {
  test.each([
    [['--admin', grace, '--people', 'all', '--units', '/Sales'], 'Choose people in one way'],
    [['--admin', grace, '--units', 'Sales'], 'begins with /'],
    [['--admin', grace, '--domains', 'ada@example.com'], 'is no mail domain'],
    [['--admin', 'ada@gmail.com'], 'Everybody can have an address like ada@gmail.com'],
    [['--admin', grace, '--leave-out', 'linus'], '“linus” is no mail address'],
    [['--admin', grace, '--people', ' , '], 'Whose calendars?'],
    [['--units', '/Sales'], '--admin EMAIL'],
    [['--people', 'all'], '--admin EMAIL'],
  ])('%j', async (args, sentence) => {
    const { status, stdout, stderr } = await connect(...args)
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    })
    expect(stderr).toContain(sentence)
  })
})
