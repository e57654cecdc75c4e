// A page that grows while something is going on: its head at once, each piece as it comes, then its foot. No script.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** Where in a page the pieces go; nothing that is escaped can hold it. */
export const PIECES = '<!-- pieces -->'

/** @param pieces HTML; must not throw, as the answer has begun. Who goes away ends it at its next `yield`. */
export function grow(reply: FastifyReply, page: string, pieces: AsyncIterable<string>): FastifyReply {
  const [head = '', foot = ''] = page.split(PIECES)
  return reply.type('text/html; charset=utf-8').send(Readable.from(parts(head, pieces, foot)))
}

async function* parts(head: string, pieces: AsyncIterable<string>, foot: string) {
  yield head
  yield* pieces
  yield foot
}
