// `halfhour disconnect`: removes a connection, after saying what goes and what stays.
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { disconnect } from '../connecting/disconnect.ts'
import { counted } from '../domain/written.ts'
import { UsageError } from '../errors.ts'
import { openServices } from '../services.ts'
import type { Connection } from '../store/connections/connections.ts'
import { ownerOf } from '../store/connections/options.ts'
import type { Store } from '../store/open.ts'
import { plain } from '../terminal/text.ts'
import { afterwards } from '../web/connections/afterwards.ts'
import { answerTo } from './ask.ts'
import { withStore } from './store.ts'

export function disconnectCommand(program: Command) {
  program
    .command('disconnect')
    .summary('forget a connection and what was read by it')
    .description(
      'Stops the push channels of a connection, gives a consent back, and forgets its key, its calendars and what was read ' +
        'of them. People, who manages whom, and what was judged and mailed stay.',
    )
    .argument('<name-or-id>', 'as `halfhour doctor` shows it')
    .option('--yes', 'do not ask')
    .action(run)
}

async function run(asked: string, { yes = false }: { yes?: boolean }) {
  await withStore(async (store, config) => {
    const connection = named(asked, await store.connections.all())
    process.stdout.write(`${(await whatGoes(store, connection)).join('\n')}\n`)
    if (!yes && !(await confirmed())) return void process.stdout.write('Nothing was removed.\n')
    const { told } = await disconnect(store, openServices(store, config), config, connection.id, Date.now())
    await told
    process.stdout.write(`${plain(connection.name)} is disconnected.\n`)
  })
}

function named(asked: string, connections: Connection[]): Connection {
  const wanted = asked.trim().toLowerCase().replace(/^#/, '')
  const fits = connections.filter(({ id, name }) => String(id) === wanted || name.toLowerCase() === wanted)
  if (fits.length === 1) return fits[0]!
  const known = connections.map(({ id, name }) => `#${id} “${plain(name)}”`).join(', ')
  if (connections.length === 0) throw new UsageError('Nothing is connected.')
  throw new UsageError(
    `${fits.length > 1 ? `Several connections are called “${asked}”: give the number` : `No connection is called “${asked}”`}. There is ${known}.`,
  )
}

async function whatGoes(store: Store, connection: Connection): Promise<string[]> {
  const { id, kind, name } = connection
  const calendars = (await store.calendars.ofConnection(id)).length
  const owner = ownerOf(connection)
  const access = owner === null ? 'the stored key' : 'the consent'
  const left = afterwards(kind, owner)
  return [
    `${plain(name)} goes: ${counted(calendars, 'calendar', 'calendars')}, what was read there, and ${kind === 'ics' ? 'the address or file' : access}.`,
    'People, who manages whom, and what was judged and mailed stay. What only these calendars told of is watched no more.',
    ...(left ? [left] : []),
  ]
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask: add --yes to remove it.')
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await answerTo('Remove it? [y/N] ', asking)
  return /^y(es)?$/i.test(answer.trim())
}
