// What becomes of a series when it is changed: its lines where it is cut in two, and whether its dates start anew.
import { DAY, type Instant, type Zone } from '../../domain/types.ts'
import type { Facts } from './facts.ts'
import { originalStarts } from './recur.ts'
import { compact, instantOf, wallOf } from './zones.ts'

const FAR = 50 * 366 * DAY

/** The lines of the part before `at`: as Google cuts, UNTIL is the last second of the local day before. */
export function cutRecurrence(facts: Facts, at: Instant): string[] {
  const until = facts.allDay ? compact(at - DAY, true) : compact(midnightBefore(at, facts.zone) - 1000, false)
  return facts.recurrence.map((line) => (line.startsWith('RRULE') ? `${bare(line)};UNTIL=${until}` : line))
}

/** The lines of the part from `at` on: a COUNT becomes what is left of it. */
export function countFrom(facts: Facts, at: Instant): string[] {
  const left = (line: string) => {
    if (!/[;:]COUNT=/.test(line)) return line
    const rule = { ...facts, recurrence: [line] }
    return `${bare(line)};COUNT=${originalStarts(rule, { start: at, end: at + FAR }).length}`
  }
  return facts.recurrence.map(left)
}

/** Another time or rule throws away what was said of single instances; another end does not. */
export function isReset(before: Facts, after: Facts): boolean {
  const rule = ({ recurrence }: Facts) => recurrence.map(bare).join()
  return before.start !== after.start || before.zone !== after.zone || rule(before) !== rule(after)
}

function bare(line: string): string {
  const [name, value = ''] = line.split(':')
  return `${name}:${value
    .split(';')
    .filter((part) => !/^(UNTIL|COUNT)=/.test(part))
    .join(';')}`
}

function midnightBefore(instant: Instant, zone: Zone): Instant {
  return instantOf(Math.floor(wallOf(instant, zone) / DAY) * DAY, zone)
}
