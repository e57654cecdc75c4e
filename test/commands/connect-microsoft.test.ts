import { randomUUID, X509Certificate } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readRoles } from '../../src/sandbox/graph/oauth/apps.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { beside, graphFor } from '../support/beside.ts'
import { halfhour } from '../support/command.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const folder = mkdtempSync(join(tmpdir(), 'halfhour-secrets-'))
let here: GraphScene
let env: Record<string, string>

const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

beforeAll(async () => {
  here = await graphScene()
  env = { ...beside(held.store), ...(await graphFor(here)) }
  file('secret', `${here.app.secret}\n`)
})
afterAll(() => here.graph.close())
beforeEach(async () => {
  await settle(held.store, here.clock.now)
  await held.store.db.deleteFrom('connections').execute()
  here.graph.oauth.block(here.app.clientId, null)
  here.graph.oauth.setRoles(here.app.clientId, readRoles)
  here.graph.limitMailboxes(here.app.clientId, null)
})

const app = () => ['--tenant', here.graph.tenantId, '--client-id', here.app.clientId]
const run = (args: string[], typed = '') => halfhour(['connect', 'microsoft', ...args], env, typed)
const connect = (...args: string[]) =>
  run([...app(), '--secret-file', join(folder, 'secret'), '--domains', 'example.com', ...args])
const stored = () => held.store.connections.all()
const credentials = async () =>
  held.store.connections.credentialsOf((await stored())[0]!.id, held.store.secrets)

describe('a tenant', () => {
  test('is tested step by step, then saved: its secret sealed and shown nowhere, its people to be read at once', async () => {
    const { status, stdout, stderr } = await connect('--secret-expires', '2031-06-30')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const steps = stdout.split('\n').filter((line) => /^[✓✗–]/.test(line))
    expect(steps.map((line) => line.split(':')[0])).toEqual([
      ...['✓ App registration', '✓ Tenant', '✓ App', '✓ Secret', '✓ Sign-in', '✓ Permission Calendars.Read'],
      ...['✓ Permission User.Read.All', '✓ Permission MailboxSettings.Read', '✓ Directory', '✓ Calendar'],
    ])
    expect(stdout).toContain('Connected: everybody, of example.com.')
    expect(stdout).toContain('2031-06-30')
    expect(stdout).not.toContain(here.app.secret)
    const row = await held.store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ kind: 'microsoft', name: 'Microsoft 365 (example.com)' })
    expect(row.credentials?.toString('latin1')).not.toContain(here.app.secret)
    expect(row.options).toEqual({
      ...{ domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] },
      ...{ proof: 'secret', secretExpires: '2031-06-30' },
    })
    expect(row.directory_look_at).toBeLessThanOrEqual(Date.now())
    expect(await held.store.settings.domains()).toContain('example.com')
    expect(await credentials()).toMatchObject({
      client_secret: here.app.secret,
      secret_expires: '2031-06-30',
    })
  })

  test('a domain names the tenant as well, and is its mail domain; the secret may be pasted', async () => {
    const named = ['--tenant', ' EXAMPLE.com ', '--client-id', here.app.clientId, '--secret', '-']
    const { status, stdout, stderr } = await run(named, `${here.app.secret}\n`)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).not.toContain(here.app.secret)
    expect(await credentials()).toMatchObject({ tenant: here.graph.tenantId })
    expect((await stored())[0]?.options).toMatchObject({ domains: ['example.com'] })
  })

  test('a certificate serves as well', async () => {
    const { certificate, privateKey } = await here.graph.oauth.addCertificate(here.app.clientId)
    const pem = file('app.pem', `${certificate}\n${privateKey}`)
    const { status, stdout } = await run([...app(), '--certificate', pem, '--domains', 'example.com'])
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/✓ Certificate: .*until/),
    })
    const row = await held.store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()
    expect(row.credentials?.toString('latin1')).not.toContain('PRIVATE KEY')
    const secretExpires = new Date(new X509Certificate(certificate).validTo).toISOString().slice(0, 10)
    expect(row.options).toMatchObject({ proof: 'certificate', secretExpires })
  })

  test('the same app again takes the new secret and choice, and keeps what was read', async () => {
    await connect()
    const [{ id } = { id: 0 }] = await stored()
    const calendar = { id: `${id}:1`, connection: id, owner: ada, providerId: ada, zone: null }
    await held.store.calendars.add(calendar, here.clock.now)
    const { secret } = here.graph.oauth.addSecret(here.app.clientId)
    const second = file('second', secret)
    const { status } = await run([
      ...['--tenant', 'example.com', '--client-id', here.app.clientId.toUpperCase(), '--secret-file', second],
      ...['--people', `${ada}, ${linus}`, '--leave-out', grace],
    ])
    expect(status).toBe(0)
    expect(await stored()).toMatchObject([
      { id, options: { choice: { by: 'list', people: [ada, linus] }, leaveOut: [grace] } },
    ])
    expect(await credentials()).toMatchObject({ client_secret: secret })
    expect(await held.store.calendars.byId(`${id}:1`)).not.toBeNull()
  })

  test('groups need one permission more; departments are told with each person', async () => {
    here.graph.company.addGroup('leads@example.com', [linus])
    const chosen = await connect('--groups', 'leads@example.com')
    expect(chosen.stderr).toBe('')
    expect(chosen.stdout).toMatch(/✓ Permission GroupMember.Read.All/)
    expect((await stored())[0]?.options).toMatchObject({
      choice: { by: 'groups', groups: ['leads@example.com'] },
    })
    const { status, stdout } = await connect('--departments', 'Sales, Art')
    expect(status).toBe(1)
    expect(stdout).toMatch(/✗ Department Sales: Nobody is in the department Sales\./)
    expect(stdout).not.toContain('GroupMember')
    expect((await stored())[0]?.options).toMatchObject({ choice: { by: 'groups' } })
  })

  test('a mailbox that must be refused: refused, all is well and the doctor looks again; readable, nothing is stored', async () => {
    const { status, stdout } = await connect('--must-refuse', linus)
    expect(status).toBe(1)
    expect(stdout).toMatch(/✗ Mailbox that must be refused: The mailbox of linus@example.com can be read/)
    expect(stdout).toMatch(/Grants add up/)
    expect(await stored()).toEqual([])
    here.graph.limitMailboxes(here.app.clientId, [ada, grace])
    expect((await connect('--must-refuse', linus)).status).toBe(0)
    here.graph.limitMailboxes(here.app.clientId, null)
    const examined = await halfhour(['doctor'], env)
    expect(examined.stdout).toMatch(/✗ Mailbox that must be refused/)
    expect(examined.stdout).toMatch(/✓ Directory/)
  })

  test('one that is busy is noted by the doctor, and nothing is broken', async () => {
    await connect()
    here.graph.traffic.forceFailures([{ failure: 'throttled', kind: 'users.list', retryAfter: 5 }])
    const { status, stdout } = await halfhour(['doctor'], env)
    expect(stdout).toMatch(/\n! Directory: Microsoft is busy: .*Nothing is broken\./)
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/\nNothing is broken\.\n$/),
    })
  })

  test('is disconnected, and what goes on working at Microsoft is said', async () => {
    await connect()
    const { status, stdout } = await halfhour(['disconnect', 'microsoft 365 (example.com)', '--yes'], env)
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('delete the app there too'),
    })
    expect(await stored()).toEqual([])
  })
})

