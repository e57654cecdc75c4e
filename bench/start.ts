// The service as it is started: spawn to /ready, the second time, on the embedded default; and its memory when idle.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../src/store/open.ts'
import { startCompany } from './company.ts'
import { atMost, type Figure, median, told } from './figure.ts'
import { withFolder } from './stores.ts'
import { vendors, watch } from './vendors.ts'

const STARTS = 5
const IDLE_SECONDS = 60
/** Of each vendor. */
const PEOPLE = 24

export const start: Figure = {
  name: 'start',
  title: 'Start to ready on the embedded default, and memory when idle: nothing connected, and both vendors',
  measure: (say) =>
    withFolder(async (folder) => {
      say('first start')
      const first = await started(folder)
      await stop(first.service)
      const later: Omit<Started, 'service'>[] = []
      for (let n = 1; n < STARTS; n++) {
        const { service, ...cost } = await started(folder)
        later.push(cost)
        await stop(service)
        say(`start ${n} of ${STARTS}`)
      }
      const last = await started(folder)
      later.push(last)
      const empty = await sizesOf(last.service, say)
      await stop(last.service)
      const connected = await withConnections(folder, say)
      return [
        told('first start, to /ready', first.took / 1000, ' s', 2),
        told(
          `later starts, to /ready (median of ${STARTS})`,
          median(later.map(({ took }) => took)) / 1000,
          ' s',
          2,
        ),
        atMost('the same, CPU (the least)', Math.min(...later.map(({ cpu }) => cpu)) / 1000, 2, ' s'),
        told('memory at its peak', empty.peak, ' MB'),
        atMost(`memory after ${IDLE_SECONDS} idle seconds`, empty.now, 250, ' MB', 0),
        told(`${2 * PEOPLE} calendars connected: memory at its peak`, connected.peak, ' MB'),
        atMost(`memory after ${IDLE_SECONDS} seconds`, connected.now, 250, ' MB', 0),
      ]
    }),
}

/** The service reads the calendars of both vendors once, and then hardly has anything to do. */
async function withConnections(folder: string, say: (progress: string) => void) {
  say('making two companies')
  const companies = await Promise.all(vendors.map((vendor) => startCompany(vendor, PEOPLE)))
  try {
    const store = await openStore({ dataDir: folder })
    for (const company of companies)
      await watch(store, company, company.people, Date.now(), `${company.vendor} `)
    await store.close()
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, companies.map((company) => company.ca).join('\n'))
    const env = Object.assign({ NODE_EXTRA_CA_CERTS: ca }, ...companies.map((company) => company.env))
    const { service } = await started(folder, env)
    const sizes = await sizesOf(service, say)
    await stop(service)
    return sizes
  } finally {
    for (const company of companies) company.close()
  }
}

interface Started {
  service: ChildProcess
  /** To /ready, in milliseconds. */
  took: number
  cpu: number
}

/** With the flags that `npm start` gives. */
async function started(folder: string, more: Record<string, string> = {}): Promise<Started> {
  const port = await freePort()
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const args = (scripts.start as string).split(' ').slice(1)
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: `${port}`, LOG_LEVEL: 'error', ...more }
  const begun = performance.now()
  const cwd = new URL('..', import.meta.url)
  const service = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  while (!(await isReady(port))) {
    if (service.exitCode !== null) throw new Error(`The service ended with status ${service.exitCode}.`)
    await pause(10)
  }
  return { service, took: performance.now() - begun, cpu: cpuOf(service) }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
  return answer?.status === 200
}

async function stop(service: ChildProcess) {
  const gone = once(service, 'exit')
  service.kill('SIGTERM')
  await gone
}

/** Its own and that of children that have ended, in milliseconds: proc_pid_stat(5) counts in hundredths of a second. */
function cpuOf({ pid }: ChildProcess): number {
  const [, counts = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const ticks = counts.split(' ').slice(11, 15).map(Number)
  return ticks.reduce((sum, tick) => sum + tick, 0) * 10
}

/** In MB, as the system counts them (proc_pid_status(5)). */
async function sizesOf({ pid }: ChildProcess, say: (progress: string) => void) {
  for (let second = 0; second < IDLE_SECONDS; second++) {
    await pause(1000)
    say(`idle for ${second} of ${IDLE_SECONDS} s`)
  }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const size = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  return { now: size('VmRSS'), peak: size('VmHWM') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
