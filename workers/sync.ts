// Reads what is new in a calendar.
import type { Parts } from '../src/pipeline/parts.ts'
import type { Queues } from '../src/queue.ts'

/**
 * A reading is one call as a rule, two where it also checks the calendar or opens a channel: 9,000 a minute at most, of the
 * 10,000 that Google grants a project. In short windows, so that nobody who just changed something waits for the next minute.
 */
const QUOTA = { max: 750, duration: 10_000 }

export const sync = (parts: Parts, queues: Queues) =>
  queues.worker('sync', ({ calendar }) => parts.sync(calendar), 4, QUOTA)
