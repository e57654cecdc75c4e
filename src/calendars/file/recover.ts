// JSON that breaks off or is damaged: every complete event before the damage is still read.

export interface Recovered {
  /** The values that stand in the text one after the other; the last one may be a page with fewer items. */
  values: unknown[]
  /** Where the damage begins, as an offset; null: none (several values in one file are no damage). */
  damage: number | null
}

interface Reader {
  text: string
  at: number
}

/** What was read of a value before the damage; `undefined`: nothing that stands by itself. */
class Damage extends Error {
  rest: unknown
  at: number

  constructor(at: number, rest?: unknown) {
    super('damaged JSON')
    this.at = at
    this.rest = rest
  }
}

const DEEPEST = 500
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** Keys under which events stand: Google's and Graph's. Only these lists, and lists of pages, are kept in part. */
const LISTS = ['items', 'value']

/** Never throws. */
export function recoverJson(text: string): Recovered {
  const reader: Reader = { text, at: 0 }
  const values: unknown[] = []
  try {
    while (peek(reader) !== '') values.push(value(reader, 0))
    return { values, damage: null }
  } catch (error) {
    if (!(error instanceof Damage)) throw error
    if (error.rest !== undefined) values.push(error.rest)
    return { values, damage: error.at }
  }
}

function value(reader: Reader, depth: number): unknown {
  const next = peek(reader)
  if (depth > DEEPEST) throw new Damage(reader.at)
  if (next === '{') return object(reader, depth)
  if (next === '[') return list(reader, depth)
  return next === '"' ? string(reader) : scalar(reader)
}

function list(reader: Reader, depth: number): unknown[] {
  const items: unknown[] = []
  reader.at++
  try {
    if (peek(reader) === ']') reader.at++
    else
      do items.push(value(reader, depth + 1))
      while (separator(reader, ']'))
    return items
  } catch (error) {
    if (error instanceof Damage && isPage(error.rest)) items.push(error.rest)
    throw error instanceof Damage ? new Damage(error.at, items) : error
  }
}

function object(reader: Reader, depth: number): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  let key = ''
  reader.at++
  try {
    if (peek(reader) === '}') reader.at++
    else
      do {
        key = keyOf(reader)
        put(members, key, value(reader, depth + 1))
      } while (separator(reader, '}'))
    return members
  } catch (error) {
    if (error instanceof Damage && LISTS.includes(key) && Array.isArray(error.rest))
      put(members, key, error.rest)
    throw error instanceof Damage ? new Damage(error.at, members) : error
  }
}

function put(members: Record<string, unknown>, key: string, member: unknown) {
  if (key !== '__proto__') members[key] = member
}

function isPage(rest: unknown): boolean {
  return (
    typeof rest === 'object' && rest !== null && LISTS.some((key) => Array.isArray(Reflect.get(rest, key)))
  )
}

/** True: another element follows. */
function separator(reader: Reader, close: string): boolean {
  const next = peek(reader)
  if (next !== ',' && next !== close) throw new Damage(reader.at)
  reader.at++
  return next === ','
}

function keyOf(reader: Reader): string {
  if (peek(reader) !== '"') throw new Damage(reader.at)
  const key = string(reader)
  if (peek(reader) !== ':') throw new Damage(reader.at)
  reader.at++
  return key
}

function string(reader: Reader): string {
  const begin = reader.at
  let end = begin
  do end = reader.text.indexOf('"', end + 1)
  while (end >= 0 && isEscaped(reader.text, end))
  if (end < 0) throw new Damage(reader.text.length)
  try {
    const text: string = JSON.parse(reader.text.slice(begin, end + 1))
    reader.at = end + 1
    return text
  } catch {
    throw new Damage(begin)
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

function scalar(reader: Reader): unknown {
  SCALAR.lastIndex = reader.at
  const match = SCALAR.exec(reader.text)
  if (!match) throw new Damage(reader.at)
  reader.at += match[0].length
  return JSON.parse(match[0])
}

/** The next character that is no white space, '' at the end. */
function peek(reader: Reader): string {
  const { text } = reader
  while (reader.at < text.length && ' \n\r\t'.includes(text[reader.at]!)) reader.at++
  return text[reader.at] ?? ''
}
