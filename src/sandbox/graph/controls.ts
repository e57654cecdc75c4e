// The knobs a test turns: limits and failures, what an app may read, expiry of tokens.
import type { Address, Instant } from '../../domain/types.ts'
import { outboxControls } from '../server/outbox.ts'
import { countingControls, unused } from '../server/traffic.ts'
import { findPerson } from '../world/addresses.ts'
import { mailboxAt } from './company/lookup.ts'
import type { Company } from './company/shapes.ts'
import type { Parts } from './entrance.ts'
import type { ForcedFailure, Limits, RequestRecord, Traffic } from './traffic.ts'
import { CLEAR, type LifecycleEvent } from './watching/notices.ts'
import { lifecycle, type Subscription, type Subscriptions } from './watching/subscriptions.ts'

export function trafficControls(traffic: Traffic) {
  return {
    ...countingControls<RequestRecord, ForcedFailure>(traffic),
    /** What is left out stays as it is. */
    setLimits: (limits: Partial<Limits>) => void Object.assign(traffic.limits, limits),
    /** The most requests that were under way at once in one mailbox. */
    mostAtOnce: () => Math.max(0, ...traffic.most.values()),
    clear: () => {
      traffic.requests.splice(0)
      traffic.most.clear()
    },
  }
}

/** Graph's own: 10,000 requests in 10 minutes and 4 at once, per app and mailbox. */
export function newTraffic(wall: () => Instant, given: Partial<Limits> = {}): Traffic {
  const limits = { perMailboxPerTenMinutes: 10_000, atOnce: 4, retryAfter: 10, takes: 0, ...given }
  const counted = { requests: [], forced: [], used: unused() }
  return { wall, limits, ...counted, underWay: new Map(), most: new Map() }
}

/** The only mailboxes that the app may read as itself; null: all of them. */
export function limitMailboxes({ company, scopes }: Parts, app: string, addresses: Address[] | null): void {
  if (addresses === null) scopes.delete(app)
  else scopes.set(app, new Set(addresses.map((address) => findPerson(company, address))))
}

export function expireTokens(company: Company, owner: Address): void {
  const mailbox = mailboxAt(company, owner)
  if (!mailbox) throw new Error(`sandbox: ${owner} has no mailbox`)
  mailbox.deadBefore = ++mailbox.version
}

export function noticeControls(subscriptions: Subscriptions) {
  const { notices } = subscriptions
  return {
    ...outboxControls(notices, CLEAR),
    /** Ids of a person's subscriptions that are not over. */
    live: (person: Address): string[] => theirs(subscriptions, person).map(({ id }) => id),
    /** Sends a lifecycle event of all of a person's subscriptions; 'subscriptionRemoved' ends them. */
    lifecycle: (person: Address, event: LifecycleEvent) => {
      for (const each of theirs(subscriptions, person)) lifecycle(subscriptions, each, event)
    },
    /** They are gone, and nobody is told: a renewal hears 404. */
    forget: (person: Address) => {
      for (const { id } of theirs(subscriptions, person)) subscriptions.all.delete(id)
    },
  }
}

function theirs({ all, company, now }: Subscriptions, address: Address): Subscription[] {
  const person = findPerson(company, address)
  return [...all.values()].filter(({ owner, expires }) => owner === person && expires > now())
}
