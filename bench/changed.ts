// From a change at a service to the new verdict: push, route, queue, one call, database, judging; by the whole service.
import { setTimeout as pause } from 'node:timers/promises'
import { type App, buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { DAY, HOUR } from '../src/domain/types.ts'
import { makeTls, trust } from '../src/sandbox/server/tls.ts'
import { openFront } from '../test/support/front.ts'
import { atMost, type Figure, type Line, median, percentile, told } from './figure.ts'
import { withFolder } from './stores.ts'
import { figureName, nameOf, type Sandbox, startSandbox, type Vendor, watch } from './vendors.ts'

const CHANGES = 20
const ada = 'ada@example.com'
const grace = 'grace@example.com'
/** Pushes of one calendar come together for two seconds. */
const APART = 2_200

/** What Google tells in one list Microsoft tells in two calls: that a series changed, then all of the series. */
const FEWEST = { google: 1, microsoft: 2 }

export const changed = (vendor: Vendor): Figure => ({
  name: figureName('changed', vendor),
  title: `From a change at ${nameOf[vendor]} to the new verdict, by push, on the embedded database`,
  measure: (say) =>
    withFolder(async (dataDir) => {
      const tls = await makeTls()
      trust(tls.ca)
      const sandbox = await startSandbox(vendor, { tls, now: Date.now })
      const front = await openFront(tls)
      const own = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', PUBLIC_URL: front.url }
      const app = await buildApp(readConfig({ ...own, ...sandbox.served.env }))
      front.to(await app.listen())
      try {
        return await measured(app, sandbox, say)
      } finally {
        await sandbox.close()
        await app.close()
        await front.close()
      }
    }),
})

/** Only Grace's calendar is watched: each change stands in one. */
async function measured(app: App, sandbox: Sandbox, say: (progress: string) => void): Promise<Line[]> {
  const series = await meet(app, sandbox)
  await app.work()
  await until(
    async () => (await app.store.channels.ofCalendar(grace)).length === 1 && (await pairOf(app)) !== null,
  )
  await pause(3 * APART)
  sandbox.requests()
  const times: number[] = []
  const originals = sandbox.company.starts(series, {
    start: Date.now() + DAY,
    end: Date.now() + CHANGES * DAY,
  })
  for (const [n, original] of originals.slice(0, CHANGES).entries()) {
    say(`change ${n + 1} of ${CHANGES}`)
    times.push(await timeOf(app, sandbox, series, original))
    await pause(APART)
  }
  const { calls, kinds } = sandbox.requests()
  const fewest = FEWEST[sandbox.served.vendor]
  return [
    atMost('calls for a change', calls / times.length, fewest, '', 1),
    ...Object.entries(kinds).map(([kind, n]) => told(`  ${kind}`, n / times.length, '', 1)),
    atMost('from the change to the new verdict, median', median(times), 2_000, ' ms', 0),
    atMost('the slowest tenth begins at', percentile(times, 0.9), 2_000, ' ms', 0),
  ]
}

/** Returns the series that the two have every day. */
async function meet({ store }: App, { company, served }: Sandbox): Promise<string> {
  const now = Date.now()
  for (const person of [ada, grace]) company.addPerson(person, { zone: 'Europe/Berlin' })
  const start = Math.ceil(now / HOUR) * HOUR
  const daily = { summary: 'Ada / Grace', start, recurrence: 'RRULE:FREQ=DAILY', guests: [ada] }
  const series = company.createEvent(grace, daily)
  await watch(store, served, [grace], now)
  return series
}

async function timeOf(app: App, { company }: Sandbox, series: string, original: number): Promise<number> {
  const { id } = (await pairOf(app))!
  const start = performance.now()
  company.cancelInstance(series, original)
  await until(async () => {
    const slots = await app.store.slots.ofPair(id)
    return slots.some((slot) => slot.original === original && slot.state === 'skipped')
  })
  return performance.now() - start
}

async function pairOf({ store }: App) {
  const pair = await store.pairs.of([ada, grace])
  return pair?.judgedAt ? pair : null
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(2)
}
