// The company of the random stories: a few people in several zones, some who manage some, one who sees invitations late.
import type { Address, Instant, Management } from '../../../src/domain/types.ts'
import type { Change } from '../../../src/sandbox/google/company/acts.ts'
import type { PersonPlan } from '../../../src/sandbox/google/company/people.ts'
import type { Story as GoogleStory } from '../../../src/sandbox/google/company/story.ts'
import type { Story as GraphStory } from '../../../src/sandbox/graph/company/story.ts'
import type { Store } from '../../../src/store/open.ts'
import { manages } from '../../support/managing.ts'
import type { Side } from './side.ts'

export const ada = 'ada@example.com'
export const grace = 'grace@example.com'
export const linus = 'linus@example.com'
export const mary = 'mary@example.com'
export const otto = 'otto@example.com'

export const everybody = [ada, grace, linus, mary, otto]
export const room = 'room-1@resource.calendar.google.com'
export const stranger = 'eve@elsewhere.org'
/** Another name of Grace. */
export const hopper = 'hopper@example.com'

/** The address of a colleague that is in their calendar's name, whichever of their names it is. */
export const primary = (name: Address): Address | undefined =>
  name === hopper ? grace : everybody.find((who) => who === name)

const managers: Record<Address, Address> = { [ada]: grace, [linus]: grace, [grace]: mary, [otto]: mary }

export const management: Management[] = Object.entries(managers).map(([person, manager]) => ({
  ...{ person, manager, from: null, until: null },
}))

/** The directory's own names of accounts. */
const idOf = (address: Address) => `account-${address.slice(0, address.indexOf('@'))}`

const PLANS: Record<Address, PersonPlan> = {
  [ada]: { zone: 'Europe/Berlin', name: 'Ada' },
  [grace]: { zone: 'Europe/London', name: 'Grace', aliases: [hopper] },
  [linus]: { zone: 'America/New_York', name: 'Linus' },
  [mary]: { zone: 'Asia/Kolkata', name: 'Mary', admin: true },
  [otto]: { zone: 'Europe/Berlin', name: 'Otto', seesInvitations: 'answered' },
}

/** At Google Otto sees an invitation when he has answered it; at Outlook he keeps what he declined. */
export function settleAtGoogle(company: GoogleStory, people: readonly Address[]): void {
  for (const who of people) {
    const manager = managers[who]
    company.addPerson(who, { id: idOf(who), ...(manager === undefined ? {} : { manager }), ...PLANS[who]! })
  }
  company.addRoom(room, 'Room 1')
}

export function settleAtMicrosoft(company: GraphStory, people: readonly Address[]): void {
  for (const who of people) {
    const { admin: _, seesInvitations, ...plan } = PLANS[who]!
    company.addPerson(who, { id: idOf(who), ...plan, keepsDeclined: seesInvitations === 'answered' })
  }
  for (const who of people) {
    const manager = managers[who]
    if (manager !== undefined && people.includes(manager)) company.setManager(who, manager)
  }
  company.addRoom(room, 'Room 1')
}

/** Who is there, as the log of a story tells it that has more than one sandbox. */
export const settled = (at: Instant): Change[] => [
  ...everybody.map((address): Change => ({ at, did: 'addPerson', with: { address, plan: PLANS[address]! } })),
  { at, did: 'addRoom', with: { address: room, name: 'Room 1' } },
]

/** Of each person: which side they live on. */
export type Homes = ReadonlyMap<Address, Side>

export const sidesOf = (homes: Homes): Side[] => [...new Set(homes.values())]

export const livingOn = (homes: Homes, side: Side): Address[] =>
  everybody.filter((who) => homes.get(who) === side)

/** Connections return the ids of their calendars by owner. */
type Connect = (
  store: Store,
  watched: readonly Address[],
  homes: Homes,
  now: Instant,
) => Promise<Map<Address, string>>

/** Calendars that an admin named; of the people a file told. */
export const connectCalendars: Connect = async (store, watched, homes, now) => {
  const nobody = { name: null, zone: null, hours: null, locale: null, leftAt: null }
  const aliases = (address: Address) => (address === grace ? [hopper] : [])
  await store.people.save(
    everybody.map((address) => ({ ...nobody, address, aliases: aliases(address) })),
    'story',
    now,
  )
  await manages(store, management, now)
  await store.people.addDomains([DOMAIN], now)
  const ids = new Map<Address, string>()
  for (const side of sidesOf(homes)) {
    const { kind, credentials } = side
    const wanted = { kind, name: kind, credentials, options: {} }
    const connection = await store.connections.add(wanted, store.secrets, now)
    for (const owner of watched.filter((who) => homes.get(who) === side)) {
      const id = `${connection}:${owner}`
      await store.calendars.add({ id, connection, owner, providerId: owner, zone: null }, now)
      ids.set(owner, id)
    }
  }
  return ids
}

/** The whole company: its directory tells who is there, and whose calendars are read. It has one home. */
export const connectCompany: Connect = async (store, watched, homes, now) => {
  const [{ kind, credentials, company }] = sidesOf(homes) as [Side]
  const options = {
    ...company,
    domains: [DOMAIN],
    choice: { by: 'all' },
    leaveOut: everybody.filter((who) => !watched.includes(who)),
  }
  await store.people.addDomains([DOMAIN], now)
  const wanted = { kind, name: 'The company', credentials, options }
  const connection = await store.connections.add(wanted, store.secrets, now)
  return new Map(watched.map((owner) => [owner, `${connection}:${idOf(owner)}`]))
}

const DOMAIN = 'example.com'
