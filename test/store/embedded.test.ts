import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { backend } from '../support/backend.ts'

/** Writes rows until it is killed and says the number of each as soon as the database has confirmed it. */
const WRITER = `
import { openStore } from ${JSON.stringify(new URL('../../src/store/open.ts', import.meta.url).href)}
const store = await openStore({ dataDir: process.argv[1] })
for (let n = 0; ; n++) {
  const mail = { at: n, recipient: 'ada@example.com', kind: 'recap', subject: '', messageId: 'm' + n, html: '', text: '', raw: Buffer.from('x') }
  await store.mailbox.keep(mail)
  console.log(n)
}`

describe.runIf(backend === 'embedded')('the embedded database', () => {
  test('keeps every confirmed row through kill -9, and the folder can be opened again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'halfhour-data-'))
    const confirmed = await writeUntilKilled(dataDir, 50)
    const store = await openStore({ dataDir })
    expect(await store.mailbox.count()).toBeGreaterThanOrEqual(confirmed + 1)
    await expect(openStore({ dataDir })).rejects.toThrow(/is in use by process/)
    await store.close()
    const again = await openStore({ dataDir })
    await again.close()
  })

  test('a command looks in beside the service that has it open, and leaves it open', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'halfhour-data-'))
    const service = await openStore({ dataDir })
    const command = await openStore({ dataDir, beside: true })
    await command.settings.goLive(1)
    expect(await service.settings.goLiveAt()).toBe(1)
    await command.close()
    expect(await service.settings.goLiveAt()).toBe(1)
    await service.close()
    const alone = await openStore({ dataDir, beside: true })
    expect(await alone.settings.goLiveAt()).toBe(1)
    await alone.close()
  })

  test('nobody but this user gets at its socket', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'halfhour-data-'))
    const service = await openStore({ dataDir })
    const folder = decodeURIComponent(new URL(service.url).hostname)
    expect(statSync(folder).mode & 0o077).toBe(0)
    await service.close()
    expect(existsSync(folder)).toBe(false)
  })
})

async function writeUntilKilled(dataDir: string, rows: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, dataDir])
  // Its output ends before the process does: who still dies still holds the folder.
  const gone = once(child, 'exit')
  let last = -1
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    if (last === rows) child.kill('SIGKILL')
  }
  await gone
  return last
}
