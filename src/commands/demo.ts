// `halfhour demo`: a sample company lives through six weeks; nothing leaves this machine.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type App, buildApp } from '../app.ts'
import { type Config, readConfig } from '../config.ts'
import { connectCalendars } from '../connecting.ts'
import { openStage, type Stage } from '../demo/company.ts'
import { outcomeOf } from '../demo/outcome.ts'
import { keepProgress, lastProgress, type Progress, STORE } from '../demo/progress.ts'
import { liveThrough } from '../demo/run.ts'
import { openScreen, type Screen, showDifferences, showTable } from '../demo/screen.ts'
import { webAddress } from '../desk.ts'
import { DAY } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import type { Parts } from '../pipeline/parts.ts'

interface Options {
  exit?: boolean
  data: string
  until?: string
}

export function demoCommand(program: Command) {
  program
    .command('demo')
    .summary('watch a sample company for six weeks, in a minute or two')
    .description(
      'A company of 26 people lives through six weeks on a clock that jumps from event to event, through the same code as ' +
        'in production. Mails go to the built-in mailbox; nothing leaves this machine. A demo that was stopped goes on.',
    )
    .option('--exit', 'end when the six weeks are over, instead of serving the pages')
    .option('--until <day>', 'end the story on this day of March or April 2026')
    .option('--data <folder>', 'where the demo keeps its database', 'data/demo')
    .action(demo)
}

/** Calendars are read a minute after each change and once a meeting is over; beyond that a daily look will do. */
const LOOKS = { usual: DAY, near: DAY, before: 0, after: 0, settled: 2 * 60_000 }

async function demo({ exit, data, until }: Options) {
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), data)
  const before = lastProgress(folder)
  const stage = await openStage(before?.key ?? null)
  const clock = { now: before?.now ?? stage.company.start }
  const config = await configFor(stage, folder)
  const app = await buildApp(config, {
    clock: { now: () => clock.now, wall: Date.now },
    looks: LOOKS,
    refreshSeconds: 2,
  })
  const address = await app.listen()
  const begun = before ? 'It goes on where it was stopped. ' : ''
  process.stdout.write(
    `\n  The sample company, six weeks from 1 March 2026.\n  ${begun}Watch it at ${address}\n\n`,
  )
  const screen = openScreen(stage.company)
  const onInterrupt = () => interrupted(screen)
  process.once('SIGINT', onInterrupt)
  const connection = await settleIn(app, stage, config, clock.now)
  countMails(app.parts, screen)
  await app.work()
  const progress: Progress = { now: clock.now, key: stage.key, finished: false }
  const remember = (now: number) => keepProgress(folder, Object.assign(progress, { now }))
  stage.play(stage.company.start - 1)
  const end = until ? dayOf(until) : stage.company.end
  await liveThrough({ app, stage, clock, connection, remember, watcher: screen, until: end })
  screen.end()
  process.off('SIGINT', onInterrupt)
  const ok = await showOutcome(app, stage, end)
  keepProgress(folder, { ...progress, finished: true })
  process.exitCode = ok ? 0 : 1
  if (exit) await close(app, stage)
  else serve(app, stage, config)
}

/** Whatever was done is in the database: ending now is as good as any moment. */
function interrupted(screen: Screen) {
  screen.stop()
  process.stdout.write('\n  Stopped. The same command goes on from here.\n')
  process.kill(process.pid, 'SIGINT')
}

function dayOf(text: string): number {
  const day = /^2026-0[34]-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(day))
    throw new UsageError(`--until ${text} is no day of the story; write it like 2026-03-20.`)
  return day
}

/** A story that was cut short cannot be held against the whole script. */
async function showOutcome(app: App, { company }: Stage, end: number): Promise<boolean> {
  const outcome = await outcomeOf(app.store, company)
  showTable(outcome, company)
  return end < company.end || showDifferences(outcome)
}

function serve(app: App, stage: Stage, config: Config) {
  process.stdout.write(`\n  Every mail is at ${webAddress(config)}/mailbox. Ctrl+C ends.\n`)
  const stop = () => void close(app, stage).then(() => process.exit())
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

async function close(app: App, stage: Stage) {
  await app.close()
  await stage.google.close()
}

/** Beside production only addresses, credentials, the CA and the clock differ. */
async function configFor({ google, company }: Stage, folder: string): Promise<Config> {
  return readConfig({
    DATA_DIR: join(folder, STORE),
    PORT: process.env.PORT ?? String(await freePort(3000)),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    DEFAULT_ZONE: 'Europe/Berlin',
    DOMAINS: company.domain,
    GOOGLE_ROOT_URL: google.url,
    GOOGLE_TOKEN_URL: google.tokenUrl,
  })
}

/** The usual port, or any other where something listens on that one already. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer()
  const free = once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.listen(wanted, '127.0.0.1')
  if (!(await free)) return freePort(0)
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : wanted
}

/** People, who manages whom, public holidays and the connection: what an admin would set up. */
async function settleIn({ store }: App, stage: Stage, config: Config, now: number): Promise<number> {
  const [known] = await store.connections.all()
  if (known) return known.id
  const { people, groups, management, holidays } = stage.company
  stage.play(stage.company.start - 1)
  const nobody = { hours: null, locale: null, leftAt: null }
  const lists = groups.map((address) => ({
    ...nobody,
    address,
    aliases: [],
    name: null,
    zone: null,
    kind: 'group' as const,
  }))
  await store.people.save([...people.map((one) => ({ ...nobody, ...one })), ...lists], 'demo', now)
  await store.people.saveManagement(management, now)
  for (const [person, days] of Map.groupBy(holidays, (holiday) => holiday.person))
    await store.absences.saveHolidays(
      [person],
      days.map(({ day }) => day),
      now,
    )
  const owners = people.map(({ address }) => address)
  await connectCalendars(
    store,
    { kind: 'google', name: 'Google of the sample company', credentials: { ...stage.key }, owners },
    config,
    now,
  )
  return (await store.connections.all())[0]!.id
}

/** Tells the screen of each mail that is written. */
function countMails(parts: Parts, screen: Screen) {
  const { compose } = parts
  parts.compose = async (mailings, now) => {
    const message = await compose(mailings, now)
    if (message) screen.mail(message.kind)
    return message
  }
}
