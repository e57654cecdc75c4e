#!/usr/bin/env node
// The `halfhour` command: each verb has its file in commands/.
import { Command, CommanderError } from 'commander'
import { auditCommand } from './commands/audit.ts'
import { connectCommand } from './commands/connect.ts'
import { demoCommand } from './commands/demo.ts'
import { goLiveCommand } from './commands/go-live.ts'
import { peopleCommand } from './commands/people.ts'
import { startCommand } from './commands/start.ts'
import { FileError, UsageError } from './errors.ts'

const program = new Command('halfhour')
  .description('Keeps 1-on-1s happening.')
  .showHelpAfterError(false)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .replace(/^error: /, 'halfhour: ')
          .trim()
          .replace(/\n/g, ' ')}\n`,
      ),
  })

startCommand(program)
demoCommand(program)
auditCommand(program)
connectCommand(program)
peopleCommand(program)
goLiveCommand(program)
for (const command of program.commands) command.copyInheritedSettings(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = failed(error)
}

/** What a person did wrong is one line and status 2; a bug shows itself whole. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!(error instanceof UsageError || error instanceof FileError)) throw error
  process.stderr.write(`halfhour: ${error.message}\n`)
  return 2
}
