// Who asks, may they, and within their limits? What each request passes before it is answered.
import { setTimeout } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageQuirks } from '../server/quirks.ts'
import { is } from '../world/addresses.ts'
import type { Company, Mailbox, Person } from './company/shapes.ts'
import { userAt } from './directory/users.ts'
import { accessDenied, GraphRefusal, invalidUser, noMailbox, requestDenied } from './errors.ts'
import { type Grant, grantOf, type Oauth } from './oauth/tokens.ts'
import { permissionsFor } from './permissions.ts'
import { type Preferences, readPrefer } from './prefer.ts'
import { admit, begin, type RequestKind, type Traffic } from './traffic.ts'
import type { Subscriptions } from './watching/subscriptions.ts'

export interface Parts {
  company: Company
  oauth: Oauth
  traffic: Traffic
  subscriptions: Subscriptions
  quirks: PageQuirks
  now: () => number
  /** App → the only people whose mailboxes it may read. */
  scopes: Map<string, Set<Person>>
}

export type Query = Record<string, string | string[] | undefined>

export type Request = FastifyRequest<{
  Params: { user?: string; event?: string; group?: string; subscription?: string }
  Querystring: Query
}>

export interface Visit {
  mailbox: Mailbox
  prefer: Preferences
  /** Of the path, with this host's address before it. */
  root: string
  /** As the path names whose mailbox it is: 'users/…' or 'me'. */
  user: string
}

/** Reads in a mailbox; as many at once as Exchange lets one app. @throws GraphRefusal */
export async function inMailbox<T>(
  parts: Parts,
  request: Request,
  reply: FastifyReply,
  kind: RequestKind,
  answer: (visit: Visit) => T,
): Promise<T> {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  const person = addressed(parts.company, request.params.user, grant)
  const incremental = '$deltatoken' in request.query
  const record = { kind, mailbox: person?.address ?? null, app: grant.app, incremental }
  const end = begin(parts.traffic, record)
  try {
    await setTimeout(parts.traffic.limits.takes)
    admit(parts.traffic, record)
    const prefer = readPrefer(request.headers.prefer)
    if (prefer.applied.length > 0) reply.header('preference-applied', prefer.applied.join(', '))
    const mailbox = mailboxFor(parts, grant, person, kind, request.params.user)
    const user = request.params.user === undefined ? 'me' : `users/${request.params.user}`
    return answer({ mailbox, prefer, root: rootOf(request), user })
  } finally {
    end()
  }
}

/** Reads in the directory. @throws GraphRefusal */
export function inDirectory(parts: Parts, request: Request, kind: RequestKind): Grant {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  admit(parts.traffic, { kind, mailbox: null, app: grant.app, incremental: '$deltatoken' in request.query })
  if (!isAllowed(grant, kind)) throw requestDenied()
  return grant
}

export function rootOf(request: FastifyRequest): string {
  return `https://${request.host}/v1.0`
}

/** By id or user principal name; an alias is nobody. */
export function addressed(company: Company, user: string | undefined, grant: Grant): Person | null {
  if (user === undefined) return grant.person
  return userAt(company, user) ?? null
}

/** @throws GraphRefusal 403, 404 */
export function mailboxFor(
  parts: Parts,
  grant: Grant,
  person: Person | null,
  kind: RequestKind,
  named = 'me',
): Mailbox {
  if (!isAllowed(grant, kind)) throw accessDenied()
  if (!person) throw invalidUser(named)
  if (grant.person && !is(grant.person, person.address)) throw accessDenied()
  const scope = parts.scopes.get(grant.app)
  if (grant.person === null && scope && !scope.has(person)) throw outOfScope()
  const mailbox = parts.company.mailboxes.get(person.id)
  if (!mailbox || !person.hasMailbox) throw noMailbox()
  return mailbox
}

function isAllowed(grant: Grant, kind: RequestKind): boolean {
  const enough = permissionsFor(kind, grant.person !== null)
  return grant.allowed.some((permission) => enough.includes(permission))
}

const outOfScope = () =>
  new GraphRefusal(
    403,
    'ErrorAccessDenied',
    'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
  )
