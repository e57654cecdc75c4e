// A web server that serves a feed as a test tells it, and remembers what it was asked.
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FeedServer {
  url: string
  /** Headers of each request. */
  asked: IncomingHttpHeaders[]
  answer(listener: RequestListener): void
  close(): Promise<void>
}

export async function feedServer(host = '127.0.0.1'): Promise<FeedServer> {
  const asked: IncomingHttpHeaders[] = []
  let current: RequestListener = (_, response) => response.writeHead(404).end()
  const server = createServer((request, response) => {
    asked.push(request.headers)
    current(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/secret-token/basic.ics`,
    asked,
    answer: (listener) => {
      current = listener
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with this text, and 304 to whoever has it. */
export function serving(text: string, etag: string): RequestListener {
  return (request, response) => {
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end()
    else response.writeHead(200, { 'content-type': 'text/calendar', etag }).end(text)
  }
}

export function status(code: number, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(code, headers).end('<html>nothing here</html>')
}
