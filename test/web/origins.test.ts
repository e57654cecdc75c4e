// Who may change something: our own forms on this machine, and nobody from elsewhere.
import type { FastifyInstance } from 'fastify'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testStore } from '../support/store.ts'
import { companyDays } from './company.ts'
import { now, someDays, webOver } from './support.ts'

const held = testStore()
let app: FastifyInstance
let company: number
beforeAll(async () => {
  await someDays(held.store)
  company = await companyDays(held.store, 6)
})
beforeEach(async () => {
  app = await webOver(held.store)
})

const acts = () => [
  `/connections/${company}/people`,
  `/connections/${company}/test`,
  `/connections/${company}/confirm`,
  `/connections/${company}/disconnect`,
  '/connections/google',
  '/connections/google/test',
  '/connections/microsoft',
  '/connections/microsoft/test',
  `/connections/${company}/google/key`,
  '/connect/google',
]
const looks = () => [
  '/connections',
  `/connections/${company}/people`,
  `/connections/${company}/disconnect`,
  `/connections/${company}/google`,
  `/connections/${company}/google/key`,
  '/connections/microsoft',
  '/connections/google',
  '/connect/google/callback?state=s&code=c',
]
const host = 'localhost:3000'
const origin = `http://${host}`
const type = { 'content-type': 'application/x-www-form-urlencoded' }
const statusOf = async (method: 'GET' | 'POST', url: string, headers: Record<string, string>) =>
  (await app.inject({ method, url, headers: method === 'POST' ? { ...type, ...headers } : headers }))
    .statusCode

describe('a form that was sent', () => {
  test.each([
    ['by another site', { host, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['by another site, from a browser that says only the origin', { host, origin: 'https://evil.example' }],
    [
      'by another port of this machine',
      { host, origin: 'http://localhost:8080', 'sec-fetch-site': 'same-site' },
    ],
    ['by another port, from an older browser', { host, origin: 'http://localhost:8080' }],
    ['by another name of this machine', { host, origin: 'http://127.0.0.1:3000' }],
    ['by a page without an origin (a file, a sandboxed frame)', { host, origin: 'null' }],
    ['over https, which is not ours', { host, origin: `https://${host}` }],
    ['by somebody who hides where from', { host }],
    ['with an origin of ours and a site that is not', { host, origin, 'sec-fetch-site': 'cross-site' }],
    [
      'with a site of ours and an origin that is not',
      { host, origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
    ['from the address bar', { host, 'sec-fetch-site': 'none' }],
  ])('%s changes nothing', async (_who, headers) => {
    for (const url of acts()) expect([url, await statusOf('POST', url, headers)]).toEqual([url, 403])
    const { directoryLookAt } = (await held.store.standing.byId(company, { now, wall: now }))!
    expect(directoryLookAt).toBeGreaterThan(now)
  })

  test.each([
    ['its own page', { host, origin, 'sec-fetch-site': 'same-origin' }],
    ['its own page, in an older browser', { host, origin }],
    ['its own page, by another name of the machine', { host: '[::1]:3000', origin: 'http://[::1]:3000' }],
    ['its own page, written in capitals', { host: 'LOCALHOST:3000', origin }],
  ])('by %s is taken', async (_who, headers) => {
    expect(await statusOf('POST', '/connections/google', headers)).toBe(422)
  })

  test('by its own page, but through a proxy, is refused', async () => {
    const headers = { host, origin, 'sec-fetch-site': 'same-origin', 'x-forwarded-for': '203.0.113.9' }
    for (const url of acts()) expect(await statusOf('POST', url, headers)).toBe(403)
  })
})

test('none of this is reachable from outside: by PUBLIC_URL, through a proxy, by another name', async () => {
  const outside = 'halfhour.example.com'
  for (const url of looks()) {
    expect([url, await statusOf('GET', url, { host: outside })]).toEqual([url, 403])
    expect([url, await statusOf('GET', url, { host, forwarded: 'for=203.0.113.9' })]).toEqual([url, 403])
    expect([url, await statusOf('GET', url, { host: 'evil.example' })]).toEqual([url, 421])
  }
  for (const url of acts())
    expect(await statusOf('POST', url, { host: outside, origin: `http://${outside}` })).toBe(403)
})

test('our own pages are named to ourselves alone, so that browsers tell that their forms are ours', async () => {
  for (const url of looks().slice(0, 5)) {
    const { headers } = await app.inject({ url, headers: { host } })
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*form-action 'self';.*frame-ancestors 'none'/,
    )
  }
})
