// Fields of a posted form, in both encodings that browsers and mail programs use (RFC 8058 3.2 names both).
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from './failures.ts'

export type Fields = Record<string, string>

/** The body of a form becomes its fields; of one that is named twice the last counts, files are left out. */
export function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer' },
    async ({ headers }: FastifyRequest, body: Buffer) => fieldsOf(body, headers['content-type'] ?? ''),
  )
}

async function fieldsOf(body: Buffer, type: string): Promise<Fields> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new HttpError(400, 'That was not understood', 'The form arrived damaged. Go back and try again.')
    })
  return Object.fromEntries(
    [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
  )
}
