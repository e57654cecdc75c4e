// Tests a connection to Google step by step, so that a failure names the one thing that is to be set right.
import { type CompanyOptions, chooser } from '../../domain/account.ts'
import { type Address, MINUTE } from '../../domain/types.ts'
import { AuthError, UsageError } from '../../errors.ts'
import { firstAsk } from '../ask.ts'
import { domainOf, isOf } from '../domains.ts'
import { counted, type Found, findNamed, findUnitAmong, type Probe, step, whoIsThere } from '../probe.ts'
import { googleCalendars } from './client.ts'
import { openDirectory } from './directory.ts'
import { personKey, type ServiceKey, serviceKey } from './key.ts'
import { EVENTS, MEMBERS, PEOPLE, type Scope, scopesFor } from './scopes.ts'
import { type GoogleOptions, openSessions, serverTime } from './session.ts'

type Place = Pick<GoogleOptions, 'rootUrl' | 'tokenUrl'>

/** @param content what the key file holds, as it was given or stored */
export async function* probeGoogle(content: unknown, company: CompanyOptions, place: Place): Probe {
  const { admin, choice } = company
  const key = yield* step('Key', [true, ''], () => readKey(content))
  const options = key && { key, ...place }
  const inTime = yield* step('Clock', [options, 'a key'], compareClocks)
  const asking = inTime && options
  const granted: Scope[] = []
  for (const scope of scopesFor(choice.by)) {
    const found = yield* step(`Scope ${nameOf(scope)}`, [asking, 'a key and a right clock'], (google) =>
      askToken(google, admin, scope),
    )
    if (found) granted.push(scope)
  }
  const may = (scope: Scope) =>
    [granted.includes(scope) ? asking : null, `the right of ${scope.opens}`] as const
  const isThere = yield* step('Directory', may(PEOPLE), (google) => lookAround(google, company))
  const members = new Set<Address>()
  let isAnybody = choice.by === 'all'
  for (const group of choice.by === 'groups' ? choice.groups : []) {
    const found = yield* step(`Group ${group}`, may(MEMBERS), (google) => lookInto(google, admin, group))
    for (const each of found ?? []) members.add(each)
    if (found) isAnybody = true
  }
  for (const unit of choice.by === 'units' ? choice.units : []) {
    const look = (google: GoogleOptions) => findUnit(google, admin, unit)
    const found = yield* step(`Unit ${unit}`, [isThere && asking, 'the directory'], look)
    if (found) isAnybody = true
  }
  if (choice.by === 'list') {
    const look = (google: GoogleOptions) => findNamed(openDirectory(google, admin).users(), choice.people)
    const found = yield* step('Chosen people', [isThere && asking, 'the directory'], look)
    if (found) isAnybody = true
  }
  const reading = isThere && isAnybody ? may(EVENTS)[0] : null
  yield* step(
    'Calendar',
    [reading, `the directory, somebody in it who is chosen, and the right of ${EVENTS.opens}`],
    (google) => readOne(google, company, members),
  )
}

/** @param content credentials of a single person, as stored */
export async function* probeGooglePerson(content: unknown, owner: Address, place: Place): Probe {
  const options = yield* step('Access', [true, ''], async () => {
    const google = { key: personKey(content, 'What is stored'), ...place }
    await openSessions(google).as(owner, EVENTS, (auth) => auth.getAccessToken())
    return { said: `${owner} lets us read events.`, found: google }
  })
  yield* step('Calendar', [options, 'access'], async (google) => {
    return { said: readable(owner, await eventsOf(google, owner)), found: true }
  })
}

async function readKey(content: unknown): Promise<Found<ServiceKey>> {
  const key = serviceKey(content, 'What was given')
  const id = key.clientId ? `, client id ${key.clientId}` : ''
  return { said: `Service account ${key.clientEmail}${id}.`, found: key }
}

/** Google refuses what was signed further off. */
const TOLERANCE = 5 * MINUTE

async function compareClocks(google: GoogleOptions): Promise<Found<true>> {
  const theirs = await serverTime(google)
  const off = theirs === null ? 0 : Date.now() - theirs
  if (Math.abs(off) <= TOLERANCE) return { said: 'This server’s clock agrees with Google’s.', found: true }
  const minutes = Math.round(Math.abs(off) / MINUTE)
  throw new UsageError(
    `This server’s clock is ${minutes} minutes ${off > 0 ? 'fast' : 'slow'}. Set it (NTP): Google refuses what is signed at a wrong time.`,
  )
}

