// The service at its first sync, in a process of its own: every calendar due, read by the queue's workers; then every pair judged.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type App, buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { trust } from '../src/sandbox/server/tls.ts'
import { judge } from '../workers/judge.ts'
import { sync } from '../workers/sync.ts'
import type { ServedCompany } from './company.ts'
import { cpu, elapsed } from './figure.ts'
import { watch } from './vendors.ts'

export interface Cost {
  /** Milliseconds of this process's CPU. */
  cpu: number
  /** Milliseconds on the clock. */
  time: number
  /** Sent to the database; the queue's are among them where it lives there. */
  queries: number
}

export interface WatchingCost {
  first: Cost
  /** One more look at every calendar; nothing changed. */
  again: Cost
  judging: Cost
  calendars: number
  pairs: number
  /** MB. */
  peakOfReading: number
  peak: number
}

if (import.meta.main && process.send) {
  process.once('message', async (company: ServedCompany) => {
    trust(company.ca)
    const app = await buildApp(readConfig())
    await watch(app.store, company, company.people, Date.now())
    process.send?.(await measured(app, company.people.length))
    await app.close()
    process.disconnect()
  })
}

let queries = 0
const query = pg.Client.prototype.query
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  queries++
  return Reflect.apply(query, this, args)
} as typeof query

async function measured(app: App, calendars: number): Promise<WatchingCost> {
  const { store, parts, queues } = app
  sync(parts, queues)
  const first = await costOf(() => readAllDue(app))
  const peakOfReading = peak()
  await refuseUnread(app)
  await store.db.updateTable('calendars').set({ look_at: Date.now() }).execute()
  const again = await costOf(() => readAllDue(app))
  judge(parts, queues)
  const judging = await costOf(() => judgeAllDue(app))
  const pairs = (await store.pairs.all()).length
  return { first, again, judging, pairs, calendars, peakOfReading, peak: peak() }
}

/** As many as a sweep takes. */
const MOST = 1_000
const PATIENCE = 200

async function readAllDue({ store, queues }: App): Promise<void> {
  const due = () => store.calendars.due(Date.now(), MOST)
  for (let some = await due(); some.length > 0; some = await due()) {
    await queues.add(
      'sync',
      some.map((calendar) => ({ calendar })),
    )
    while ((await due()).length > 0) await pause(PATIENCE)
  }
}

async function judgeAllDue({ store, queues }: App): Promise<void> {
  const due = () => store.pairs.due(Date.now(), MOST)
  for (let some = await due(); some.length > 0; some = await due()) {
    await queues.add(
      'judge',
      some.map((pair) => ({ pair })),
    )
    while (!(await queues.isIdle())) await pause(PATIENCE)
  }
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  queries = 0
  let spent = 0
  const time = await elapsed(async () => {
    spent = await cpu(work)
  })
  return { cpu: spent, time, queries }
}

async function refuseUnread({ store }: App): Promise<void> {
  const unread = (await store.calendars.all()).filter(({ wasRead, fault }) => !wasRead || fault)
  const [first] = unread
  if (first) throw new Error(`${unread.length} calendars were not read: ${first.fault?.message}`)
}

const peak = () => process.resourceUsage().maxRSS / 1024
