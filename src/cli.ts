#!/usr/bin/env node
// The `halfhour` command: each verb has its file in commands/.
import { Command, CommanderError } from 'commander'
import house from '../package.json' with { type: 'json' }
import { FileError, GivenUp, UsageError } from './errors.ts'

type Register = (program: Command) => void

const goLive = () => import('./commands/go-live.ts').then((file) => file.goLiveCommand)
const verbs: Record<string, () => Promise<Register>> = {
  start: () => import('./commands/start.ts').then((file) => file.startCommand),
  demo: () => import('./commands/demo.ts').then((file) => file.demoCommand),
  audit: () => import('./commands/audit.ts').then((file) => file.auditCommand),
  connect: () => import('./commands/connect.ts').then((file) => file.connectCommand),
  doctor: () => import('./commands/doctor.ts').then((file) => file.doctorCommand),
  disconnect: () => import('./commands/disconnect.ts').then((file) => file.disconnectCommand),
  people: () => import('./commands/people.ts').then((file) => file.peopleCommand),
  'go-live': goLive,
  migrate: goLive,
}

const program = new Command('halfhour')
  .description('Keeps 1-on-1s happening.')
  .version(house.version)
  .showHelpAfterError(false)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => write(`${oneLine(text)}\n`),
  })

// A pipe that its reader closed (`| head`) is no fault; what was begun is still done.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

for (const register of await asked(process.argv[2])) register(program)
for (const command of program.commands) command.copyInheritedSettings(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = failed(error)
}

/** Only the verb that was asked for is loaded: an audit needs no database, no queue and no web. */
function asked(verb = ''): Promise<Register[]> {
  const known = Object.hasOwn(verbs, verb) ? [verbs[verb]!] : new Set(Object.values(verbs))
  return Promise.all([...known].map((load) => load()))
}

/** Commander's own sentences end without a full stop and tell no way out. */
function oneLine(text: string): string {
  const line = text
    .replace(/^error: /, 'halfhour: ')
    .trim()
    .replace(/\n/g, ' ')
  return /[.?)]$/.test(line) ? line : `${line}. Add --help to see what there is.`
}

/** What a person did wrong is one line and status 2; what they broke off is as Ctrl+C ends it; a bug shows itself whole. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof GivenUp) return 130
  if (!(error instanceof UsageError || error instanceof FileError)) throw error
  process.stderr.write(`halfhour: ${error.message}\n`)
  return 2
}
