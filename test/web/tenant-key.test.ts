// Another secret or certificate for a tenant that is connected: tested first, and never one that was replaced meanwhile.
import { beforeAll, describe, expect, test } from 'vitest'
import { readRoles } from '../../src/sandbox/graph/oauth/apps.ts'
import { secretsOf } from '../../src/store/secrets.ts'
import type { GraphScene } from '../sandbox/graph-support.ts'
import { ada } from '../sandbox/support.ts'
import { ends, hidden, page, read, tenantPages } from './tenant.ts'

const { held, scene, look, post, given, everybody, connections, credentials, connected, during } =
  tenantPages()
let here: GraphScene
let clientId: string
beforeAll(() => {
  here = scene()
  clientId = here.app.clientId
})

describe('a tenant that is connected', () => {
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
    const again = wrong.body.split('role="status"')[1]
    expect(again).toContain(`action="${url}"`)
    expect(again).toContain('name="client_secret"')
    expect(again).not.toContain('Consent for the company')
    expect(again).not.toContain('name="by"')
    const none = await post(url, { proof: 'secret', client_secret: here.app.secretId })
    expect([none.statusCode, none.body.includes('<h1>Give a new secret</h1>')]).toEqual([422, true])
    expect(await credentials()).toMatchObject({ client_secret: here.app.secret })
  })

  test('whose secret is found wrong as people are changed is asked for another', async () => {
    const id = await connected()
    const form = { ...(await everybody({ ...given(), client_secret: 'abc~123' })), of: String(id) }
    const { body } = await post(`${page}/test`, form)
    expect(body).toContain(`action="/connections/${id}/microsoft/key"`)
    expect(body).not.toContain('name="by"')
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
})
