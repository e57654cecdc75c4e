import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { closedEarly, halfhour } from '../support/command.ts'

/** The embedded database, in a folder of its own. */
const alone = () => ({
  DATA_DIR: mkdtempSync(join(tmpdir(), 'halfhour-wrong-')),
  DATABASE_URL: '',
  REDIS_URL: '',
  LOG_LEVEL: 'silent',
})

test('whoever stops reading (`| head`) has done nothing wrong', async () => {
  expect(await closedEarly(['doctor'], alone())).toEqual({ status: 0, stderr: '' })
})

describe('a wrong start is one line, status 2, and the end', () => {
  test('a port that somebody else listens on', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { status, stdout, stderr } = await halfhour(['start'], { ...alone(), PORT: String(port) })
    other.close()
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `halfhour: Cannot listen on 127.0.0.1, port ${port}: something else does already. Stop it, or set PORT to another number (0 takes a free one).\n`,
    })
  })

  test.each([
    [['start', '--only', 'worker'], {}, 'The embedded database serves one process.'],
    [['start'], { HOST: '0.0.0.0' }, 'Leave HOST unset, or set HOST=127.0.0.1.'],
    [['strat'], {}, "unknown command 'strat' (Did you mean start?)"],
    [['audit', '--bogus'], {}, "unknown option '--bogus'. Add --help to see what there is."],
  ])('%j with %j', async (args, env, sentence) => {
    const { status, stdout, stderr } = await halfhour(args, { ...alone(), ...env })
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      status: 2,
      stdout: '',
      lines: 1,
    })
    expect(stderr).toContain(sentence)
  })
})

test('a file of people of which no row can be read changes nothing', async () => {
  const env = alone()
  const file = join(env.DATA_DIR, 'people.csv')
  writeFileSync(file, 'person,manager\nada,grace\n')
  const { status, stdout, stderr } = await halfhour(['people', file], env)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/row 2: .*No row of it can be read, so nothing was changed\.\n$/)
})

test('--version tells which one this is', async () => {
  const { status, stdout } = await halfhour(['--version'])
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})
