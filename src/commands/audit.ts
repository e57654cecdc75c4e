// `halfhour audit`: judges calendar files and connects nothing.
import { access, constants, mkdir, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { audit, type Request } from '../audit/audit.ts'
import { writeEmails } from '../audit/emails.ts'
import {
  type CalendarArgument,
  calendarArgument,
  type Problem,
  readCalendars,
  readHolidays,
  readManagers,
  readPolicy,
} from '../audit/input.ts'
import { auditJson } from '../audit/json.ts'
import { auditTable } from '../audit/table.ts'
import { defaultPolicy } from '../domain/policy.ts'
import { DAY, type Instant, type Span } from '../domain/types.ts'
import { isDomain } from '../domain/written.ts'
import { UsageError } from '../errors.ts'
import { progressBar } from '../terminal/progress.ts'
import { located } from './located.ts'

interface Options {
  from?: string
  to?: string
  now?: string
  domain?: string[]
  managers?: string
  holidays?: string
  policy?: string
  json?: boolean
  emails?: string
}

export function auditCommand(program: Command) {
  program
    .command('audit')
    .summary('judge calendar files; connects nothing, sends nothing')
    .description(
      'Judges calendar files (.ics, or .json of Google or Microsoft Graph) and tells what became of their 1-on-1s. ' +
        'Each file is one calendar; EMAIL=FILE names its owner where the file does not tell. Nothing leaves this machine.',
    )
    .argument('<[EMAIL=]FILE...>', 'calendar files; copies of a meeting in several files merge')
    .option('--from <date>', 'first day listed, YYYY-MM-DD in UTC (default: 90 days before now)')
    .option('--to <date>', 'last day listed (default: 30 days after now)')
    .option('--now <instant>', 'judge as of this instant, e.g. 2026-03-31T12:00:00Z (default: now)')
    .option(
      '--domain <name>',
      'domain of colleagues, exact; may be given again',
      (name, all: string[] = []) => [...all, domainOf(name)],
    )
    .option('--managers <file.csv>', 'who manages whom: columns person,manager')
    .option('--holidays <file.ics>', 'public holidays')
    .option('--policy <file.json>', 'settings that differ from the default policy')
    .option('--json', 'print JSON, and nothing else, on stdout')
    .option('--emails <dir>', 'write every mail that would have gone out as .eml files')
    .action(run)
}

async function run(files: string[], options: Options) {
  const emails = options.emails === undefined ? null : await emailFolder(options.emails)
  const now = options.now ? instantOf(options.now) : Math.floor(Date.now() / 1000) * 1000
  const window = windowOf(options, now)
  const problems: Problem[] = []
  const policy = options.policy ? await readPolicy(located(options.policy)) : defaultPolicy
  const managers = options.managers
    ? await readManagers(located(options.managers))
    : { management: [], problems: [] }
  const reach = { start: now - 5 * 365 * DAY, end: now + 2 * 365 * DAY }
  const holidays = options.holidays
    ? await readHolidays(located(options.holidays), now, reach)
    : new Set<string>()
  const calendars = await readWithProgress(
    files.map(calendarArgument).map(({ owner, path }) => ({ owner, path: located(path) })),
    now,
  )
  problems.push(...calendars.problems, ...managers.problems)
  const request: Request = {
    calendars,
    domains: options.domain ?? [],
    management: managers.management,
    holidays,
    policy,
    now,
    window,
  }
  const outcome = audit(request)
  if (options.json) await print(`${JSON.stringify(auditJson(outcome, request, problems), null, 2)}\n`)
  else await print(`${auditTable(outcome, request, problems).join('\n')}\n`)
  if (emails) {
    const counts = await writeEmails(outcome, request, emails)
    const unmanaged = request.management.length === 0 ? `${NO_MANAGERS}\n` : ''
    if (!options.json) await print(`${mailsTold(counts, options.emails!)}\n${unmanaged}`)
  }
}

/** Made at once: a folder that cannot be made is told before anything is judged. */
async function emailFolder(name: string): Promise<string> {
  if (name === '') throw new UsageError('--emails needs the name of a folder.')
  const folder = located(name)
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return folder
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = { EEXIST: 'is no folder', ENOTDIR: 'is no folder', EACCES: 'may not be written to' }[
      code ?? ''
    ]
    throw new UsageError(`--emails ${name} ${why ?? `cannot be written to (${code})`}.`)
  }
}

function domainOf(name: string): string {
  const domain = name.trim().replace(/^@/, '')
  if (!isDomain(domain)) throw new UsageError(`--domain ${name} is no domain; write it like example.com.`)
  return domain
}

const NO_MANAGERS = 'Nobody is known to manage anybody (--managers), so there are no alerts and no digests.'

function mailsTold(counts: ReadonlyMap<string, number>, folder: string): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const kinds = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
  return total === 0
    ? 'No mail would have gone out in this window.'
    : `${total} mails (${kinds}) written to ${folder}`
}

const LARGE = 4_000_000

async function readWithProgress(files: CalendarArgument[], now: Instant) {
  const sizes = await Promise.all(
    files.map(({ path }) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  const large = sizes.some((size) => size > LARGE)
  const bar = progressBar()
  const calendars = await readCalendars(
    files,
    now,
    (done, total) => large && bar.at(done, total, 'reading calendars'),
  )
  bar.end()
  return calendars
}

/** Days in UTC, both included. */
function windowOf({ from, to }: Options, now: Instant): Span {
  const start = from ? dayOf(from, '--from') : Math.floor((now - 90 * DAY) / DAY) * DAY
  const end = (to ? dayOf(to, '--to') : Math.floor((now + 30 * DAY) / DAY) * DAY) + DAY
  if (end <= start) {
    const [first, last] = [start, end - DAY].map((day) => new Date(day).toISOString().slice(0, 10))
    throw new UsageError(`--from ${first} lies after --to ${last}: no day is between them.`)
  }
  return { start, end }
}

function dayOf(text: string, option: string): Instant {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== text)
    throw new UsageError(`${option} ${text} is no day; write it like 2026-03-31.`)
  return day
}

function instantOf(text: string): Instant {
  const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(instant))
    throw new UsageError(`--now ${text} is no instant; write it like 2026-03-31T12:00:00Z.`)
  return instant
}

/** Waits until everything is written. A pipe that its reader closed (`| head`) is no fault. */
function print(text: string): Promise<void> {
  return new Promise((done, fail) => {
    const settle = (error?: Error | null) =>
      !error || (error as NodeJS.ErrnoException).code === 'EPIPE' ? done() : fail(error)
    process.stdout.once('error', settle)
    process.stdout.write(text, settle)
  })
}
