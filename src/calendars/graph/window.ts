// The window of a calendar that is read, and the cursor that carries it: a delta link is good for its own window only.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Instant, type Span, WEEK } from '../../domain/types.ts'

/** A pair that is new to us is judged from three months back; F1 looks three months ahead. */
const BEHIND = 14 * WEEK
const AHEAD = 15 * WEEK
/** Below this the window rolls on: mailboxes that were connected together do so spread over a week. */
const LEAST_AHEAD = 13 * WEEK

export function windowAt(now: Instant): Span {
  return { start: now - BEHIND, end: now + AHEAD }
}

export function isToRollOn({ end }: Span, calendar: string, now: Instant): boolean {
  return end - now < LEAST_AHEAD + placeOf(calendar) * WEEK
}

/** From 0 to 1, the same for the same calendar, evenly spread over many. */
function placeOf(calendar: string): number {
  return createHash('sha256').update(`window ${calendar}`).digest().readUInt32BE() / 2 ** 32
}

export interface Cursor {
  link: string
  window: Span
}

const stored = z.object({ link: z.string(), start: z.number(), end: z.number() })

export function writeCursor({ link, window: { start, end } }: Cursor): string {
  return JSON.stringify({ link, start, end })
}

/** Null: it is none of ours, or of another place than `root`: our tokens go there only. */
export function readCursor(text: string, root: string): Cursor | null {
  try {
    const { link, start, end } = stored.parse(JSON.parse(text))
    return link.startsWith(`${root}/`) ? { link, window: { start, end } } : null
  } catch {
    return null
  }
}
