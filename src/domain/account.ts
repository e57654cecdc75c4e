// A directory's account of a person, and whom an admin chose to watch.
import type { Address, WorkingHours, Zone } from './types.ts'

/** One account of a person, as the vendor tells it. Rooms, shared mailboxes and groups are none. */
export interface Account {
  /** The directory's own; it stays when the address changes. */
  id: string
  /** The primary one, lower case. */
  address: Address
  aliases: Address[]
  name: string | null
  zone: Zone | null
  /** BCP 47. */
  locale: string | null
  hours: WorkingHours | null
  /** ISO 3166-1 alpha-2, upper case. */
  country: string | null
  /** As told: free text at Google, may be stale; only addresses come through. */
  manager: Address | null
  /** Organizational unit, e.g. /Sales/East. */
  unit: string | null
  state: 'active' | 'suspended' | 'deleted'
}

/** Whose calendars are watched. A unit takes in the units below it. */
export type Choice =
  | { by: 'all' }
  | { by: 'groups'; groups: Address[] }
  | { by: 'units'; units: string[] }
  | { by: 'list'; people: Address[] }

/** A company as its admin connected it. */
export interface Company {
  /** Exact; everybody with an address there who is in the directory is a colleague. */
  domains: string[]
  choice: Choice
  /** People who are never watched, whatever the choice says. */
  leaveOut: Address[]
}

/** The same where the directory is read as one of the admins. */
export interface CompanyOptions extends Company {
  admin: Address
}

/** The same where an admin narrowed which mailboxes may be read: tests fail where this one is not refused. */
export interface NarrowedCompany extends Company {
  mustBeRefused?: Address | undefined
}

/** Why an account's calendar is not read. */
export type WhyUnwatched = 'suspended' | 'deleted' | 'left-out' | 'not-chosen'

/**
 * Tells of each account why it is not watched, null: it is. Aliases count wherever an address does.
 * @param members primary addresses of the members of the chosen groups
 */
export function chooser(
  { choice, leaveOut }: Pick<Company, 'choice' | 'leaveOut'>,
  members: ReadonlySet<Address>,
): (account: Account) => WhyUnwatched | null {
  const leftOut = new Set(leaveOut.map(lowerCase))
  const isChosen = isChosenBy(choice, members)
  return (account) => {
    if (account.state !== 'active') return account.state
    if (isAmong(account, leftOut)) return 'left-out'
    return isChosen(account) ? null : 'not-chosen'
  }
}

function isChosenBy(choice: Choice, members: ReadonlySet<Address>): (account: Account) => boolean {
  if (choice.by === 'groups') return (account) => isAmong(account, members)
  if (choice.by === 'units') return ({ unit }) => choice.units.some((chosen) => isWithin(unit, chosen))
  if (choice.by === 'all') return () => true
  const listed = new Set(choice.people.map(lowerCase))
  return (account) => isAmong(account, listed)
}

const lowerCase = (text: string) => text.toLowerCase()

function isAmong({ address, aliases }: Account, listed: ReadonlySet<Address>): boolean {
  return listed.has(address) || aliases.some((alias) => listed.has(alias))
}

/** '/Sales' takes in '/Sales/East', not '/Salesforce'; '/' everybody who has a unit. */
function isWithin(unit: string | null, chosen: string): boolean {
  return unit !== null && pathOf(unit).startsWith(pathOf(chosen))
}

/** Microsoft's departments are units that stand for themselves: '/Sales' is called 'Sales'. */
export const departmentOf = (unit: string): string => unit.replace(/^\//, '')

const pathOf = (unit: string) => `${lowerCase(unit).replace(/\/+$/, '')}/`

/** Below this many a company loses half of its people now and then. */
const SMALL = 10

/**
 * A directory that suddenly tells of almost nobody is not believed: a group of admins that lost its rights sees few people
 * too, and whoever is taken for gone gets no mails any more. True: nobody is left of those who were here, or more than
 * half of a company of more than ten went at once. Who is back under another id has not gone.
 */
export function isDoubtful(
  known: readonly Pick<Account, 'id' | 'address' | 'state'>[],
  told: readonly Pick<Account, 'id' | 'address' | 'state'>[],
): boolean {
  const here = told.filter(({ state }) => state === 'active')
  const [ids, addresses] = [new Set(here.map(({ id }) => id)), new Set(here.map(({ address }) => address))]
  const were = known.filter(({ state }) => state === 'active')
  const gone = were.filter(({ id, address }) => !ids.has(id) && !addresses.has(address)).length
  return gone > 0 && (here.length === 0 || (were.length > SMALL && gone * 2 > were.length))
}
