// The Prefer header: what of it Graph honours, and tells in Preference-Applied.
import type { Zone } from '../../domain/types.ts'
import { isZone } from '../world/zones.ts'
import { ianaOf } from './company/windows.ts'
import { GraphRefusal } from './errors.ts'

export interface Preferences {
  /** Else ids that change. */
  immutableIds: boolean
  /** Times are told in it; its name as it was given. UTC where nobody says. */
  zone: Zone
  zoneName: string
  /** Of a delta round. */
  pageSize: number | null
  applied: string[]
}

/** @throws GraphRefusal 400 for a zone that does not exist */
export function readPrefer(header: string | string[] | undefined): Preferences {
  const wishes = [header ?? []].flat().join(',')
  const read: Preferences = { immutableIds: false, zone: 'UTC', zoneName: 'UTC', pageSize: null, applied: [] }
  for (const [, name = '', value = ''] of wishes.matchAll(/([A-Za-z.-]+)\s*=\s*("[^"]*"|[^,;\s]+)/g))
    take(read, name.toLowerCase(), value.replaceAll('"', ''))
  return read
}

function take(read: Preferences, name: string, value: string): void {
  if (name === 'idtype' && value === 'ImmutableId') {
    read.immutableIds = true
    read.applied.push('IdType="ImmutableId"')
  }
  if (name === 'odata.maxpagesize' && /^[1-9]\d*$/.test(value)) {
    read.pageSize = Math.min(Number(value), 1000)
    read.applied.push(`odata.maxpagesize=${value}`)
  }
  if (name === 'outlook.timezone') {
    Object.assign(read, { zone: zoneOf(value), zoneName: value })
    read.applied.push(`outlook.timezone="${value}"`)
  }
}

function zoneOf(name: string): Zone {
  const zone = ianaOf(name) ?? (isZone(name) ? name : null)
  if (zone) return zone
  throw new GraphRefusal(
    400,
    'TimeZoneNotSupportedException',
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: ${name}.`,
  )
}
