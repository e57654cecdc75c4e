import { Redis } from 'ioredis'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openQueues, type Queues } from '../src/queue.ts'
import { backend, testRedisUrl } from './support/backend.ts'
import { testStore } from './support/store.ts'

const held = testStore()
const opened: Queues[] = []
let round = 0
const PREFIX = `halfhour-test-${process.pid}`

/** Queues of their own: on Redis by prefix, on PostgreSQL emptied. */
async function queues(onError?: (error: Error, where: string) => void): Promise<Queues> {
  const redisUrl = backend === 'servers' ? testRedisUrl : undefined
  const { url: databaseUrl, embedded } = held.store
  const prefix = `${PREFIX}-${round++}`
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
  if (backend === 'servers') await flush()
})

/** Everything of these tests is gone from Redis, as after FLUSHALL. */
async function flush() {
  const redis = new Redis(testRedisUrl)
  const keys = await redis.keys(`${PREFIX}-*`)
  if (keys.length > 0) await redis.del(keys)
  await redis.quit()
}

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
  await expect.poll(() => ticks, { timeout: 5_000 }).toBeGreaterThan(3)
})

test('recurring jobs come back after everything was flushed', async () => {
  const { every, worker, clear } = await queues()
  let ticks = 0
  worker('clock', async () => void ticks++)
  await every('sweep', 100)
  await expect.poll(() => ticks, { timeout: 5_000 }).toBeGreaterThan(0)
  await (backend === 'servers' ? flush() : clear())
  const before = ticks
  await expect.poll(() => ticks, { timeout: 15_000 }).toBeGreaterThan(before + 3)
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
