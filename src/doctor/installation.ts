// What Halfhour itself stands on: database, queue, clock, the service, the mail server, its address, its admins.
import { sql } from 'kysely'
import type { Config } from '../config.ts'
import { webAddress } from '../desk.ts'
import { type Instant, MINUTE } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { smtpTransport } from '../mail/transport.ts'
import { openQueues } from '../queue.ts'
import type { Store } from '../store/open.ts'
import type { Told } from '../terminal/steps.ts'
import { isLoopback } from '../web/hosts.ts'

export async function* storeFindings(store: Store, config: Config, now: Instant): AsyncGenerator<Told> {
  yield databaseFinding(config)
  yield await queueFinding(store, config)
  if (!store.embedded) yield await clockFinding(store)
  yield await serviceFinding(store, now)
}

function databaseFinding({ databaseUrl, dataDir }: Config): Told {
  const where =
    databaseUrl === undefined
      ? `the embedded one, in ${dataDir}`
      : `PostgreSQL at ${new URL(databaseUrl).host}`
  return { name: 'Database', outcome: 'ok', said: `It answers and is up to date: ${where}.` }
}

async function queueFinding(store: Store, { redisUrl }: Config): Promise<Told> {
  const name = 'Queue'
  try {
    const queues = await openQueues({ redisUrl, databaseUrl: store.url, embedded: store.embedded })
    await queues.ping().finally(() => queues.close())
    const where = redisUrl === undefined ? 'in the database' : `Redis at ${new URL(redisUrl).host}`
    return { name, outcome: 'ok', said: `It answers: ${where}.` }
  } catch (error) {
    return { name, outcome: 'failed', said: (error as Error).message }
  }
}

const MOST_SKEW = 30_000

/** The calendar services compare theirs in the test of each connection. */
async function clockFinding(store: Store): Promise<Told> {
  const { rows } = await sql<{
    at: number
  }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as at`.execute(store.db)
  const away = Math.abs(rows[0]!.at - Date.now())
  if (away <= MOST_SKEW) return { name: 'Clock', outcome: 'ok', said: 'This machine and the database agree.' }
  const said = `This machine and the database are ${Math.round(away / 1000)} seconds apart.`
  return { name: 'Clock', outcome: 'failed', said, wayOut: 'Set both clocks (NTP).' }
}

const LATE = 10 * MINUTE

/** On servers nothing tells that it runs but that what is due gets done. */
async function serviceFinding(store: Store, now: Instant): Promise<Told> {
  const name = 'Service'
  const [due, wall] = [now - LATE, Date.now() - LATE]
  const waiting = [
    late(await store.calendars.due(due, MANY, wall), 'calendar', 'calendars'),
    late(await store.directories.due(due), 'directory', 'directories'),
    late(await store.pairs.due(due, MANY), 'pair of people', 'pairs of people'),
    late(await store.mailings.due(due, wall, MANY), 'mail', 'mails'),
  ].filter((words) => words !== null)
  if (waiting.length === 0)
    return store.embedded && !store.beside
      ? { name, outcome: 'skipped', said: 'It does not run at the moment: `halfhour start`.' }
      : { name, outcome: 'ok', said: 'Nothing that is due waits for it.' }
  const said = `It does not seem to run, or does not keep up. Waiting for ten minutes or more: ${waiting.join(', ')}.`
  return { name, outcome: 'failed', said, wayOut: 'Run `halfhour start`, and look into its log.' }
}

function late({ length: many }: unknown[], one: string, more: string): string | null {
  if (many === 0) return null
  return many === MANY ? `${MANY} ${more} or more` : counted(many, one, more)
}

const MANY = 1_000

export async function mailServerFinding({ smtpUrl }: Config): Promise<Told> {
  const name = 'Mail server'
  if (smtpUrl === undefined)
    return {
      name,
      outcome: 'skipped',
      said: 'None is set: all mail stays in the built-in mailbox. SMTP_URL and MAIL_FROM name one.',
    }
  const transport = smtpTransport(smtpUrl)
  const trouble = await transport.verify().finally(() => transport.close())
  const host = new URL(smtpUrl).host
  if (trouble === null) return { name, outcome: 'ok', said: `${host} takes the connection.` }
  return { name, outcome: 'failed', said: `${host}: ${trouble}` }
}

export async function addressFindings(config: Config): Promise<Told[]> {
  return [await addressFinding(config), adminFinding(config)]
}

async function addressFinding(config: Config): Promise<Told> {
  const name = 'Address'
  const address = webAddress(config)
  if (config.publicUrl === undefined) {
    const said = `${address}, which works on this machine only: links in mails lead nowhere elsewhere, and calendars are asked for changes in place of telling them. PUBLIC_URL names one that people reach.`
    return { name, outcome: 'skipped', said }
  }
  if (!isLoopback(new URL(config.publicUrl).hostname) && (await showsMails(config.publicUrl)))
    return {
      name,
      outcome: 'failed',
      said: `Whoever opens ${address} sees everybody's mails.`,
      wayOut: PASS_ON,
    }
  if (config.publicUrl.startsWith('https:')) return { name, outcome: 'ok', said: `${address}.` }
  const said = `${address} is no https: calendars do not push changes there, they are asked for them.`
  return { name, outcome: 'noted', said, wayOut: 'Serve it by https, and change PUBLIC_URL.' }
}

const PASS_ON =
  'There is no sign-in yet, and the proxy there asks as if it were this machine. Let it pass on the name it is asked by and who asks (nginx: proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;).'
const PATIENCE = 5_000

/** False also where nobody answers: whether services reach us their pushes tell. */
export async function showsMails(publicUrl: string): Promise<boolean> {
  try {
    const page = await fetch(`${publicUrl}/mailbox`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    return page.status === 200 && (await page.text()).includes('Halfhour')
  } catch {
    return false
  }
}

function adminFinding({ adminEmails }: Config): Told {
  const name = 'Admins'
  if (adminEmails.length > 0)
    return { name, outcome: 'ok', said: `${adminEmails.join(', ')} hear of connections that need hands.` }
  const said = 'Nobody is told of connections that need hands.'
  return { name, outcome: 'noted', said, wayOut: 'Set ADMIN_EMAILS.' }
}
