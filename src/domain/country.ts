// Which country a time zone belongs to, where it belongs to one alone; and what is a country at all.
import type { Zone } from './types.ts'

/** ISO 3166-1 alpha-2; null for zones of no country (UTC) or of several, and for names that are none. */
export function countryOfZone(zone: Zone): string | null {
  const name = canonical(zone)
  if (name === null) return null
  byZone ??= countriesByZone()
  return byZone.get(name) ?? null
}

/** Whether these are the two letters of one (ISO 3166-1, upper case): 'XX', 'EU' and 'UK' are of none. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false
  return zonesOf(code).length > 0 || WITHOUT_ZONES.includes(code)
}

/** Kosovo and the Canary Islands, which have holidays of their own. */
const WITHOUT_ZONES = ['XK', 'IC']

let byZone: Map<Zone, string | null> | undefined

function countriesByZone(): Map<Zone, string | null> {
  const found = new Map<Zone, string | null>()
  for (const code of codes()) {
    for (const zone of zonesOf(code)) found.set(zone, found.has(zone) ? null : code)
  }
  return found
}

/** The Unicode CLDR knows the zones of each region; regions that are no more (SU, YU) have those of their successors. */
function zonesOf(code: string): string[] {
  const region = new Intl.Locale(`und-${code}`) as Intl.Locale & { getTimeZones?(): string[] | undefined }
  return region.region === code ? (region.getTimeZones?.() ?? []) : []
}

/** Those that name something: of each, the zones take most of a millisecond to tell. */
function codes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const all = letters.flatMap((first) => letters.map((second) => first + second))
  return all.filter((code) => names.of(code) !== undefined)
}

/** Zones have several names: Asia/Calcutta is Asia/Kolkata. */
function canonical(zone: Zone): Zone | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
