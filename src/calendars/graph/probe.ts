// Tests a connection to Microsoft 365 step by step, so that a failure names the one thing that is to be set right.
import { type Account, chooser, departmentOf, type WhyUnwatched } from '../../domain/account.ts'
import { localDay } from '../../domain/clock.ts'
import type { Address } from '../../domain/types.ts'
import { AuthError, UsageError } from '../../errors.ts'
import { firstAsk } from '../ask.ts'
import { domainOf, isOf } from '../domains.ts'
import { counted, type Found, findNamed, findUnitAmong, type Probe, step, whoIsThere } from '../probe.ts'
import { graphCalendars } from './client.ts'
import { type Chosen, membersOf, users } from './directory.ts'
import { type AppKey, appKey, expiryOf, personKey } from './key.ts'
import { EVENTS, isGranted, PEOPLE, type Permission, permissionsFor } from './permissions.ts'
import { type GraphSettings, placeOf } from './place.ts'
import { isDenied } from './said.ts'
import { adminConsentUrl } from './said-at-sign-in.ts'
import { type Graph, type GraphOptions, openGraph } from './session.ts'

/** @param mustBeRefused somebody whose mailbox the app is not to read, where an admin narrowed it */
export interface Wishes extends Chosen {
  mustBeRefused?: Address | undefined
}

/** @param content credentials as they were given or stored */
export async function* probeGraph(content: unknown, wishes: Wishes, settings: GraphSettings): Probe {
  const key = yield* step('App registration', [true, ''], () => readKey(content))
  const options = key && { key, ...settings }
  const graph = options && openGraph(options)
  const signedIn = graph && (await signIn(graph))
  let before: SignedIn | null = signedIn
  for (const [name, codes] of signInSteps(key)) {
    const found: SignedIn | null = yield* step(name, [before, 'what comes before'], (outcome) =>
      judge(outcome, codes, key!),
    )
    before = found
  }
  const roles = before?.roles ?? null
  for (const permission of permissionsFor(wishes.choice.by))
    yield* step(`Permission ${permission.name}`, [roles && options, 'signing in'], (asking) =>
      checkRole(asking, permission, roles!),
    )
  const asking = roles && options
  const may = roles && isGranted(PEOPLE, roles) ? graph : null
  const people = yield* step('Directory', [may, `the permission of ${PEOPLE.opens}`], (it) =>
    lookAround(it, wishes),
  )
  const members = new Set<Address>()
  const { choice } = wishes
  const directory = [people && graph, 'the directory'] as const
  let isAnybody = choice.by === 'all'
  for (const group of choice.by === 'groups' ? choice.groups : []) {
    const found = yield* step(`Group ${group}`, directory, (it) => lookInto(it, group))
    for (const each of found ?? []) members.add(each)
    if (found) isAnybody = true
  }
  for (const unit of choice.by === 'units' ? choice.units : [])
    if (yield* step(`Department ${departmentOf(unit)}`, directory, (it) => findUnit(it, unit)))
      isAnybody = true
  if (choice.by === 'list')
    isAnybody =
      (yield* step('Chosen people', directory, (it) => findNamed(users(it), choice.people))) !== null
  const reading = people && isAnybody ? asking : null
  yield* step('Calendar', [reading, 'the directory, and somebody in it who is chosen'], (it) =>
    readOne(it, graph!, wishes, members),
  )
  const { mustBeRefused } = wishes
  if (mustBeRefused !== undefined)
    yield* step(`Mailbox that must be refused`, [asking, 'signing in'], (it) => isRefused(it, mustBeRefused))
}

/** @param content credentials of a single person, as stored */
export async function* probeGraphPerson(content: unknown, owner: Address, settings: GraphSettings): Probe {
  const options = yield* step('Access', [true, ''], async () => {
    const graph = { key: personKey(content, 'What is stored'), ...settings }
    await openGraph(graph).roles({ person: owner, permission: EVENTS, concerns: 'connection' })
    return { said: `${owner} lets us read events.`, found: graph }
  })
  yield* step('Calendar', [options, 'access'], async (graph) => {
    return { said: await read(graph, owner, owner), found: true }
  })
}

