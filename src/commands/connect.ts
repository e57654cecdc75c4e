// `halfhour connect`: which calendars to watch. Everything is tested before it is stored.
import type { Command } from 'commander'
import { feedUrl } from '../calendars/ics/download.ts'
import type { Address } from '../domain/types.ts'
import { connectGoogle } from './connect-google.ts'
import { connectListed } from './connect-listed.ts'
import { connectMicrosoft } from './connect-microsoft.ts'
import { addressOf } from './lists.ts'
import { located } from './located.ts'

export function connectCommand(program: Command) {
  const connect = program
    .command('connect')
    .summary('watch calendars: Google Workspace, Microsoft 365, an iCalendar file or feed')
    .description('Watches calendars. Nothing is stored before it was tested.')
  connect
    .command('ics')
    .summary('an iCalendar file or feed')
    .argument('<file-or-url>', 'a file, or an address that begins with https:// or webcal://')
    .requiredOption('--owner <email>', 'whose calendar it is', addressOf)
    .action(connectIcs)
  connect
    .command('google')
    .summary('Google Workspace, by the key of a service account with domain-wide delegation')
    .description(
      'With --admin the whole company is connected: people, aliases and managers come from its directory, daily. Without, ' +
        'only the calendars of --people are read. The same account again replaces key and choice; nothing that was read is lost.',
    )
    .argument('<key.json>', 'key of the service account; - to paste it')
    .option('--admin <email>', 'an administrator, to read the directory as', addressOf)
    .option('--domains <domains>', "the company's mail domains, separated by commas; without, the admin's")
    .option(
      '--people <emails>',
      'whose calendars: addresses separated by commas, or all (the default with --admin)',
    )
    .option('--people-file <file>', 'the same, one address a line')
    .option('--groups <emails>', 'whose calendars: members of these groups')
    .option(
      '--units <paths>',
      'whose calendars: people of these organizational units, e.g. /Sales,/Engineering',
    )
    .option('--leave-out <emails>', 'people who are never watched nor mailed')
    .action(connectGoogle)
  microsoftCommand(connect)
}

function microsoftCommand(connect: Command) {
  connect
    .command('microsoft')
    .summary('Microsoft 365, by an app registration with application permissions')
    .description(
      'The whole tenant is connected: people, aliases and managers come from its directory, daily. The same app again ' +
        'replaces secret and choice; nothing that was read is lost.',
    )
    .requiredOption('--tenant <id>', '"Directory (tenant) ID", or a domain of the tenant')
    .requiredOption('--client-id <id>', '"Application (client) ID"')
    .option('--secret <->', 'the secret’s Value: - to paste it, unseen')
    .option('--secret-file <file>', 'the same from a file')
    .option('--secret-expires <date>', 'when it ends, as Entra shows it, so that admins are told before')
    .option('--certificate <file>', 'in place of a secret: certificate and private key, PEM in one file')
    .option('--domains <domains>', "the company's mail domains, separated by commas; without, the tenant's")
    .option('--people <emails>', 'whose calendars: addresses separated by commas, or all (the default)')
    .option('--people-file <file>', 'the same, one address a line')
    .option('--groups <emails>', 'whose calendars: members of these groups')
    .option('--departments <names>', 'whose calendars: people of these departments, e.g. Sales,Engineering')
    .option('--leave-out <emails>', 'people who are never watched nor mailed')
    .option(
      '--must-refuse <email>',
      'somebody whose mailbox the app may not read: it fails where it can',
      addressOf,
    )
    .action(connectMicrosoft)
}

async function connectIcs(place: string, { owner }: { owner: Address }) {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(place)
  const credentials = isUrl ? { url: feedUrl(place).href } : { path: located(place) }
  await connectListed({ kind: 'ics', name: `iCalendar of ${owner}`, credentials, owners: [owner] })
}
