// Addresses as calendars write them, made ours: lower case, or null for anything that is not one.
import type { Address } from '../domain/types.ts'

const ONE_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()[\]\\,;:"\p{C}]+$/u

/** 'Ada@Example.com', 'MAILTO:ada@example.com', 'Ada <ada@example.com>'; null for all else (X.500 names, urn:uuid, none). */
export function addressOf(text: string | null | undefined): Address | null {
  if (!text) return null
  let address = text.trim()
  if (address.endsWith('>')) address = address.slice(address.lastIndexOf('<') + 1, -1).trim()
  if (/^mailto:/i.test(address)) address = address.slice('mailto:'.length).trim()
  return address.length <= 320 && ONE_ADDRESS.test(address) ? address.toLowerCase() : null
}
