// The set-up of a tenant with the real steps behind it, against the sandbox: what is wrong is named, then all is saved.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectingFor } from '../../src/connecting/pages.ts'
import { DAY } from '../../src/domain/types.ts'
import { readRoles } from '../../src/sandbox/graph/oauth/apps.ts'
import { openServices } from '../../src/services.ts'
import { secretsOf } from '../../src/store/secrets.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, grace, linus } from '../sandbox/support.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { interrupted, type Meanwhile } from './meanwhile.ts'
import { now, webOver } from './support.ts'

const held = testStore()
let here: GraphScene
let app: FastifyInstance
let clientId: string
const meanwhile: Meanwhile = { act: null }
beforeAll(async () => {
  here = await graphScene()
  clientId = here.app.clientId
})
afterAll(() => here.graph.close())
beforeEach(async () => {
  const { store } = held
  await settle(store, here.clock.now)
  await store.db.deleteFrom('connections').execute()
  here.graph.oauth.block(clientId, null)
  here.graph.oauth.setRoles(clientId, readRoles)
  here.graph.limitMailboxes(clientId, null)
  const config = {
    ...{ googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false },
    ...{ microsoftGraphUrl: here.graph.url, microsoftLoginUrl: here.graph.loginUrl },
  }
  const clock = { now: () => here.clock.now, wall: () => now }
  const connecting = connectingFor({ store, services: openServices(store, config), config, clock })
  const microsoft = interrupted(connecting.microsoft, meanwhile)
  app = await webOver(store, { connecting: { ...connecting, microsoft }, clock })
})

const own = { host: 'localhost', origin: 'http://localhost' }
const read = (html: string) =>
  html
    .replaceAll('&#x3D;', '=')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
const look = async (url: string) => (await app.inject(url)).body
async function post(url: string, fields: Record<string, string | File>) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const sent = new Response(form)
  const headers = { ...own, 'content-type': sent.headers.get('content-type') ?? '' }
  const payload = Buffer.from(await sent.arrayBuffer())
  const { body, statusCode } = await app.inject({ method: 'POST', url, headers, payload })
  return { body, statusCode, text: read(body) }
}
const hidden = (html: string, name: string) => RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

const page = '/connections/microsoft'
const registration = () => ({ tenant: here.graph.tenantId, client_id: clientId, proof: 'secret' })
const given = () => ({ ...registration(), client_secret: here.app.secret })
/** The form of people as it stands once a key was given. */
const everybody = async (key: Record<string, string | File> = given()) => ({
  sealed: hidden((await post(page, key)).body, 'sealed'),
  ...{ domains: 'example.com', by: 'all' },
})
const connections = () => held.store.connections.all()
const credentials = async () =>
  held.store.connections.credentialsOf((await connections())[0]!.id, held.store.secrets)
/** Connects, and returns the connection. */
async function connected(more: object = {}): Promise<number> {
  await post(`${page}/test`, { ...(await everybody({ ...given(), ...more })) })
  return (await connections())[0]!.id
}

/** The first test is on its way when the other one begins and ends. */
function during<T>(first: () => Promise<T>, other: () => Promise<unknown>): Promise<T> {
  meanwhile.act = other
  return first()
}

const ends = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10)

