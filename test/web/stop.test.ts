// Stopping mails: looking never acts, posting does, and everything can be taken back.
import type { FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { stopToken } from '../../src/web/links.ts'
import { settle } from '../support/company.ts'
import { ada, grace } from '../support/facts.ts'
import { testStore } from '../support/store.ts'
import { now, webOver } from './support.ts'

const held = testStore()
let app: FastifyInstance
let url: string
beforeEach(async () => {
  await settle(held.store, now)
  app = await webOver(held.store)
  url = `/stop/${stopToken({ recipient: ada, kind: 'recap' }, held.store.secrets)}`
})

const stopped = (address = ada) => held.store.stops.stoppedKinds(address, held.store.secrets)
const post = (payload: string, type = 'application/x-www-form-urlencoded') =>
  app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } })
const boundary = 'b0undary'
const multipart = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`

describe('looking', () => {
  test.each([
    ['a browser', 'GET', {}],
    ['a scanner that only asks for headers', 'HEAD', {}],
    ['a prefetch', 'GET', { 'sec-purpose': 'prefetch;prerender' }],
    ['a scanner that follows every address it finds', 'GET', { 'user-agent': 'Mozilla/5.0 (scanner)' }],
  ] as const)('by %s changes nothing', async (_who, method, headers) => {
    expect((await app.inject({ method, url, headers })).statusCode).toBe(200)
    expect(
      (await app.inject({ method, url: `${url}?List-Unsubscribe=One-Click&act=stop&kind=all`, headers }))
        .statusCode,
    ).toBe(200)
    expect(await stopped()).toEqual([])
  })

  test('shows what there is to stop, and for whom', async () => {
    const { body } = await app.inject(url)
    expect(body).toContain('ada@example.com')
    expect(body).toContain('Recaps after your 1-on-1s')
    expect(body).toContain('All mails')
  })
})

describe("the mail program's own button (RFC 8058)", () => {
  test.each([
    ['as a URL-encoded form', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
    ['with a charset', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded; charset=UTF-8'],
    ['as form data', multipart, `multipart/form-data; boundary=${boundary}`],
  ])('stops this kind %s, and redirects nowhere', async (_how, payload, type) => {
    expect((await post(payload, type)).statusCode).toBe(200)
    expect((await post(payload, type)).statusCode).toBe(200)
    expect(await stopped()).toEqual(['recap'])
    expect(await stopped(grace)).toEqual([])
  })

  test('stops all where the link is for all', async () => {
    url = `/stop/${stopToken({ recipient: ada, kind: 'all' }, held.store.secrets)}`
    await post('List-Unsubscribe=One-Click')
    expect(await stopped()).toEqual(['all'])
    expect(await held.store.stops.isStopped(ada, 'agenda', held.store.secrets)).toBe(true)
  })
})

describe('the buttons of the page', () => {
  test('stop this kind, stop all, and take both back', async () => {
    const answer = await post('act=stop&kind=recap')
    expect([answer.statusCode, answer.headers.location]).toEqual([303, url])
    await post('act=stop&kind=all')
    expect(await stopped()).toEqual(['recap', 'all'])
    await post('act=resume&kind=all')
    await post('act=resume&kind=recap')
    expect(await stopped()).toEqual([])
  })

  test('show what is stopped', async () => {
    await post('act=stop&kind=recap')
    expect((await app.inject(url)).body).toContain('You get no recaps after your 1-on-1s')
    await post('act=stop&kind=all')
    expect((await app.inject(url)).body).toContain('You get no mails from Halfhour')
  })

  test.each([
    ['', 400],
    ['act=stop', 400],
    ['act=stop&kind=trouble', 400],
    ['act=stop&kind=__proto__', 400],
    ['act=drop&kind=all', 400],
    [`act=stop&kind=all&more=${'x'.repeat(20_000)}`, 413],
  ])('refuse %j', async (payload, status) => {
    const answer = await post(payload)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(await stopped()).toEqual([])
  })

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=other'])(
    'refuse a body of type %s',
    async (type) => {
      expect((await post('{"act":"stop","kind":"all"}', type)).statusCode).toBeGreaterThanOrEqual(400)
      expect(await stopped()).toEqual([])
    },
  )
})

test.each(['GET', 'HEAD', 'POST'] as const)('a link that was touched is refused: %s', async (method) => {
  const touched = url.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await app.inject({
    method,
    url: touched,
    ...(method === 'POST' ? { headers, payload: 'List-Unsubscribe=One-Click' } : {}),
  })
  expect(answer.statusCode).toBe(404)
  expect(await stopped()).toEqual([])
})

test('people reach it by PUBLIC_URL, through a proxy', async () => {
  const headers = { host: 'halfhour.example.com', 'x-forwarded-for': '203.0.113.9' }
  expect((await app.inject({ url, headers })).statusCode).toBe(200)
})
