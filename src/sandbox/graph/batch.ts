// POST /$batch: up to twenty requests in one, each with an answer of its own, throttled ones among them.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Parts } from './entrance.ts'
import { badRequest } from './errors.ts'
import { grantOf } from './oauth/tokens.ts'
import { admit } from './traffic.ts'

const MOST = 20

interface Part {
  id: string
  method: string
  url: string
  headers?: Record<string, string>
  body?: unknown
}

const OF_BATCH = 'x-sandbox-part'

/** Its connection is that of the whole batch. */
export const isOfBatch = ({ headers }: FastifyRequest) => OF_BATCH in headers

export function addBatchRoute(app: FastifyInstance, parts: Parts): void {
  app.post('/v1.0/$batch', async (request) => {
    const { app: id } = grantOf(parts.oauth, request.headers.authorization)
    admit(parts.traffic, { kind: 'batch', mailbox: null, app: id, incremental: false })
    const responses = []
    // Exchange takes those of one mailbox four at a time; one by one is the same from outside.
    for (const part of partsOf(request.body)) responses.push(await answered(app, request, part))
    return { responses }
  })
}

/** @throws GraphRefusal 400 for what is no batch, for more than twenty, and for ids that are missing or come twice */
function partsOf(body: unknown): Part[] {
  const requests = (body as { requests?: unknown } | null)?.requests
  if (!Array.isArray(requests)) throw badRequest('Invalid batch payload format.')
  if (requests.length > MOST)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${MOST}.`)
  const ids = new Set<unknown>()
  for (const { id, url, method } of requests as Partial<Part>[]) {
    if (typeof id !== 'string' || ids.has(id))
      throw badRequest('Duplicate or missing request id in the batch.')
    if (typeof url !== 'string' || typeof method !== 'string')
      throw badRequest('Invalid batch payload format.')
    ids.add(id)
  }
  return requests as Part[]
}

async function answered(app: FastifyInstance, request: FastifyRequest, part: Part) {
  const path = part.url.startsWith('/') ? part.url : `/${part.url}`
  const { authorization = '', host = '' } = request.headers
  const answer = await app.inject({
    method: part.method as 'GET',
    url: `https://${host}/v1.0${path}`,
    headers: { ...part.headers, authorization, host, [OF_BATCH]: part.id },
    ...(part.body === undefined ? {} : { payload: part.body as object }),
  })
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  for (const name of ['Retry-After', 'Preference-Applied']) {
    const value = answer.headers[name.toLowerCase()]
    if (value !== undefined) headers[name] = String(value)
  }
  return {
    id: part.id,
    status: answer.statusCode,
    headers,
    ...(answer.body === '' ? {} : { body: answer.json() }),
  }
}