describe('the app', () => {
  test('is asked for with what to do before: each permission to be copied', async () => {
    const body = await look(page)
    expect(read(body)).toMatch(
      /Register an app .* Allow it to read .* Make a secret, or upload a certificate/,
    )
    for (const role of readRoles) expect(body).toContain(`<code data-copy>${role}</code>`)
    expect(body).toContain('href="https://entra.microsoft.com/#view/')
  })

  test('given with its secret leads to consent and people; the secret is not shown again', async () => {
    const { statusCode, body } = await post(page, given())
    expect(statusCode).toBe(200)
    const link = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${clientId}`
    expect(body.replaceAll('&#x3D;', '=')).toContain(`<code data-copy>${link}</code>`)
    expect(body).not.toContain(here.app.secret)
    expect(Buffer.from(hidden(body, 'sealed'), 'base64url').toString('latin1')).not.toContain(here.app.secret)
  })

  test('of a tenant that is named by its domain: that is its mail domain, too', async () => {
    const { body } = await post(page, { ...given(), tenant: 'Example.com' })
    expect(body).toContain('name="domains" value="example.com"')
    const { body: atMicrosoft } = await post(page, { ...given(), tenant: 'example.onmicrosoft.com' })
    expect(atMicrosoft).toContain('name="domains" value=""')
  })

  test.each<[string, () => Record<string, string | File>, string, string]>([
    ['no tenant', () => ({ tenant: ' ' }), 'tenant', 'Give the tenant'],
    ['no name of a tenant', () => ({ tenant: 'ours <b>' }), 'tenant', 'Directory (tenant) ID'],
    ['no client id', () => ({ client_id: '' }), 'client_id', 'Give the client id'],
    ['a name for the client id', () => ({ client_id: 'halfhour' }), 'client_id', 'Application (client) ID'],
    ['no secret', () => ({ client_secret: ' ' }), 'client_secret', 'Paste the secret'],
    ['the id of the secret', () => ({ client_secret: here.app.secretId }), 'client_secret', 'column Value'],
    ['no day', () => ({ secret_expires: '30.6.2031' }), 'secret_expires', '“30.6.2031” is no day.'],
    ['no day of the calendar', () => ({ secret_expires: '2031-02-30' }), 'secret_expires', 'is no day.'],
    ['a day that is over', () => ({ secret_expires: '2020-06-30' }), 'secret_expires', 'That day is over.'],
    ['neither secret nor certificate', () => ({ proof: 'x' }), 'proof', 'Choose a secret or a certificate.'],
    ['no certificate', () => ({ proof: 'certificate' }), 'certificate', 'Choose the file'],
    [
      'a certificate without its key',
      () => ({ proof: 'certificate', certificateFile: new File(['-----BEGIN CERTIFICATE-----'], 'a.pem') }),
      'certificate',
      'The certificate cannot be used',
    ],
  ])('%s: one sentence, at its field; no secret is shown again', async (_what, wrong, field, sentence) => {
    const { statusCode, body, text } = await post(page, { ...given(), ...wrong() })
    expect(statusCode).toBe(422)
    expect(text).toContain('1 field needs another look. Nothing was tested yet.')
    expect(body).toContain(`<a class="target" href="#${field}">`)
    expect(read(body.split(`id="${field}-problem"`)[1] ?? '')).toContain(sentence)
    expect(body).not.toContain(here.app.secret)
    expect(body).not.toContain(here.app.secretId)
    expect(body).not.toContain('<b>')
  })

  test('with something wrong keeps its secret, sealed: Entra shows it only once', async () => {
    const wrong = await post(page, { ...given(), tenant: 'ours', client_id: 'halfhour' })
    expect(wrong.text).toContain('2 fields need another look.')
    expect(wrong.text).toContain('What you gave before is kept')
    const kept = hidden(wrong.body, 'kept')
    const { statusCode } = await post(page, { ...registration(), client_secret: '', kept })
    expect(statusCode).toBe(200)
    const touched = `${kept.slice(0, -4)}${kept.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    expect((await post(page, { ...registration(), client_secret: '', kept: touched })).text).toContain(
      'Paste the secret',
    )
    expect(await connections()).toEqual([])
  })
})

test('another secret is asked for with tenant and app filled in; what an address says is never trusted', async () => {
  const { body } = await post(`${page}/test`, await everybody({ ...given(), client_secret: 'abc~123' }))
  expect(read(body)).toMatch(/Secret failed/)
  const another = /href="([^"]+)">Another app or secret/
    .exec(body)?.[1]
    ?.replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&')
  const form = await look(another ?? '')
  expect(form).toContain(`name="tenant" value="${here.graph.tenantId}"`)
  expect(form).toContain(`name="client_id" value="${clientId}"`)
  const odd =
    '?tenant=%22%3E%3Cb%3E&client_id=a&client_id=b&client_secret=hunter2&certificateFile=x&certificateFile=y&__proto__=z'
  const { statusCode, body: shown } = await app.inject(page + odd)
  expect(statusCode).toBe(200)
  expect(shown).toContain('value="&quot;&gt;&lt;b&gt;"')
  expect(shown).not.toContain('hunter2')
})

