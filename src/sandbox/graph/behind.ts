// A cloud that is behind: its events have none of the newer properties, and who selects them is refused.
import type { FastifyInstance } from 'fastify'
import { partsOf } from './company/ids.ts'
import { badRequest } from './errors.ts'
import { list } from './query.ts'

const NEWER = ['uid', 'occurrenceId']

export function putBehind(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ query }) => {
    const unknown = list(query as Record<string, string>, '$select').find((name) => NEWER.includes(name))
    if (unknown !== undefined)
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.event'.`,
      )
  })
  app.addHook('preSerialization', async (_request, _reply, payload) => without(payload))
}

function without(payload: unknown): unknown {
  if (Array.isArray(payload)) return payload.map(without)
  if (typeof payload !== 'object' || payload === null) return payload
  const kept = Object.entries(payload).filter(([name]) => !NEWER.includes(name))
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, without(value)])), ...original(payload) }
}

/** Nothing else tells it there. */
function original(payload: { type?: unknown; id?: unknown }) {
  if (payload.type !== 'exception') return {}
  const { original: at } = partsOf(String(payload.id))
  return at === null ? {} : { originalStart: new Date(at).toISOString() }
}
