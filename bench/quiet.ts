// What watching calendars costs while nothing changes: two weeks of looks, with two 1-on-1s for each person.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readConfig } from '../src/config.ts'
import { DAY, HOUR, type Instant, WEEK } from '../src/domain/types.ts'
import { judgePair } from '../src/pipeline/judge.ts'
import type { SyncParts } from '../src/pipeline/parts.ts'
import { calendarSync } from '../src/pipeline/sync.ts'
import { makeTls, type SandboxTls, trust } from '../src/sandbox/server/tls.ts'
import { openServices } from '../src/services.ts'
import type { Store } from '../src/store/open.ts'
import { openFront } from '../test/support/front.ts'
import { atMost, type Figure, type Line } from './figure.ts'
import { withStore } from './stores.ts'
import { figureName, nameOf, type Sandbox, startSandbox, type Vendor, watch } from './vendors.ts'

const PEOPLE = 10
const monday = Date.parse('2026-03-02T00:00:00Z')
/** Long enough that whatever is done once a week or so is in it. */
const WEEKS = 2

export const quiet = (vendor: Vendor): Figure => ({
  name: figureName('quiet', vendor),
  title: `Calls to ${nameOf[vendor]} per calendar while nothing changes, two 1-on-1s a week`,
  measure: async (say) => {
    const tls = await makeTls()
    trust(tls.ca)
    const lines: Line[] = []
    for (const how of ['polling', 'with push']) {
      say(`${WEEKS} weeks of looks, ${how}`)
      const door = how === 'with push' ? await openDoor(tls) : null
      const { anHour, overall } = await withStore((store) => callsOf(store, { vendor, tls, door }))
      await door?.close()
      lines.push(
        atMost(`an hour without meetings, ${how}`, anHour, door ? 0.3 : 1.25, ''),
        atMost(`an hour of whole weeks, checks too, ${how}`, overall, door ? 0.3 : 1.4, ''),
      )
    }
    return lines
  },
})

interface Scene {
  vendor: Vendor
  tls: SandboxTls
  /** Where pushes arrive; null: nowhere. */
  door: { url: string } | null
}

/** Calls in an hour. */
async function callsOf(store: Store, { vendor, tls, door }: Scene) {
  const clock = { now: monday - DAY }
  const sandbox = await startSandbox(vendor, { tls, now: () => clock.now })
  const people = Array.from({ length: PEOPLE }, (_, n) => `person${n}@example.com`)
  for (const person of people) sandbox.company.addPerson(person, { zone: 'Europe/Berlin' })
  for (const [n, person] of people.entries()) meet(sandbox, person, people[(n + 1) % PEOPLE]!, n)
  await watch(store, sandbox.served, people, clock.now)
  const { serviceOf } = openServices(store, readConfig(sandbox.served.env))
  const parts = { store, serviceOf, pushAddress: door?.url ?? null, clock: clockOf(clock) }
  await lookUntil(parts, clock, monday)
  const callsUntil = async (until: Instant) => {
    sandbox.requests()
    await lookUntil(parts, clock, until)
    return sandbox.requests().calls
  }
  // All meetings are on Tuesdays and Thursdays, 09:00 to 10:00 UTC.
  const busy = await callsUntil(monday + 5 * DAY)
  const idle = await callsUntil(monday + 7 * DAY)
  const more = await callsUntil(monday + WEEKS * WEEK)
  await sandbox.close()
  const inAnHour = (calls: number, time: number) => calls / PEOPLE / (time / HOUR)
  return { anHour: inAnHour(idle, 2 * DAY), overall: inAnHour(busy + idle + more, WEEKS * WEEK) }
}

const clockOf = (clock: { now: Instant }) => ({ now: () => clock.now, wall: Date.now })

/** In a ring, so that everybody has two. */
function meet({ company }: Sandbox, person: string, other: string, n: number): void {
  const start = monday + (n % 2 ? 1 : 3) * DAY + 9 * HOUR
  company.createEvent(person, { summary: '1-on-1', start, recurrence: 'RRULE:FREQ=WEEKLY', guests: [other] })
}

/** Nothing changes, so nothing is pushed; but Microsoft makes a channel only where its question is echoed. */
async function openDoor(tls: SandboxTls) {
  const echo = createServer(({ url = '/' }, answer) => {
    const asked = new URL(url, 'http://localhost').searchParams.get('validationToken') ?? ''
    answer.setHeader('content-type', 'text/plain').end(asked)
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const front = await openFront(tls)
  front.to(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`)
  const close = async () => {
    await front.close()
    echo.closeAllConnections()
    await new Promise((resolve) => echo.close(resolve))
  }
  return { url: `${front.url}/push`, close }
}

/** As the sweep would have it: each look and each judging when it is due. */
async function lookUntil(parts: SyncParts, clock: { now: Instant }, until: Instant): Promise<void> {
  const { store } = parts
  const sync = calendarSync(parts)
  while (clock.now < until) {
    for (const calendar of await store.calendars.due(clock.now, PEOPLE)) await sync(calendar)
    for (const pair of await store.pairs.due(clock.now, PEOPLE)) await judgePair(parts, pair)
    const next = Math.min(
      (await store.calendars.nextLookAt()) ?? until,
      (await store.pairs.nextJudgeAt()) ?? until,
    )
    clock.now = Math.min(until, Math.max(next, clock.now + 1))
  }
}
