// What every answer has in common: who may ask, what browsers are told, what the log keeps.
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { stopToken } from '../../src/web/links.ts'
import { listen } from '../../src/web/listen.ts'
import { ada } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { plain, webOver } from './support.ts'

const held = testStore()
let app: FastifyInstance
beforeEach(async () => {
  app = await webOver(held.store)
})
afterEach(() => app.close())

const status = async (url: string, headers: Record<string, string>) =>
  (await app.inject({ url, headers })).statusCode

describe('who may ask', () => {
  test.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST'])(
    'by %s everything',
    async (host) => expect(await status('/', { host })).toBe(200),
  )

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.7',
    'a b',
    '[::2]',
    'x@localhost',
  ])('by another name (%j) nothing: it may be an attack by DNS', async (host) => {
    for (const url of ['/', '/health', '/stop/x', '/nothing', '/public/style.css'])
      expect(await status(url, { host })).toBe(421)
  })

  test('by PUBLIC_URL no page with mails or people, as there is no sign-in', async () => {
    const host = 'halfhour.example.com'
    expect(await status('/health', { host })).toBe(200)
    for (const url of ['/', '/mailbox', '/mailbox/1', '/mailbox/1/html', '/mailbox/1/mail.eml'])
      expect(await status(url, { host })).toBe(403)
  })

  test.each(['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via', 'x-real-ip', 'cf-ray'])(
    'nor through a proxy that says so by %s',
    async (name) => expect(await status('/mailbox', { host: 'localhost', [name]: '203.0.113.9' })).toBe(403),
  )
})

describe('listening', () => {
  test.each(['0.0.0.0', '::', '192.168.1.5', 'halfhour.example.com', ''])('not at %j', async (host) => {
    await expect(listen(app, { host, port: 0 })).rejects.toThrow(UsageError)
    await expect(listen(app, { host, port: 0 })).rejects.toThrow(/there is no sign-in yet.*HOST=127\.0\.0\.1/)
  })

  test('at a port of its own, and a clear sentence where that is taken', async () => {
    const address = await listen(app, { host: '127.0.0.1', port: 0 })
    expect((await fetch(`${address}/health`)).status).toBe(200)
    const other = await webOver(held.store)
    const port = Number(new URL(address).port)
    await expect(listen(other, { host: '127.0.0.1', port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1, port ${port}: something else does already.`,
    )
  })
})

describe('answers', () => {
  test.each(['/', '/mailbox', '/nothing', '/health', '/public/style.css', '/stop/x'])(
    'tell browsers to trust nothing else: %s',
    async (url) => {
      const { headers } = await app.inject(url)
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      })
      expect(headers['set-cookie']).toBeUndefined()
    },
  )

  test('are kept by nobody, save style and script, whose addresses change with them', async () => {
    const { body, headers } = await app.inject('/')
    expect(headers['cache-control']).toBe('no-store')
    const [style] = /\/public\/style\.css\?v=[0-9a-f]{12}/.exec(plain(body)) ?? []
    const asset = await app.inject(style ?? '')
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(asset.headers['content-type']).toContain('text/css')
  })

  test('name no other host and hold no inline script or style', async () => {
    const { body } = await app.inject('/')
    expect(body).not.toMatch(/https?:\/\/|<style|<script(?![^>]* src=)| style=| on[a-z]+=/)
  })

  test.each([
    '/nothing',
    '/%',
    '/mailbox/%E0%A4%A',
    '/public/../package.json',
    '/public/%2e%2e/package.json',
    '/public/',
    `/stop/${'x'.repeat(600)}`,
  ])('to %s are a page in plain words', async (url) => {
    const { statusCode, body, headers } = await app.inject(url)
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(statusCode).toBeLessThan(500)
    expect(headers['content-type']).toContain('text/html')
    expect(body).toMatch(/<h1>.+<\/h1>/)
  })

  test('to what is no HTTP at all end the connection', async () => {
    const address = await listen(app, { host: '127.0.0.1', port: 0 })
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.end('HELO\r\n\r\n')
    const chunks = await socket.toArray()
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400/)
  })
})

describe('the log', () => {
  const lines: string[] = []
  beforeEach(() => void lines.splice(0))
  const logger = pino(
    new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line)) as never) }),
  )

  test('names the route, never a token or an address', async () => {
    const token = stopToken({ recipient: ada, kind: 'recap' }, held.store.secrets)
    const logged = await webOver(held.store, { logger })
    await logged.inject(`/stop/${token}`)
    await logged.inject(`/stopp/${token}`)
    expect(lines.map((line) => JSON.parse(line).route)).toEqual(['/stop/:token', 'none'])
    expect(lines.join('')).not.toContain(token.slice(0, 12))
  })

  test('has what broke; the page does not', async () => {
    const mailbox = { ...held.store.mailbox, list: () => Promise.reject(new Error('relation is on fire')) }
    const broken = await webOver({ ...held.store, mailbox }, { logger })
    const { statusCode, body } = await broken.inject('/mailbox')
    expect(statusCode).toBe(500)
    expect(body).toContain('Something broke on our side')
    expect(body).not.toContain('fire')
    expect(lines.join('')).toContain('relation is on fire')
  })
})
