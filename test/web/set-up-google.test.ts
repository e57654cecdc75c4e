// The set-up of a company with the real steps behind it, against the sandbox: what is missing is named, then all is saved.
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectingFor } from '../../src/connecting/pages.ts'
import { openServices } from '../../src/services.ts'
import { secretsOf } from '../../src/store/secrets.ts'
import { grace, type Scene, scene } from '../sandbox/support.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { interrupted, type Meanwhile } from './meanwhile.ts'
import { groupScope, scopes } from './scripted.ts'
import { webOver } from './support.ts'

const held = testStore()
let here: Scene
let app: FastifyInstance
const meanwhile: Meanwhile = { act: null }
beforeAll(async () => {
  here = await scene()
})
afterAll(() => here.google.close())
beforeEach(async () => {
  const { store } = held
  await settle(store, here.clock.now)
  await store.db.deleteFrom('connections').execute()
  const { url, tokenUrl } = here.google
  const config = {
    ...{ googleRootUrl: url, googleTokenUrl: tokenUrl, allowPrivateFeeds: false },
    ...{ googleClientId: undefined, googleClientSecret: undefined },
  }
  const clock = { now: () => here.clock.now, wall: Date.now }
  const connecting = connectingFor({ store, services: openServices(store, config), config, clock })
  const google = interrupted(connecting.google, meanwhile)
  app = await webOver(store, { connecting: { ...connecting, google }, clock })
})

const own = {
  host: 'localhost',
  origin: 'http://localhost',
  'content-type': 'application/x-www-form-urlencoded',
}
const post = async (url: string, fields: Record<string, string>) => {
  const { body } = await app.inject({
    method: 'POST',
    url,
    headers: own,
    payload: new URLSearchParams(fields).toString(),
  })
  return { body, text: body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
}
const sealedIn = (html: string) => /name="sealed" value="([^"]+)"/.exec(html)?.[1] ?? ''
const sealed = async () =>
  sealedIn((await post('/connections/google', { key: JSON.stringify(here.key) })).body)
const connections = () => held.store.connections.all()

describe('a company', () => {
  test('whose admin forgot a permission is told which, and connected once it is there', async () => {
    here.google.oauth.allowScopes(scopes.slice(0, 1))
    const form = { sealed: await sealed(), admin: grace, by: 'all' }
    const { body, text } = await post('/connections/google/test', form)
    expect(text).toMatch(/admin\.directory\.user\.readonly failed .*What to do: .*unauthorized_client/)
    expect(text).toContain(here.key.client_id)
    expect(await connections()).toEqual([])
    here.google.oauth.allowScopes(scopes)
    const again = await post('/connections/google/test', { ...form, sealed: sealedIn(body) })
    expect(again.text).toContain('Everything worked.')
    expect(await connections()).toMatchObject([
      { kind: 'google', options: { admin: grace, domains: ['example.com'], choice: { by: 'all' } } },
    ])
    expect(body + again.body).not.toContain(here.key.private_key.slice(40, 80))
  })

  test('is asked for the permission to read groups only where people are chosen by group', async () => {
    here.google.oauth.allowScopes(scopes)
    const form = { sealed: await sealed(), admin: grace, by: 'groups', groups: 'team@example.com' }
    const { text, body } = await post('/connections/google/test', form)
    expect(text).toContain('group.member.readonly failed')
    expect(body.replace(/<\/?span>/g, '')).toContain(`<code data-copy>${groupScope}</code>`)
    expect(await connections()).toEqual([])
  })

  test('can watch others later, without its key being given again, and be tested whenever somebody wants', async () => {
    here.google.oauth.allowScopes(scopes)
    const chosen = { admin: grace, by: 'list', people: 'ada@example.com', leaveOut: 'linus@example.com' }
    await post('/connections/google/test', { sealed: await sealed(), ...chosen })
    const [{ id } = { id: 0 }] = await connections()
    const { body, statusCode } = await app.inject(`/connections/${id}/google`)
    expect(statusCode).toBe(200)
    expect(body).toMatch(/value="list" checked/)
    expect(body).toContain('<h1>Change whose calendars are watched</h1>')
    expect(body).toContain(`href="/connections/${id}/google/key"`)
    expect(body).not.toContain('name="sealed"')
    const mistyped = { ...chosen, people: 'ada', of: String(id) }
    expect((await post('/connections/google/test', mistyped)).body).toContain('<h1>Change whose')
    expect(body).toContain('linus@example.com</textarea>')
    expect(body).not.toContain(here.key.private_key.slice(40, 80))
    const changed = await post('/connections/google/test', { ...chosen, by: 'all', of: String(id) })
    expect(changed.body).toContain(`href="/connections?done=changed&amp;of=${id}"`)
    const after = await app.inject(`/connections?done=changed&of=${id}`)
    expect(after.body).toMatch(/Changed: [^<]+\. Its people are read within a minute\./)
    expect(await connections()).toMatchObject([{ id, options: { choice: { by: 'all' } } }])
    expect((await post(`/connections/${id}/test`, {})).text).toContain('Everything worked.')
    here.google.oauth.allowScopes([])
    expect((await post(`/connections/${id}/test`, {})).text).toMatch(/steps? failed\./)
  })
})

