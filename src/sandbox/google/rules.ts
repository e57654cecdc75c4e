// Rewrites recurrence lines where a series is cut in two.
import type { Instant } from '../../domain/types.ts'
import { originalStarts } from './recur.ts'
import type { Facts } from './shapes.ts'
import { compact } from './zones.ts'

const FAR = 50 * 366 * 24 * 3600_000

/** The lines of the part before `at`: UNTIL in place of what ended the rule before. */
export function cutRecurrence(facts: Facts, at: Instant): string[] {
  const until = compact(facts.allDay ? at - 24 * 3600_000 : at - 1000, facts.allDay)
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

function bare(line: string): string {
  const [name, value = ''] = line.split(':')
  return `${name}:${value
    .split(';')
    .filter((part) => !/^(UNTIL|COUNT)=/.test(part))
    .join(';')}`
}
