// The web: builds the app from what it is given. It does not listen (listen.ts).
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Config } from '../config.ts'
import type { Transport } from '../mail/transport.ts'
import type { Clock } from '../pipeline/parts.ts'
import type { Queues } from '../queue.ts'
import type { Store } from '../store/open.ts'
import { serveAssets } from './assets.ts'
import type { Connecting } from './connecting.ts'
import { connectionRoutes } from './connections/routes.ts'
import { consentRoutes } from './consent/routes.ts'
import { fail, tellFailures } from './failures.ts'
import { acceptForms } from './forms.ts'
import { knownHostsOnly, thisMachineOnly } from './hosts.ts'
import { mailboxRoutes } from './mailbox.ts'
import { namingOurselves, ownFormsOnly } from './origins.ts'
import { loadPages } from './pages.ts'
import { pushRoutes } from './push/routes.ts'
import { healthRoutes } from './ready.ts'
import { securely } from './security.ts'
import { setUpRoutes } from './set-up/routes.ts'
import { startRoutes } from './start.ts'
import { stopRoutes } from './stop.ts'

export interface WebParts {
  store: Store
  clock: Clock
  queues: Pick<Queues, 'add' | 'ping'>
  connecting: Connecting
  /** Mail to people; null where none is set up and all mail stays in the mailbox. */
  smtp: Pick<Transport, 'verify'> | null
  config: Pick<Config, 'publicUrl' | 'defaultZone' | 'defaultLocale'>
  /** How often open pages look for news; 30 without. A demo's days pass faster. */
  refreshSeconds?: number
  /** Pino's; silent without. */
  logger?: FastifyBaseLogger
}

/** No form of ours comes near it. */
const LARGEST_BODY = 16 * 1024
/** Tokens are longer than Fastify's 100. */
const LONGEST_TOKEN = 500

export async function buildWeb(parts: WebParts): Promise<FastifyInstance> {
  const { clock, config, logger } = parts
  const pages = await loadPages({ locale: config.defaultLocale, zone: config.defaultZone, now: clock.now })
  const app: FastifyInstance = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: LONGEST_TOKEN },
    frameworkErrors: (error, request, reply) => void fail(error, request, reply, pages),
  })
  acceptForms(app)
  tellFailures(app, pages)
  app.addHook('onRequest', async (_request, reply) => void securely(reply))
  app.addHook('onRequest', knownHostsOnly(config.publicUrl))
  logRequests(app)
  await serveAssets(app)
  healthRoutes(app, parts)
  stopRoutes(app, parts, pages)
  pushRoutes(app, parts)
  await app.register(async (local) => {
    local.addHook('onRequest', thisMachineOnly)
    startRoutes(local, parts, pages)
    mailboxRoutes(local, parts, pages)
    await local.register(async (acting) => {
      acting.addHook('onRequest', ownFormsOnly)
      acting.addHook('onRequest', namingOurselves)
      connectionRoutes(acting, parts, pages)
      setUpRoutes(acting, parts, pages)
      consentRoutes(acting, parts, pages)
    })
  })
  return app
}

/** The route in place of the address, which may hold a token. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ method, routeOptions, log }, { statusCode, elapsedTime }) => {
    log.info(
      { method, route: routeOptions.url ?? 'none', status: statusCode, ms: Math.round(elapsedTime) },
      'request',
    )
  })
}
