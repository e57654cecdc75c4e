// Whole weeks through the real service: its app, database, queues and pages; Google in miniature over HTTPS; real SMTP.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { testAndConnect } from '../../src/connecting/calendars.ts'
import { addDays, localDay, startOfDay } from '../../src/domain/clock.ts'
import { DAY, type Instant, MINUTE } from '../../src/domain/types.ts'
import { planAllDigests } from '../../src/pipeline/digests.ts'
import type { Looks } from '../../src/pipeline/look.ts'
import { sweep } from '../../src/pipeline/sweep.ts'
import { planTrouble } from '../../src/pipeline/trouble.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'
import { attempted } from './attempt.ts'
import { backend, testRedisUrl } from './backend.ts'
import { manages } from './managing.ts'
import { flush, freshPrefix } from './redis.ts'
import { type MailSink, startMailSink } from './smtp.ts'
import { createDatabase, testKey } from './store.ts'

export const publicUrl = 'https://halfhour.example.com'

export interface Story extends Scene {
  app: App
  /** The mail server. */
  sink: MailSink
  /** Lets time go by up to an instant, from moment to moment at which something is due. */
  until(at: Instant): Promise<void>
  /** Does something that no push tells of. */
  quietly(act: () => void): void
  /** What arrived at the mail server, one per Message-ID, by time: '03-02 10:00 agenda ada'. */
  arrived(): string[]
  /** The bodies as they arrived, again and again if so. */
  raw(): Letter[]
  /** What stayed in the built-in mailbox, told like what arrived. */
  kept(): Promise<string[]>
  /** All that the queues hold is gone: as after FLUSHDB, where they live in Redis. */
  flush(): Promise<void>
  page(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** Every change is hinted at and every mail looks once more: beyond that a daily look will do. */
const LOOKS: Looks = { usual: DAY, near: DAY, before: 0, pushed: DAY, settled: 2 * MINUTE, checked: DAY }

/** Ada (Berlin) and Linus (New York) report to Grace (London); their calendars are connected. */
export async function openStory(start: Instant): Promise<Story> {
  const here = await scene({ limits: { perProjectPerMinute: 1e6, perUserPerMinute: 1e6 } })
  const { google, clock } = here
  clock.now = start
  const { settings, drop, ...queues } = await (backend === 'servers' ? onServers() : embedded())
  const sink = await startMailSink()
  const letters = () => sink.bodies.map(({ raw }) => letterOf(raw))
  const config = readConfig({
    ...settings,
    PORT: '0',
    LOG_LEVEL: 'silent',
    SMTP_URL: sink.url,
    MAIL_FROM: 'Halfhour <halfhour@example.com>',
    PUBLIC_URL: publicUrl,
    ADMIN_EMAILS: 'admin@example.com',
    GOOGLE_ROOT_URL: google.url,
    GOOGLE_TOKEN_URL: google.tokenUrl,
  })
  const time = { now: () => clock.now, wall: () => clock.now }
  const app = await buildApp(config, { clock: time, looks: LOOKS, ...queues })
  await settleIn(app, here, config)
  const address = await app.listen()
  await app.work()
  const hints = new Map<string, Instant>()
  let isQuiet = false
  google.onChange((owners) => {
    if (!isQuiet) for (const owner of owners) hints.set(owner, clock.now + MINUTE)
  })
  return {
    ...here,
    app,
    sink,
    until: (at) => liveUntil(at, app, clock, hints),
    quietly(act) {
      isQuiet = true
      act()
      isQuiet = false
    },
    arrived: () => told(foldedById(letters())),
    raw: letters,
    kept: async () => {
      const mails = await app.store.mailbox.list(1_000)
      return told(mails.map(({ at, kind, recipient: to }) => ({ at, kind, to })))
    },
    flush: () => (queues.queuePrefix ? flush(queues.queuePrefix) : app.queues.clear()),
    page: (path, init) => fetch(new URL(path, address), { redirect: 'manual', ...init }),
    async close() {
      await app.close()
      await Promise.all([google.close(), sink.close()])
      await drop()
    },
  }
}

interface Backend {
  settings: Record<string, string>
  queuePrefix?: string
  drop(): Promise<void>
}

async function embedded(): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'halfhour-story-'))
  return { settings: { DATA_DIR: folder }, drop: () => rm(folder, { recursive: true }) }
}

