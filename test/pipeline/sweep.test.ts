import { beforeEach, expect, test } from 'vitest'
import { HOUR } from '../../src/domain/types.ts'
import { planAllDigests } from '../../src/pipeline/digests.ts'
import { judgePair } from '../../src/pipeline/judge.ts'
import { sweep } from '../../src/pipeline/sweep.ts'
import { openQueues } from '../../src/queue.ts'
import { judge } from '../../workers/judge.ts'
import { backend, testRedisUrl } from '../support/backend.ts'
import { settle } from '../support/company.ts'
import { ada, at, grace, master, read } from '../support/facts.ts'
import { clockAt, partsFor } from '../support/parts.ts'
import { freshPrefix } from '../support/redis.ts'
import { testStore } from '../support/store.ts'

const held = testStore()
const monday = at('2026-03-02T08:00Z')

beforeEach(async () => {
  await settle(held.store, monday)
  const changes = read([master()], { nextLook: monday + HOUR })
  await held.store.events.save('grace', changes, monday, held.store.secrets)
})

const judged = async () => (await held.store.pairs.of([ada, grace]))?.judgedAt

test('what is due is enqueued, what is not is left', async () => {
  const parts = partsFor(held.store, clockAt(monday))
  expect(await sweep(parts)).toEqual({ calendars: 2, pairs: 1, mailings: 0 })
  expect(parts.added.filter((job) => job.startsWith('sync')).sort()).toEqual(['sync ada', 'sync linus'])
  const later = partsFor(held.store, clockAt(monday + HOUR))
  await sweep(later)
  expect(later.added).toContain('sync grace')
})

test('a flushed queue loses nothing: the next sweep brings everything back', async () => {
  const { url: databaseUrl, embedded } = held.store
  const redisUrl = backend === 'servers' ? testRedisUrl : undefined
  const queues = await openQueues({
    redisUrl,
    databaseUrl,
    embedded,
    prefix: freshPrefix(),
  })
  const parts = partsFor(held.store, clockAt(monday), { queues })
  await sweep(parts)
  await sweep(parts)
  for (const queue of queues.queues) await queue.obliterate({ force: true })
  judge(parts, queues)
  await sweep(parts)
  await expect.poll(judged).toBe(monday)
  expect(await held.store.pairs.due(monday, 10)).toEqual([])
  for (const queue of queues.queues) await queue.obliterate({ force: true })
  await queues.close()
})

test('a hint during a reading causes another', async () => {
  const { calendars, events, secrets } = held.store
  const before = await calendars.byId('grace')
  await calendars.markDirty('grace', monday + 1)
  const changes = read([], { nextLook: monday + HOUR, hints: before!.hints })
  await events.save('grace', changes, monday + 2, secrets)
  expect(await calendars.due(monday + 2, 10)).toContain('grace')
  const hints = (await calendars.byId('grace'))!.hints
  await events.save('grace', { ...changes, hints }, monday + 3, secrets)
  expect(await calendars.due(monday + 3, 10)).not.toContain('grace')
})

test('managers of judged pairs have their digests planned, once', async () => {
  const clock = clockAt(monday)
  const pair = await held.store.pairs.of([ada, grace])
  expect(await planAllDigests({ store: held.store, clock })).toBe(0)
  await judgePair({ store: held.store, clock }, pair!.id)
  await planAllDigests({ store: held.store, clock })
  await planAllDigests({ store: held.store, clock })
  const digests = (await held.store.mailings.list({})).filter(({ kind }) => kind === 'digest')
  // Berlin's 08:00 of this Monday is over; the next is due eight days ahead at most.
  expect(digests).toMatchObject([
    { recipient: grace, subject: '2026-03-09', dueAt: at('2026-03-09T07:00Z'), pair: null },
  ])
})
