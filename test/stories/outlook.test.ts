// A tenant of Microsoft 365 from its connecting to the verdict on a change, by the whole service: directory, subscriptions, queues.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectTenant } from '../../src/connecting/company.ts'
import { MINUTE, WEEK } from '../../src/domain/types.ts'
import { readPeople } from '../../src/pipeline/people.ts'
import { credentials } from '../calendars/graph-support.ts'
import { type GraphScene, graphScene } from '../sandbox/graph-support.ts'
import { ada, at, grace } from '../sandbox/support.ts'
import { openService, type Service } from '../support/served.ts'

const first = at('2026-03-03T09:00:00Z')
let here: GraphScene
let service: Service
let id: string

beforeEach(async () => {
  here = await graphScene()
  const env = { MICROSOFT_GRAPH_URL: here.graph.url, MICROSOFT_LOGIN_URL: here.graph.loginUrl }
  service = await openService(env, here.clock, 1)
  const weekly = { summary: 'Ada / Grace', start: first, recurrence: 'RRULE:FREQ=WEEKLY', guests: [ada] }
  id = here.graph.company.createEvent(grace, weekly)
  here.graph.company.setManager(ada, grace)
})
afterEach(async () => {
  await here.graph.close()
  await service.close()
})

const { poll } = expect
const parts = () => service.apps[0]!.parts
const store = () => service.apps[0]!.store
const connection = async () => (await store().connections.all())[0]!.id
const channels = async () => store().channels.ofConnection(await connection())
const slot = async (original: number) => {
  const pair = await store().pairs.of([ada, grace])
  return pair && (await store().slots.ofPair(pair.id)).find((each) => each.original === original)
}

/** As `halfhour connect microsoft` does it; then people are read, as the recurring job does. */
async function connect() {
  const options = { domains: ['example.com'], choice: { by: 'all' as const }, leaveOut: [] }
  const settings = {
    ...{ googleRootUrl: undefined, googleTokenUrl: undefined, allowPrivateFeeds: false },
    ...{ microsoftGraphUrl: here.graph.url, microsoftLoginUrl: here.graph.loginUrl },
  }
  const wanted = { credentials: credentials(here), options }
  for await (const step of connectTenant(store(), wanted, settings, here.clock.now))
    expect(step).toMatchObject({ outcome: 'ok' })
  expect(await readPeople(parts(), await connection())).toMatchObject({ state: 'saved' })
  here.clock.now += MINUTE
  await service.apps[0]!.work()
}

/** Nothing is due, nothing waits, nothing is on the way. */
async function isQuiet(): Promise<boolean> {
  await here.graph.pushes.settled()
  const { calendars, pairs } = store()
  const due = [...(await calendars.due(here.clock.now, 10)), ...(await pairs.due(here.clock.now, 10))]
  return due.length === 0 && (await service.apps[0]!.queues.isIdle())
}

async function quiet() {
  await poll(async () => (await channels()).length).toBe(3)
  await poll(isQuiet).toBe(true)
}

test('a change in Outlook is told, read and judged; so is one after the subscription lapsed, or was taken away', async () => {
  await connect()
  await quiet()
  const reports = await store().db.selectFrom('management').select(['person', 'manager']).execute()
  expect(reports).toEqual([{ person: ada, manager: grace }])
  here.clock.now += MINUTE
  here.graph.company.cancelInstance(id, first)
  await poll(async () => (await slot(first))?.state).toBe('skipped')

  await quiet()
  const before = await store().channels.ofConnection(await connection())
  here.clock.now += MINUTE
  here.graph.pushes.lifecycle(grace, 'reauthorizationRequired')
  here.graph.pushes.lifecycle(ada, 'subscriptionRemoved')
  await poll(() => here.graph.traffic.count({ kind: 'subscriptions.renew' })).toBe(1)
  await quiet()
  const after = await channels()
  const kept = after.filter((one) => before.some((each) => each.id === one.id))
  expect(kept).toHaveLength(2)
  expect(after.every(({ expiresAt }) => expiresAt > here.clock.now + 6 * 24 * 60 * MINUTE)).toBe(true)

  here.clock.now += MINUTE
  here.graph.company.cancelInstance(id, first + WEEK)
  await poll(async () => (await slot(first + WEEK))?.state).toBe('skipped')
})
