// Which database and queue the tests run on, chosen by the environment; says what is left out and how to run it.
import { connect } from 'node:net'

export const backend: 'embedded' | 'servers' =
  process.env.HALFHOUR_TEST_BACKEND === 'servers' ? 'servers' : 'embedded'

export const testDatabaseUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
export const testRedisUrl = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'

/** Vitest's global set-up. */
export default async function setup(): Promise<void> {
  if (backend === 'embedded') return console.log(SKIPPED)
  for (const url of [testDatabaseUrl, testRedisUrl]) await mustAnswer(new URL(url))
}

const SKIPPED = `
 These tests run on the embedded database and its queues. SKIPPED: the same on PostgreSQL and Redis. To run them there:
   HALFHOUR_TEST_BACKEND=servers TEST_DATABASE_URL=${new URL(testDatabaseUrl).href} TEST_REDIS_URL=${testRedisUrl} npm test
`

function mustAnswer({ hostname, port, protocol }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || (protocol === 'redis:' ? 6379 : 5432)), hostname)
    socket.once('connect', () => resolve(void socket.destroy()))
    socket.once('error', (cause) =>
      reject(
        new Error(`HALFHOUR_TEST_BACKEND=servers, but nothing answers at ${protocol}//${hostname}:${port}.`, {
          cause,
        }),
      ),
    )
  })
}
