// Tests a connection to Microsoft 365 step by step, so that a failure names the one thing that is to be set right.
import { departmentOf } from '../../domain/account.ts'
import type { Address } from '../../domain/types.ts'
import { AuthError } from '../../errors.ts'
import { eventsOf, type Found, type Probe, step } from '../probe.ts'
import { readOne } from '../probe-calendar.ts'
import { findChosen, lookAround, type Tested, type UnitWords } from '../probe-people.ts'
import { graphCalendars } from './client.ts'
import { type Chosen, membersOf, users } from './directory.ts'
import { type AppKey, appKey, personKey } from './key.ts'
import { EVENTS, isGranted, PEOPLE, type Permission, permissionsFor } from './permissions.ts'
import { type GraphSettings, placeOf } from './place.ts'
import { signIn } from './probe-sign-in.ts'
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
  const roles = yield* signIn(graph, key)
  const asking = roles && options
  for (const permission of permissionsFor(wishes.choice.by))
    yield* step(`Permission ${permission.name}`, [asking, 'signing in'], (it) =>
      checkRole(it, permission, roles!),
    )
  const directory = graph && directoryOf(graph)
  const may = roles && isGranted(PEOPLE, roles) ? directory : null
  const isThere = yield* step('Directory', [may, `the permission of ${PEOPLE.opens}`], (it) =>
    lookAround(it, wishes.domains),
  )
  const people = [isThere && directory, 'the directory'] as const
  const members = yield* findChosen(wishes.choice, { members: people, people }, departments)
  const reading = members && people[0]
  yield* step('Calendar', [reading, 'the directory, and somebody in it who is chosen'], (it) =>
    readOne(it, wishes, members!, {
      read: ({ id, address }) => readEvents(asking!, address, id),
      isTheirs: () => true,
      suspended: 'is switched off in Entra, as shared mailboxes are',
    }),
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
    return { said: await readEvents(graph, owner), found: true }
  })
}

async function readKey(content: unknown): Promise<Found<AppKey>> {
  const key = appKey(content, 'What was given')
  return { said: `App ${key.clientId} of the tenant ${key.tenant}, by ${key.proof.kind}.`, found: key }
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

const directoryOf = (graph: Graph): Tested => ({
  users: () => users(graph),
  async *members(group) {
    for await (const people of membersOf(graph, group)) yield { people, everybody: false }
  },
})

const departments: UnitWords = {
  name: (unit) => `Department ${departmentOf(unit)}`,
  empty: (unit) => `Nobody is in the department ${departmentOf(unit)}. Choose another, as Entra spells it.`,
}

/** Grants add up: one for all mailboxes that was left over opens those that were to stay closed. */
async function isRefused(asking: GraphOptions, person: Address): Promise<Found<true>> {
  try {
    await readEvents(asking, person)
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

/** @param providerId id or name to sign in */
async function readEvents(asking: GraphOptions, owner: Address, providerId = owner): Promise<string> {
  await eventsOf(graphCalendars(asking), owner, providerId)
  return `The calendar of ${owner} is readable.`
}
