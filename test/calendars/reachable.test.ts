import type { LookupAddress } from 'node:dns'
import { describe, expect, test } from 'vitest'
import { download, feedUrl } from '../../src/calendars/ics/download.ts'
import { isPrivate, lookupAllowed, publicOnly } from '../../src/calendars/ics/reachable.ts'
import { feedServer, status } from '../support/feed.ts'

describe('which addresses are private', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'no address',
  ])('%s is', (address) => expect(isPrivate(address)).toBe(true))

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '192.167.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '2a00:1450:4001::8',
  ])('%s is not', (address) => expect(isPrivate(address)).toBe(false))

  test.each([true, false])('a name that points inside is not handed out (all: %s)', async (all) => {
    const found = await new Promise<[Error | null, string | LookupAddress[]]>((resolve) =>
      lookupAllowed(publicOnly)('localhost', { all }, (error, address) => resolve([error, address])),
    )
    expect(found[0]?.message).toContain('localhost is an address inside a private network')
    expect(found[1]).toBe('')
  })
})

test('a redirect to an address that is not allowed is refused', async () => {
  const inside = await feedServer('127.0.0.1')
  const outside = await feedServer('127.0.0.2')
  outside.answer(status(302, { location: inside.url }))
  const limits = { largest: 1_000, allowed: (address: string) => address === '127.0.0.2' }
  await expect(download(outside.url, {}, limits)).rejects.toThrow('127.0.0.1 is an address inside a private')
  expect([outside.asked.length, inside.asked.length]).toEqual([1, 0])
  await Promise.all([inside.close(), outside.close()])
})

test.each([
  ['webcal://example.com/a.ics', 'https://example.com/a.ics'],
  ['WEBCAL://example.com/a.ics', 'https://example.com/a.ics'],
  ['http://example.com/a.ics', 'http://example.com/a.ics'],
])('%s is read from %s', (address, url) => expect(feedUrl(address).href).toBe(url))

test.each(['ftp://example.com/a.ics', 'file:///etc/passwd', 'a.ics', 'javascript:alert(1)'])(
  '%s is no feed',
  (address) => expect(() => feedUrl(address)).toThrow('https://'),
)

test('a feed that never ends its answer is given up', async () => {
  const server = await feedServer()
  server.answer((_, response) => response.writeHead(200).write('BEGIN:VCALENDAR\r\n'))
  const limits = { largest: 1_000, allowed: () => true, timeout: 50 }
  await expect(download(server.url, {}, limits)).rejects.toThrow('took too long')
  await server.close()
})
