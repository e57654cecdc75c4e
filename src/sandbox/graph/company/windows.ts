// Windows' names of time zones, which Exchange keeps.
import { findIana, findWindows } from 'windows-iana'
import type { Zone } from '../../../domain/types.ts'

/** A zone that Windows does not know keeps its IANA name, as Exchange does. */
export function windowsOf(zone: Zone): string {
  return zone === 'UTC' ? 'UTC' : (findWindows(zone)[0] ?? zone)
}

/** As events name theirs. */
export function zoneNameOf({ zone, zoneName }: { zone: Zone; zoneName?: string }): string {
  return zoneName ?? windowsOf(zone)
}

export function ianaOf(name: string): Zone | null {
  return name === 'UTC' ? 'UTC' : (findIana(name)[0] ?? null)
}
