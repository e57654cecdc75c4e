// What the queues of one test keep in the tests' Redis: apart from all others' there, of this run and of any other.
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { testRedisUrl } from './backend.ts'

export const freshPrefix = (): string => `halfhour-test-${randomBytes(6).toString('hex')}`

/** All that begins with it is gone, as after FLUSHDB in a Redis of its own. */
export async function flush(prefix: string): Promise<void> {
  const redis = new Redis(testRedisUrl)
  const keys = await redis.keys(`${prefix}*`)
  if (keys.length > 0) await redis.del(keys)
  await redis.quit()
}
