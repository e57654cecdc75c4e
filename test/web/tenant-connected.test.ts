// A tenant that is connected: what its page tells, other people to watch, and how it ends.
import { beforeAll, describe, expect, test } from 'vitest'
import type { GraphScene } from '../sandbox/graph-support.ts'
import { ada, grace } from '../sandbox/support.ts'
import { ends, hidden, page, read, tenantPages } from './tenant.ts'

const { held, scene, look, statusOf, post, connections, credentials, connected } = tenantPages()
let here: GraphScene
let clientId: string
beforeAll(() => {
  here = scene()
  clientId = here.app.clientId
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
  for (const path of ['', '/key']) expect(await statusOf(`/connections/${id}/microsoft${path}`)).toBe(404)
})
