// Reads what is new in a calendar.
import type { Parts } from '../src/pipeline/parts.ts'
import type { Queues } from '../src/queue.ts'

export const sync = (parts: Parts, queues: Queues) =>
  queues.worker('sync', ({ calendar }) => parts.sync(calendar), 4)
