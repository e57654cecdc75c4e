// What Graph posts to subscribers: change notifications and lifecycle events, as lossy, late and repetitive as set.
import { request } from 'node:https'
import type { Address } from '../../../domain/types.ts'
import { seeded } from '../../server/random.ts'
import type { Subscription } from './subscriptions.ts'

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed'

/** Chances from 0 to 1, drawn with a seed, for each notification. */
export interface NoticeWeather {
  drop: number
  duplicate: number
  /** Held back until another goes out, or `settled` is awaited. */
  late: number
  /** Lost, and the subscriber hears of it by a lifecycle event. */
  missed: number
  /** The subscription is gone, and the subscriber hears of it. */
  removed: number
  /** Lost, and nothing more comes until the subscription is authorized anew, which the subscriber is told. */
  reauthorize: number
  /** How often each change is told beside the first time. */
  flood: number
  seed: number
}

export interface NoticeRecord {
  subscription: string
  owner: Address
  what: 'created' | 'updated' | 'deleted' | LifecycleEvent
  outcome: 'dropped' | 'failed' | number
}

export interface Notices {
  /** What the sender trusts. */
  ca: string
  weather: NoticeWeather
  chance: () => number
  held: (() => void)[]
  inFlight: Set<Promise<void>>
  sent: NoticeRecord[]
}

/** One entry of a notification's `value`. */
export interface Notice {
  subscription: Subscription
  what: NoticeRecord['what']
  body: object
}

export const clear = (): NoticeWeather => ({
  ...{ drop: 0, duplicate: 0, late: 0, missed: 0, removed: 0, reauthorize: 0, flood: 0, seed: 1 },
})

export function newNotices(ca: string): Notices {
  return { ca, weather: clear(), chance: seeded(1), held: [], inFlight: new Set(), sent: [] }
}

/** Sends what goes to one address in one piece, as the weather is; what was late goes out first. */
export function tell(notices: Notices, address: string, entries: Notice[]): void {
  for (const late of notices.held.splice(0)) late()
  for (let time = 0; time <= notices.weather.flood; time++) tellOnce(notices, address, entries)
}

/** Resolves when nothing is held back or on the way any more. */
export async function settled(notices: Notices): Promise<void> {
  for (const late of notices.held.splice(0)) late()
  while (notices.inFlight.size > 0) await Promise.all(notices.inFlight)
}

function tellOnce(notices: Notices, address: string, entries: Notice[]): void {
  const { drop, duplicate, late } = notices.weather
  if (notices.chance() < drop) {
    notices.sent.push(...entries.map((entry) => recordOf(entry, 'dropped')))
    return
  }
  const go = () => send(notices, address, entries)
  if (notices.chance() < late) notices.held.push(go)
  else go()
  if (notices.chance() < duplicate) go()
}

function send(notices: Notices, address: string, entries: Notice[]): void {
  const records = entries.map((entry) => recordOf(entry, 'failed'))
  notices.sent.push(...records)
  const text = JSON.stringify({ value: entries.map(({ body }) => body) })
  const delivery = post(notices.ca, address, { 'content-type': 'application/json' }, text)
    .then(({ status }) => {
      for (const record of records) record.outcome = status
    })
    .catch(() => undefined)
    .finally(() => notices.inFlight.delete(delivery))
  notices.inFlight.add(delivery)
}

function recordOf({ subscription, what }: Notice, outcome: NoticeRecord['outcome']): NoticeRecord {
  return { subscription: subscription.id, owner: subscription.owner.address, what, outcome }
}

/** In milliseconds, for the whole answer. Microsoft waits for three seconds; a busy machine is no slow receiver. */
const PATIENCE = 60_000

/** Rejects where nobody answers. */
export function post(
  ca: string,
  address: string,
  headers: Record<string, string>,
  text: string,
): Promise<{ status: number; type: string; body: string }> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(text))
    const all = { ...headers, 'content-length': length, 'user-agent': 'Microsoft-Graph-Change-Notifications' }
    const outgoing = request(address, { method: 'POST', headers: all, ca, agent: false })
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), PATIENCE)
    outgoing.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const type = answer.headers['content-type'] ?? ''
        resolve({ status: answer.statusCode ?? 0, type, body: Buffer.concat(parts).toString() })
      })
    })
    outgoing.on('error', reject)
    outgoing.on('close', () => clearTimeout(timer))
    outgoing.end(text)
  })
}
