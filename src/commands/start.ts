// `halfhour start`: the service, until it is told to stop.
import type { Command } from 'commander'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { refuseOpenHost } from '../web/listen.ts'

const ROLES = ['all', 'web', 'worker'] as const

export function startCommand(program: Command) {
  program
    .command('start')
    .summary('run the service')
    .description(
      'Runs the service: reads calendars, judges, sends, and serves the pages. Settings come from the environment.',
    )
    .option(
      '--only <role>',
      'web or worker, to run the two in processes of their own (not with the embedded database)',
    )
    .action(start)
}

async function start({ only = 'all' }: { only?: string }, command: Command) {
  const role =
    ROLES.find((known) => known === only) ?? command.error(`error: --only ${only} is neither web nor worker.`)
  const config = readConfig()
  if (role !== 'all' && !config.databaseUrl)
    command.error(
      'error: The embedded database serves one process. Set DATABASE_URL to run web and worker apart.',
    )
  refuseOpenHost(config.host)
  const app = await buildApp(config)
  try {
    // The port first: where it is taken, nothing has begun.
    if (role !== 'worker') process.stdout.write(`Halfhour is at ${await app.listen()}\n`)
    if (role !== 'web') await app.work()
    if (role === 'worker') process.stdout.write('The workers of Halfhour run.\n')
  } catch (cause) {
    await app.close()
    throw cause
  }
  let stopping = false
  const stop = () => {
    if (!stopping) void app.close().then(() => process.exit(0))
    stopping = true
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
