// `halfhour connect google`: a company by its directory, tested step by step; or calendars that are named one by one.
import { text as textFrom } from 'node:stream/consumers'
import { scopesFor } from '../calendars/google/scopes.ts'
import type { Step } from '../calendars/probe.ts'
import { connectCompany } from '../connecting/company.ts'
import { companyDomains } from '../connecting/domains.ts'
import { type ReadKey, readKey } from '../connecting/key.ts'
import type { Choice, CompanyOptions } from '../domain/account.ts'
import type { Address } from '../domain/types.ts'
import { UsageError } from '../errors.ts'
import { printAttempt } from './attempt.ts'
import { type ChoiceOptions, choiceIn, connectedWords, domainsIn, nothingStored } from './choice.ts'
import { connectListed } from './connect-listed.ts'
import { addressesIn, textOf } from './lists.ts'
import { withStore } from './store.ts'

interface Options extends ChoiceOptions {
  admin?: Address
  domains?: string
  leaveOut?: string
}

export async function connectGoogle(file: string, options: Options) {
  if (options.admin === undefined) return connectNamed(file, options)
  const company = companyIn(options.admin, options, await choiceIn(options))
  await connectWhole(await keyIn(file), company)
}

/** Calendars only: no directory is asked, so there is nothing to choose from. */
async function connectNamed(file: string, options: Options) {
  const needsDirectory = [options.domains, options.groups, options.units, options.leaveOut]
  const people = needsDirectory.every((one) => one === undefined) ? await choiceIn(options) : null
  if (people?.by !== 'list')
    throw new UsageError(
      'Whose calendars? --admin EMAIL, an administrator, connects the whole company. Without it name them one by one: --people ada@example.com,grace@example.com, or --people-file FILE.',
    )
  const { credentials, key } = await keyIn(file)
  const name = `Google by ${key.clientEmail}`
  await connectListed({ kind: 'google', name, credentials, owners: people.people })
}

async function connectWhole({ credentials, key }: ReadKey, options: CompanyOptions) {
  const steps: Step[] = []
  const connection = await withStore((store, config) => {
    const attempt = connectCompany(store, { credentials, options }, config, Date.now())
    return printAttempt(attempt, (step) => steps.push(step))
  })
  const told = connection === null ? refused(key, options, steps) : connectedWords(options, 'google')
  process.stdout.write(`\n${told.join('\n')}\n`)
  if (connection === null) process.exitCode = 1
}

/** What an admin pastes, on lines of its own, where it is the delegation that lacks something. */
function refused(key: ReadKey['key'], { choice }: CompanyOptions, steps: Step[]): string[] {
  if (!steps.some(({ raw }) => raw?.startsWith('unauthorized_client'))) return [nothingStored(steps)]
  return [
    'Admin console → Security → Access and data control → API controls → Manage domain-wide delegation → Add new:',
    '',
    `  Client ID     ${key.clientId ?? `of ${key.clientEmail}, see its Details in the Cloud console`}`,
    `  OAuth scopes  ${scopesFor(choice.by)
      .map(({ url }) => url)
      .join(',')}`,
    '',
    nothingStored(steps),
  ]
}

function companyIn(admin: Address, { domains, leaveOut }: Options, choice: Choice): CompanyOptions {
  const named = domains === undefined ? companyDomains([admin]) : domainsIn(domains)
  if (named.length === 0)
    throw new UsageError(
      `Everybody can have an address like ${admin}. Name the company's own domains: --domains example.com`,
    )
  return { admin, domains: named, choice, leaveOut: addressesIn(leaveOut ?? '') }
}

async function keyIn(file: string): Promise<ReadKey> {
  if (file !== '-') return readKey(await textOf(file), file)
  if (process.stdin.isTTY) process.stderr.write('Paste the key, then press Enter and Ctrl+D:\n')
  return readKey(await textFrom(process.stdin), 'What was pasted')
}
