// Too many requests: what waits, and for how long. Nothing is broken then, and nothing is shown as broken.
import { BUSY } from '../domain/fault.ts'
import { ThrottledError } from '../errors.ts'
import type { Parts } from './parts.ts'
import { pauseAfter, QUOTA } from './retry.ts'

/**
 * Where the quota of the whole connection is used up none of its calendars is read for a while, longer from time to time.
 * Returns whether that is so.
 */
export async function pauseIfUsedUp(
  { store, clock, warn }: Pick<Parts, 'store' | 'clock' | 'warn'>,
  connection: number,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof ThrottledError) || error.concerns !== 'connection') return false
  const wall = clock.wall()
  const asked = error.retryAfter ?? 0
  const endOf = (pauses: number) => wall + Math.max(asked, pauseAfter(pauses, QUOTA))
  if (await store.pauses.begin(connection, wall, endOf))
    warn?.({ connection, code: BUSY, message: error.message }, 'a connection pauses; its service is busy')
  return true
}
