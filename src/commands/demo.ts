// `halfhour demo`: a sample company lives through six weeks; nothing leaves this machine.
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type App, buildApp } from '../app.ts'
import type { Config } from '../config.ts'
import { openStage, type Stage } from '../demo/company.ts'
import { outcomeOf } from '../demo/outcome.ts'
import { keepProgress, lastProgress, type Progress, ROSTER } from '../demo/progress.ts'
import { liveThrough } from '../demo/run.ts'
import { openScreen, type Screen, showConnections } from '../demo/screen.ts'
import { configFor } from '../demo/settings.ts'
import { settleIn } from '../demo/settle.ts'
import { showDifferences, showTable } from '../demo/table.ts'
import { webAddress } from '../desk.ts'
import { DAY, type Day, type Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import type { Parts } from '../pipeline/parts.ts'
import { END, START } from '../sandbox/sample-company/company.ts'

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
      'A company of 26 people, some at Google and some at Outlook, lives through six weeks on a clock that jumps from event to event, through the same code as ' +
        'in production. Mails go to the built-in mailbox; nothing leaves this machine. A demo that was stopped goes on.',
    )
    .option('--exit', 'end when the six weeks are over, instead of serving the pages')
    .option('--until <day>', 'end the story on this day of March or April 2026')
    .option('--data <folder>', 'where the demo keeps its database', 'data/demo')
    .action(demo)
}

/** Calendars are read a minute after each change and once a meeting is over; beyond that a daily look will do. */
const LOOKS = { usual: DAY, near: DAY, before: 0, pushed: DAY, settled: 2 * 60_000, checked: 7 * DAY }

async function demo({ exit, data, until }: Options) {
  const end = until ? dayOf(until) : END
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), data)
  const before = lastProgress(folder)
  const stage = await openStage(before?.keys ?? null)
  const clock = { now: before?.now ?? START }
  const config = await configFor(stage, folder, process.env)
  const app = await buildApp(config, {
    clock: { now: () => clock.now, wall: Date.now },
    looks: LOOKS,
    refreshSeconds: 2,
    publicHolidays: async (place) => (place === 'DE' ? daysOff(stage) : []),
  })
  try {
    process.stdout.write(opening(await app.listen(), before))
    process.exitCode = (await live({ app, stage, clock, config, folder, end })) ? 0 : 1
  } catch (cause) {
    await close(app, stage)
    throw cause
  }
  if (exit) await close(app, stage)
  else serve(app, stage, config)
}

function opening(address: string, before: Progress | null): string {
  const begun = before ? 'It goes on where it was stopped. ' : ''
  return `\n  The sample company, six weeks from 1 March 2026.\n  ${begun}Watch it at ${address}\n\n`
}

interface Life {
  app: App
  stage: Stage
  clock: { now: Instant }
  config: Config
  folder: string
  end: Instant
}

/** True where all that came out is what the script says. */
async function live({ app, stage, clock, config, folder, end }: Life): Promise<boolean> {
  const screen = openScreen(stage.company)
  const onInterrupt = () => interrupted(screen)
  process.once('SIGINT', onInterrupt)
  const roster = join(folder, ROSTER)
  const connections = await settleIn(app, { stage, settings: config, roster, now: clock.now })
  showConnections(await app.store.overview.connections())
  countMails(app.parts, screen)
  await app.work()
  const progress: Progress = { now: clock.now, keys: stage.keys, finished: false }
  const remember = (now: number) => keepProgress(folder, Object.assign(progress, { now }))
  stage.play(START - 1)
  await liveThrough({ app, stage, clock, connections, remember, watcher: screen, until: end })
  screen.end()
  process.off('SIGINT', onInterrupt)
  const ok = await showOutcome(app, stage, end)
  keepProgress(folder, { ...progress, finished: true })
  return ok
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
  return end < END || showDifferences(outcome)
}

/** The sample company's other offices keep none. */
function daysOff({ company }: Stage): Day[] {
  return [...new Set(company.holidays.map(({ day }) => day))]
}

function serve(app: App, stage: Stage, config: Config) {
  process.stdout.write(`\n  Every mail is at ${webAddress(config)}/mailbox. Ctrl+C ends.\n`)
  const stop = () => void close(app, stage).then(() => process.exit())
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

async function close(app: App, stage: Stage) {
  await app.close()
  await stage.houses.close()
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