describe('a test that fails says what Microsoft said, what that means and what to do; nothing is stored', () => {
  const consent = () =>
    `  Consent      ${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${here.app.clientId}\n`

  test.each<[string, () => unknown, RegExp[]]>([
    [
      'a permission was not consented to',
      () => here.graph.oauth.setRoles(here.app.clientId, ['Calendars.Read']),
      [/✓ Permission Calendars.Read/, /✗ Permission User.Read.All/, /– Directory: Not tried/],
    ],
    [
      'nobody consented',
      () => here.graph.oauth.block(here.app.clientId, 'noConsent'),
      [/✗ Sign-in: .*nobody has consented/, /AADSTS65001/, /– Directory: Not tried/],
    ],
  ])('%s: with the link to consent', async (_why, breakIt, sentences) => {
    breakIt()
    const { status, stdout, stderr } = await connect()
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    for (const sentence of sentences) expect(stdout).toMatch(sentence)
    expect(stdout).toContain(consent())
    expect(stdout).toContain('  Permissions  Calendars.Read, User.Read.All, MailboxSettings.Read\n')
    expect(stdout).toContain('Nothing was stored or changed.')
    expect(await stored()).toEqual([])
  })

  test.each<[string, () => string[], RegExp]>([
    [
      "the secret's id in place of the secret",
      () => [...app(), '--secret-file', file('id', here.app.secretId)],
      /✗ App registration: .*column Value/,
    ],
    ['a wrong secret', () => [...app(), '--secret-file', file('wrong', 'abc~123')], /✗ Secret: .*wrong.*/],
    [
      'another tenant',
      () => [
        ...['--tenant', randomUUID(), '--client-id', here.app.clientId],
        ...['--secret-file', join(folder, 'secret')],
      ],
      /✗ Tenant: .*knows no tenant/,
    ],
  ])('%s', async (_why, args, sentence) => {
    const { status, stdout, stderr } = await run([...args(), '--domains', 'example.com'])
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    expect(stdout).toMatch(sentence)
    expect(stdout).not.toContain('Consent  ')
    expect(stdout).not.toMatch(/abc~123|sbx8Q/)
    expect(await stored()).toEqual([])
  })
})

describe('a wrong call is one line and status 2', () => {
  test.each([
    [['--domains', 'example.com'], 'Give one of --secret - '],
    [['--domains', 'example.com', '--secret', 'hunter2'], 'seen by everybody on this machine'],
    [['--secret', '-'], "Name the company's mail domains"],
    [['--secret', '-', '--tenant', 'https://acme.test/'], 'The tenant https://acme.test/ is none: give the'],
    [['--secret', '-', '--domains', 'example.com', '--secret-expires', '30.6.2031'], 'is no date'],
    [['--secret', '-', '--domains', 'example.com', '--secret-expires', '2020-01-31'], 'That day is over.'],
    [['--secret', '-', '--domains', 'example.com'], 'No secret was given: nothing came from the terminal or'],
    [
      ['--secret-file', file('empty', '\n'), '--domains', 'example.com'],
      'No secret was given: nothing is in /',
    ],
    [
      ['--secret', '-', '--domains', 'example.com', '--people', 'all', '--departments', 'Sales'],
      'Choose people in one way: --people (or --people-file), --groups or --departments.',
    ],
  ])('%j', async (args, sentence) => {
    const { status, stdout, stderr } = await run([...app(), ...args])
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    })
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('hunter2')
  })
})
