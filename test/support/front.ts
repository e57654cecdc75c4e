// What stands before the service on the way from the internet: HTTPS with the sandbox's certificate, passed on as it comes.
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SandboxTls } from '../../src/sandbox/server/tls.ts'

export interface Front {
  /** The PUBLIC_URL of what is behind it. */
  url: string
  /** From now on requests go to this address; null: to nobody. */
  to(address: string | null): void
  close(): Promise<void>
}

export async function openFront({ key, cert }: SandboxTls): Promise<Front> {
  let behind: string | null = null
  const server = createServer({ key, cert }, (asked, answer) => {
    if (behind === null) return void asked.socket.destroy()
    const { method, headers, url = '/' } = asked
    const passed = request(new URL(url, behind), { method, headers }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers)
      told.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    to: (address) => {
      behind = address
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
