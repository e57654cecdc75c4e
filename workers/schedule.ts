// Every recurring job: its name, how often, and the one call it makes.
import { planAllDigests } from '../src/pipeline/digests.ts'
import { planExpiries } from '../src/pipeline/expiries.ts'
import { refreshHolidays } from '../src/pipeline/holidays.ts'
import type { Parts } from '../src/pipeline/parts.ts'
import { readDirectories } from '../src/pipeline/people.ts'
import { stopIdleChannels } from '../src/pipeline/push.ts'
import { sweep } from '../src/pipeline/sweep.ts'
import { planTrouble } from '../src/pipeline/trouble.ts'
import type { Queues } from '../src/queue.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

export const recurring: Record<string, { every: number; run: (parts: Parts) => Promise<unknown> }> = {
  sweep: { every: 2 * SECOND, run: sweep },
  trouble: { every: 30 * SECOND, run: (parts) => planTrouble(parts, parts.admins) },
  expiries: { every: MINUTE, run: (parts) => planExpiries(parts, parts.admins) },
  digests: { every: HOUR, run: planAllDigests },
  people: { every: MINUTE, run: readDirectories },
  channels: { every: HOUR, run: stopIdleChannels },
  holidays: { every: 10 * MINUTE, run: refreshHolidays },
  tidy: { every: HOUR, run: async ({ store }) => store.embedded && store.retention.tidy() },
  prune: { every: 24 * HOUR, run: ({ store, clock }) => store.retention.prune(clock.now()) },
}

/**
 * Works off the clock's queue and sets every recurring job. One that takes long, or hangs on a calendar service, holds up no
 * other, and is not begun again before it is over.
 */
export async function schedule(parts: Parts, queues: Queues) {
  const running = new Set<string>()
  const run = async (_payload: object, job: string) => {
    if (running.has(job)) return
    running.add(job)
    try {
      await recurring[job]?.run(parts)
    } finally {
      running.delete(job)
    }
  }
  const worker = queues.worker('clock', run, Object.keys(recurring).length)
  for (const [name, { every }] of Object.entries(recurring)) await queues.every(name, every)
  return worker
}