describe('a tenant', () => {
  test('is tested step by step, then saved: with its day, its secret sealed', async () => {
    const secret_expires = ends(100)
    const { text } = await post(`${page}/test`, await everybody({ ...given(), secret_expires }))
    expect(text).toMatch(/App registration worked .* Secret worked .* Directory worked .* Calendar worked/)
    expect(text).toContain('Everything worked.')
    expect(text).toContain('The connection is saved.')
    expect(await connections()).toMatchObject([
      { kind: 'microsoft', name: 'Microsoft 365 (example.com)', options: { choice: { by: 'all' } } },
    ])
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret, secret_expires })
  })

  test('proves itself by a certificate, given as a file', async () => {
    const { certificate, privateKey } = await here.graph.oauth.addCertificate(clientId)
    const certificateFile = new File([`${certificate}\n${privateKey}`], 'app.pem')
    const proven = { ...registration(), proof: 'certificate', certificate: '', certificateFile }
    const { text, body } = await post(`${page}/test`, await everybody(proven))
    expect(text).toMatch(/Certificate worked The certificate is accepted\b.* until \d{4}-/)
    expect(text).toContain('The connection is saved.')
    expect(body).not.toContain('PRIVATE KEY')
    expect(read(await look('/connections'))).toContain('The certificate expires')
  })

  test('nobody consented for is told so with the link, and connected once it was opened', async () => {
    here.graph.oauth.block(clientId, 'noConsent')
    const form = await everybody()
    const failed = await post(`${page}/test`, form)
    const link = `${here.graph.loginUrl}${here.graph.tenantId}/adminconsent?client_id=${clientId}`
    expect(failed.text).toMatch(/Sign-in failed .*nobody has consented .*What to do: .*AADSTS65001/)
    expect(failed.body.replaceAll('&#x3D;', '=')).toContain(
      `<a href="${link}" target="_blank" rel="noreferrer">`,
    )
    expect(await connections()).toEqual([])
    here.graph.oauth.block(clientId, null)
    const again = await post(`${page}/test`, { ...form, sealed: hidden(failed.body, 'sealed') })
    expect(again.text).toContain('The connection is saved.')
  })

  test('that lacks a permission hears which one, and the link to consent', async () => {
    here.graph.oauth.setRoles(clientId, ['Calendars.Read', 'User.Read.All', 'MailboxSettings.Read'])
    here.graph.company.addGroup('leads@example.com', [ada])
    const form = { ...(await everybody()), by: 'groups', groups: 'leads@example.com' }
    const { text, body } = await post(`${page}/test`, form)
    expect(text).toMatch(
      /Permission GroupMember\.Read\.All failed .*add GroupMember\.Read\.All \(Application\)/,
    )
    expect(body).toMatch(/<a href="[^"]+adminconsent\?client_id&#x3D;/)
    expect(body).toContain('leads@example.com</textarea>')
    expect(await connections()).toEqual([])
  })

  test('chooses departments by their names', async () => {
    here.graph.company.setUnit(grace, 'Sales')
    const form = { ...(await everybody()), by: 'units', units: 'Sales\n' }
    expect((await post(`${page}/test`, form)).text).toContain('The connection is saved.')
    expect((await connections())[0]?.options).toMatchObject({ choice: { by: 'units', units: ['/Sales'] } })
    expect(read(await look('/connections'))).toContain('Watches 1 department: Sales')
  })

  test('is not saved while a mailbox can be read that must be refused', async () => {
    const form = { ...(await everybody()), mustBeRefused: linus }
    const { text, body } = await post(`${page}/test`, form)
    expect(text).toMatch(/Mailbox that must be refused failed .*linus@example\.com can be read/)
    expect(body).toContain(`name="mustBeRefused" value="${linus}"`)
    expect(await connections()).toEqual([])
    here.graph.limitMailboxes(clientId, [ada, grace])
    expect((await post(`${page}/test`, form)).text).toContain('The connection is saved.')
    expect((await connections())[0]?.options).toMatchObject({ mustBeRefused: linus })
  })

  test('is not tested with fields that cannot be used', async () => {
    const form = { ...(await everybody()), domains: '', mustBeRefused: 'boss', by: 'units' }
    const { statusCode, text } = await post(`${page}/test`, form)
    expect(statusCode).toBe(422)
    expect(text).toContain('3 fields need another look. Nothing was tested yet.')
    expect((await post(`${page}/test`, { ...form, sealed: 'x' })).text).toContain(
      'once more: it is kept for a day',
    )
  })
})

