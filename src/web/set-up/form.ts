// The form of a company's set-up: from what was typed to options, or to what is wrong with each field. Pure.
import type { Choice as ChosenPeople, Company } from '../../domain/account.ts'
import { addresses, domainNames, some, type Typed } from './lists.ts'
import { type Field, type Filled, type Part, typedIn } from './parts.ts'

/** How one vendor's companies are told in a form. */
export interface CompanyForm<Options extends Company> {
  parts: Part[]
  /** Null where the choice is none. What is wrong with a field is told by `use`. */
  read(typed: Filled['typed'], use: Use): Options | null
  /** Options as they stand in the form; `read` makes the same of them. */
  typedOf(options: Options): Filled['typed']
}

/** The values of a field; its problem is noted. */
export type Use = <T>(field: string, typed: Typed<T>) => T[]

export interface SetUp<Options> extends Filled {
  /** Null where there are problems. */
  options: Options | null
}

export function readSetUp<Options extends Company>(
  form: CompanyForm<Options>,
  sent: Record<string, string>,
): SetUp<Options> {
  const typed = typedIn(form.parts, sent)
  const problems: Filled['problems'] = {}
  const options = form.read(typed, (field, { values, problem }) => {
    if (problem) problems[field] = problem
    return values
  })
  return { typed, problems, options: Object.keys(problems).length === 0 ? options : null }
}

/** What every form of a company has. @param units as they are typed */
export function readCompany(
  typed: Filled['typed'],
  use: Use,
  units: (text: string) => Typed<string>,
): Company | null {
  const domains = use('domains', domainNames(typed.domains ?? ''))
  const choice = choiceOf(typed, use, units)
  const leaveOut = use('leaveOut', addresses(typed.leaveOut ?? ''))
  return choice && { domains, choice, leaveOut }
}

function choiceOf(
  { by = '', groups = '', units = '', people = '' }: Filled['typed'],
  use: Use,
  unitsIn: (text: string) => Typed<string>,
): ChosenPeople | null {
  switch (by) {
    case 'all':
      return { by }
    case 'groups':
      return { by, groups: use('groups', some(addresses(groups), 'Give the address of at least one group.')) }
    case 'units':
      return { by, units: use('units', unitsIn(units)) }
    case 'list':
      return {
        by,
        people: use('people', some(addresses(people), 'Give the address of at least one person.')),
      }
    default:
      use('by', { values: [], problem: 'Choose whose calendars are watched.' })
      return null
  }
}

/** The common part of `typedOf`. @param unit as it is typed */
export function typedCompany(
  { domains, choice, leaveOut }: Company,
  unit: (path: string) => string = (path) => path,
): Filled['typed'] {
  return {
    domains: domains.join(', '),
    by: choice.by,
    groups: choice.by === 'groups' ? choice.groups.join('\n') : '',
    units: choice.by === 'units' ? choice.units.map(unit).join('\n') : '',
    people: choice.by === 'list' ? choice.people.join('\n') : '',
    leaveOut: leaveOut.join('\n'),
  }
}

export interface PeopleWords {
  /** Below the domains. */
  domainsNote: string
  domainsRequired: boolean
  /** How units are chosen, and how they are typed. */
  units: string
  unitsLabel: string
}

/** The common fields, in vendors' words. */
export function companyParts(words: PeopleWords): Part[] {
  return [
    {
      ...{ name: 'domains', label: 'Domains of the company' },
      ...{ note: words.domainsNote, required: words.domainsRequired },
    },
    {
      name: 'by',
      legend: 'Whose calendars are watched?',
      choices: [
        { value: 'all', label: 'Everybody’s' },
        {
          value: 'groups',
          label: 'Members of groups',
          fields: [list('groups', 'Addresses of the groups', 2)],
        },
        { value: 'units', label: words.units, fields: [list('units', words.unitsLabel, 2)] },
        { value: 'list', label: 'Some people', fields: [list('people', 'Their primary addresses', 4)] },
      ],
    },
    {
      ...list('leaveOut', 'Leave out, whatever is chosen above', 2),
      note: 'Addresses, separated by commas or lines. May stay empty.',
    },
  ]
}

const list = (name: string, label: string, rows: number): Field => ({ name, label, rows })

/** Nothing typed yet. */
export const EMPTY: Filled['typed'] = { by: 'all' }
