// The demo's service killed with -9 again and again: it goes on, no mail is lost, none goes twice.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, type Instant } from '../../src/domain/types.ts'
import { openStore } from '../../src/store/open.ts'
import { seed } from '../support/chance.ts'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const UNTIL = '2026-03-07'
const START = Date.parse('2026-03-01T12:00Z')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfhour-demo-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('a demo that is killed tells the same story as one that is not', async () => {
  const [untouched, killed] = [join(folder, 'untouched'), join(folder, 'killed')]
  const kills = [1, 2, 3].map((day) => START + day * DAY + ((seed * day) % 1440) * 60_000)
  expect(await play(untouched, null)).toBe(0)
  for (const at of kills) expect(await play(killed, at), `seed ${seed}`).toBe('SIGKILL')
  expect(await play(killed, null)).toBe(0)
  const [one, other] = [await storyOf(untouched), await storyOf(killed)]
  expect(other.mails, `seed ${seed}`).toEqual(one.mails)
  expect(other.kept, `seed ${seed}`).toEqual(one.kept)
  expect(other.slots, `seed ${seed}`).toEqual(one.slots)
  expect(one.mails.length).toBeGreaterThan(60)
}, 400_000)

/** Runs the demo until it ends, or until its clock has come to `killAt`. */
async function play(data: string, killAt: Instant | null): Promise<number | string | null> {
  await mkdir(data, { recursive: true })
  const child = spawn(process.execPath, [cli, 'demo', '--exit', '--until', UNTIL, '--data', data], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const killer = setInterval(async () => {
    if (killAt !== null && (await clockOf(data)) >= killAt) child.kill('SIGKILL')
  }, 50)
  return new Promise((resolve) =>
    child.once('exit', (status, signal) => {
      clearInterval(killer)
      resolve(signal ?? status)
    }),
  )
}

async function clockOf(data: string): Promise<Instant> {
  const text = await readFile(join(data, 'demo.json'), 'utf8').catch(() => '{"now":0}')
  return JSON.parse(text).now
}

async function storyOf(data: string) {
  const store = await openStore({ dataDir: join(data, 'store') })
  try {
    const sent = await store.mailings.list({ states: ['sent', 'maybe-sent'], limit: 10_000 })
    const kept = await store.mailbox.list(10_000)
    const pairs = await store.pairs.all()
    const slots = await Promise.all(pairs.map(({ id }) => store.slots.ofPair(id)))
    return {
      mails: sent
        .map(({ kind, recipient, subject, settledAt }) => `${settledAt} ${kind} ${recipient} ${subject}`)
        .sort(),
      kept: kept.map(({ at, kind, recipient, subject }) => `${at} ${kind} ${recipient} ${subject}`).sort(),
      slots: slots
        .flat()
        .map(({ uid, original, state, moved, reasons }) => `${uid} ${original} ${state} ${moved} ${reasons}`)
        .sort(),
    }
  } finally {
    await store.close()
  }
}
