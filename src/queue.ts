// The queues: BullMQ on Redis, or on its PostgreSQL backend in the store's own database. Names, payloads, workers.
import { createPostgresBackend, type Job, Queue, runMigrations, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import pg from 'pg'
import { UsageError } from './errors.ts'

export interface Payloads {
  sync: { calendar: string }
  judge: { pair: number }
  send: { mailing: number }
  /** Recurring jobs; the job's name says which. */
  clock: Record<string, never>
}

export type QueueName = keyof Payloads

export interface QueueOptions {
  /** Redis or Valkey; else BullMQ's PostgreSQL backend. */
  redisUrl?: string | undefined
  databaseUrl: string
  /** The embedded database: fewer connections do. */
  embedded: boolean
  /** Keeps installations (and tests) that share a Redis apart. */
  prefix?: string | undefined
  /** Told of jobs that failed and connections that broke. */
  onError?: (error: Error, where: string) => void
}

export type Queues = Awaited<ReturnType<typeof openQueues>>

const NAMES: QueueName[] = ['sync', 'judge', 'send', 'clock']

/**
 * A job's id is what it is about, so that what waits already is not added twice; finished jobs are removed, so that the
 * same can be added again. Failures are rows in the store (with their next try): BullMQ never retries by itself.
 */
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** Up to here one by one: a bulk makes temporary tables on PostgreSQL. */
const FEW = 10

/** In milliseconds: how long recurring jobs may be missing after a flush. */
const WOUND_EVERY = 5_000

export async function openQueues(options: QueueOptions) {
  const backend =
    options.redisUrl === undefined
      ? await onPostgres(options)
      : await onRedis(options.redisUrl, options.prefix)
  const complain = options.onError ?? (() => {})
  const queues = new Map(NAMES.map((name) => [name, backend.queue(name)]))
  const workers: Worker[] = []
  let running = 0
  for (const [name, queue] of queues) queue.on('error', (error) => complain(error, name))
  const queue = (name: QueueName) => queues.get(name) as Queue
  await Promise.all([...queues.values()].map((one) => one.waitUntilReady()))
  const recurring = new Map<string, number>()
  const setRecurring = (name: string, every: number) =>
    queue('clock').upsertJobScheduler(name, { every }, { name, data: {}, opts: JOB })
  /** Nothing would ever find what is due again if the clock's own jobs were lost with the rest. */
  const wind = async () => {
    if (recurring.size === 0 || (await queue('clock').getJobSchedulersCount()) >= recurring.size) return
    for (const [name, ms] of recurring) await setRecurring(name, ms)
  }
  const winding = setInterval(() => void wind().catch((error) => complain(error, 'clock')), WOUND_EVERY)
  return {
    /** For bull-board. */
    queues: [...queues.values()],

    async add<Name extends QueueName>(name: Name, payloads: readonly Payloads[Name][]): Promise<void> {
      const jobs = payloads.map((data) => ({ name, data, opts: { ...JOB, jobId: idOf(name, data) } }))
      if (jobs.length > FEW) await queue(name).addBulk(jobs)
      else for (const { data, opts } of jobs) await queue(name).add(name, data, opts)
    },

    /** Runs the clock job `name` every `ms` milliseconds, from now on, after restarts and after a flush of Redis. */
    async every(name: string, ms: number): Promise<void> {
      recurring.set(name, ms)
      await setRecurring(name, ms)
    },

    /** Works off a queue; what `work` throws is told and the job is done with. */
    worker<Name extends QueueName>(
      name: Name,
      work: (payload: Payloads[Name], job: string) => Promise<unknown>,
      concurrency = 1,
      limiter?: Limiter,
    ): Worker {
      const counted = async (job: Job) => {
        if (name !== 'clock') running += 1
        await Promise.resolve(work(job.data, job.name)).finally(() => {
          if (name !== 'clock') running -= 1
        })
      }
      const worker = backend.worker(name, counted, { concurrency, ...(limiter ? { limiter } : {}) })
      worker.on('error', (error) => complain(error, name))
      worker.on('failed', (job, error) => complain(error, `${name} ${job?.id ?? ''}`))
      workers.push(worker)
      return worker
    },

    /** Nothing waits or runs in the working queues (the clock's always do). */
    async isIdle(): Promise<boolean> {
      if (running > 0) return false
      // One after the other, as work makes work: what is done meanwhile left what it made in a queue not yet counted.
      for (const name of NAMES) if (name !== 'clock' && (await countOf(queue(name))) > 0) return false
      return true
    },

    /** Forgets all jobs, those of a process that died too; sweeping finds what is due. */
    async clear(): Promise<void> {
      for (const one of queues.values()) await one.obliterate({ force: true })
    },

    /** Throws where the queues cannot be reached. */
    ping: () => queue('clock').getJobCounts('waiting'),

    /** Takes no new jobs, lets the running ones finish, closes the connections. */
    async close(): Promise<void> {
      clearInterval(winding)
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all([...queues.values()].map((one) => one.close()))
      await backend.close()
    },
  }
}

type Work = (job: Job) => Promise<void>

/** So many jobs in so many milliseconds, by all processes together. */
export interface Limiter {
  max: number
  duration: number
}

interface Pace {
  concurrency: number
  limiter?: Limiter
}

interface Backend {
  queue(name: string): Queue
  worker(name: string, work: Work, pace: Pace): Worker
  close(): Promise<void>
}

async function onRedis(url: string, prefix = 'halfhour'): Promise<Backend> {
  await knock(url)
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  return {
    queue: (name) => new Queue(name, { connection, prefix }),
    worker: (name, work, pace) => new Worker(name, work, { connection, prefix, ...pace }),
    close: async () => void (await connection.quit().catch(() => connection.disconnect())),
  }
}

/** Later Redis may come and go; at start nobody should wait for one that is not there. Throws a UsageError. */
async function knock(url: string): Promise<void> {
  const visitor = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  let refusal: Error | undefined
  visitor.on('error', (error) => {
    refusal = error
  })
  try {
    await visitor.connect()
    await visitor.ping()
  } catch (cause) {
    const { code, message } = (refusal ?? cause) as NodeJS.ErrnoException
    throw new UsageError(
      `Redis at ${new URL(url).host} cannot be used (${code ?? message}). Start it, or correct REDIS_URL.`,
      { cause },
    )
  } finally {
    visitor.disconnect()
  }
}

/**
 * BullMQ's tables live in a schema of their own (`bullmq`). Each worker keeps one connection to be woken by NOTIFY; the
 * embedded database passes those on to every client (wire.ts), so nothing has to poll.
 */
async function onPostgres({ databaseUrl, embedded }: QueueOptions): Promise<Backend> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: NAMES.length + (embedded ? 3 : 8),
    keepAlive: !embedded,
    // BullMQ names its tables without their schema. The embedded database, one session for all, has it in its settings.
    ...(embedded ? {} : { options: '-c search_path=bullmq' }),
  })
  pool.on('error', () => {})
  pool.on('connect', (one) => one.on('error', () => {})) // One that breaks while it is in use ends no process either.
  const client = await pool.connect()
  await runMigrations(client).finally(() => client.release())
  const options = { connection: pool }
  return {
    queue: (name) => new Queue(name, options, createPostgresBackend) as unknown as Queue,
    worker: (name, work, pace) =>
      new Worker(name, work, { ...options, ...pace }, createPostgresBackend) as unknown as Worker,
    close: () => pool.end(),
  }
}

function idOf<Name extends QueueName>(name: Name, payload: Payloads[Name]): string {
  return [name, ...Object.values(payload)].map((part) => encodeURIComponent(String(part))).join('-')
}

async function countOf(queue: Queue): Promise<number> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized')
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
