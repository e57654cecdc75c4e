// One process per data folder: a lock file with the owner's process id, taken over when that process is gone.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'

/** Locks the folder and returns what unlocks it. Throws a UsageError while another process holds it. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock')
  if (!claim(path)) {
    const holder = holderOf(path)
    if (holder !== null) throw new UsageError(inUse(folder, holder))
    rmSync(path, { force: true })
    if (!claim(path)) throw new UsageError(inUse(folder, holderOf(path)))
  }
  return () => rmSync(path, { force: true })
}

/** Where the holder of the lock serves the folder's database, for commands that run beside it. */
export function tellUrl(folder: string, url: string): void {
  appendFileSync(join(folder, 'lock'), `${url}\n`)
}

/** Null: nobody serves it at the moment. */
export function urlOf(folder: string): string | null {
  const path = join(folder, 'lock')
  const [, url] = readText(path).trim().split('\n')
  return url !== undefined && holderOf(path) !== null ? url : null
}

/** The start time tells a process from a later one that was given the same id. */
function claim(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { flag: 'wx', mode: 0o600 })
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

/** Process id of a holder that still runs; null: nobody, the file was left behind. */
function holderOf(path: string): number | null {
  const [pid, start] = readText(path).split('\n', 1).join().trim().split(' ')
  const holder = Number(pid)
  if (!Number.isInteger(holder) || holder <= 0 || !isAlive(holder)) return null
  return start && start !== startOf(holder) ? null : holder
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process started, in clock ticks since boot; null for one that is dead but not yet buried, and off Linux. */
function startOf(pid: number): string | null {
  const [state, ...rest] = afterName(readText(`/proc/${pid}/stat`))
  return state === undefined || state === 'Z' ? null : (rest[18] ?? null)
}

/** The name stands in brackets and may hold anything (proc_pid_stat(5)). */
function afterName(stat: string): string[] {
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function inUse(folder: string, holder: number | null): string {
  const by = holder === null ? 'another process' : `process ${holder}`
  return (
    `The data folder ${resolve(folder)} is in use by ${by}. ` +
    'Stop that one first, or give this one a folder of its own: DATA_DIR=./other'
  )
}
