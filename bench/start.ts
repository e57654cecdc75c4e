// The service as it is started: spawn to /ready, the second time, on the embedded default; and its memory when idle.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { atMost, type Figure, median, told } from './figure.ts'
import { withFolder } from './stores.ts'

const STARTS = 5
const IDLE_SECONDS = 60

export const start: Figure = {
  name: 'start',
  title: 'Start to ready on the embedded default, and memory when idle',
  measure: (say) =>
    withFolder(async (folder) => {
      say('first start')
      const first = await started(folder)
      await stop(first.service)
      const times: number[] = []
      for (let n = 1; n < STARTS; n++) {
        const { service, took } = await started(folder)
        times.push(took)
        await stop(service)
        say(`start ${n} of ${STARTS}`)
      }
      const last = await started(folder)
      times.push(last.took)
      const sizes = await sizesOf(last.service, say)
      await stop(last.service)
      return [
        told('first start, to /ready', first.took / 1000, ' s', 2),
        atMost(`later starts, to /ready (median of ${STARTS})`, median(times) / 1000, 2, ' s'),
        told('memory at its peak', sizes.peak, ' MB'),
        atMost(`memory after ${IDLE_SECONDS} idle seconds`, sizes.now, 250, ' MB', 0),
      ]
    }),
}

/** With the flags that `npm start` gives. */
async function started(folder: string): Promise<{ service: ChildProcess; took: number }> {
  const port = await freePort()
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const args = (scripts.start as string).split(' ').slice(1)
  const env = { PATH: process.env.PATH, DATA_DIR: folder, PORT: `${port}`, LOG_LEVEL: 'error' }
  const begun = performance.now()
  const cwd = new URL('..', import.meta.url)
  const service = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
  while (!(await isReady(port))) {
    if (service.exitCode !== null) throw new Error(`The service ended with status ${service.exitCode}.`)
    await pause(10)
  }
  return { service, took: performance.now() - begun }
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
