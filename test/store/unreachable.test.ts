import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { openQueues } from '../../src/queue.ts'
import { openStore } from '../../src/store/open.ts'
import { openDatabase } from '../stories/random/database.ts'

/** Nobody listens there: it is reserved (RFC 6335). */
const CLOSED = '127.0.0.1:1'
const URL_OF_NOTHING = `postgres://halfhour:sesame@${CLOSED}/halfhour`

describe('What cannot be reached is one sentence that says what to do', () => {
  test('PostgreSQL that does not answer, without its password', async () => {
    const opening = openStore({ databaseUrl: URL_OF_NOTHING, dataDir: '', secretKey: Buffer.alloc(32) })
    const error = await opening.catch((cause) => cause)
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toBe(
      `PostgreSQL at ${CLOSED}, database halfhour: Nothing answers there. Start it, or correct DATABASE_URL.`,
    )
  })

  test('Redis that does not answer', async () => {
    const opening = openQueues({
      redisUrl: `redis://:sesame@${CLOSED}`,
      databaseUrl: URL_OF_NOTHING,
      embedded: false,
    })
    await expect(opening).rejects.toThrow(
      new UsageError(`Redis at ${CLOSED} cannot be used (ECONNREFUSED). Start it, or correct REDIS_URL.`),
    )
  })

  test.each([
    ['a file', 'calendar.ics', 'it is a file'],
    ['below a file', 'calendar.ics/store', 'a part of its path is a file'],
  ])('a data folder that is %s', async (_what, path, reason) => {
    const folder = mkdtempSync(join(tmpdir(), 'halfhour-'))
    writeFileSync(join(folder, 'calendar.ics'), '')
    const dataDir = join(folder, path)
    await expect(openStore({ dataDir })).rejects.toThrow(
      new UsageError(
        `The data folder ${dataDir} cannot be used: ${reason}. Set DATA_DIR to a folder of your own.`,
      ),
    )
  })
})

test('A connection that breaks within a transaction ends that transaction, not the process', async () => {
  const database = await openDatabase()
  const line = await database.line()
  const store = await openStore({ dataDir: tmpdir(), secretKey: Buffer.alloc(32), embedded: line.embedded })
  const broken = store.db.transaction().execute(async (trx) => {
    await trx.selectFrom('people').selectAll().execute()
    line.cut()
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    await trx.selectFrom('people').selectAll().execute()
  })
  await expect(broken).rejects.toThrow(/connection/i)
  await store.close()
  await database.close()
})
