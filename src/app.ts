// The composition root: config in, wired parts out. It builds; working and listening are verbs of what it returns.
import type { Logger } from 'pino'
import { judge } from '../workers/judge.ts'
import { schedule } from '../workers/schedule.ts'
import { send } from '../workers/send.ts'
import { sync } from '../workers/sync.ts'
import { publicHolidays } from './calendars/holidays.ts'
import type { Config } from './config.ts'
import { connectingFor } from './connecting/pages.ts'
import { noteProofs } from './connecting/proofs.ts'
import { deskFor, senderOf } from './desk.ts'
import { type Instant, MINUTE } from './domain/types.ts'
import { writeLetter } from './letters/write.ts'
import { openLog } from './log.ts'
import { mailboxTransport } from './mail/mailbox.ts'
import { smtpTransport, type Transport } from './mail/transport.ts'
import type { PublicHolidays } from './pipeline/holidays.ts'
import type { Looks } from './pipeline/look.ts'
import { type Clock, type Parts, systemClock, type Telling } from './pipeline/parts.ts'
import { refreshPair } from './pipeline/refresh.ts'
import { calendarSync } from './pipeline/sync.ts'
import { openQueues, type Queues } from './queue.ts'
import { openServices, type Services } from './services.ts'
import { openStore, type Store } from './store/open.ts'
import { listen } from './web/listen.ts'
import { buildWeb } from './web/server.ts'

export type App = Awaited<ReturnType<typeof buildApp>>

export interface AppOptions {
  clock?: Clock
  /** How often open pages look for news; a demo's days pass faster. */
  refreshSeconds?: number
  /** How often calendars are looked at, if not as usual. */
  looks?: Looks
  /** Whose public holidays are which days, if not as the data of all countries tells. */
  publicHolidays?: PublicHolidays
  /** Keeps the queues apart from those of others in the same Redis. */
  queuePrefix?: string
}

/** Opens the store (migrations run) and the queues. Throws a UsageError that says what to do where that cannot be. */
export async function buildApp(config: Config, options: AppOptions = {}) {
  const { clock = systemClock, looks, publicHolidays: days = publicHolidays, queuePrefix, ...web } = options
  const log = openLog(config.logLevel)
  const store = await openStore(config)
  const queues = await openQueuesOf(config, store, log, queuePrefix)
  if (store.embedded) await startAfresh(store, queues, clock.wall())
  await settle(store, config, clock.now())
  await noteProofs(store)
  const smtp = config.smtpUrl ? smtpTransport(config.smtpUrl) : null
  const services = openServices(store, config)
  const parts = partsOf(config, { store, services, queues, clock, smtp, looks, log, publicHolidays: days })
  const connecting = connectingFor({ store, services, config, clock })
  const server = await buildWeb({ store, clock, queues, connecting, smtp, config, logger: log, ...web })
  return {
    store,
    queues,
    parts,
    log,
    /** Workers take jobs from now on, and the recurring jobs are set. Whether PUBLIC_URL was changed shows soon, not at once for all. */
    async work() {
      await store.channels.fitSoon(pushAddressOf(config), clock.now(), 10 * MINUTE)
      for (const worker of [sync, judge, send]) worker(parts, queues)
      await schedule(parts, queues)
    },
    /** Returns the address people open. */
    listen: () => listen(server, config),
    /** Lets running jobs finish. */
    async close() {
      await server.close()
      await queues.close()
      await smtp?.close()
      await store.close()
    },
  }
}

async function openQueuesOf(
  { redisUrl }: Config,
  store: Store,
  log: Logger,
  prefix?: string,
): Promise<Queues> {
  const onError = (error: Error, where: string) => log.error({ err: error, where }, 'a job or a queue failed')
  try {
    return await openQueues({ redisUrl, databaseUrl: store.url, embedded: store.embedded, prefix, onError })
  } catch (cause) {
    await store.close()
    throw cause
  }
}

/** The embedded database serves one process: whatever the last one held when it died is free at once. */
async function startAfresh(store: Store, queues: Queues, wall: Instant) {
  await queues.clear()
  await store.mailings.freeClaims(wall)
}

/** What the environment says of the installation is known to the store from now on, beside what connecting found. */
async function settle(store: Store, { domains, defaultZone }: Config, now: Instant) {
  await store.people.addDomains(domains, now)
  await store.settings.write('defaultZone', defaultZone)
}

interface Means extends Pick<Parts, 'store' | 'clock' | 'smtp' | 'publicHolidays'> {
  services: Services
  queues: Queues
  looks: Looks | undefined
  log: Logger
}

function partsOf(config: Config, means: Means): Parts {
  const { store, services, queues, clock, smtp, looks, log, publicHolidays } = means
  const telling: Telling = {
    warn: (facts, sentence) => log.warn(facts, sentence),
    info: (facts, sentence) => log.info(facts, sentence),
  }
  const readOf = calendarSync({
    store,
    clock,
    ...telling,
    serviceOf: services.serviceOf,
    pushAddress: pushAddressOf(config),
    ...(looks ? { looks } : {}),
  })
  const office = { store, sender: senderOf(config), deskFor: (who: string) => deskFor(who, store, config) }
  return {
    store,
    clock,
    queues,
    ...telling,
    smtp,
    mailbox: mailboxOf(store),
    ...services,
    sync: async (calendar) => {
      const read = await readOf(calendar)
      // Somebody changed something and may be looking; all others are found by the sweep, seconds later.
      if (read.state === 'read' && !read.isFirst) await judgeNow(queues, read.pairs)
    },
    refresh: (pair) => refreshPair({ store, clock }, readOf, pair),
    compose: (mailings, now) => writeLetter(office, mailings, now),
    admins: { addresses: config.adminEmails, zone: config.defaultZone },
    publicHolidays,
    defaultCountry: config.defaultCountry,
  }
}

const judgeNow = (queues: Queues, pairs: number[]): Promise<void> =>
  queues.add(
    'judge',
    pairs.map((pair) => ({ pair })),
  )

/** Google and Microsoft push to https alone. */
function pushAddressOf({ publicUrl }: Config): string | null {
  return publicUrl?.startsWith('https://') ? `${publicUrl}/push` : null
}

function mailboxOf(store: Store): Transport {
  return mailboxTransport(async ({ id: messageId, date: at, to, kind, subject, html, text }, raw) =>
    store.mailbox.keep({ at, recipient: to.address, kind, subject, messageId, html, text, raw }),
  )
}
