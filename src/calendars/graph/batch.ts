// Many readings in one request (learn.microsoft.com/graph/json-batching).
import type { GraphError } from '@microsoft/microsoft-graph-client'
import { TransientError } from '../../errors.ts'
import { type Fields, isFields, listIn } from '../fields.ts'
import { batchedError } from './answer.ts'
import { isUnknownProperty } from './newer.ts'
import { BATCH, type Graph } from './session.ts'
import type { Asked } from './trouble.ts'
import { PREFER } from './wire.ts'

/** Graph takes no more. */
const MOST = 20

/** One that waits for another that failed. */
const FAILED_BEFORE = 424

export interface Read {
  /** 200, or one of what the caller takes. */
  status: number
  /** Empty unless it is 200. */
  body: Fields
  /** What was said instead of it. */
  refused?: GraphError
}

interface Reading {
  asked: Asked
  /** What is no failure of the whole. */
  takes(refused: GraphError, path: string): boolean
  /** Each waits for the one before: Exchange refuses more than four at once in a mailbox, and a batch runs all it may. */
  inTurns: boolean
}

/** Answers in the order of `paths` (below Graph's address). Rejects as `Graph.call` does where one of them was not answered. */
export async function readAll(graph: Graph, paths: readonly string[], reading: Reading): Promise<Read[]> {
  const found = new Map<number, Read>()
  let rest = paths.map((path, at) => ({ path, at }))
  while (rest.length > 0) {
    for (const [at, read] of await readSome(graph, rest.slice(0, MOST), reading)) found.set(at, read)
    rest = rest.filter(({ at }) => !found.has(at))
  }
  return paths.map((_, at) => found.get(at)!)
}

interface Part {
  path: string
  at: number
}

async function readSome(graph: Graph, parts: readonly Part[], reading: Reading): Promise<Map<number, Read>> {
  const requests = parts.map(({ path, at }, index) => ({
    id: String(at),
    method: 'GET',
    url: path,
    headers: { Prefer: PREFER },
    ...(index > 0 && reading.inTurns ? { dependsOn: [String(parts[index - 1]!.at)] } : {}),
  }))
  const answer = await graph.call({ method: 'post', path: BATCH, body: { requests } }, reading.asked)
  const found = new Map<number, Read>()
  for (const one of listIn(answer, 'responses')) {
    if (!isFields(one)) continue
    const part = parts.find(({ at }) => String(at) === one.id)
    const read = part && readOf(graph, part.path, one, reading)
    if (read) found.set(part.at, read)
  }
  if (found.size === 0) throw new TransientError('Microsoft answered nothing of a batch.')
  return found
}

/** Null: it was not tried. */
function readOf(graph: Graph, path: string, answer: Fields, { asked, takes }: Reading): Read | null {
  const { status, headers, body } = answer
  if (status === FAILED_BEFORE) return null
  if (status === 200) return { status, body: isFields(body) ? body : {} }
  const refused = batchedError({ status: Number(status), headers, body })
  if (takes(refused, path) && !isUnknownProperty(refused.message))
    return { status: refused.statusCode, body: {}, refused }
  throw graph.judged(refused, asked)
}
