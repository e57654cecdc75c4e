// From enqueuing a job to its work, on an idle embedded service; with a delayed job pending too.
import { setTimeout as pause } from 'node:timers/promises'
import type { Queues } from '../src/queue.ts'
import { recurring } from '../workers/schedule.ts'
import { atMost, type Figure, type Line, percentile, told } from './figure.ts'
import { withQueues, withStore } from './stores.ts'

const JOBS = 300
const HOUR = 3_600_000

export const pickup: Figure = {
  name: 'pickup',
  title: 'From enqueuing to pick-up on an idle service, embedded',
  measure: (say) =>
    withStore((store) =>
      withQueues(store, async (queues) => {
        const { picked } = await staff(queues)
        const idle = await waits(queues, picked, say)
        const judge = queues.queues.find(({ name }) => name === 'judge')!
        await judge.add('judge', { pair: 0 }, { delay: HOUR })
        const pending = await waits(queues, picked, say)
        return [...lines('nothing pending', idle), ...lines('a delayed job pending', pending)]
      }),
    ),
}

/** Workers on every queue and the clock's jobs, as in the service. */
async function staff(queues: Queues) {
  const picked = { by: (_at: number) => {} }
  for (const name of ['sync', 'send', 'clock'] as const) queues.worker(name, async () => {})
  queues.worker('judge', async () => picked.by(performance.now()), 2)
  for (const [name, { every }] of Object.entries(recurring)) await queues.every(name, every)
  return { picked }
}

async function waits(
  queues: Queues,
  picked: { by: (at: number) => void },
  say: (progress: string) => void,
): Promise<number[]> {
  const taken: number[] = []
  for (let pair = 1; pair <= JOBS; pair++) {
    await pause(20 + (pair % 7) * 10)
    const at = new Promise<number>((resolve) => {
      picked.by = resolve
    })
    const start = performance.now()
    await queues.add('judge', [{ pair }])
    taken.push((await at) - start)
    if (pair % 20 === 0) say(`${pair} of ${JOBS} jobs`)
  }
  return taken
}

function lines(what: string, taken: number[]): Line[] {
  return [
    told(`${what}, p50`, percentile(taken, 0.5), ' ms'),
    atMost(`${what}, p99`, percentile(taken, 0.99), 300, ' ms', 0),
  ]
}
