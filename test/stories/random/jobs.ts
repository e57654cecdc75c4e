// The queue of a random story: BullMQ as in production, or a plain one that does the same in a tenth of the time.

import type { App } from '../../../src/app.ts'
import type { Parts } from '../../../src/pipeline/parts.ts'
import type { QueueName, Queues } from '../../../src/queue.ts'
import { judge } from '../../../workers/judge.ts'
import { send } from '../../../workers/send.ts'
import { sync } from '../../../workers/sync.ts'

export interface Jobs {
  /** Resolves when nothing waits or runs, or the service is dead. */
  done(): Promise<void>
  /** All that waits is forgotten. */
  clear(): Promise<void>
}

/** Which queue, and how many jobs of a kind run at once where it is the plain one. */
export type Wanted = 'bullmq' | number

const WORKERS = [sync, judge, send]

export function workWith(wanted: Wanted, app: App, isDead: () => boolean): Jobs {
  return wanted === 'bullmq' ? withBullmq(app, isDead) : plainly(app, wanted, isDead)
}

function withBullmq({ parts, queues }: App, isDead: () => boolean): Jobs {
  for (const worker of WORKERS) worker(parts, queues)
  return {
    async done() {
      do await new Promise((resolve) => setTimeout(resolve, 10))
      while (!isDead() && !(await queues.isIdle()))
    },
    clear: queues.clear,
  }
}

type Work = (payload: never) => Promise<unknown>

/** A job's id is what it is about: what waits or runs is not added twice. What fails is told by its row in the store. */
function plainly({ parts }: App, atOnce: number, isDead: () => boolean): Jobs {
  const works = new Map<QueueName, Work>()
  const known = new Set<string>()
  let waiting: { id: string; work: Work; payload: unknown }[] = []
  const add: Parts['queues']['add'] = async (name, payloads) => {
    for (const payload of payloads) {
      const id = `${name} ${JSON.stringify(payload)}`
      if (!known.has(id)) waiting.push({ id, work: works.get(name)!, payload })
      known.add(id)
    }
  }
  parts.queues = { add }
  const worker = (name: QueueName, work: Work) => void works.set(name, work)
  for (const each of WORKERS) each(parts, { worker } as unknown as Queues)
  const hand = async () => {
    for (let job = waiting.shift(); job && !isDead(); job = waiting.shift()) {
      await job.work(job.payload as never).catch(() => {})
      known.delete(job.id)
    }
  }
  return {
    done: async () => void (await Promise.all(Array.from({ length: atOnce }, hand))),
    async clear() {
      for (const { id } of waiting) known.delete(id)
      waiting = []
    },
  }
}
