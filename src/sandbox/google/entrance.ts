// Who asks, may they, and within their limits? What each request passes before it is answered.
import type { FastifyRequest } from 'fastify'
import type { Address, Instant } from '../../domain/types.ts'
import type { PageQuirks } from '../server/quirks.ts'
import type { Calendar, Company } from './company/shapes.ts'
import { badRequest, insufficientScope, notACalendarUser, notAuthorized, notFound } from './errors.ts'
import { type Grant, grantOf, type Oauth } from './oauth/tokens.ts'
import type { Query } from './parameters.ts'
import type { Pushes } from './push.ts'
import { scopesFor } from './scopes.ts'
import { admit, type RequestKind, type Traffic } from './traffic.ts'

export interface Parts {
  company: Company
  oauth: Oauth
  traffic: Traffic
  pushes: Pushes
  quirks: PageQuirks
  now: () => Instant
}

interface Path {
  calendarId?: string
  eventId?: string
  userKey?: string
  groupKey?: string
}

export type Request = FastifyRequest<{ Params: Path; Querystring: Query }>

/** Only one's own calendar is to be seen, as that person. @throws GoogleRefusal */
export function enterCalendar(parts: Parts, request: Request, kind: RequestKind): Calendar {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  const address = addressed(parts.company, request.params.calendarId ?? 'primary', grant)
  pass(parts, grant, { kind, calendar: address, incremental: request.query.syncToken !== undefined })
  const calendar = parts.company.calendars.get(address)
  if (!calendar || calendar.owner !== grant.person) throw notFound()
  if (calendar.owner.suspended || !calendar.owner.hasCalendar) throw notACalendarUser()
  return calendar
}

/** The directory is for admins; what all may see of people (`viewType=domain_public`) for everybody. @throws GoogleRefusal */
export function enterDirectory(parts: Parts, request: Request, kind: RequestKind): Company {
  const grant = grantOf(parts.oauth, request.headers.authorization)
  pass(parts, grant, { kind, calendar: null, incremental: false })
  const person = grant.person
  const isPublic = kind.startsWith('users') && request.query.viewType === 'domain_public'
  const isAdmin = person?.entry.admin || person?.entry.delegatedAdmin
  if (!person || person.suspended || !(isAdmin || isPublic)) throw notAuthorized()
  return parts.company
}

export function fieldsOf({ query: { fields } }: Request): string | undefined {
  return Array.isArray(fields) ? fields.join() : fields
}

export function bodyOf({ body }: Request): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) throw badRequest('Parse Error', 'parseError')
  return body as Record<string, unknown>
}

type Entry = { kind: RequestKind; calendar: Address | null; incremental: boolean }

function pass({ traffic }: Parts, grant: Grant, request: Entry): void {
  admit(traffic, { ...request, person: grant.person?.address ?? null })
  const enough = scopesFor(request.kind)
  if (!grant.scopes.some((scope) => enough.includes(scope))) throw insufficientScope()
}

function addressed(company: Company, calendarId: string, { person }: Grant): Address {
  const asked = calendarId === 'primary' ? (person?.address ?? '') : calendarId.toLowerCase()
  return company.addresses.get(asked) ?? asked
}
