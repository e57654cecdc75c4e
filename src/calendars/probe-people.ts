// What the test of a company asks of its directory, whoever the vendor: who is there, and who of them is chosen.
import { type Account, type Choice, chooser } from '../domain/account.ts'
import type { Address } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { UsageError } from '../errors.ts'
import { domainOf, isOf } from './domains.ts'
import { type Found, type Step, step } from './probe.ts'

/** A directory as a test asks it, page by page. */
export interface Tested {
  users(): AsyncIterable<Account[]>
  /** `everybody`: the company as a whole is a member. */
  members(group: Address): AsyncIterable<{ people: Address[]; everybody: boolean }>
}

/** As far as the first page with somebody of the company. */
export async function lookAround(directory: Tested, domains: readonly string[]): Promise<Found<true>> {
  const elsewhere = new Set<string>()
  for await (const page of directory.users()) {
    if (page.some((account) => isOf(account, domains)))
      return { said: `Readable. ${whoIsThere(page, domains)}`, found: true }
    for (const { address } of page) elsewhere.add(domainOf(address))
  }
  const others = [...elsewhere].slice(0, MOST_NAMED).join(', ') || 'nobody'
  throw new UsageError(
    `Nobody in the directory is at ${domains.join(', ')}; it has ${others}. Correct the domains.`,
  )
}

/** '38 of 40 people on its first page are at example.com.', for each domain. */
function whoIsThere(page: readonly Account[], domains: readonly string[]): string {
  const counts = domains.map((domain) => {
    const many = page.filter((account) => isOf(account, [domain])).length
    return `${many} of ${people(page.length)} on its first page ${many === 1 ? 'is' : 'are'} at ${domain}.`
  })
  return counts.join(' ')
}

const people = (many: number): string => counted(many, 'person', 'people')

type Need = readonly [Tested | null, string]

/** A vendor's words for its units: how the step is called, and what to say where nobody is in one. */
export interface UnitWords {
  name(unit: string): string
  empty(unit: string): string
}

/** A step for each of those who are chosen. Returns the members of the groups; null: nobody who is chosen was found. */
export async function* findChosen(
  choice: Choice,
  needs: { members: Need; people: Need },
  words: UnitWords,
): AsyncGenerator<Step, Set<Address> | null, undefined> {
  const members = new Set<Address>()
  let isAnybody = choice.by === 'all'
  for (const group of choice.by === 'groups' ? choice.groups : []) {
    const found = yield* step(`Group ${group}`, needs.members, (directory) => lookInto(directory, group))
    for (const each of found ?? []) members.add(each)
    if (found) isAnybody = true
  }
  for (const unit of choice.by === 'units' ? choice.units : [])
    if (yield* step(words.name(unit), needs.people, (directory) => findUnit(directory, unit, words)))
      isAnybody = true
  if (choice.by === 'list')
    isAnybody =
      (yield* step('Chosen people', needs.people, (directory) => findNamed(directory, choice.people))) !==
      null
  return isAnybody ? members : null
}

/** Where the company as a whole is a member, everybody in it may be the one whose calendar is tried. */
async function lookInto(directory: Tested, group: Address): Promise<Found<Address[]>> {
  for await (const { people: members, everybody } of directory.members(group)) {
    if (everybody) return { said: 'Everybody in the company is in it.', found: await someOf(directory) }
    if (members.length > 0) return { said: `${people(members.length)} on its first page.`, found: members }
  }
  throw new UsageError(`Nobody is in the group ${group}. Add people to it, or choose another.`)
}

async function someOf(directory: Tested): Promise<Address[]> {
  for await (const page of directory.users()) if (page.length > 0) return page.map(({ address }) => address)
  return []
}

/** Looked for among all people: a vendor's own search may know who moved only after a day or two. */
async function findUnit(directory: Tested, unit: string, { empty }: UnitWords): Promise<Found<true>> {
  const whyUnwatched = chooser({ choice: { by: 'units', units: [unit] }, leaveOut: [] }, new Set())
  for await (const page of directory.users()) {
    const many = page.filter((account) => !whyUnwatched(account)).length
    if (many > 0) return { said: `${people(many)} on the first page that has any.`, found: true }
  }
  throw new UsageError(empty(unit))
}

/**
 * Who was chosen by address: a mistyped one watches nobody, silently, so those that nobody in the directory has are named.
 * Throws a UsageError where that is all of them.
 */
async function findNamed(directory: Tested, named: readonly Address[]): Promise<Found<true>> {
  const missing = new Set(named.map((address) => address.toLowerCase()))
  const many = missing.size
  for await (const page of directory.users()) {
    for (const { address, aliases } of page) for (const each of [address, ...aliases]) missing.delete(each)
    if (missing.size === 0) return { said: `${people(many)}, all in the directory.`, found: true }
  }
  const unknown = `It does not know ${few([...missing])}`
  const found = many - missing.size
  if (found === 0)
    throw new UsageError(`Nobody is chosen who is in the directory. ${unknown}. Correct the addresses.`)
  const said = `${found} of ${many} ${found === 1 ? 'is' : 'are'} in the directory. ${unknown}: correct these.`
  return { said, found: true }
}

const MOST_NAMED = 5

/** The first of them, and how many more. */
export function few(names: string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  return `${names.slice(0, MOST_NAMED).join(', ')}${more}`
}
