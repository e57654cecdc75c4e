// Addresses as calendars write them, made ours: lower case, or null for anything that is not one.
import type { Address } from '../domain/types.ts'

const ONE_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u

/** The same few people stand in every event. */
const read = new Map<string, Address | null>()

/** 'Ada@Example.com', 'MAILTO:ada@example.com', 'Ada <ada@example.com>'; null for all else (X.500 names, urn:uuid, none). */
export function addressOf(text: string | null | undefined): Address | null {
  if (!text) return null
  let address = read.get(text)
  if (address === undefined) {
    address = parse(text)
    if (read.size >= 10_000) read.clear()
    read.set(text, address)
  }
  return address
}

function parse(text: string): Address | null {
  let address = text.trim()
  if (/\p{C}/u.test(address)) return null
  if (address.endsWith('>')) address = address.slice(address.lastIndexOf('<') + 1, -1).trim()
  if (/^mailto:/i.test(address)) address = address.slice('mailto:'.length).trim()
  return address.length <= 320 && ONE_ADDRESS.test(address) ? address.toLowerCase() : null
}