async function readKey(content: unknown): Promise<Found<AppKey>> {
  const key = appKey(content, 'What was given')
  return { said: `App ${key.clientId} of the tenant ${key.tenant}, by ${key.proof.kind}.`, found: key }
}

interface SignedIn {
  roles: string[]
  error: unknown
}

/** Tried once; the error tells in which of the steps it belongs. */
async function signIn(graph: Graph): Promise<SignedIn> {
  try {
    const roles = await graph.roles({ person: null, permission: PEOPLE, concerns: 'connection' })
    return { roles, error: null }
  } catch (error) {
    return { roles: [], error }
  }
}

const TENANT = ['AADSTS90002', 'AADSTS900023', 'AADSTS900021']
const APP = ['AADSTS700016', 'AADSTS700054', 'AADSTS7000110', 'AADSTS7000112', 'AADSTS7000113']
const PROOF = [
  'AADSTS7000215',
  'AADSTS7000222',
  'AADSTS700027',
  'AADSTS7000214',
  'AADSTS700024',
  'AADSTS7000218',
]

/** Each step fails for its codes; what is no answer at all fails the first, whatever else is left the last. */
function signInSteps(key: AppKey | null): [name: string, codes: string[] | null][] {
  const proof = key?.proof.kind === 'certificate' ? 'Certificate' : 'Secret'
  return [
    ['Tenant', TENANT],
    ['App', APP],
    [proof, PROOF],
    ['Sign-in', null],
  ]
}

async function judge(outcome: SignedIn, codes: string[] | null, key: AppKey): Promise<Found<SignedIn>> {
  const { error } = outcome
  const code = error instanceof AuthError ? error.code : null
  const isHere = codes === null || codes.includes(code ?? '') || (codes === TENANT && code === null)
  if (error !== null && isHere) throw error
  const said = new Map([
    [TENANT, `Microsoft knows the tenant ${key.tenant}.`],
    [APP, `It knows the app ${key.clientId}.`],
    [PROOF, proofSaid(key)],
  ])
  return { said: (codes && said.get(codes)) ?? 'The app gets its token.', found: outcome }
}

function proofSaid(key: AppKey): string {
  const what = key.proof.kind === 'certificate' ? 'The certificate' : 'The secret'
  const expires = expiryOf(key)
  if (expires === null)
    return `${what} is accepted. When it ends we were not told, so nobody is warned: connect again with the day that Entra shows.`
  return `${what} is accepted, until ${localDay(expires, 'UTC')}.`
}

/** Exchange can grant the reading of some mailboxes, of which the token says nothing: the steps after this one tell. */
async function checkRole(
  asking: GraphOptions,
  permission: Permission,
  roles: readonly string[],
): Promise<Found<true>> {
  if (isGranted(permission, roles)) return { said: `Granted: ${permission.opens}.`, found: true }
  if (permission === EVENTS && roles.length > 0)
    return {
      said: `Not in the token. Well where Exchange grants it for some mailboxes (RBAC for Applications): the step Calendar tells.`,
      found: true,
    }
  const place = placeOf(asking)
  throw new AuthError(`${permission.opens} is not granted.`, {
    wayOut: `${place.portal} → App registrations → the app → API permissions: add ${permission.name} (Application), then grant admin consent: ${adminConsentUrl({ key: asking.key, place })}`,
    raw: `roles in the token: ${roles.join(', ') || 'none'}`,
  })
}

/** As far as the first page with somebody of the company. */
async function lookAround(graph: Graph, { domains }: Wishes): Promise<Found<true>> {
  const elsewhere = new Set<string>()
  for await (const page of users(graph)) {
    if (page.some((account) => isOf(account, domains)))
      return { said: `Readable. ${whoIsThere(page, domains)}`, found: true }
    for (const { address } of page) elsewhere.add(domainOf(address))
  }
  const others = [...elsewhere].slice(0, 5).join(', ') || 'nobody'
  throw new UsageError(
    `Nobody in the directory is at ${domains.join(', ')}; it has ${others}. Correct the domains.`,
  )
}

