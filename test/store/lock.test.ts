import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lockFolder } from '../../src/store/embedded/lock.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'halfhour-lock-'))

/** A process that holds the lock of a folder until it is killed. */
async function holder(dir: string) {
  const script = `import { lockFolder } from ${JSON.stringify(new URL('../../src/store/embedded/lock.ts', import.meta.url).href)}
    lockFolder(${JSON.stringify(dir)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script])
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  return child
}

async function killed(child: ChildProcess) {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('a second process is refused with a clear sentence', async () => {
  const dir = folder()
  const child = await holder(dir)
  expect(() => lockFolder(dir)).toThrow(`is in use by process ${child.pid}. Stop that one first`)
  await killed(child)
})

test('the lock of a process that was killed is taken over', async () => {
  const dir = folder()
  const child = await holder(dir)
  await killed(child)
  const unlock = lockFolder(dir)
  expect(readFileSync(join(dir, 'lock'), 'utf8')).toContain(String(process.pid))
  unlock()
  expect(existsSync(join(dir, 'lock'))).toBe(false)
})

test('another process that was given the same id later holds nothing', () => {
  const dir = folder()
  writeFileSync(join(dir, 'lock'), `${process.ppid} 12345\n`)
  lockFolder(dir)()
})

test('an unreadable lock file was left behind', () => {
  const dir = folder()
  writeFileSync(join(dir, 'lock'), '')
  lockFolder(dir)()
})