async function askToken(google: GoogleOptions, admin: Address, scope: Scope): Promise<Found<true>> {
  await openSessions(google).as(admin, scope, (auth) => auth.getAccessToken(), { concerns: 'connection' })
  return { said: `Granted: ${scope.opens}.`, found: true }
}

/** As far as the first page with somebody of the company. */
async function lookAround(google: GoogleOptions, { admin, domains }: CompanyOptions): Promise<Found<true>> {
  const elsewhere = new Set<string>()
  for await (const page of openDirectory(google, admin).users()) {
    if (page.some((account) => isOf(account, domains)))
      return { said: `Readable. ${whoIsThere(page, domains)}`, found: true }
    for (const { address } of page) elsewhere.add(domainOf(address))
  }
  const others = [...elsewhere].slice(0, 5).join(', ') || 'nobody'
  throw new UsageError(
    `Nobody in the directory is at ${domains.join(', ')}; it has ${others}. Correct the domains.`,
  )
}

/** Where the company as a whole is a member, everybody in it may be the one whose calendar is tried. */
async function lookInto(google: GoogleOptions, admin: Address, group: Address): Promise<Found<Address[]>> {
  const directory = openDirectory(google, admin)
  for await (const { people, everybody } of directory.members(group)) {
    if (everybody) return { said: 'Everybody in the company is in it.', found: await someOf(directory) }
    if (people.length > 0)
      return { said: `${counted(people.length, 'person', 'people')} on its first page.`, found: people }
  }
  throw new UsageError(`Nobody is in the group ${group}. Add people to it, or choose another.`)
}

async function someOf(directory: ReturnType<typeof openDirectory>): Promise<Address[]> {
  for await (const page of directory.users()) if (page.length > 0) return page.map(({ address }) => address)
  return []
}

/** Looked for among all people: Google's search knows who moved only after a day or two. */
async function findUnit(google: GoogleOptions, admin: Address, unit: string): Promise<Found<true>> {
  const found = await findUnitAmong(openDirectory(google, admin).users(), unit)
  if (found) return found
  throw new UsageError(
    `Nobody is in the organizational unit ${unit}. Choose another, by its path as in the Admin console.`,
  )
}

const MOST_TRIED = 5

/** The first chosen person whose calendar can be read; some may have none. */
async function readOne(google: GoogleOptions, company: CompanyOptions, members: Set<Address>) {
  const refused: AuthError[] = []
  const whyUnwatched = chooser(company, members)
  for await (const page of openDirectory(google, company.admin).users())
    for (const account of page) {
      if (!isOf(account, company.domains) || whyUnwatched(account)) continue
      const events = await eventsOf(google, account.address).catch((error) => {
        if (!(error instanceof AuthError) || error.concerns === 'connection') throw error
        refused.push(error)
      })
      if (events !== undefined)
        return { said: [readable(account.address, events), ...saidOf(refused)].join(' '), found: true }
      if (refused.length === MOST_TRIED) throw noneReadable(refused)
    }
  if (refused.length > 0) throw noneReadable(refused)
  throw new UsageError(
    'Nobody is chosen whose calendar could be read. Choose other people, or leave out fewer.',
  )
}

const saidOf = (refused: AuthError[]): string[] => refused.map(({ message }) => message)

/** Of the ways out and raw words those of the last. */
function noneReadable(refused: AuthError[]): AuthError {
  const { wayOut, raw, code } = refused.at(-1)!
  return new AuthError(`No calendar could be read. ${saidOf(refused).join(' ')}`, { code, wayOut, raw })
}

/** The first page is enough to know. */
async function eventsOf(google: GoogleOptions, owner: Address): Promise<number> {
  const ref = { id: owner, owner, providerId: owner, zone: null }
  const pages = googleCalendars(google).changes(ref, firstAsk(Date.now()))
  for await (const { events } of pages) return events.length
  return 0
}

function readable(owner: Address, events: number): string {
  return `The calendar of ${owner} is readable: ${counted(events, 'event', 'events')} on its first page.`
}

/** "calendar.events.readonly" */
function nameOf({ url }: Scope): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
