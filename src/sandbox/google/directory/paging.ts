// Pages of the Directory API: in the order of keys, each token good for the same query only.

import type { PageQuirks } from '../../server/quirks.ts'
import { opened, sealed } from '../../server/sealed.ts'
import { badRequest } from '../errors.ts'

export interface Entry<T> {
  value: T
  /** Unique: the next page goes on after the last one's. */
  key: string
}

interface Asked {
  maxResults: number
  pageToken: string | undefined
  descending: boolean
  /** All that must be the same from page to page. */
  shape: string
}

interface DirectoryPage<T> {
  values: T[]
  nextPageToken?: string
}

interface Cursor {
  after: string | null
  shape: string
  /** The page before was left empty: this one is not. */
  wasEmpty: boolean
}

/** @throws GoogleRefusal 400 for a token that is damaged or another query's */
export function pageOf<T>(entries: Entry<T>[], asked: Asked, quirks: PageQuirks): DirectoryPage<T> {
  const cursor = asked.pageToken === undefined ? null : readToken(asked.pageToken, asked.shape)
  const after = cursor?.after ?? null
  const sign = asked.descending ? -1 : 1
  const compare = (a: string, b: string) => (a < b ? -sign : a > b ? sign : 0)
  const rest = entries
    .filter(({ key }) => after === null || compare(key, after) > 0)
    .sort((a, b) => compare(a.key, b.key))
  const wanted = Math.min(asked.maxResults, rest.length)
  const size = rest.length <= 1 ? rest.length : quirks.size(wanted, !cursor?.wasEmpty)
  const page = rest.slice(0, size)
  const values = page.map(({ value }) => value)
  if (size === rest.length) return { values }
  const next: Cursor = { after: page.at(-1)?.key ?? after, shape: asked.shape, wasEmpty: size === 0 }
  return { values, nextPageToken: sealed(next) }
}

function readToken(token: string, shape: string): Cursor {
  const cursor = opened<Cursor>(token)
  if (cursor?.shape === shape && cursor.after !== undefined) return cursor
  throw badRequest('Invalid Input: pageToken', 'invalid')
}
