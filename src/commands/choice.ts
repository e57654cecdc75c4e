// Which company, and whose calendars of it: the options that connecting a directory shares, whoever the vendor.
import type { Step } from '../calendars/probe.ts'
import type { Choice, Company } from '../domain/account.ts'
import { counted, isDomain } from '../domain/written.ts'
import { UsageError } from '../errors.ts'
import { choiceWords } from '../web/connections/view.ts'
import { addressesIn, listIn, textOf } from './lists.ts'

export interface ChoiceOptions {
  people?: string
  peopleFile?: string
  groups?: string
  units?: string
}

/** @param unitOption how the option of units is called. Throws a UsageError. */
export async function choiceIn(
  { people, peopleFile, groups, units }: ChoiceOptions,
  unitOption = '--units',
): Promise<Choice> {
  const listed = people ?? peopleFile
  if ([listed, groups, units].filter((one) => one !== undefined).length > 1)
    throw new UsageError(`Choose people in one way: --people (or --people-file), --groups or ${unitOption}.`)
  if (groups !== undefined)
    return { by: 'groups', groups: filled(addressesIn(groups), '--groups sales@example.com') }
  if (units !== undefined)
    return { by: 'units', units: filled(listIn(units).map(unitOf), `${unitOption} /Sales`) }
  if (listed === undefined || (people?.trim().toLowerCase() === 'all' && peopleFile === undefined))
    return { by: 'all' }
  const file = peopleFile === undefined ? '' : await textOf(peopleFile)
  const named = addressesIn(`${people ?? ''}\n${file}`)
  return {
    by: 'list',
    people: filled(named, '--people ada@example.com,grace@example.com, or --people-file FILE'),
  }
}

function filled<T>(items: T[], example: string): T[] {
  if (items.length > 0) return items
  throw new UsageError(`Whose calendars? ${example}.`)
}

function unitOf(path: string): string {
  if (path.startsWith('/')) return path
  throw new UsageError(`“${path}” is no organizational unit: its path begins with /, e.g. /Sales.`)
}

/** Throws a UsageError for what is none. */
export function domainsIn(text: string): string[] {
  const named = listIn(text.toLowerCase())
  const wrong = named.find((domain) => !isDomain(domain))
  if (wrong === undefined) return named
  throw new UsageError(`“${wrong}” is no mail domain. Example: --domains example.com,example.org`)
}

/** What is said when all went well. */
export function connectedWords(
  { choice, domains, leaveOut }: Company,
  kind: 'google' | 'microsoft',
): string[] {
  const many = leaveOut.length
  const left = many > 0 ? `; ${counted(many, 'person is', 'people are')} left out` : ''
  return [
    `Connected: ${choiceWords(choice, kind)}, of ${domains.join(', ')}${left}.`,
    'While Halfhour runs it reads the people within a minute, then their calendars; else with the next `halfhour start`.',
    'How it stands: `halfhour doctor`. No mail goes to people before `halfhour go-live`.',
  ]
}

export function nothingStored(steps: readonly Step[]): string {
  const isRefused = steps.some(({ outcome }) => outcome === 'failed')
  const todo = isRefused ? 'Set right what is marked ✗, then connect again.' : 'Connect again in a moment.'
  return `Nothing was stored or changed. ${todo}`
}
