// Names of time zones as calendars write them, made IANA names.
import { WINDOWS_TO_IANA_MAP } from 'windows-iana'
import { isZone } from '../domain/clock.ts'
import type { Zone } from '../domain/types.ts'

/** CLDR's zone for each Windows name where no territory is known ('001' is the world). */
const windows = new Map(
  WINDOWS_TO_IANA_MAP.filter((row) => row.territory === '001').map((row) => [
    row.windowsName.toLowerCase(),
    row.iana[0]!,
  ]),
)
const found = new Map<string, Zone | null>()

/**
 * IANA names, Windows names, the prefixed ones of old libraries ('/freeassociation.sourceforge.net/Europe/Berlin'),
 * and plain offsets of whole hours. Null: no such zone, e.g. 'tzone://Microsoft/Custom'.
 */
export function zoneNamed(name: string): Zone | null {
  let zone = found.get(name)
  if (zone === undefined) {
    zone = search(name.trim().replace(/^"(.*)"$/, '$1'))
    if (found.size < 10_000) found.set(name, zone)
  }
  return zone
}

function search(name: string): Zone | null {
  if (name === 'Z') return 'UTC'
  const known = windows.get(name.toLowerCase())
  if (known) return known
  if (/^[A-Za-z]/.test(name) && isZone(name)) return name
  return prefixed(name) ?? plainOffset(name)
}

function prefixed(name: string): Zone | null {
  if (!name.startsWith('/')) return null
  const parts = name.split('/').filter((part) => part !== '')
  for (let length = Math.min(3, parts.length); length > 0; length--) {
    const end = parts.slice(-length).join('/')
    if (/^[A-Za-z]/.test(end) && isZone(end)) return end
  }
  return null
}

/** 'GMT+2', 'UTC-05:00': Etc zones count westwards. */
function plainOffset(name: string): Zone | null {
  const match = /^(?:UTC|GMT)([+-])0?(\d{1,2})(?::?00)?$/i.exec(name)
  if (!match) return null
  const hours = Number(match[2])
  if (hours === 0) return 'UTC'
  const zone = `Etc/GMT${match[1] === '+' ? '-' : '+'}${hours}`
  return isZone(zone) ? zone : null
}
