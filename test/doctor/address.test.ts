// Without sign-in a proxy that asks as if it were this machine shows everybody's mails to everybody: the doctor says so.
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { showsMails } from '../../src/doctor/installation.ts'
import { testStore } from '../support/store.ts'
import { webOver } from '../web/support.ts'

const held = testStore()
const open: { close(): unknown }[] = []
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())))

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** As nginx does with `proxy_pass` alone: it names us, not itself. */
async function proxied(headers: Record<string, string>): Promise<string> {
  const web = await webOver(held.store)
  const behind = await web.listen({ host: '127.0.0.1', port: 0 })
  const proxy = createServer((asked, answer) => {
    const host = new URL(behind).host
    request(new URL(asked.url!, behind), { headers: { host, ...headers } }, (told) => {
      answer.writeHead(told.statusCode!)
      told.pipe(answer)
    }).end()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  open.push(proxy, web)
  return `http://127.0.0.1:${portOf(proxy)}`
}

test.each([
  ['names itself as this machine', {}, true],
  ['says who asks', { 'x-forwarded-for': '203.0.113.9' }, false],
  ['passes on the name it was asked by', { host: 'halfhour.example.com' }, false],
])('a proxy that %s', async (_what, headers, shows) => {
  expect(await showsMails(await proxied(headers))).toBe(shows)
})

test('an address where nobody answers shows nothing', async () => {
  expect(await showsMails('http://127.0.0.1:9')).toBe(false)
})
