// A directory for tests: accounts in a list that a test changes, told in small pages, in an order of its own.
import type { DirectoryService } from '../../src/calendars/directory.ts'
import type { Account, CompanyOptions } from '../../src/domain/account.ts'
import type { Address } from '../../src/domain/types.ts'
import type { PeopleParts } from '../../src/pipeline/people.ts'
import type { Store } from '../../src/store/open.ts'
import { clockAt, type TestClock } from './parts.ts'

export const accountOf = (id: string, address: Address, more: Partial<Account> = {}): Account => ({
  id,
  address,
  aliases: [],
  name: null,
  zone: null,
  locale: null,
  hours: null,
  country: null,
  manager: null,
  unit: '/',
  state: 'active',
  ...more,
})

export const everybody: CompanyOptions = {
  admin: 'grace@example.com',
  domains: ['example.com'],
  choice: { by: 'all' },
  leaveOut: [],
}

export interface TestCompany {
  connection: number
  accounts: Account[]
  groups: Record<Address, Address[]>
  /** Ids that its list leaves out. */
  omits: string[]
  /** Thrown after the first page. */
  breaks: Error | null
  clock: TestClock
  parts: PeopleParts
}

const PAGE = 3

/** A connection whose directory tells what `accounts` holds at the moment it is read. */
export async function companyIn(
  store: Store,
  now: number,
  options: CompanyOptions = everybody,
): Promise<TestCompany> {
  const wanted = {
    kind: 'google',
    name: 'Google Workspace',
    credentials: null,
    options: { ...options },
  } as const
  const connection = await store.connections.add(wanted, store.secrets, now)
  await store.people.addDomains(options.domains, now)
  const company: TestCompany = {
    connection,
    accounts: [],
    groups: {},
    omits: [],
    breaks: null,
    clock: clockAt(now),
    parts: {} as PeopleParts,
  }
  const directory = { service: serviceOf(company), options }
  company.parts = {
    store,
    clock: company.clock,
    directoryOf: async (id) => (id === connection ? directory : null),
  }
  return company
}

function serviceOf(company: TestCompany): DirectoryService {
  return {
    async *accounts() {
      const told = company.accounts.filter(({ id }) => !company.omits.includes(id)).toReversed()
      for (let at = 0; at === 0 || at < told.length; at += PAGE) {
        yield told.slice(at, at + PAGE)
        if (company.breaks) throw company.breaks
      }
    },
    account: async (id) => company.accounts.find((one) => one.id === id) ?? null,
    async *members(group) {
      yield company.groups[group] ?? []
    },
  }
}