async function lookInto(graph: Graph, group: Address): Promise<Found<Address[]>> {
  for await (const people of membersOf(graph, group))
    if (people.length > 0)
      return { said: `${counted(people.length, 'person', 'people')} on its first page.`, found: people }
  throw new UsageError(`Nobody is in the group ${group}. Add people to it, or choose another.`)
}

async function findUnit(graph: Graph, unit: string): Promise<Found<true>> {
  const found = await findUnitAmong(users(graph), unit)
  if (found) return found
  throw new UsageError(
    `Nobody is in the department ${departmentOf(unit)}. Choose another, as Entra spells it.`,
  )
}

const MOST_TRIED = 5

/** The first chosen person whose calendar can be read; some may have none. */
async function readOne(
  asking: GraphOptions,
  graph: Graph,
  wishes: Wishes,
  members: Set<Address>,
): Promise<Found<true>> {
  const refused: AuthError[] = []
  const unwatched: string[] = []
  for await (const { id, address } of chosenIn(graph, wishes, members, unwatched)) {
    const said = await read(asking, address, id).catch((error) => {
      if (!(error instanceof AuthError)) throw error
      refused.push(error)
    })
    if (said !== undefined)
      return { said: [said, ...refused.map(({ message }) => message)].join(' '), found: true }
    if (refused.length === MOST_TRIED) break
  }
  const last = refused.at(-1)
  if (!last)
    throw new UsageError(
      `Nobody is chosen whose calendar could be read${few(unwatched)}. Choose other people, or leave out fewer.`,
    )
  const { code, wayOut, raw } = last
  const said = `No calendar could be read. ${refused.map(({ message }) => message).join(' ')}`
  throw new AuthError(said, { code, wayOut, raw })
}

/** @param unwatched gets who is chosen as well, and why they are not watched */
async function* chosenIn(
  graph: Graph,
  wishes: Wishes,
  members: Set<Address>,
  unwatched: string[],
): AsyncGenerator<Account> {
  const whyUnwatched = chooser(wishes, members)
  const whyElse = chooser({ ...wishes, leaveOut: [] }, members)
  for await (const page of users(graph))
    for (const account of page.filter((each) => whyElse({ ...each, state: 'active' }) === null)) {
      const why = isOf(account, wishes.domains) ? whyUnwatched(account) : 'elsewhere'
      if (why === null) yield account
      else unwatched.push(`${account.address} ${WHY[why]}`)
    }
}

const WHY: Record<WhyUnwatched | 'elsewhere', string> = {
  suspended: 'is switched off in Entra, as shared mailboxes are',
  deleted: 'is deleted',
  'left-out': 'is left out',
  'not-chosen': 'is not chosen',
  elsewhere: 'has no address in the domains',
}

function few(sentences: string[]): string {
  if (sentences.length === 0) return ''
  const more = sentences.length > MOST_TRIED ? ` and ${sentences.length - MOST_TRIED} more` : ''
  return `: ${sentences.slice(0, MOST_TRIED).join(', ')}${more}`
}

/** Grants add up: one for all mailboxes that was left over opens those that were to stay closed. */
async function isRefused(asking: GraphOptions, person: Address): Promise<Found<true>> {
  try {
    await read(asking, person, person)
  } catch (error) {
    if (error instanceof AuthError && isDenied(error.code ?? ''))
      return { said: `${person} is refused, as it is to be.`, found: true }
    throw error
  }
  throw new AuthError(`The mailbox of ${person} can be read, though it is to be refused.`, {
    wayOut:
      'Grants add up: take Calendars.Read back from the app in Entra (API permissions → Remove admin consent), and leave only what Exchange grants for some mailboxes.',
  })
}

/** The first page is enough to know. @param providerId id or name to sign in */
async function read(asking: GraphOptions, owner: Address, providerId: string): Promise<string> {
  const pages = graphCalendars(asking).changes(
    { id: owner, owner, providerId, zone: null },
    firstAsk(Date.now()),
  )
  for await (const _page of pages) break
  return `The calendar of ${owner} is readable.`
}
