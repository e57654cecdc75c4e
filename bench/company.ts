// A company in a sandbox, in a process of its own: people with about 200 events each. Its work is not what is measured.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Address } from '../src/domain/types.ts'
import { makeTls } from '../src/sandbox/server/tls.ts'
import { fillCompany, type Time } from './company-year.ts'
import { type Requests, type Served, startSandbox, type Vendor } from './vendors.ts'

export interface ServedCompany extends Served {
  people: Address[]
  events: number
}

export interface CompanyProcess extends ServedCompany {
  /** Since the last time this was asked. */
  requests(): Promise<Requests>
  close(): void
}

/** Starts it; ready when all events are made. */
export async function startCompany(vendor: Vendor, size: number): Promise<CompanyProcess> {
  const child = fork(new URL(import.meta.url), [vendor, `${size}`], { execArgv: ['--no-warnings'] })
  const [served] = (await once(child, 'message')) as [ServedCompany]
  return {
    ...served,
    requests: async () => {
      child.send('requests')
      const [counted] = (await once(child, 'message')) as [Requests]
      return counted
    },
    close: () => child.disconnect(),
  }
}

/** Weeks that are read: Google tells all there ever was, of Microsoft we ask for a window. */
const READ: Record<Vendor, Omit<Time, 'now'>> = {
  google: { behind: 52, ahead: 4 },
  microsoft: { behind: 13, ahead: 14 },
}

if (import.meta.main && process.send) {
  const [vendor, size] = process.argv.slice(2) as [Vendor, string]
  const now = Date.now()
  const sandbox = await startSandbox(vendor, { tls: await makeTls(), now: () => now })
  const { people, events } = fillCompany(sandbox.company, Number(size), { now, ...READ[vendor] })
  process.on('disconnect', () => process.exit())
  process.on('message', () => process.send?.(sandbox.requests()))
  process.send({ ...sandbox.served, people, events } satisfies ServedCompany)
}
