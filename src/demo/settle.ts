// What an admin does once: connects both houses by their directories, as the pages and `halfhour connect` do, and tells from a
// file what no directory knows.
import { writeFileSync } from 'node:fs'
import type { App } from '../app.ts'
import type { Step } from '../calendars/probe.ts'
import { saveRoster } from '../commands/people.ts'
import { connectCompany, connectTenant } from '../connecting/company.ts'
import { type Address, type Instant, MINUTE } from '../domain/types.ts'
import { readDirectories } from '../pipeline/people.ts'
import { readRoster } from '../roster/read.ts'
import type { Home } from '../sandbox/sample-company/people.ts'
import type { ServiceSettings } from '../services.ts'
import type { Attempt } from '../web/connecting.ts'
import type { Stage } from './company.ts'

export type Connections = Record<Home, number>

interface Settling {
  stage: Stage
  settings: ServiceSettings
  /** Where the file of managers is written. */
  roster: string
  now: Instant
}

/**
 * Returns the connections, which an earlier run may have made. People are read a minute before `now`, so that their calendars
 * are read at it.
 */
export async function settleIn({ store, parts }: App, settling: Settling): Promise<Connections> {
  const known = await store.connections.all()
  const idOf = (home: Home) => known.find(({ kind }) => kind === home)?.id
  const [google, microsoft] = [idOf('google'), idOf('microsoft')]
  if (google !== undefined && microsoft !== undefined) return { google, microsoft }
  const { stage, roster } = settling
  stage.play(stage.company.start - 1)
  const before = settling.now - MINUTE
  const connections = await connect(store, settling, before)
  await readDirectories({ ...parts, clock: { ...parts.clock, now: () => before } })
  writeFileSync(roster, stage.company.managersElsewhere)
  await saveRoster(store, await readRoster(roster), before)
  await tellHours(store, stage, before)
  return connections
}

async function connect(
  store: App['store'],
  { stage: { company, keys }, settings }: Settling,
  now: Instant,
): Promise<Connections> {
  const { google, microsoft } = company.domains
  const everybody = { choice: { by: 'all' as const }, leaveOut: [] }
  const admin = company.people.find((one) => one.admin)!.address
  const workspace = {
    credentials: { ...keys.google },
    options: { ...everybody, admin, domains: [google] },
  }
  const { tenant, clientId: client_id, secret: client_secret } = keys.microsoft
  const office = {
    credentials: { type: 'microsoft_app', tenant, client_id, client_secret },
    options: { ...everybody, domains: [microsoft] },
  }
  return {
    google: await made(connectCompany(store, workspace, settings, now)),
    microsoft: await made(connectTenant(store, office, settings, now)),
  }
}

async function made(attempt: Attempt): Promise<number> {
  const steps: Step[] = []
  for (;;) {
    const { done, value } = await attempt.next()
    if (!done) steps.push(value)
    else if (value !== null) return value
    else throw new Error(`The sample company cannot be connected: ${JSON.stringify(steps)}`)
  }
}

/** Google tells no working hours. */
async function tellHours(store: App['store'], { company }: Stage, now: Instant): Promise<void> {
  const untold = company.people.filter(({ home, hours }) => home === 'google' && hours)
  const hoursOf = new Map(untold.map(({ address, hours }): [Address, typeof hours] => [address, hours]))
  const known = await store.people.byAddresses([...hoursOf.keys()])
  const told = known.map((person) => ({ ...person, hours: hoursOf.get(person.address)! }))
  await store.people.save(told, 'demo', now)
}
