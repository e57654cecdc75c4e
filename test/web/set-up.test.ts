// The set-up of Google Workspace: a key that is never shown again, a test that is told as it runs, and saved only if well.
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY } from '../../src/domain/types.ts'
import { listen } from '../../src/web/listen.ts'
import { settle } from '../support/company.ts'
import { testStore } from '../support/store.ts'
import { groupScope, scopes, scripted } from './scripted.ts'
import { now, webOver } from './support.ts'

const held = testStore()
const key = JSON.stringify({ type: 'service_account', private_key: '-----BEGIN PRIVATE KEY-----MIIE' })
const clock = { now, wall: now }
let app: FastifyInstance
let given: { key: string; options: object }[]
beforeEach(async () => {
  await settle(held.store, now)
  await held.store.db.deleteFrom('connections').execute()
  Object.assign(clock, { now, wall: now })
  given = []
  app = await webOver(held.store, {
    clock: { now: () => clock.now, wall: () => clock.wall },
    connecting: listening(),
  })
})
afterEach(() => app.close())

/** As scripted; what it was given is kept. */
function listening() {
  const connecting = scripted(held.store)
  const { google } = connecting
  const connect: typeof google.connect = (text, options) => {
    given.push({ key: text, options })
    return google.connect(text, options)
  }
  return { ...connecting, google: { ...google, connect } }
}

const host = 'localhost:3000'
const own = { host, origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' }
const post = (url: string, fields: Record<string, string>) =>
  app.inject({ method: 'POST', url, headers: own, payload: new URLSearchParams(fields).toString() })
const read = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const sealedIn = (html: string) => /name="sealed" value="([^"]+)"/.exec(html)?.[1] ?? ''
const sealed = async () => sealedIn((await post('/connections/google', { key })).body)

async function upload(content: string, type = 'application/json') {
  const form = new FormData()
  form.set('key', '')
  form.set('keyFile', new Blob([content], { type }), 'key.json')
  const body = new Response(form)
  const headers = { ...own, 'content-type': body.headers.get('content-type') ?? '' }
  return app.inject({
    method: 'POST',
    url: '/connections/google',
    headers,
    payload: Buffer.from(await body.arrayBuffer()),
  })
}