describe('a tenant that is connected', () => {
  test('shows whose it is, by what, and when the secret expires', async () => {
    await connected({ secret_expires: ends(100) })
    const text = read(await look('/connections'))
    expect(text).toContain(`Tenant ${here.graph.tenantId}`)
    expect(text).toContain(`App ${clientId}`)
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
    expect(text).toContain(`The secret expires ${day.format(Date.parse(ends(100)))}`)
    expect(text).not.toContain(here.app.secret)
  })

  test.each([
    [ends(20), 'Give a new one before.', 'standing wait'],
    [ends(0), 'Give a new one.', 'standing trouble'],
  ])('whose secret ends on %s: %s', async (secret_expires, words, standing) => {
    await connected({ secret_expires })
    const body = await look('/connections')
    expect(read(body)).toContain(words)
    expect(body).toContain(
      `${standing}"><span class="sign" aria-hidden="true"></span><time datetime="${secret_expires}"`,
    )
  })

  test('can watch others later, without its secret being given again; and be tested again', async () => {
    const id = await connected({ secret_expires: ends(100) })
    const body = await look(`/connections/${id}/microsoft`)
    expect(body).toContain('<h1>Change whose calendars are watched</h1>')
    expect(body).not.toContain(here.app.secret)
    const form = { domains: 'example.com', by: 'list', people: ada, leaveOut: grace }
    const of = { of: hidden(body, 'of') }
    expect(body).not.toContain('name="sealed"')
    expect((await post(`${page}/test`, { ...form, ...of })).text).toContain('The connection is saved.')
    expect(await connections()).toMatchObject([
      {
        id,
        options: { choice: { by: 'list', people: [ada] }, leaveOut: [grace], secretExpires: ends(100) },
      },
    ])
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret, secret_expires: ends(100) })
    const late = await post(`${page}/test`, { ...form, ...of, sealed: 'too old' })
    expect([late.statusCode, late.text.includes('Give a new secret')]).toEqual([422, true])
    expect(late.body).not.toContain('name="tenant"')
    expect((await post(`/connections/${id}/test`, {})).text).toContain('Everything worked.')
    here.graph.oauth.setRoles(clientId, [])
    expect((await post(`/connections/${id}/test`, {})).text).toMatch(/steps failed\./)
  })

  test('takes a new secret, with its day; who is watched stays', async () => {
    const id = await connected({ secret_expires: ends(5) })
    const form = await look(`/connections/${id}/microsoft/key`)
    expect(form).toContain('<h1>Give a new secret</h1>')
    expect(form).not.toContain('name="tenant"')
    const { secret } = here.graph.oauth.addSecret(clientId)
    const url = `/connections/${id}/microsoft/key`
    const { text } = await post(url, { proof: 'secret', client_secret: secret, secret_expires: ends(200) })
    expect(text).toContain('The connection is saved.')
    expect(await connections()).toMatchObject([{ id, options: { choice: { by: 'all' } } }])
    expect(await credentials()).toMatchObject({ client_secret: secret, secret_expires: ends(200) })
  })

  test('whose day nobody told takes it later: the secret that is stored stays', async () => {
    const id = await connected()
    expect(read(await look('/connections'))).toContain('nobody told when')
    const { text } = await post(`/connections/${id}/microsoft/key`, {
      ...{ proof: 'secret', client_secret: '', secret_expires: ends(200) },
    })
    expect(text).toContain('The connection is saved.')
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret, secret_expires: ends(200) })
    expect((await connections())[0]?.options).toMatchObject({ secretExpires: ends(200) })
  })

  test('an old form of people brings no old secret back, and none that was not given', async () => {
    const id = await connected({ secret_expires: ends(5) })
    const old = await look(`/connections/${id}/microsoft`)
    const { secret } = here.graph.oauth.addSecret(clientId)
    const newer = { proof: 'secret', client_secret: secret, secret_expires: ends(200) }
    await post(`/connections/${id}/microsoft/key`, newer)
    const brought = ['sealed', 'of'].filter((name) => old.includes(`name="${name}"`))
    const fields = Object.fromEntries(brought.map((name) => [name, hidden(old, name)]))
    const form = { ...fields, domains: 'example.com', by: 'list', people: ada }
    expect((await post(`${page}/test`, form)).text).toContain('The connection is saved.')
    expect(await credentials()).toMatchObject({ client_secret: secret, secret_expires: ends(200) })
    const options = { choice: { by: 'list', people: [ada] }, secretExpires: ends(200) }
    expect(await connections()).toMatchObject([{ id, options }])
  })

  test('a new secret that is tested leaves people as they were chosen meanwhile', async () => {
    const id = await connected()
    const { secret } = here.graph.oauth.addSecret(clientId)
    await during(
      () => post(`/connections/${id}/microsoft/key`, { proof: 'secret', client_secret: secret }),
      () => post(`${page}/test`, { of: String(id), domains: 'example.com', by: 'list', people: ada }),
    )
    expect(await connections()).toMatchObject([{ id, options: { choice: { by: 'list', people: [ada] } } }])
    expect(await credentials()).toMatchObject({ client_secret: secret })
  })

  test.each<[string, (id: number) => [string, Record<string, string>]]>([
    ['people', (id) => [`${page}/test`, { of: String(id), domains: 'example.com', by: 'list', people: ada }]],
    ['a day', (id) => [`/connections/${id}/microsoft/key`, { proof: 'secret', secret_expires: ends(300) }]],
  ])('%s tested with a secret that was replaced meanwhile: nothing of it is saved', async (_what, of) => {
    const id = await connected()
    const { secret } = here.graph.oauth.addSecret(clientId)
    const newer = { proof: 'secret', client_secret: secret, secret_expires: ends(200) }
    const { text } = await during(
      () => post(...of(id)),
      () => post(`/connections/${id}/microsoft/key`, newer),
    )
    expect(text).toContain('was given another key while this was tested. Nothing of it was saved')
    expect(await connections()).toMatchObject([{ id, options: { choice: { by: 'all' } } }])
    expect(await credentials()).toMatchObject({ client_secret: secret, secret_expires: ends(200) })
  })

  test('disconnected while it was tested stays so', async () => {
    const id = await connected()
    const { text } = await during(
      () => post(`/connections/${id}/microsoft/key`, { proof: 'secret', client_secret: here.app.secret }),
      () => post(`/connections/${id}/disconnect`, {}),
    )
    expect(text).toContain('It could not be finished.')
    expect(await connections()).toEqual([])
    const form = { of: String(id), domains: 'example.com', by: 'all' }
    expect((await post(`${page}/test`, form)).statusCode).toBe(404)
  })

  test('a new secret and other people, where only both together work', async () => {
    const id = await connected()
    here.graph.oauth.setRoles(clientId, [])
    const { secret } = here.graph.oauth.addSecret(clientId)
    const failed = await post(`/connections/${id}/microsoft/key`, { proof: 'secret', client_secret: secret })
    here.graph.oauth.setRoles(clientId, readRoles)
    const form = { of: hidden(failed.body, 'of'), sealed: hidden(failed.body, 'sealed') }
    const people = { domains: 'example.com', by: 'list', people: ada }
    expect((await post(`${page}/test`, { ...form, ...people })).text).toContain('The connection is saved.')
    expect(await credentials()).toMatchObject({ client_secret: secret })
    expect(await connections()).toMatchObject([{ id, options: { choice: { by: 'list', people: [ada] } } }])
  })

  test('keeps the day it expires where nothing is typed; one that fails to be tested is asked for again', async () => {
    const id = await connected({ secret_expires: ends(100) })
    const url = `/connections/${id}/microsoft/key`
    const nothing = { proof: 'secret', client_secret: '', secret_expires: '' }
    expect((await post(url, nothing)).text).toContain('The connection is saved.')
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret, secret_expires: ends(100) })
    expect((await connections())[0]?.options).toMatchObject({ secretExpires: ends(100) })
    here.graph.oauth.setRoles(clientId, [])
    const { body, text } = await post(url, { ...nothing, secret_expires: ends(200) })
    expect(text).toMatch(/steps failed\./)
    expect(body).toContain(`action="${url}"`)
    expect(body).toContain(`name="secret_expires" value="${ends(200)}"`)
    expect(body).not.toContain('name="sealed"')
  })

  test('forgets the day of a secret that is replaced by one whose day nobody tells', async () => {
    const id = await connected({ secret_expires: ends(5) })
    const { secret } = here.graph.oauth.addSecret(clientId)
    await post(`/connections/${id}/microsoft/key`, { proof: 'secret', client_secret: secret })
    expect(await credentials()).not.toHaveProperty('secret_expires')
    expect((await connections())[0]?.options).not.toHaveProperty('secretExpires')
  })

  test('takes no key of another app, though a form brings it', async () => {
    const id = await connected()
    const other = { ...given(), client_id: '24a09397-585b-4f91-a835-732e9a6b82ba' }
    const form = { ...(await everybody(other)), of: String(id) }
    const { statusCode, text } = await post(`${page}/test`, form)
    expect([statusCode, text.includes('of another account than this connection')]).toEqual([422, true])
    expect(await credentials()).toMatchObject({ client_id: clientId })
  })

  test('keeps its old secret where the new one does not work, or is none', async () => {
    const id = await connected()
    const url = `/connections/${id}/microsoft/key`
    const wrong = await post(url, { proof: 'secret', client_secret: 'abc~123' })
    expect(wrong.text).toMatch(/Secret failed .*wrong/)
    expect(wrong.body).toContain(`href="/connections/${id}/microsoft/key"`)
    expect(wrong.body).not.toContain('abc~123')
    const none = await post(url, { proof: 'secret', client_secret: here.app.secretId })
    expect([none.statusCode, none.body.includes('<h1>Give a new secret</h1>')]).toEqual([422, true])
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret })
  })

  test('that another SECRET_KEY sealed takes app and secret again, and is mended', async () => {
    const { store } = held
    const options = { domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
    const known = {
      kind: 'microsoft' as const,
      name: 'Microsoft 365 (example.com)',
      credentials: {},
      options,
    }
    const id = await store.connections.add(known, secretsOf(Buffer.alloc(32, 9)), 0)
    const body = await look(`/connections/${id}/microsoft`)
    expect(read(body)).toContain('was encrypted with another SECRET_KEY')
    expect(body).toContain('name="tenant"')
    const { text } = await post(`/connections/${id}/microsoft/key`, given())
    expect(text).toContain('The connection is saved.')
    expect(await connections()).toMatchObject([{ id }])
    expect(await credentials()).toMatchObject({ client_id: clientId })
  })

  test('is disconnected, and what goes on working at Microsoft is said before', async () => {
    const id = await connected()
    expect(read(await look(`/connections/${id}/disconnect`))).toContain('delete the app there too')
    await post(`/connections/${id}/disconnect`, {})
    expect(await connections()).toEqual([])
  })
})

test('a single person is told where their consent can be taken back', async () => {
  const { connections, secrets } = held.store
  const options = { owner: ada }
  const theirs = { kind: 'microsoft' as const, name: 'Outlook calendar of Ada', credentials: {}, options }
  const id = await connections.add(theirs, secrets, 0)
  const body = await look(`/connections/${id}/disconnect`)
  expect(body).toContain('href="https://myapps.microsoft.com"')
  for (const path of ['', '/key'])
    expect((await app.inject(`/connections/${id}/microsoft${path}`)).statusCode).toBe(404)
})
