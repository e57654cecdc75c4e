// `halfhour go-live`: from now on mails go to people. `halfhour migrate`: brings the database up to date and ends.
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { Store } from '../store/open.ts'
import { withStore } from './store.ts'

export function goLiveCommand(program: Command) {
  program
    .command('go-live')
    .summary('from now on mails go to people')
    .description(
      'Until this is said, every mail stays in the built-in mailbox. Nothing that was due before is mailed later.',
    )
    .action(() => withStore(goLive))
  program
    .command('migrate')
    .summary('bring the database up to date')
    .action(() => withStore(async () => void process.stdout.write('The database is up to date.\n')))
}

async function goLive(store: Store, { smtpUrl }: Config) {
  if (!smtpUrl)
    throw new UsageError('There is no mail server to send by: set SMTP_URL and MAIL_FROM, then go live.')
  const now = Date.now()
  const since = await store.settings.goLive(now)
  const when = new Date(since).toISOString()
  process.stdout.write(
    since === now ? 'Mails due from now on go to people.\n' : `Mails go to people since ${when}.\n`,
  )
}