describe('the key', () => {
  test('is asked for first, with what to do before', async () => {
    const text = read((await app.inject('/connections/google')).body)
    expect(text).toMatch(
      /Google Calendar API .* Admin SDK API .* Make a service account .* Give its key here/,
    )
  })

  test.each([
    ['pasted', () => post('/connections/google', { key })],
    ['chosen as a file', () => upload(key)],
    ['chosen as a file of another kind', () => upload(key, 'application/octet-stream')],
  ])('%s shows whom to allow-list for what, and is not shown itself', async (_how, give) => {
    const { statusCode, body } = await give()
    expect(statusCode).toBe(200)
    expect(body).toMatch(/<code data-copy>1234<\/code>/)
    const text = body.replace(/<\/?span>/g, '')
    expect(text).toContain(`<code data-copy>${scopes.join(',')}</code>`)
    expect(text).toContain(`<code data-copy>${groupScope}</code>`)
    expect(body).not.toContain('PRIVATE')
    expect(Buffer.from(sealedIn(body), 'base64url').toString('latin1')).not.toContain('PRIVATE')
  })

  test.each([
    ['nothing', '', 'Paste the key, or choose its file.'],
    ['spaces', ' \n ', 'Paste the key, or choose its file.'],
    ['something else', 'hello <script>', 'This is no JSON object'],
  ])('%s: a sentence, and nothing of it is shown again', async (_what, text, sentence) => {
    const { statusCode, body } = await post('/connections/google', { key: text })
    expect(statusCode).toBe(422)
    expect(body).toContain(sentence)
    expect(body).not.toContain('hello')
  })

  test('that is far too large is refused', async () => {
    expect((await upload('x'.repeat(600 * 1024))).statusCode).toBe(413)
  })

  test('given need not be given again for a day; of another installation, or touched, it opens nothing', async () => {
    const kept = await sealed()
    const touched = `${kept.slice(0, -4)}${kept.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    for (const one of [touched, '', 'x', kept.slice(0, 40), 'é'])
      expect(
        (await post('/connections/google/test', { sealed: one, admin: 'ada@example.com', by: 'all' }))
          .statusCode,
      ).toBe(422)
    clock.wall = now + DAY - 1
    expect((await post('/connections/google/test', { sealed: kept, by: 'all' })).body).toContain(
      'Give the address of one administrator',
    )
    clock.wall = now + DAY
    const late = await post('/connections/google/test', { sealed: kept, admin: 'ada@example.com', by: 'all' })
    expect(late.body).toContain('Give the key once more')
    expect(given).toEqual([])
  })
})

describe('the test', () => {
  const admin = 'ada@example.com'

  test('that goes well is saved, with what was chosen', async () => {
    const { body } = await post('/connections/google/test', {
      sealed: await sealed(),
      admin,
      by: 'list',
      people: admin,
    })
    expect(read(body)).toMatch(
      /Key worked .* Directory worked 42 people\. .*Everything worked\..*The connection is saved\./,
    )
    const options = { admin, domains: ['example.com'], choice: { by: 'list', people: [admin] }, leaveOut: [] }
    expect(given).toEqual([{ key, options }])
    const [connection] = await held.store.connections.all()
    expect(connection?.options).toEqual(options)
    const { headers, body: page } = await app.inject(`/connections?done=saved&of=${connection?.id}`)
    expect(headers['content-type']).toContain('text/html')
    expect(page).toContain('Connected: Google Workspace of example.com.')
  })

  test('that fails saves nothing, says what to do, and shows the form as it was, save the key', async () => {
    const typed = {
      admin: 'fail@example.com',
      domains: 'a.example, b.example',
      by: 'units',
      units: '/Sales <b>',
      leaveOut: 'boss@example.com',
    }
    const { body } = await post('/connections/google/test', { sealed: await sealed(), ...typed })
    expect(await held.store.connections.all()).toEqual([])
    const text = read(body)
    expect(text).toMatch(
      /Scope admin\.directory\.user\.readonly failed Google refused.*What to do: .*unauthorized_client.*Directory was not tried/,
    )
    expect(text).toContain('One step failed. What to do stands beside it.')
    expect(body).toContain('value="fail@example.com"')
    expect(body).toContain('value="a.example, b.example"')
    expect(body).toContain('/Sales &lt;b&gt;</textarea>')
    expect(body).toContain('value="units" checked')
    expect(body).not.toContain('PRIVATE')
    const again = await post('/connections/google/test', { ...typed, sealed: sealedIn(body), admin })
    expect(read(again.body)).toContain('The connection is saved.')
    expect(given.map(({ key }) => key)).toEqual([key, key])
  })

  test('that breaks on our side saves nothing and says so', async () => {
    const { body } = await post('/connections/google/test', {
      sealed: await sealed(),
      admin: 'broken@example.com',
      by: 'all',
    })
    expect(read(body)).toContain('It could not be finished. Something broke on our side')
    expect(body).not.toContain('secret in it')
    expect(await held.store.connections.all()).toEqual([])
  })

  test('is not begun with fields that cannot be used; each is named, and leads to its place', async () => {
    const { statusCode, body } = await post('/connections/google/test', {
      sealed: await sealed(),
      admin: 'ada',
      by: 'groups',
      groups: '<b>',
    })
    expect(statusCode).toBe(422)
    expect(read(body)).toContain('2 fields need another look. Nothing was tested yet.')
    expect(body).toContain('<a class="target" href="#admin">')
    expect(body).toMatch(/id="admin"[^>]*aria-describedby="admin-note admin-problem" aria-invalid="true"/)
    expect(body).toMatch(/id="groups"[^>]*aria-invalid="true"/)
    expect(body).toContain('id="groups-problem"')
    expect(body).not.toContain('<b>')
    expect(given).toEqual([])
  })

  test('tells each step as it is over, while the next one still runs', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const connecting = listening()
    connecting.google.connect = async function* () {
      yield { name: 'Key', outcome: 'ok', said: 'First.' }
      await gate
      yield { name: 'Directory', outcome: 'ok', said: 'Second.' }
      return null
    }
    const live = await webOver(held.store, { connecting })
    const base = await listen(live, { host: '127.0.0.1', port: 0 })
    const headers = { origin: base, 'sec-fetch-site': 'same-origin' }
    const body = new URLSearchParams({ sealed: await sealed(), admin, by: 'all' })
    const answer = await fetch(`${base}/connections/google/test`, { method: 'POST', headers, body })
    let seen = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      seen += chunk
      if (!seen.includes('First.')) continue
      if (!seen.includes('Second.')) open()
    }
    expect(seen.indexOf('First.')).toBeLessThan(seen.indexOf('Second.'))
    expect(seen).toMatch(/<\/html>\s*$/)
    await live.close()
  })

  test('ends when whoever asked goes away: what was not tested is not saved', async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    const connecting = listening()
    let saved = false
    connecting.google.connect = async function* () {
      try {
        yield { name: 'Key', outcome: 'ok', said: 'First.' }
        await gate
        yield { name: 'Directory', outcome: 'ok', said: 'Second.' }
        saved = true
        return 1
      } finally {
        end()
      }
    }
    const live = await webOver(held.store, { connecting })
    const base = await listen(live, { host: '127.0.0.1', port: 0 })
    const gone = new AbortController()
    const body = new URLSearchParams({ sealed: await sealed(), admin, by: 'all' })
    const answer = await fetch(`${base}/connections/google/test`, {
      method: 'POST',
      headers: { origin: base },
      body,
      signal: gone.signal,
    })
    const reader = answer.body!.getReader()
    await reader.read()
    gone.abort()
    await new Promise<void>((closed) =>
      live.server.getConnections(function poll(_error, count): void {
        if (count === 0) closed()
        else setImmediate(() => live.server.getConnections(poll))
      }),
    )
    open()
    await ended
    expect(saved).toBe(false)
    await live.close()
  })
})
