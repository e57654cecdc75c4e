// The real service of a random story: its app, queues and workers; killed at any moment and started again.

import { type App, buildApp } from '../../../src/app.ts'
import { readConfig } from '../../../src/config.ts'
import { HOUR, type Instant } from '../../../src/domain/types.ts'
import { planAllDigests } from '../../../src/pipeline/digests.ts'
import { defaultLooks } from '../../../src/pipeline/look.ts'
import { readDirectories } from '../../../src/pipeline/people.ts'
import { sweep } from '../../../src/pipeline/sweep.ts'
import { planTrouble } from '../../../src/pipeline/trouble.ts'
import type { Database, Line } from './database.ts'
import type { Gateway } from './gateway.ts'
import { type Jobs, type Wanted, workWith } from './jobs.ts'
import { type Notes, takeNotes } from './notes.ts'

export interface World {
  database: Database
  gateways: readonly Gateway[]
  /** Where calendars are. */
  settings: Record<string, string>
  clock: { now: Instant }
  notes: Notes
  jobs: Wanted
  /** Where pushes come in; undefined: nowhere. */
  publicUrl: string | undefined
}

export interface Service {
  app: App
  /** Everything that is due is found and done; a service that dies on the way leaves it as it is. */
  settle(): Promise<void>
  /** All that waits in the queue is gone. */
  flush(): Promise<void>
  /** Dies after so many of the moments at which something is under way. */
  dieAfter(moments: number): void
  isDead(): boolean
  close(): Promise<void>
}

/** Every change is hinted at or found late: what an hour would bring in real life, a story has at its next step. */
const LOOKS = {
  ...defaultLooks,
  usual: 9 * HOUR,
  near: 3 * HOUR,
}

export async function startService(world: World): Promise<Service> {
  const { database, clock } = world
  const line = await database.line()
  const time = { now: () => clock.now, wall: () => clock.now }
  const app = await buildApp(configOf(world, line), { clock: time, looks: LOOKS })
  // A worker that died holds its jobs for half a minute of real time, which no story waits for.
  await app.queues.clear()
  const life = { left: Number.POSITIVE_INFINITY, dead: false }
  const moment = () => {
    life.left -= 1
    if (life.left >= 0 || life.dead) return
    life.dead = true
    line.cut()
  }
  await takeNotes(app.store, world.notes, moment)
  for (const gateway of world.gateways) gateway.onAnswer(moment)
  watchOver(app, moment)
  const jobs = workWith(world.jobs, app, () => life.dead)
  return {
    app,
    settle: () => settle(app, jobs, life),
    flush: jobs.clear,
    dieAfter: (moments) => {
      life.left = moments
    },
    isDead: () => life.dead,
    close: () => closeWithin(app, life.dead),
  }
}

/** An embedded database that is served already goes with the configuration, as the store takes it. */
function configOf({ settings, publicUrl }: World, { embedded, isServer }: Line) {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: process.env.STORY_LOG ?? 'silent',
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ADMIN_EMAILS: 'admin@example.com',
    ...(publicUrl ? { PUBLIC_URL: publicUrl } : {}),
    ...settings,
    ...(isServer ? { DATABASE_URL: embedded.url } : {}),
  })
  return isServer ? config : { ...config, embedded }
}

function watchOver({ store }: App, moment: () => void) {
  const { judge: judgeOne } = store.judging
  store.judging.judge = (pair, now, decide) => {
    const judged = judgeOne(pair, now, decide)
    moment()
    return judged
  }
  const { keep } = store.mailbox
  store.mailbox.keep = async (mail) => {
    moment()
    await keep(mail)
    moment()
  }
}

const MOST_ROUNDS = 60

async function settle({ parts }: App, jobs: Jobs, life: { dead: boolean }): Promise<void> {
  try {
    await readDirectories(parts)
    await planAllDigests(parts)
    await planTrouble(parts, parts.admins)
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const swept = await sweep(parts)
      await jobs.done()
      if (life.dead || Object.values(swept).every((count) => count === 0)) return
    }
  } catch (cause) {
    if (life.dead) return
    throw cause
  }
  throw new Error(`At ${new Date(parts.clock.now()).toISOString()} the same work is due again and again.`)
}

/** What is dead need not close well, but must not hold up the story. */
async function closeWithin(app: App, isDead: boolean): Promise<void> {
  const closing = app.close()
  if (!isDead) return closing
  await Promise.race([closing.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1_000))])
}
