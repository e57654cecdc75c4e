// `halfhour people`: a file tells who the colleagues are and who manages whom; a person confirms what a directory tells.
import type { Command } from 'commander'
import type { Address, Instant } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { type Roster, type RosterPerson, readRoster } from '../roster/read.ts'
import type { Store } from '../store/open.ts'
import type { Told } from '../store/tables.ts'
import { located } from './located.ts'
import { withStore } from './store.ts'

export function peopleCommand(program: Command) {
  program
    .command('people')
    .summary('tell who manages whom')
    .description(
      'Reads people from a CSV file with a header: person,manager and, where known, name, zone, aliases ' +
        '(separated by spaces), country (DE, or DE-BY with its region: whose public holidays).\n\n' +
        'What a file tells counts before what a directory tells, now and at every later reading. An empty cell tells ' +
        'nothing: there the directory counts. A manager “-” says that there is none. The last row of a person wins; people ' +
        'who are not in the file keep what an earlier file told. To take something back, give the person a row with that cell empty.\n\n' +
        'A new manager counts from now on; meetings before stay with the one they had.',
    )
    .argument('[file.csv]', 'e.g. person,manager / ada@example.com,grace@example.com')
    .option('--confirm', 'so many people did leave: believe the directory that suddenly tells of few')
    .action(run)
}

async function run(file: string | undefined, { confirm = false }: { confirm?: boolean }) {
  if (file === undefined && !confirm)
    throw new UsageError('Which people? Name a CSV file, or say --confirm. See: halfhour people --help')
  const roster = file === undefined ? null : await readRoster(located(file))
  if (roster && roster.problems.length > 0 && roster.people.length === 0)
    throw new UsageError(`${file}: ${roster.problems[0]}. No row of it can be read, so nothing was changed.`)
  const confirmed = await withStore(async (store) => {
    if (roster) await saveRoster(store, roster, Date.now())
    return confirm ? store.directories.confirm(Date.now()) : []
  })
  for (const problem of roster?.problems ?? []) process.stderr.write(`halfhour: ${file}: ${problem}\n`)
  const lines = [...(roster ? [countOf(roster)] : []), ...(confirm ? [confirmation(confirmed)] : [])]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function countOf({ people, managerOf }: Roster): string {
  const managed = [...managerOf.values()].filter((manager) => manager !== null).length
  return `${people.length} people, ${managed} of them with a manager.`
}

function confirmation(names: string[]): string {
  if (names.length === 0) return 'No directory waits for you to confirm anything.'
  return `What the directory of ${names.join(' and ')} tells counts from its next reading on, within a minute while \`halfhour start\` runs.`
}

export async function saveRoster(store: Store, { people, managerOf }: Roster, now: Instant): Promise<void> {
  const rows = people.filter(({ hasRow }) => hasRow)
  await store.people.tell(new Map(rows.map((person) => [person.address, toldOf(person, managerOf)])), now)
}

function toldOf(
  { address, name, zone, aliases, country }: RosterPerson,
  managerOf: Map<Address, Address | null>,
): Told {
  const manager = managerOf.get(address)
  return {
    ...(name === null ? {} : { name }),
    ...(zone === null ? {} : { zone }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(country === null ? {} : { country }),
    ...(manager === undefined ? {} : { manager }),
  }
}
