// Judges a pair.
import { judgePair } from '../src/pipeline/judge.ts'
import type { Parts } from '../src/pipeline/parts.ts'
import type { Queues } from '../src/queue.ts'

export const judge = (parts: Parts, queues: Queues) =>
  queues.worker('judge', ({ pair }) => judgePair(parts, pair), 2)
