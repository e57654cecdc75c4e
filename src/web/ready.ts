// `/health`: the process lives. `/ready`: database, queue and mail answer, or which does not and why.
import type { FastifyInstance } from 'fastify'
import type { Instant } from '../domain/types.ts'
import type { WebParts } from './server.ts'

/** In milliseconds, for each part. */
const PATIENCE = 3_000
/** Mail servers do not like to be greeted for every probe. */
const MAIL_ASKED_EVERY = 30_000

export type HealthParts = Pick<WebParts, 'store' | 'queues' | 'smtp' | 'clock'>

/** Throws, or says in words, what is wrong. */
type Check = () => Promise<unknown>

export function healthRoutes(app: FastifyInstance, parts: HealthParts, patience = PATIENCE): void {
  const { store, queues, smtp, clock } = parts
  const checks: Record<string, Check> = {
    database: () => store.overview.ping(),
    queue: () => queues.ping(),
    mail: smtp === null ? async () => null : sparingly(() => smtp.verify(), clock.wall),
  }
  app.get('/health', () => ({ alive: true }))
  app.get('/ready', async (_request, reply) => {
    const names = Object.keys(checks)
    const troubles = await Promise.all(Object.values(checks).map((check) => troubleOf(check, patience)))
    const ready = troubles.every((trouble) => trouble === null)
    const told = Object.fromEntries(names.map((name, index) => [name, troubles[index] ?? 'ok']))
    return reply.code(ready ? 200 : 503).send({ ready, checks: told })
  })
}

async function troubleOf(check: Check, patience: number): Promise<string | null> {
  const { promise: tooLate, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve(`No answer within ${patience / 1000} seconds.`), patience)
  const answer = check().then(
    (said) => (typeof said === 'string' ? said : null),
    (error: Error) => error.message || error.name,
  )
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer))
}

/** The last answer counts for a while; those who ask meanwhile wait for the same one. */
function sparingly(check: Check, wall: () => Instant): Check {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<unknown> = Promise.resolve(null)
  return () => {
    if (wall() - askedAt >= MAIL_ASKED_EVERY) {
      askedAt = wall()
      answer = check()
    }
    return answer
  }
}
