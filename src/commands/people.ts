// `halfhour people`: tells who the colleagues are and who manages whom.
import type { Command } from 'commander'
import type { Instant } from '../domain/types.ts'
import { withHistory } from '../roster/history.ts'
import { type Roster, type RosterPerson, readRoster } from '../roster/read.ts'
import type { Store } from '../store/open.ts'
import type { KnownPerson } from '../store/people.ts'
import { located } from './located.ts'
import { withStore } from './store.ts'

export function peopleCommand(program: Command) {
  program
    .command('people')
    .summary('tell who manages whom')
    .description(
      'Reads people from a CSV file with a header: person,manager and, where known, name, zone, aliases ' +
        '(separated by spaces). The last row of a person wins; people who are not in the file stay as they are.\n\n' +
        'A new manager counts from now on; meetings before stay with the one they had.',
    )
    .argument('<file.csv>', 'e.g. person,manager / ada@example.com,grace@example.com')
    .action(run)
}

async function run(file: string) {
  const roster = await readRoster(located(file))
  await withStore((store) => saveRoster(store, roster, Date.now()))
  const managed = [...roster.managerOf.values()].filter((manager) => manager !== null).length
  for (const problem of roster.problems) process.stderr.write(`halfhour: ${file}: ${problem}\n`)
  process.stdout.write(`${roster.people.length} people, ${managed} of them with a manager.\n`)
}

/** What the file does not tell of a person stays as it is. */
export async function saveRoster(store: Store, roster: Roster, now: Instant): Promise<void> {
  const addresses = roster.people.map(({ address }) => address)
  const known = new Map((await store.people.byAddresses(addresses)).map((person) => [person.address, person]))
  const people = roster.people.map((person) => merged(person, known.get(person.address)))
  await store.people.save(people, 'file', now)
  const before = await store.people.managementOf([...roster.managerOf.keys()])
  await store.people.saveManagement(withHistory(before, roster.managerOf, now), now)
}

function merged({ address, name, zone, aliases }: RosterPerson, known: KnownPerson | undefined): KnownPerson {
  const before = known ?? { kind: 'person' as const, hours: null, locale: null, leftAt: null }
  return {
    ...before,
    address,
    name: name ?? known?.name ?? null,
    zone: zone ?? known?.zone ?? null,
    aliases: aliases.length > 0 ? aliases : (known?.aliases ?? []),
  }
}
