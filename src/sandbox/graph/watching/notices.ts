// What Graph posts to subscribers: change notifications and lifecycle events, as lossy, late and repetitive as set.
import type { Address } from '../../../domain/types.ts'
import {
  type Answer,
  inWeather,
  type Outbox,
  post,
  release,
  track,
  type Weather,
} from '../../server/outbox.ts'
import type { Subscription } from './subscriptions.ts'

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'

export interface NoticeWeather extends Weather {
  /** Lost, and the subscriber hears of it by a lifecycle event. */
  missed: number
  /** The subscription is gone, and the subscriber hears of it. */
  removed: number
  /** Lost, and nothing more comes until the subscription is authorized anew, which the subscriber is told. */
  reauthorize: number
}

export interface NoticeRecord {
  subscription: string
  owner: Address
  what: 'created' | 'updated' | 'deleted' | LifecycleEvent
  outcome: 'dropped' | 'failed' | number
}

export type Notices = Outbox<NoticeWeather, NoticeRecord>

/** One entry of a notification's `value`. */
export interface Notice {
  subscription: Subscription
  what: NoticeRecord['what']
  body: object
}

export const CLEAR: NoticeWeather = {
  ...{ drop: 0, duplicate: 0, late: 0, missed: 0, removed: 0, reauthorize: 0, flood: 0, seed: 1 },
}

/** Sends what goes to one address in one piece, as the weather is; what was late goes out first. */
export function tell(notices: Notices, address: string, entries: Notice[]): void {
  release(notices)
  inWeather(
    notices,
    () => send(notices, address, entries),
    () => void notices.sent.push(...entries.map((entry) => recordOf(entry, 'dropped'))),
  )
}

function send(notices: Notices, address: string, entries: Notice[]): void {
  const records = entries.map((entry) => recordOf(entry, 'failed'))
  notices.sent.push(...records)
  const text = JSON.stringify({ value: entries.map(({ body }) => body) })
  const noted = postTo(notices, address, 'application/json', text).then(
    ({ status }) => {
      for (const record of records) record.outcome = status
    },
    () => undefined,
  )
  void track(notices, noted)
}

function recordOf({ subscription, what }: Notice, outcome: NoticeRecord['outcome']): NoticeRecord {
  return { subscription: subscription.id, owner: subscription.owner.address, what, outcome }
}

/** Rejects where nobody answers. */
export function postTo({ ca }: Notices, address: string, type: string, text: string): Promise<Answer> {
  const headers = { 'content-type': type, 'user-agent': 'Microsoft-Graph-Change-Notifications' }
  return post(ca, address, headers, text)
}
