// The last step of a company's test, whoever the vendor: the calendar of somebody who is chosen.
import { type Account, type Company, chooser, type WhyUnwatched } from '../domain/account.ts'
import type { Address } from '../domain/types.ts'
import { AuthError, UsageError } from '../errors.ts'
import { isOf } from './domains.ts'
import type { Found } from './probe.ts'
import { few, type Tested } from './probe-people.ts'

export interface Reading {
  /** Reads one calendar, and says so. */
  read(account: Account): Promise<string>
  /** It is this person who is refused, not the connection: another may be read. */
  isTheirs(error: AuthError): boolean
  /** Why suspended people are not watched, as the vendor's admins know it. */
  suspended: string
}

const MOST_TRIED = 5

/** The first chosen person whose calendar can be read; some may have none. Of the ways out and raw words those of the last. */
export async function readOne(
  directory: Tested,
  company: Company,
  members: ReadonlySet<Address>,
  { read, isTheirs, suspended }: Reading,
): Promise<Found<true>> {
  const refused: AuthError[] = []
  const unwatched: string[] = []
  const words = { ...WHY, suspended }
  for await (const { account, why } of chosenIn(directory, company, members)) {
    if (why !== null) {
      unwatched.push(`${account.address} ${words[why]}`)
      continue
    }
    const said = await read(account).catch((error) => {
      if (!(error instanceof AuthError) || !isTheirs(error)) throw error
      refused.push(error)
    })
    if (said !== undefined) return { said: [said, ...saidOf(refused)].join(' '), found: true }
    if (refused.length === MOST_TRIED) break
  }
  throw noneReadable(refused, unwatched)
}

/** Those whom the choice names, and why they are not watched all the same; null: they are. */
async function* chosenIn(directory: Tested, company: Company, members: ReadonlySet<Address>) {
  const whyUnwatched = chooser(company, members)
  const whyElse = chooser({ ...company, leaveOut: [] }, members)
  for await (const page of directory.users())
    for (const account of page.filter((each) => whyElse({ ...each, state: 'active' }) === null))
      yield { account, why: isOf(account, company.domains) ? whyUnwatched(account) : ('elsewhere' as const) }
}

const WHY: Record<Exclude<WhyUnwatched, 'suspended'> | 'elsewhere', string> = {
  deleted: 'is deleted',
  'left-out': 'is left out',
  'not-chosen': 'is not chosen',
  elsewhere: 'has no address in the domains',
}

const saidOf = (refused: AuthError[]): string[] => refused.map(({ message }) => message)

function noneReadable(refused: AuthError[], unwatched: string[]): Error {
  const last = refused.at(-1)
  if (last) {
    const { code, wayOut, raw } = last
    return new AuthError(`No calendar could be read. ${saidOf(refused).join(' ')}`, { code, wayOut, raw })
  }
  const who = unwatched.length > 0 ? `: ${few(unwatched)}` : ''
  return new UsageError(
    `Nobody is chosen whose calendar could be read${who}. Choose other people, or leave out fewer.`,
  )
}
