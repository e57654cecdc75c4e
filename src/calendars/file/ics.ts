// An iCalendar file, read as far as it goes.
import type { Address, Zone } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import { commonestZone } from '../ics/clocks.ts'
import { icsEvents } from '../ics/map.ts'
import { parseIcs } from '../ics/parse.ts'
import type { Report } from '../reading.ts'
import { zoneNamed } from '../zones.ts'
import type { Reading } from './reading.ts'

/** Owner: who X-WR-CALNAME names. Zone: X-WR-TIMEZONE, else the commonest of the events. */
export function readIcs(
  bytes: Buffer,
  calendar: string,
  owner: Address | null,
  report: Report,
  onProgress?: (bytes: number) => void,
): Reading {
  const file = parseIcs(bytes, report, onProgress)
  const named = file.calendars.map(({ name }) => addressOf(name)).find((address) => address !== null)
  const told = file.calendars.map(({ zoneName }) => zoneName && zoneNamed(zoneName)).find((zone) => zone)
  const zone: Zone | null = told || commonestZone(file.calendars)
  const source = { calendar, owner: owner ?? named ?? null, zone }
  return { ...source, events: icsEvents(file, source, report), complete: file.complete, isView: false }
}
