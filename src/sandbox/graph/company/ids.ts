// Ids that look like Exchange's and Entra's and are the same in every run.
import { createHash } from 'node:crypto'
import type { Instant } from '../../../domain/types.ts'
import type { Company, Item } from './shapes.ts'

/** A GUID, the same for the same text. */
export function guid(text: string): string {
  const hex = digestOf(text).toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

export function accountId(company: Company): string {
  return guid(`account ${++company.lastId}`)
}

/** The immutable id of a new calendar item: URL-safe, as long as they are, told apart by their ends. */
export function itemId(company: Company): string {
  const digest = createHash('sha512')
    .update(`item ${++company.lastId}`)
    .digest()
  return `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${digest.toString('base64url')}AA`
}

/** A global object id: where an occurrence has its date, it has zeros. */
export function newUid(company: Company): string {
  return `${GLOBAL}00000000${digestOf(`uid ${++company.lastId}`)
    .toString('hex')
    .toUpperCase()}`
}

const GLOBAL = '040000008200E00074C5B7101A82E008'

/** Of one occurrence, exception or not: it stays the same when an occurrence becomes one. */
export function occurrenceId(item: Item, original: Instant): string {
  return `${item.id}${OCCURRENCE}${Math.floor(original / 60_000).toString(36)}`
}

/** Each occurrence has a UID of its own as `iCalUId`: the date stands in its middle. */
export function occurrenceUid(uid: string, original: Instant | null): string {
  if (original === null || !uid.startsWith(GLOBAL)) return uid
  const date = new Date(original)
  const hex = (n: number, length: number) => n.toString(16).toUpperCase().padStart(length, '0')
  const day = hex(date.getUTCFullYear(), 4) + hex(date.getUTCMonth() + 1, 2) + hex(date.getUTCDate(), 2)
  return `${uid.slice(0, 32)}${day}${uid.slice(40)}`
}

/** What an id means, an item's or an occurrence's. */
export function partsOf(id: string): { item: string; original: Instant | null } {
  const [item = '', stamp] = id.split(OCCURRENCE)
  return { item, original: stamp === undefined ? null : Number.parseInt(stamp, 36) * 60_000 }
}

/** Without `IdType="ImmutableId"`: another id, which changes whenever the item does. */
export function passingId(immutable: string, version: number): string {
  return `AAMk${Buffer.from(`${immutable}/${version}`).toString('base64url')}`
}

/** Null: none of these. */
export function readPassingId(id: string): { immutable: string; version: number } | null {
  if (!id.startsWith('AAMk')) return null
  const [immutable = '', version] = Buffer.from(id.slice(4), 'base64url').toString().split('/')
  return version === undefined ? null : { immutable, version: Number(version) }
}

const OCCURRENCE = '-OC-'

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
