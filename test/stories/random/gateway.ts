// Stands between the service and a sandbox: sees each answer, cuts connections, and lets people act in the middle of a
// reading. One request at a time, so that nothing happens between an answer and what is noted of it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, request as httpsRequest } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import type { SandboxTls } from '../../../src/sandbox/server/tls.ts'

export interface Gateway {
  /** With a slash at its end. */
  url: string
  /** Breaks the connections of the next so many requests, by turns before and after the sandbox was asked. */
  cut(requests: number): void
  /** How many are still to be broken. */
  stillToCut(): number
  /** Called after each answer. */
  onAnswer(listener: () => void): void
  close(): Promise<void>
}

/** @param note is given the path and body of each answer, before anybody else has it */
export async function openGateway(
  upstream: string,
  tls: SandboxTls,
  note: (path: string, body: string) => void = () => {},
): Promise<Gateway> {
  const listeners: (() => void)[] = []
  let [toCut, done] = [0, 0]
  let turn: Promise<unknown> = Promise.resolve()

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const isCut = toCut > 0
    if (isCut) [toCut, done] = [toCut - 1, done + 1]
    if (isCut && done % 2) return void request.socket.destroy()
    const answer = await ask(upstream, tls.ca, request)
    note(request.url ?? '', answer.body)
    if (isCut) return void request.socket.destroy()
    response.writeHead(answer.status, answer.headers)
    await new Promise<void>((resolve) => response.end(answer.body, resolve))
    for (const tell of listeners) tell()
  }

  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    turn = turn.then(() => serve(request, response)).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    cut: (requests) => {
      toCut += requests
    },
    stillToCut: () => toCut,
    onAnswer: (listener) => void listeners.push(listener),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** With the host that was asked: links that a sandbox gives lead back here. */
async function ask(upstream: string, ca: string, request: IncomingMessage) {
  const { method, headers, url = '/' } = request
  const body = await buffer(request)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = httpsRequest(new URL(url, upstream), { method, headers, ca }, resolve)
    asked.on('error', reject).end(body)
  })
  const { connection: _, 'transfer-encoding': _chunks, 'content-length': _length, ...told } = answer.headers
  return { status: answer.statusCode ?? 502, headers: told, body: await text(answer) }
}
