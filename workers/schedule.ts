// Every recurring job: its name, how often, and the one call it makes.
import { planAllDigests } from '../src/pipeline/digests.ts'
import type { Parts } from '../src/pipeline/parts.ts'
import { sweep } from '../src/pipeline/sweep.ts'
import { planTrouble } from '../src/pipeline/trouble.ts'
import type { Queues } from '../src/queue.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

export const recurring: Record<string, { every: number; run: (parts: Parts) => Promise<unknown> }> = {
  sweep: { every: 2 * SECOND, run: sweep },
  trouble: { every: 30 * SECOND, run: (parts) => planTrouble(parts, parts.admins) },
  digests: { every: HOUR, run: planAllDigests },
  tidy: { every: HOUR, run: async ({ store }) => store.embedded && store.retention.tidy() },
  prune: { every: 24 * HOUR, run: ({ store, clock }) => store.retention.prune(clock.now()) },
}

/** Works off the clock's queue and sets every recurring job. */
export async function schedule(parts: Parts, queues: Queues) {
  const worker = queues.worker('clock', async (_payload, job) => recurring[job]?.run(parts), 2)
  for (const [name, { every }] of Object.entries(recurring)) await queues.every(name, every)
  return worker
}
