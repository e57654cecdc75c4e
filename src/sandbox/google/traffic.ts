// Counts requests, keeps Google's rate limits by the wall clock, and fails on command.
import { type Address, type Instant, MINUTE } from '../../domain/types.ts'
import { ConnectionCut, takeForced, type Used, use, withRetryAfter } from '../server/traffic.ts'
import { accessNotConfigured, type GoogleRefusal, type PassingFailure, passing } from './errors.ts'

/** OAuth's endpoints belong to no API: they have no limits here. */
export type RequestKind = 'token' | 'revoke' | CalendarRequest | DirectoryRequest

type CalendarRequest =
  | 'events.list'
  | 'events.get'
  | 'events.instances'
  | 'events.watch'
  | 'channels.stop'
  | 'calendars.get'
  | 'calendarList'

type DirectoryRequest = 'users.list' | 'users.get' | 'groups.get' | 'members.list'

export type Api = 'calendar' | 'directory'

export interface RequestRecord {
  kind: RequestKind
  /** Whose calendar; null for a token and for the directory. */
  calendar: Address | null
  /** Acted as, of a token asked for; null: nobody, or not known. */
  person: Address | null
  /** events.list: with a sync token. */
  incremental: boolean
}

/** Fails the next `times` (1) requests that fit; what is left out fits everything but tokens. */
export interface ForcedFailure {
  failure: PassingFailure | 'connectionCut'
  kind?: RequestKind
  calendar?: Address
  person?: Address
  times?: number
  /** Seconds, told with the failure. */
  retryAfter?: number
}

interface ApiLimits {
  perProjectPerMinute: number
  perUserPerMinute: number
}

/** Those of the Calendar API; the directory has its own. */
export interface Limits extends ApiLimits {
  directory?: Partial<ApiLimits>
  /** Who is over a limit gets a 429 in place of a 403. */
  answers429?: boolean
  /** Seconds, told to who is over a limit; Google does so now and then. */
  retryAfter?: number | undefined
}

export interface Traffic {
  wall: () => Instant
  limits: Required<ApiLimits> & Omit<Limits, 'directory'> & { directory: ApiLimits }
  /** Switched off in the project. */
  disabled: Set<Api>
  requests: RequestRecord[]
  forced: ForcedFailure[]
  /** How often each share was used in this minute. */
  used: Used
}

/** Records a request, then lets it pass. @throws GoogleRefusal where it is over a limit or forced to fail; ConnectionCut */
export function admit(traffic: Traffic, request: RequestRecord): void {
  traffic.requests.push(request)
  const forced = takeForced(
    traffic.forced,
    ({ kind, calendar, person }) =>
      (kind === undefined ? apiOf(request.kind) !== null : kind === request.kind) &&
      (calendar === undefined || calendar === request.calendar) &&
      (person === undefined || person === request.person),
  )
  if (forced?.failure === 'connectionCut') throw new ConnectionCut()
  if (forced) throw withRetryAfter(passing[forced.failure](), forced.retryAfter)
  const api = apiOf(request.kind)
  if (api === null) return
  if (traffic.disabled.has(api)) throw accessNotConfigured(...CALLED[api])
  keepLimits(traffic, api, request.person)
}

const CALLED: Record<Api, [name: string, host: string]> = {
  calendar: ['Google Calendar API', 'calendar-json.googleapis.com'],
  directory: ['Admin SDK API', 'admin.googleapis.com'],
}

function apiOf(kind: RequestKind): Api | null {
  if (kind === 'token' || kind === 'revoke') return null
  return /^(users|groups|members)\./.test(kind) ? 'directory' : 'calendar'
}

function keepLimits(traffic: Traffic, api: Api, person: Address | null): void {
  const { limits } = traffic
  const { perProjectPerMinute, perUserPerMinute } = api === 'directory' ? limits.directory : limits
  const over = (refusal: GoogleRefusal) =>
    withRetryAfter(limits.answers429 ? passing.tooManyRequests() : refusal, limits.retryAfter)
  if (use(traffic.used, `${api} project`, traffic.wall(), MINUTE) > perProjectPerMinute)
    throw over(passing.rateLimitExceeded())
  if (use(traffic.used, `${api} user ${person}`, traffic.wall(), MINUTE) > perUserPerMinute)
    throw over(passing.userRateLimitExceeded())
}
