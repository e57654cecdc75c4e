// The composition root: config in, wired parts out. It builds; working and listening are verbs of what it returns.
import type { Logger } from 'pino'
import { judge } from '../workers/judge.ts'
import { schedule } from '../workers/schedule.ts'
import { send } from '../workers/send.ts'
import { sync } from '../workers/sync.ts'
import type { Config } from './config.ts'
import { deskFor, senderOf } from './desk.ts'
import type { Instant } from './domain/types.ts'
import { writeLetter } from './letters/write.ts'
import { openLog } from './log.ts'
import { mailboxTransport } from './mail/mailbox.ts'
import { smtpTransport, type Transport } from './mail/transport.ts'
import type { Looks } from './pipeline/look.ts'
import { type Clock, type Parts, systemClock } from './pipeline/parts.ts'
import { refreshPair } from './pipeline/refresh.ts'
import { calendarSync } from './pipeline/sync.ts'
import { openQueues, type Queues } from './queue.ts'
import { openServices } from './services.ts'
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
}

/** Opens the store (migrations run) and the queues. Throws a UsageError that says what to do where that cannot be. */
export async function buildApp(config: Config, options: AppOptions = {}) {
  const { clock = systemClock, looks, ...web } = options
  const log = openLog(config.logLevel)
  const store = await openStore(config)
  const queues = await openQueuesOf(config, store, log)
  if (store.embedded) await startAfresh(store, queues)
  await settle(store, config, clock.now())
  const smtp = config.smtpUrl ? smtpTransport(config.smtpUrl) : null
  const parts = partsOf(config, { store, queues, clock, smtp, looks })
  const server = await buildWeb({ store, clock, queues, smtp, config, logger: log, ...web })
  return {
    store,
    queues,
    parts,
    log,
    /** Workers take jobs from now on, and the recurring jobs are set. */
    async work() {
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

async function openQueuesOf({ redisUrl }: Config, store: Store, log: Logger): Promise<Queues> {
  const onError = (error: Error, where: string) => log.error({ err: error, where }, 'a job or a queue failed')
  try {
    return await openQueues({ redisUrl, databaseUrl: store.url, embedded: store.embedded, onError })
  } catch (cause) {
    await store.close()
    throw cause
  }
}

/** The embedded database serves one process: whatever the last one held when it died is free at once. */
async function startAfresh(store: Store, queues: Queues) {
  await queues.clear()
  await store.mailings.freeClaims(Date.now())
}

/** What the environment says of the installation is known to the store from now on, beside what connecting found. */
async function settle(store: Store, { domains, defaultZone }: Config, now: Instant) {
  await store.people.addDomains(domains, now)
  await store.settings.write('defaultZone', defaultZone)
}

interface Means extends Pick<Parts, 'store' | 'clock' | 'smtp'> {
  queues: Queues
  looks: Looks | undefined
}

function partsOf(config: Config, { store, queues, clock, smtp, looks }: Means): Parts {
  const read = calendarSync({
    store,
    clock,
    serviceOf: openServices(store, config),
    ...(looks ? { looks } : {}),
  })
  const office = { store, sender: senderOf(config), deskFor: (who: string) => deskFor(who, store, config) }
  return {
    store,
    clock,
    queues,
    smtp,
    mailbox: mailboxOf(store),
    sync: async (calendar) => void (await read(calendar)),
    refresh: (pair) => refreshPair({ store }, read, pair),
    compose: (mailings, now) => writeLetter(office, mailings, now),
    admins: { addresses: config.adminEmails, zone: config.defaultZone },
  }
}

function mailboxOf(store: Store): Transport {
  return mailboxTransport(async ({ id: messageId, date: at, to, kind, subject, html, text }, raw) =>
    store.mailbox.keep({ at, recipient: to.address, kind, subject, messageId, html, text, raw }),
  )
}
