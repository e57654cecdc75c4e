// Counts requests, keeps Graph's limits by the wall clock, and fails on command.
import { type Address, type Instant, MINUTE } from '../../domain/types.ts'
import { ConnectionCut, takeForced, type Used, use, withRetryAfter } from '../server/traffic.ts'
import { type PassingFailure, passing } from './errors.ts'

export type RequestKind =
  | 'token'
  | 'calendarView.delta'
  | 'calendarView'
  | 'calendar'
  | 'events.get'
  | 'events.instances'
  | 'mailboxSettings'
  | 'users.list'
  | 'users.delta'
  | 'users.get'
  | 'users.manager'
  | 'groups.list'
  | 'groups.members'
  | 'subscriptions.create'
  | 'subscriptions.renew'
  | 'subscriptions.delete'
  | 'batch'

export interface RequestRecord {
  kind: RequestKind
  /** Whose; null for the directory. */
  mailbox: Address | null
  app: string | null
  /** With a delta token. */
  incremental: boolean
}

/** Fails the next `times` (1) requests that fit; what is left out fits everything but tokens and batches. */
export interface ForcedFailure {
  failure: PassingFailure | 'connectionCut'
  kind?: RequestKind
  mailbox?: Address
  times?: number
  /** Seconds, told with the failure. */
  retryAfter?: number
}

export interface Limits {
  /** Per app and mailbox. */
  perMailboxPerTenMinutes: number
  /** Under way at once per app and mailbox. */
  atOnce: number
  /** Seconds, told to who is over a limit. */
  retryAfter: number
  /** Milliseconds that a request in a mailbox takes: what makes several be under way at once. */
  takes: number
}

export interface Traffic {
  wall: () => Instant
  limits: Limits
  requests: RequestRecord[]
  forced: ForcedFailure[]
  /** How often each share was used in these ten minutes. */
  used: Used
  /** Requests under way, and the most at once so far, by bucket. */
  underWay: Map<string, number>
  most: Map<string, number>
}

const TEN_MINUTES = 10 * MINUTE

/** Records a request, then lets it pass. @throws GraphRefusal where it is over a limit or forced to fail; ConnectionCut */
export function admit(traffic: Traffic, request: RequestRecord): void {
  traffic.requests.push(request)
  const forced = takeForced(
    traffic.forced,
    ({ kind, mailbox }) =>
      (kind === undefined ? !['token', 'batch'].includes(request.kind) : kind === request.kind) &&
      (mailbox === undefined || mailbox === request.mailbox),
  )
  if (forced?.failure === 'connectionCut') throw new ConnectionCut()
  if (forced) throw withRetryAfter(passing[forced.failure](), forced.retryAfter)
  if (request.mailbox === null) return
  const { limits } = traffic
  if (use(traffic.used, bucketOf(request), traffic.wall(), TEN_MINUTES) > limits.perMailboxPerTenMinutes)
    throw withRetryAfter(passing.throttled(), limits.retryAfter)
}

/** Notes that a request is under way; the function it returns, that it ended. @throws GraphRefusal 429 */
export function begin(traffic: Traffic, request: RequestRecord): () => void {
  if (request.mailbox === null) return () => undefined
  const bucket = bucketOf(request)
  const now = (traffic.underWay.get(bucket) ?? 0) + 1
  if (now > traffic.limits.atOnce) {
    traffic.requests.push(request)
    throw withRetryAfter(passing.concurrency(), traffic.limits.retryAfter)
  }
  traffic.underWay.set(bucket, now)
  traffic.most.set(bucket, Math.max(now, traffic.most.get(bucket) ?? 0))
  return () => void traffic.underWay.set(bucket, traffic.underWay.get(bucket)! - 1)
}

const bucketOf = ({ app, mailbox }: RequestRecord) => `${app} ${mailbox}`
