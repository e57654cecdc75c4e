// Tests a connection to Google step by step, so that a failure names the one thing that is to be set right.
import type { CompanyOptions } from '../../domain/account.ts'
import { type Address, MINUTE } from '../../domain/types.ts'
import { counted } from '../../domain/written.ts'
import { UsageError } from '../../errors.ts'
import { eventsOf, type Found, type Probe, type Step, step } from '../probe.ts'
import { readOne } from '../probe-calendar.ts'
import { findChosen, lookAround, type UnitWords } from '../probe-people.ts'
import { googleCalendars } from './client.ts'
import { openDirectory } from './directory.ts'
import { personKey, type ServiceKey, serviceKey } from './key.ts'
import { EVENTS, MEMBERS, PEOPLE, type Scope, scopesFor } from './scopes.ts'
import { type GoogleOptions, openSessions, serverTime } from './session.ts'

type Place = Pick<GoogleOptions, 'rootUrl' | 'tokenUrl'>

/** @param content what the key file holds, as it was given or stored */
export async function* probeGoogle(content: unknown, company: CompanyOptions, place: Place): Probe {
  const key = yield* step('Key', [true, ''], () => readKey(content))
  const options = key && { key, ...place }
  const inTime = yield* step('Clock', [options, 'a key'], compareClocks)
  const asking = inTime && options
  const granted = yield* askForScopes(asking, company)
  const directory = asking && openDirectory(asking, company.admin)
  const needing = (scope: Scope) =>
    [granted.has(scope) ? directory : null, `the right of ${scope.opens}`] as const
  const isThere = yield* step('Directory', needing(PEOPLE), (it) => lookAround(it, company.domains))
  const needs = { members: needing(MEMBERS), people: [isThere && directory, 'the directory'] as const }
  const members = yield* findChosen(company.choice, needs, units)
  const reading = isThere && members && needing(EVENTS)[0]
  const need = `the directory, somebody in it who is chosen, and the right of ${EVENTS.opens}`
  yield* step('Calendar', [reading, need], (it) =>
    readOne(it, company, members!, {
      read: ({ address }) => readEvents(asking!, address),
      isTheirs: ({ concerns }) => concerns !== 'connection',
      suspended: 'is suspended',
    }),
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
    return { said: await readEvents(google, owner), found: true }
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

/** A step for each. Returns those that are granted. */
async function* askForScopes(
  asking: GoogleOptions | null,
  { admin, choice }: CompanyOptions,
): AsyncGenerator<Step, Set<Scope>, undefined> {
  const granted = new Set<Scope>()
  for (const scope of scopesFor(choice.by)) {
    const found = yield* step(`Scope ${nameOf(scope)}`, [asking, 'a key and a right clock'], (google) =>
      askToken(google, admin, scope),
    )
    if (found) granted.add(scope)
  }
  return granted
}

async function askToken(google: GoogleOptions, admin: Address, scope: Scope): Promise<Found<true>> {
  await openSessions(google).as(admin, scope, (auth) => auth.getAccessToken(), { concerns: 'connection' })
  return { said: `Granted: ${scope.opens}.`, found: true }
}

const units: UnitWords = {
  name: (unit) => `Unit ${unit}`,
  empty: (unit) =>
    `Nobody is in the organizational unit ${unit}. Choose another, by its path as in the Admin console.`,
}

async function readEvents(google: GoogleOptions, owner: Address): Promise<string> {
  const many = await eventsOf(googleCalendars(google), owner)
  return `The calendar of ${owner} is readable: ${counted(many, 'event', 'events')} on its first page.`
}

/** "calendar.events.readonly" */
function nameOf({ url }: Scope): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
