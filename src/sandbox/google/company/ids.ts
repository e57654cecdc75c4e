// Ids that look like Google's and are the same in every run.
import { createHash } from 'node:crypto'
import type { Company } from './shapes.ts'

/** Of an event: 26 characters of base32hex. */
export function newId(company: Company): string {
  const digest = digestOf(`event ${++company.lastId}`)
  return [...digest.subarray(0, 26)].map((byte) => (byte % 32).toString(32)).join('')
}

/** Of an event whose UID was made elsewhere. */
export function foreignId(uid: string): string {
  return `_${[...digestOf(uid)].map((byte) => (byte % 32).toString(32)).join('')}`
}

/** Of a person or group: 21 digits. */
export function accountId(company: Company): string {
  return digitsOf(`account ${++company.lastAccount}`)
}

/** An id for what has no account; the same for the same text. */
export function digitsOf(text: string): string {
  const digest = digestOf(text)
  return `1${[...digest.subarray(0, 20)].map((byte) => byte % 10).join('')}`
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
