// Partial responses: the `fields` parameter in its common form, a,b(c,d),items/x and *.

import type { Resource } from './calendar/resources.ts'
import { badParameter } from './errors.ts'

/** Null: everything below. */
type Selection = Map<string, Selection> | null

/** Leaves of `answer` only what was asked for. @throws GoogleRefusal 400 where the resource has no such field */
export function select(answer: unknown, fields: string | undefined, resource: Resource): unknown {
  if (fields === undefined) return answer
  const selection = parse(fields)
  refuseUnknownFields(selection, resource)
  return pick(answer, selection)
}

function pick(value: unknown, selection: Selection): unknown {
  if (selection === null || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => pick(each, selection))
  const chosen = Object.entries(value).filter(([name]) => selection.has(name) || selection.has('*'))
  return Object.fromEntries(
    chosen.map(([name, inner]) => [name, pick(inner, selection.get(name) ?? selection.get('*') ?? null)]),
  )
}

function refuseUnknownFields(selection: Selection, resource: Resource): void {
  for (const [name, inner] of selection ?? []) {
    const known = name === '*' ? 'leaf' : resource[name]
    if (known === undefined) throw invalid(name)
    if (inner !== null && name !== '*' && known === 'leaf') throw invalid([...inner.keys()].join())
    if (inner !== null && known !== 'leaf') refuseUnknownFields(inner, known)
  }
}

function parse(text: string): Selection {
  const tokens = text.match(/[A-Za-z0-9_*]+|[(),/]|\S/g) ?? []
  const selection = list(tokens)
  if (tokens.length > 0) throw invalid(text)
  return selection
}

function list(tokens: string[]): Map<string, Selection> {
  const selection = new Map<string, Selection>()
  do addPath(tokens, selection)
  while (tokens[0] === ',' && tokens.shift())
  return selection
}

function addPath(tokens: string[], selection: Map<string, Selection>): void {
  const name = tokens.shift() ?? ''
  if (!/^[A-Za-z0-9_*]+$/.test(name)) throw invalid(name)
  const inner = innerOf(tokens)
  const known = selection.get(name)
  if (known === null || inner === null) selection.set(name, null)
  else selection.set(name, merge(known, inner))
}

function innerOf(tokens: string[]): Selection {
  if (tokens[0] === '/') {
    tokens.shift()
    const below = new Map<string, Selection>()
    addPath(tokens, below)
    return below
  }
  if (tokens[0] !== '(') return null
  tokens.shift()
  const inside = list(tokens)
  if (tokens.shift() !== ')') throw invalid('(')
  return inside
}

/** items/id,items/status selects both. */
function merge(
  known: Map<string, Selection> | undefined,
  more: Map<string, Selection>,
): Map<string, Selection> {
  const merged = new Map(known)
  for (const [name, inner] of more) {
    const old = merged.get(name)
    merged.set(name, old === null || inner === null ? null : merge(old, inner))
  }
  return merged
}

function invalid(field: string) {
  return badParameter('fields', `Invalid field selection ${field}`)
}
