// `halfhour connect`: which calendars to watch. Each is read once before anything is stored.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { serviceKey } from '../calendars/google/key.ts'
import { feedUrl } from '../calendars/ics/download.ts'
import { type Connected, connectCalendars, type NewCalendars } from '../connecting.ts'
import type { Address } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { located } from './located.ts'
import { withStore } from './store.ts'

export function connectCommand(program: Command) {
  const connect = program
    .command('connect')
    .summary('watch calendars: an iCalendar file or feed, or Google Workspace')
    .description('Watches calendars. Nothing is stored before one of them could be read.')
  connect
    .command('ics')
    .summary('an iCalendar file or feed')
    .argument('<file-or-url>', 'a file, or an address that begins with https:// or webcal://')
    .requiredOption('--owner <email>', 'whose calendar it is', addressOf)
    .action(connectIcs)
  connect
    .command('google')
    .summary('Google Workspace, by the key of a service account with domain-wide delegation')
    .argument('<key.json>', 'key of the service account')
    .option('--people <emails>', 'whose calendars, separated by commas')
    .option('--people-file <file>', 'the same, one address a line')
    .action(connectGoogle)
}

async function connectIcs(place: string, { owner }: { owner: Address }) {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(place)
  const credentials = isUrl ? { url: feedUrl(place).href } : { path: located(place) }
  await connected({ kind: 'ics', name: `iCalendar of ${owner}`, credentials, owners: [owner] })
}

async function connectGoogle(file: string, options: { people?: string; peopleFile?: string }) {
  const owners = await ownersIn(options)
  const credentials = await keyIn(file)
  const { clientEmail } = serviceKey(credentials, file)
  await connected({ kind: 'google', name: `Google by ${clientEmail}`, credentials, owners })
}

async function connected(wanted: NewCalendars) {
  const outcome = await withStore((store, config) => connectCalendars(store, wanted, config, Date.now()))
  process.stdout.write(`${told(wanted, outcome).join('\n')}\n`)
}

function told({ owners }: NewCalendars, { tried, refused, domains }: Connected): string[] {
  const count = owners.length === 1 ? 'One calendar is' : `${owners.length} calendars are`
  return [
    `Read ${tried.events} ${tried.events === 1 ? 'event' : 'events'} of ${tried.owner}. ${count} watched from the next \`halfhour start\` on.`,
    ...(domains.length > 0 ? [`Colleagues are, from now on, all people at ${domains.join(', ')}.`] : []),
    ...refused,
  ]
}

async function ownersIn({ people = '', peopleFile }: { people?: string; peopleFile?: string }) {
  const words = `${people}\n${peopleFile ? await textOf(peopleFile) : ''}`.split(/[\s,;]+/).filter(Boolean)
  const owners = [...new Set(words.map(addressOf))]
  if (owners.length === 0)
    throw new UsageError(
      'Whose calendars? --people ada@example.com,grace@example.com, or --people-file FILE.',
    )
  return owners
}

async function keyIn(file: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await textOf(file))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file} is no JSON file. The key of a service account is one.`)
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(located(file), 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

function addressOf(text: string): Address {
  if (/^[^\s@,;]+@[^\s@,;]+$/.test(text)) return text.toLowerCase()
  throw new UsageError(`“${text}” is no mail address.`)
}
