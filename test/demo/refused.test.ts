import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { halfhour } from '../support/command.ts'

const demo = (args: string[], env: Record<string, string> = {}) =>
  halfhour(['demo', '--exit', '--data', mkdtempSync(join(tmpdir(), 'halfhour-demo-')), ...args], env)

describe('A demo that cannot begin says why, and is over', () => {
  test('where something else listens on the port that it was given', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { status, stderr } = await demo([], { PORT: String(port) })
    other.close()
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(`^halfhour: Cannot listen on 127.0.0.1, port ${port}: .*\n$`),
    })
  })

  test('where it is to end on a day that is none of the story', async () => {
    expect(await demo(['--until', '2026-05-01'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'halfhour: --until 2026-05-01 is no day of the story; write it like 2026-03-20.\n',
    })
  })
})
