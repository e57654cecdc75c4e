import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openQueues, type Queues } from '../src/queue.ts'
import { backend, testRedisUrl } from './support/backend.ts'
import { flush, freshPrefix } from './support/redis.ts'
import { testStore } from './support/store.ts'

const held = testStore()
const opened: Queues[] = []
let round = 0
const PREFIX = freshPrefix()

/** Where queues live: a server of PostgreSQL serves with and without Redis. */
type Home = 'embedded' | 'redis' | 'postgres'
const homes: Home[] = backend === 'servers' ? ['redis', 'postgres'] : ['embedded']
let home: Home

/** Queues of their own: on Redis by prefix, on PostgreSQL emptied. */
async function queues(
  onError?: (error: Error, where: string) => void,
  prefix = `${PREFIX}-${round++}`,
): Promise<Queues> {
  const redisUrl = home === 'redis' ? testRedisUrl : undefined
  const { url: databaseUrl, embedded } = held.store
  const made = await openQueues({ redisUrl, databaseUrl, embedded, prefix, ...(onError ? { onError } : {}) })
  opened.push(made)
  return made
}

afterEach(async () => {
  for (const one of opened.splice(0)) {
    for (const queue of one.queues) await queue.obliterate({ force: true })
    await one.close()
  }
})

/** Closed queues cannot be emptied by themselves any more. */
afterAll(async () => {
  if (backend === 'servers') await flush(PREFIX)
})

describe.each(homes)('on %s', (where) => {
  beforeAll(() => {
    home = where
  })

  test('a job is worked off once and gone', async () => {
    const { add, worker, isIdle } = await queues()
    const worked: number[] = []
    const both = new Promise<void>((resolve) =>
      worker('judge', async ({ pair }) => void (worked.push(pair) === 2 && resolve())),
    )
    await add('judge', [{ pair: 1 }, { pair: 2 }])
    await both
    expect(worked.sort()).toEqual([1, 2])
    await expect.poll(isIdle).toBe(true)
  })

  test('what waits already is not added twice, what is done may come again', async () => {
    const { add, worker, isIdle } = await queues()
    await add('judge', [{ pair: 1 }])
    await add('judge', [{ pair: 1 }, { pair: 2 }])
    const worked: number[] = []
    worker('judge', async ({ pair }) => void worked.push(pair))
    await expect.poll(isIdle).toBe(true)
    await add('judge', [{ pair: 1 }])
    await expect.poll(() => worked.length).toBe(3)
    expect(worked.sort()).toEqual([1, 1, 2])
  })

  test('a job that fails is told and may come again', async () => {
    const told: string[] = []
    const { add, worker, isIdle } = await queues((error, where) => told.push(`${where}: ${error.message}`))
    let tries = 0
    worker('send', async () => {
      if (++tries === 1) throw new Error('broken')
    })
    await add('send', [{ mailing: 7 }])
    await expect.poll(() => told).toEqual(['send send-7: broken'])
    await expect.poll(isIdle).toBe(true)
    await add('send', [{ mailing: 7 }])
    await expect.poll(() => tries).toBe(2)
  })

  test('recurring jobs come back', async () => {
    const { every, worker } = await queues()
    let ticks = 0
    worker('clock', async (_none, name) => void (name === 'sweep' && ticks++))
    await every('sweep', 100)
    await every('sweep', 100)
    await expect.poll(() => ticks).toBeGreaterThan(3)
  })

  test('recurring jobs come back after everything was flushed', async () => {
    const { every, worker, clear } = await queues()
    let ticks = 0
    worker('clock', async () => void ticks++)
    await every('sweep', 100)
    await expect.poll(() => ticks).toBeGreaterThan(0)
    await (home === 'redis' ? flush(PREFIX) : clear())
    const before = ticks
    await expect.poll(() => ticks).toBeGreaterThan(before + 3)
  })

  test('a limit holds for all processes together, and nothing is lost', async () => {
    const one = await queues()
    const other = await queues(undefined, `${PREFIX}-${round - 1}`)
    const begun: number[] = []
    const work = async () => void begun.push(performance.now())
    const limit = { max: 5, duration: 500 }
    const jobs = Array.from({ length: 14 }, (_, n) => ({ calendar: `${n}` }))
    await one.add('sync', jobs)
    const start = performance.now()
    for (const each of [one, other]) each.worker('sync', work, 4, limit)
    await expect.poll(() => begun.length).toBe(14)
    // Ten go in the first two windows at most; clocks of both ends may differ a little.
    expect(begun[10]! - start).toBeGreaterThan(950)
    expect(begun[13]! - start).toBeLessThan(8_000)
  })

  test('what runs in one process is begun by no other; afterwards it may come again', async () => {
    const [one, other] = [await queues(), await queues(undefined, `${PREFIX}-${round - 1}`)]
    let [running, most, done] = [0, 0, 0]
    let finish = () => {}
    const work = async () => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      running -= 1
      done += 1
    }
    for (const each of [one, other]) each.worker('sync', work, 4)
    await one.add('sync', [{ calendar: 'a' }])
    await expect.poll(() => running).toBe(1)
    for (const each of [one, other, one]) await each.add('sync', [{ calendar: 'a' }])
    finish()
    await expect.poll(one.isIdle).toBe(true)
    expect([most, done]).toEqual([1, 1])
    await other.add('sync', [{ calendar: 'a' }])
    await expect.poll(() => running).toBe(1)
    finish()
    await expect.poll(() => done).toBe(2)
  })

  test('closing lets the running job finish', async () => {
    const { add, worker, close } = await queues()
    let finished = false
    const started = new Promise<void>((resolve) => {
      worker('sync', async () => {
        resolve()
        await held.store.db.selectFrom('pairs').selectAll().execute()
        finished = true
      })
    })
    await add('sync', [{ calendar: 'a:b c' }])
    await started
    opened.splice(0)
    await close()
    expect(finished).toBe(true)
  })
})
