// Counts requests, keeps Google's rate limits by the wall clock, and fails on command.
import type { Address, Instant } from '../../domain/types.ts'
import { type PassingFailure, passing } from './errors.ts'

export type RequestKind =
  | 'token'
  | 'events.list'
  | 'events.get'
  | 'events.instances'
  | 'events.watch'
  | 'channels.stop'
  | 'calendars.get'
  | 'calendarList'

export interface RequestRecord {
  kind: RequestKind
  /** Whose calendar; null for a token. */
  calendar: Address | null
  /** events.list: with a sync token. */
  incremental: boolean
}

/** Fails the next `times` (1) requests that fit; what is left out fits everything but tokens. */
export interface ForcedFailure {
  failure: PassingFailure
  kind?: RequestKind
  calendar?: Address
  times?: number
}

export interface Limits {
  perProjectPerMinute: number
  perUserPerMinute: number
}

export interface Traffic {
  wall: () => Instant
  limits: Limits
  requests: RequestRecord[]
  forced: ForcedFailure[]
  /** How often each bucket was used in the minute that began at `minute`. */
  minute: Instant
  used: Map<string, number>
}

/** Records a request, then lets it pass. @throws GoogleRefusal where it is over a limit or forced to fail */
export function admit(traffic: Traffic, request: RequestRecord): void {
  traffic.requests.push(request)
  const forced = takeForced(traffic, request)
  if (forced) throw passing[forced]()
  if (request.kind === 'token') return
  if (use(traffic, 'project') > traffic.limits.perProjectPerMinute) throw passing.rateLimitExceeded()
  if (use(traffic, `user ${request.calendar}`) > traffic.limits.perUserPerMinute)
    throw passing.userRateLimitExceeded()
}

function takeForced(traffic: Traffic, request: RequestRecord): PassingFailure | undefined {
  const index = traffic.forced.findIndex(
    ({ kind, calendar }) =>
      (kind === undefined ? request.kind !== 'token' : kind === request.kind) &&
      (calendar === undefined || calendar === request.calendar),
  )
  const found = traffic.forced[index]
  if (!found) return undefined
  found.times = (found.times ?? 1) - 1
  if (found.times === 0) traffic.forced.splice(index, 1)
  return found.failure
}

function use(traffic: Traffic, bucket: string): number {
  const minute = Math.floor(traffic.wall() / 60_000)
  if (minute !== traffic.minute) {
    traffic.minute = minute
    traffic.used.clear()
  }
  const used = (traffic.used.get(bucket) ?? 0) + 1
  traffic.used.set(bucket, used)
  return used
}
