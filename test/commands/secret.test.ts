import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { typed } from '../../src/commands/secret.ts'
import { GivenUp } from '../../src/errors.ts'

/** A terminal that writes down what happens to it. */
function terminal() {
  const told: string[] = []
  const setRawMode = (isRaw: boolean) => told.push(isRaw ? 'mute' : 'loud')
  const input = Object.assign(new PassThrough(), { setRawMode })
  const output = new PassThrough().on('data', (text) => told.push(String(text)))
  return { input, output, told }
}

test('letters are muted before the secret is asked for, and until it is there', async () => {
  const { input, output, told } = terminal()
  const secret = typed(input, output)
  input.write('hunter2\r')
  expect(await secret).toBe('hunter2')
  expect(told).toEqual(['mute', 'Paste the secret, then press Enter: ', 'loud', '\n'])
})

test.each([
  ['Ctrl+C', '\x03'],
  ['Ctrl+D', '\x04'],
])('%s in place of a secret breaks off', async (_name, key) => {
  const { input, output, told } = terminal()
  const secret = typed(input, output)
  input.write(key)
  await expect(secret).rejects.toBeInstanceOf(GivenUp)
  expect(told.at(-1)).toBe('\n')
})