async function onServers(): Promise<Backend> {
  const { url, drop } = await createDatabase()
  const queuePrefix = freshPrefix()
  return {
    settings: { DATABASE_URL: url, REDIS_URL: testRedisUrl, SECRET_KEY: testKey.toString('base64') },
    queuePrefix,
    drop: async () => {
      await flush(queuePrefix)
      await drop()
    },
  }
}

async function settleIn({ store }: App, { clock, key }: Scene, config: ReturnType<typeof readConfig>) {
  const nobody = { aliases: [], zone: null, hours: null, locale: null, leftAt: null }
  const people = [ada, grace, linus].map((address) => ({ ...nobody, address, name: nameOf(address) }))
  await store.people.save(people, 'story', clock.now)
  await manages(
    store,
    [ada, linus].map((person) => ({ person, manager: grace })),
    clock.now,
  )
  const wanted = {
    kind: 'google' as const,
    name: 'Google',
    credentials: { ...key },
    owners: [ada, grace, linus],
  }
  await attempted(testAndConnect(store, wanted, config, clock.now))
}

const nameOf = (address: string) => address[0]!.toUpperCase() + address.slice(1, address.indexOf('@'))

// --- time ---------------------------------------------------------------------------------------------------

async function liveUntil(at: Instant, app: App, clock: Scene['clock'], hints: Map<string, Instant>) {
  for (;;) {
    for (const [owner, due] of hints) {
      if (due > clock.now) continue
      hints.delete(owner)
      const [calendar] = await app.store.calendars.ofOwners([owner])
      if (calendar) await app.store.calendars.markDirty(calendar.id, clock.now)
    }
    await settled(app)
    const next = Math.min(at, ...hints.values(), ...(await moments(app, clock.now)))
    if (clock.now >= at) return
    clock.now = Math.max(next, clock.now + 1)
  }
}

/** What the recurring jobs find at this instant is done. */
async function settled({ parts, queues }: App) {
  await planAllDigests(parts)
  for (let round = 0; round < 100; round++) {
    await planTrouble(parts, parts.admins)
    const swept = await sweep(parts)
    do await new Promise((resolve) => setTimeout(resolve, 2))
    while (!(await queues.isIdle()))
    if (Object.values(swept).every((count) => count === 0)) return
  }
  throw new Error('The same work is due again and again.')
}

async function moments({ store }: App, now: Instant): Promise<Instant[]> {
  const lease = await store.db
    .selectFrom('mailings')
    .select(({ fn }) => fn.min('lease_until').as('at'))
    .where('lease_until', '>', now)
    .executeTakeFirstOrThrow()
  const due = [
    // The recurring jobs plan what a new day brings.
    startOfDay(addDays(localDay(now, 'UTC'), 1), 'UTC'),
    await store.pairs.nextJudgeAt(),
    await store.mailings.nextDueAt(),
    await store.calendars.nextLookAt(),
    lease.at,
  ]
  return due.filter((at) => at !== null && at > now) as Instant[]
}

// --- mail ---------------------------------------------------------------------------------------------------

export interface Letter {
  id: string
  at: Instant
  kind: string
  to: string
  header(name: string): string
  raw: string
}

function letterOf(raw: string): Letter {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'mi').exec(head)?.[1]?.trim() ?? ''
  const to = header('To').replace(/^.*<|>$/g, '')
  const kind = header('X-Halfhour-Kind')
  return { id: header('Message-ID'), at: Date.parse(header('Date')), kind, to, header, raw }
}

function foldedById(letters: Letter[]): Letter[] {
  return [...new Map(letters.toReversed().map((letter) => [letter.id, letter])).values()]
}

function told(mails: Pick<Letter, 'at' | 'kind' | 'to'>[]): string[] {
  return mails
    .map(({ at, kind, to }) => {
      const when = new Date(at).toISOString().slice(5, 16).replace('T', ' ')
      return `${when} ${kind} ${to.slice(0, to.indexOf('@'))}`
    })
    .sort()
}
