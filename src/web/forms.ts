// Fields of a posted form, in both encodings that browsers and mail programs use (RFC 8058 3.2 names both).
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from './failures.ts'

export type Fields = Record<string, string>

/** The body of a form becomes its fields, of files their text; of one that is named twice the last counts. */
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
  const fields = [...form].map(async ([name, value]) => [
    name,
    typeof value === 'string' ? value : await value.text(),
  ])
  return Object.fromEntries(await Promise.all(fields))
}

/** A row's number, as it stands in addresses; the database knows none of more digits. */
export const numberOf = (text: unknown): number | null =>
  typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