describe('a new key of a company that is connected', () => {
  const connected = async () => {
    here.google.oauth.allowScopes(scopes)
    const chosen = { admin: grace, by: 'list', people: 'ada@example.com' }
    await post('/connections/google/test', { sealed: await sealed(), ...chosen })
    return (await connections())[0]!.id
  }
  const stored = async (id: number) => held.store.connections.credentialsOf(id, held.store.secrets)

  test('is tested at once, and saved; who is watched stays', async () => {
    const id = await connected()
    const newer = { ...here.key, private_key_id: 'newer' }
    const { text, body } = await post(`/connections/${id}/google/key`, { key: JSON.stringify(newer) })
    expect(text).toContain('The connection is saved.')
    const after = await app.inject(`/connections?done=key&of=${id}`)
    expect(body).toContain(`href="/connections?done=key&amp;of=${id}"`)
    expect(after.body).toMatch(/Saved: [^<]+\. Its people are read within a minute\./)
    expect(await stored(id)).toMatchObject({ private_key_id: 'newer' })
    expect(await connections()).toMatchObject([{ id, options: { choice: { people: ['ada@example.com'] } } }])
  })

  test('that was deleted is asked for again, and no people; in a first set-up, too', async () => {
    const id = await connected()
    const newer = await here.google.oauth.addKey()
    here.google.oauth.deleteKey(newer.private_key_id)
    const { body } = await post(`/connections/${id}/google/key`, { key: JSON.stringify(newer) })
    const again = body.split('role="status"')[1]!
    expect(again).toContain(`action="/connections/${id}/google/key"`)
    expect(again).toContain('<textarea id="key"')
    expect(again).not.toContain('name="admin"')
    const first = (await post('/connections/google', { key: JSON.stringify(newer) })).body
    const form = { sealed: sealedIn(first), admin: grace, by: 'all' }
    const below = (await post('/connections/google/test', form)).body.split('role="status"')[1]!
    expect(below).toContain('action="/connections/google"')
    expect(below).toContain(`type="hidden" name="admin" value="${grace}"`)
  })

  test('is not undone by an old form of people; people are not undone by its test', async () => {
    const id = await connected()
    const newer = JSON.stringify({ ...here.key, private_key_id: 'newer' })
    const people = { admin: grace, by: 'list', people: 'linus@example.com', of: String(id) }
    meanwhile.act = () => post('/connections/google/test', people)
    expect((await post(`/connections/${id}/google/key`, { key: newer })).text).toContain('is saved.')
    expect((await post('/connections/google/test', { ...people, by: 'all' })).text).toContain('is saved.')
    expect(await stored(id)).toMatchObject({ private_key_id: 'newer' })
    const another = JSON.stringify({ ...here.key, private_key_id: 'another' })
    meanwhile.act = () => post('/connections/google/test', people)
    await post(`/connections/${id}/google/key`, { key: another })
    expect(await connections()).toMatchObject([
      { id, options: { choice: { people: ['linus@example.com'] } } },
    ])
    expect(await stored(id)).toMatchObject({ private_key_id: 'another' })
  })

  test('for other domains stays the same connection', async () => {
    const id = await connected()
    here.google.company.addPerson('mia@example.org', { zone: 'Europe/Berlin', name: 'Mia' })
    const people = { admin: grace, domains: 'example.org', by: 'all', of: String(id) }
    await post('/connections/google/test', people)
    expect(await connections()).toMatchObject([{ id, options: { domains: ['example.org'] } }])
  })

  test('that is of another service account, or none at all, changes nothing', async () => {
    const id = await connected()
    const other = { ...here.key, client_email: 'other@project.iam.gserviceaccount.com' }
    for (const [key, sentence] of [
      [JSON.stringify(other), 'of another account than this connection'],
      ['{}', 'What was given'],
      ['', 'Paste the key, or choose its file.'],
    ] as const) {
      const { text } = await post(`/connections/${id}/google/key`, { key })
      expect(text).toContain('Give a new key')
      expect(text).toContain(sentence)
    }
    expect(await stored(id)).toMatchObject({ client_email: here.key.client_email })
    expect(await connections()).toHaveLength(1)
  })
})

test.each(['x', '999', '0'])('of connection %s nobody can be chosen: there is none', async (id) => {
  expect((await app.inject(`/connections/${id}/google`)).statusCode).toBe(404)
})

test('of a feed nobody can be chosen', async () => {
  const { store } = held
  const id = await store.connections.add(
    { kind: 'ics', name: 'Feed', credentials: { path: 'x' }, options: {} },
    store.secrets,
    0,
  )
  expect((await app.inject(`/connections/${id}/google`)).statusCode).toBe(404)
})

test('a stored key that cannot be opened (another SECRET_KEY) has to be given again', async () => {
  const { store } = held
  const options = { admin: grace, domains: ['example.com'], choice: { by: 'all' }, leaveOut: [] }
  const sealedElsewhere = secretsOf(Buffer.alloc(32, 9))
  const id = await store.connections.add(
    { kind: 'google', name: 'Old', credentials: {}, options },
    sealedElsewhere,
    0,
  )
  const { statusCode, body } = await app.inject(`/connections/${id}/google`)
  expect(statusCode).toBe(422)
  expect(body).toContain('was encrypted with another SECRET_KEY')
  expect(body).toContain('<h1>Give a new key</h1>')
})
