// The sandbox's own CA: refused by a process that knows nothing of it, trusted by one that was told.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTls } from '../../src/sandbox/server/tls.ts'
import { type Scene, scene, testTls } from './support.ts'

const run = promisify(execFile)

/** What a process of its own gets from the sandbox, by the HTTP client that the Google client is built on. */
async function fetchIn(env: Record<string, string>, url: string): Promise<string> {
  const script = `
    import { Gaxios } from 'gaxios'
    await new Gaxios().request({ url: '${url}', validateStatus: () => true })
      .then((answer) => console.log(answer.status), (error) => console.log(error.code))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
  })
  return stdout.trim()
}

describe('a process of its own', () => {
  let here: Scene
  let folder: string
  beforeAll(async () => {
    here = await scene()
    folder = await mkdtemp(join(tmpdir(), 'sandbox-ca-'))
    await writeFile(join(folder, 'ca.pem'), (await testTls()).ca)
  })
  afterAll(async () => {
    await here.google.close()
    await rm(folder, { recursive: true })
  })

  test('refuses the certificate', async () => {
    expect(await fetchIn({}, here.google.url)).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/)
  })

  test.each(['localhost', '127.0.0.1'])('trusts it at %s by NODE_EXTRA_CA_CERTS', async (host) => {
    const url = here.google.url.replace('localhost', host)
    expect(await fetchIn({ NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }, url)).toBe('404')
  })
})

test('a process that trusts another sandbox as well finds the right CA', async () => {
  const here = await scene()
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-ca-'))
  const path = join(folder, 'both.pem')
  await writeFile(path, [(await makeTls()).ca, (await testTls()).ca].join('\n'))
  expect(await fetchIn({ NODE_EXTRA_CA_CERTS: path }, here.google.url)).toBe('404')
  await here.google.close()
  await rm(folder, { recursive: true })
})

test('a process trusts it at run time too', async () => {
  const here = await scene()
  expect((await fetch(here.google.url)).status).toBe(404)
  await here.google.close()
})
