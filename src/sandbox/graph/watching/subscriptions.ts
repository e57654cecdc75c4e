// Subscriptions to the events of a mailbox: made with a handshake, renewed, ended, told of changes.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../../../domain/types.ts'
import { itemIdFor } from '../calendar/render.ts'
import type { Changes, Company, Item, Mailbox, Person } from '../company/shapes.ts'
import { noSubscription } from '../errors.ts'
import { type LifecycleEvent, type Notice, type Notices, tell } from './notices.ts'
import { expiry, readWish, shakeHands } from './wishes.ts'

export interface Subscription {
  id: string
  app: string
  /** Whose mailbox is watched. */
  owner: Person
  /** As it was asked for. */
  resource: string
  changeType: string
  notificationUrl: string
  lifecycleNotificationUrl: string | null
  clientState: string | null
  expires: Instant
  immutableIds: boolean
  /** Until it is renewed or authorized anew nothing is told. */
  paused: boolean
}

export interface Subscriptions {
  company: Company
  now: () => Instant
  notices: Notices
  /** By id. */
  all: Map<string, Subscription>
}

interface Wish {
  app: string
  owner: Person
  immutableIds: boolean
  body: Record<string, unknown>
}

/** @throws GraphRefusal 400 for what cannot be had, and where nobody answers */
export async function subscribe(subscriptions: Subscriptions, wish: Wish): Promise<Subscription> {
  const { app, owner, immutableIds, body } = wish
  const asked = readWish(body, subscriptions.now())
  await shakeHands(subscriptions.notices, asked.notificationUrl)
  if (asked.lifecycleNotificationUrl !== null)
    await shakeHands(subscriptions.notices, asked.lifecycleNotificationUrl)
  const made = { id: randomUUID(), app, owner, immutableIds, ...asked, paused: false }
  subscriptions.all.set(made.id, made)
  return made
}

/** @throws GraphRefusal 404 for one that is unknown, over or another app's; 400 for a wrong end */
export function renew(subscriptions: Subscriptions, app: string, id: string, until: unknown): Subscription {
  const found = subscriptionOf(subscriptions, app, id)
  found.expires = expiry(subscriptions.now(), until)
  found.paused = false
  return found
}

/** @throws GraphRefusal 404 */
export function unsubscribe(subscriptions: Subscriptions, app: string, id: string): void {
  subscriptions.all.delete(subscriptionOf(subscriptions, app, id).id)
}

export function subscriptionOf(subscriptions: Subscriptions, app: string, id: string): Subscription {
  const found = subscriptions.all.get(id)
  if (!found || found.app !== app || found.expires <= subscriptions.now()) throw noSubscription(id)
  return found
}

/** Tells every subscriber of these mailboxes; what goes to the same address goes in one piece. */
export function announce(subscriptions: Subscriptions, changed: Changes): void {
  const letters = new Map<string, Notice[]>()
  for (const [mailbox, kinds] of changed) {
    for (const subscription of liveOn(subscriptions, mailbox)) {
      const entries = [...kinds].map(([id, what]) =>
        noticeOf(subscriptions, subscription, mailbox.items.get(id)!, what),
      )
      const wanted = entries.filter(({ what }) => subscription.changeType.includes(what))
      if (wanted.length > 0 && !isLost(subscriptions, subscription))
        letters.set(subscription.notificationUrl, [
          ...(letters.get(subscription.notificationUrl) ?? []),
          ...wanted,
        ])
    }
  }
  for (const [url, entries] of letters) tell(subscriptions.notices, url, entries)
}

/** Sends a lifecycle event of one subscription; 'subscriptionRemoved' ends it, 'reauthorizationRequired' pauses it. */
export function lifecycle(
  subscriptions: Subscriptions,
  subscription: Subscription,
  event: LifecycleEvent,
): void {
  if (event === 'subscriptionRemoved') subscriptions.all.delete(subscription.id)
  if (event === 'reauthorizationRequired') subscription.paused = true
  const url = subscription.lifecycleNotificationUrl
  if (url === null) return
  const body = { ...headOf(subscriptions, subscription), lifecycleEvent: event }
  tell(subscriptions.notices, url, [{ subscription, what: event, body }])
}

/** As the API tells it. */
export function rendered(subscriptions: Subscriptions, of: Subscription) {
  const { id, resource, app, changeType, clientState, notificationUrl, lifecycleNotificationUrl } = of
  return {
    ...{
      id,
      resource,
      applicationId: app,
      changeType,
      clientState,
      notificationUrl,
      lifecycleNotificationUrl,
    },
    notificationQueryOptions: null,
    expirationDateTime: new Date(of.expires).toISOString(),
    creatorId: subscriptions.company.tenant.id,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
  }
}

function liveOn({ all, now, company }: Subscriptions, { owner }: Mailbox): Subscription[] {
  const isLive = (each: Subscription) => each.owner === owner && each.expires > now() && !each.paused
  return company.mailboxes.has(owner.id) ? [...all.values()].filter(isLive) : []
}

/** The weather may lose it with a word about that, or end the whole subscription. */
function isLost(subscriptions: Subscriptions, subscription: Subscription): boolean {
  const { weather, chance } = subscriptions.notices
  const events = [
    [weather.missed, 'missed'],
    [weather.removed, 'subscriptionRemoved'],
    [weather.reauthorize, 'reauthorizationRequired'],
  ] as const
  const event = events.find(([likely]) => likely > 0 && chance() < likely)?.[1]
  if (event) lifecycle(subscriptions, subscription, event)
  return event !== undefined
}

function noticeOf(
  subscriptions: Subscriptions,
  subscription: Subscription,
  item: Item,
  what: Notice['what'],
): Notice {
  const id = itemIdFor(item, subscription.immutableIds)
  const path = `Users/${subscription.owner.id}/Events/${id}`
  const resourceData = {
    '@odata.type': '#Microsoft.Graph.Event',
    '@odata.id': path,
    '@odata.etag': `W/"${item.version}"`,
    id,
  }
  const body = { ...headOf(subscriptions, subscription), changeType: what, resource: path, resourceData }
  return { subscription, what, body }
}

function headOf({ company }: Subscriptions, { id, expires, clientState, resource }: Subscription) {
  const until = new Date(expires).toISOString()
  return {
    subscriptionId: id,
    subscriptionExpirationDateTime: until,
    tenantId: company.tenant.id,
    clientState,
    resource,
  }
}
