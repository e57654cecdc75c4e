// Recurring jobs run beside each other: one that hangs on a calendar service holds up neither mails nor judgements.
import { beforeEach, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { openQueues } from '../../src/queue.ts'
import { schedule } from '../../workers/schedule.ts'
import { backend, testRedisUrl } from '../support/backend.ts'
import { settle } from '../support/company.ts'
import { companyIn } from '../support/directory.ts'
import { ada, at } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { freshPrefix } from '../support/redis.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')

beforeEach(() => settle(held.store, monday))

test('what is due is enqueued while directories, channels and holidays hang', async () => {
  const { store } = held
  const { connection } = await companyIn(store, monday)
  const calendar = { id: 'at rest', connection, owner: ada, providerId: ada, zone: null }
  await store.calendars.add(calendar, monday)
  await store.db.updateTable('calendars').set({ look_at: null }).where('id', '=', 'at rest').execute()
  const channel = { id: 'c', calendar: 'at rest', address: 'https://x.test/', resource: 'r' }
  await store.channels.add({ ...channel, madeAt: monday, expiresAt: monday + HOUR }, 'token')
  const gate = Promise.withResolvers<never>()
  const hanging: string[] = []
  const hang = (what: string) => () => {
    hanging.push(what)
    return gate.promise
  }
  const queues = await openQueues({
    redisUrl: backend === 'servers' ? testRedisUrl : undefined,
    databaseUrl: store.url,
    embedded: store.embedded,
    prefix: freshPrefix(),
  })
  const parts = partsFor(store, clockAt(monday), {
    directoryOf: hang('people'),
    serviceOf: hang('channels'),
    publicHolidays: hang('holidays'),
  })
  await schedule(parts, queues)
  await expect.poll(() => hanging.sort()).toEqual(['channels', 'holidays', 'people'])
  parts.added.length = 0
  await expect.poll(() => parts.added).toContain('sync ada')
  gate.reject(new Error('the service is there again, and refuses'))
  await queues.clear()
  await queues.close()
})
