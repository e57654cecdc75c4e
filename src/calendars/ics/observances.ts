// What the clocks of a VTIMEZONE show (RFC 5545 3.6.5): its rules expanded by the domain, which bounds them.

import type { Recurrence } from '../../domain/event.ts'
import { lastOf, occurrences } from '../../domain/recurrence.ts'
import { RuleError } from '../../domain/rule.ts'
import { DAY, type Span } from '../../domain/types.ts'
import { icalStamp } from '../stamps.ts'

/** From a wall clock reading on, the offset is `to`; before it `from`. Milliseconds, east is positive. */
interface Onset {
  at: number
  from: number
  to: number
}

/**
 * The offset at a wall clock reading (as if UTC) within the span, in milliseconds east; around a clock change it may
 * be that of either side. Null for a VTIMEZONE that cannot be read.
 */
export function offsetsOf(vtimezone: string, within: Span): ((local: number) => number) | null {
  const onsets: Onset[] = []
  for (const observance of vtimezone.split(/^BEGIN:(?:STANDARD|DAYLIGHT)\s*$/im).slice(1)) {
    const found = onsetsOf(observance, within)
    if (!found) return null
    for (const onset of found) onsets.push(onset)
  }
  onsets.sort((a, b) => a.at - b.at)
  const first = onsets[0]
  return first ? (local) => onsets.findLast((onset) => onset.at <= local)?.to ?? first.from : null
}

function onsetsOf(observance: string, within: Span): Onset[] | null {
  const first = icalStamp(property(observance, 'DTSTART') ?? '')
  const from = offset(property(observance, 'TZOFFSETFROM'))
  const to = offset(property(observance, 'TZOFFSETTO'))
  if (!first || from === null || to === null) return null
  const rule = property(observance, 'RRULE')
  const dates = property(observance, 'RDATE')
    ?.split(',')
    .map((date) => icalStamp(date)?.local ?? first.local)
  const recurrence = { rules: rule ? [rule.toUpperCase()] : [], dates: dates ?? [], exDates: [], exDays: [] }
  const readings = bounded(recurrence, first.local, within)
  return readings?.map((at) => ({ at, from, to })) ?? null
}

/** Readings expand like instants in UTC. The one before the span counts too. */
function bounded(recurrence: Recurrence, first: number, within: Span): number[] | null {
  try {
    const last = lastOf(recurrence, first, 'UTC')
    if (last !== null && last < within.start) return [last]
    return occurrences(recurrence, first, 'UTC', { start: within.start - 800 * DAY, end: within.end })
  } catch (error) {
    if (error instanceof RuleError) return null
    throw error
  }
}

function property(observance: string, name: string): string | null {
  return new RegExp(`^${name}(?:;[^:\\r\\n]*)?:(.*)$`, 'im').exec(observance)?.[1]?.trim() ?? null
}

function offset(text: string | null): number | null {
  const match = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text ?? '')
  if (!match) return null
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -seconds : seconds) * 1000
}
