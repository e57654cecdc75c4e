// Push channels: events.watch, channels.stop, and the empty POSTs they cause; as lossy, late and repetitive as set.
import { request } from 'node:https'
import { type Address, DAY, type Instant } from '../../domain/types.ts'
import { seeded } from '../server/random.ts'
import type { Person } from './company/shapes.ts'
import { badParameter, badRequest, notFound } from './errors.ts'

export interface Channel {
  id: string
  resourceId: string
  resourceUri: string
  token: string | undefined
  address: string
  /** Whose calendar is watched, and who may stop it. */
  owner: Person
  expiration: Instant
  messages: number
  state: 'open' | 'stopped' | 'silent'
}

/** Chances from 0 to 1, drawn with a seed. */
export interface PushWeather {
  drop: number
  duplicate: number
  /** Held back until another push goes out, or `settled` is awaited. */
  late: number
  /** A stopped channel fires once more. */
  stray: number
  /** The first message is there before the answer to the watch call. */
  early: number
  /** How often each change is told beside the first time: Google repeats itself when many copies change. */
  flood: number
  seed: number
}

export interface PushRecord {
  channel: string
  owner: Address
  state: 'sync' | 'exists'
  outcome: 'dropped' | 'failed' | number
}

export interface Pushes {
  /** Channels live by the story's clock. */
  now: () => Instant
  /** What the sender trusts. */
  ca: string
  channels: Map<string, Channel>
  weather: PushWeather
  chance: () => number
  held: (() => void)[]
  inFlight: Set<Promise<void>>
  sent: PushRecord[]
}

const WEEK_SECONDS = (7 * DAY) / 1000
/** In milliseconds: a busy machine is no slow receiver. */
const PATIENCE = 60_000

export function newPushes(now: () => Instant, ca: string): Pushes {
  const weather = fair()
  return { now, ca, channels: new Map(), weather, chance: seeded(1), held: [], inFlight: new Set(), sent: [] }
}

export const fair = (): PushWeather => ({
  ...{ drop: 0, duplicate: 0, late: 0, stray: 0, early: 0, flood: 0, seed: 1 },
})

/** Opens a channel; its `sync` message is on the way when this resolves, or has arrived. @throws GoogleRefusal 400 */
export async function watch(
  pushes: Pushes,
  owner: Person,
  resourceUri: string,
  body: Record<string, unknown>,
) {
  const { id, address, token } = checked(pushes, body)
  const resourceId = Buffer.from(`events ${owner.id}`).toString('base64url')
  const expiration = expirationOf(pushes.now(), body)
  const opened = {
    id,
    resourceId,
    resourceUri,
    token,
    address,
    owner,
    expiration,
    messages: 0,
    state: 'open' as const,
  }
  pushes.channels.set(id, opened)
  const delivery = send(pushes, opened, 'sync')
  if (pushes.weather.early > 0 && pushes.chance() < pushes.weather.early) await delivery
  const answer = { kind: 'api#channel', id, resourceId, resourceUri, expiration: String(expiration) }
  return token === undefined ? answer : { ...answer, token }
}

/** @throws GoogleRefusal 404 for a channel that is unknown, expired or another person's */
export function stop(pushes: Pushes, owner: Person, body: Record<string, unknown>): void {
  const channel = pushes.channels.get(String(body.id))
  const known = channel?.state === 'open' && channel.resourceId === body.resourceId && channel.owner === owner
  if (!channel || !known || channel.expiration <= pushes.now()) {
    throw notFound(`Channel '${body.id}' not found for project 'halfhour-sandbox'`)
  }
  channel.state = pushes.chance() < pushes.weather.stray ? 'stopped' : 'silent'
}

/** Tells every channel on these calendars that something changed. */
export function announce(pushes: Pushes, owners: Address[]): void {
  for (const late of pushes.held.splice(0)) late()
  for (const channel of pushes.channels.values()) {
    if (owners.includes(channel.owner.address) && isLive(pushes, channel)) deliver(pushes, channel)
  }
}

/** Resolves when nothing is held back or on the way any more. */
export async function settled(pushes: Pushes): Promise<void> {
  for (const late of pushes.held.splice(0)) late()
  while (pushes.inFlight.size > 0) await Promise.all(pushes.inFlight)
}

/** A stopped channel with a stray push left fires just once. */
function isLive(pushes: Pushes, channel: Channel): boolean {
  const live = channel.state !== 'silent' && channel.expiration > pushes.now()
  if (channel.state === 'stopped') channel.state = 'silent'
  return live
}

function deliver(pushes: Pushes, channel: Channel): void {
  for (let time = 0; time <= pushes.weather.flood; time++) deliverOnce(pushes, channel)
}

function deliverOnce(pushes: Pushes, channel: Channel): void {
  const { drop, duplicate, late } = pushes.weather
  if (pushes.chance() < drop) {
    pushes.sent.push({
      channel: channel.id,
      owner: channel.owner.address,
      state: 'exists',
      outcome: 'dropped',
    })
    return
  }
  const go = () => void send(pushes, channel, 'exists')
  if (pushes.chance() < late) pushes.held.push(go)
  else go()
  if (pushes.chance() < duplicate) go()
}

function send(pushes: Pushes, channel: Channel, state: PushRecord['state']): Promise<void> {
  channel.messages++
  const record: PushRecord = { channel: channel.id, owner: channel.owner.address, state, outcome: 'failed' }
  pushes.sent.push(record)
  const delivery = post(pushes, channel, state)
    .then((outcome) => void Object.assign(record, { outcome }))
    .finally(() => pushes.inFlight.delete(delivery))
  pushes.inFlight.add(delivery)
  return delivery
}

/** The answer's status; 'failed' where nobody answered. */
function post(pushes: Pushes, channel: Channel, state: string): Promise<number | 'failed'> {
  const headers = {
    'content-length': '0',
    'x-goog-channel-id': channel.id,
    ...(channel.token === undefined ? {} : { 'x-goog-channel-token': channel.token }),
    'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-uri': channel.resourceUri,
    'x-goog-resource-state': state,
    'x-goog-message-number': String(channel.messages),
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
  }
  return new Promise((resolve) => {
    const outgoing = request(channel.address, {
      method: 'POST',
      headers,
      ca: pushes.ca,
      timeout: PATIENCE,
      agent: false,
    })
    outgoing.on('response', (answer) =>
      answer.resume().on('close', () => resolve(answer.statusCode ?? 'failed')),
    )
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => resolve('failed'))
    outgoing.end()
  })
}

function checked(pushes: Pushes, { id, type, address, token }: Record<string, unknown>) {
  if (typeof id !== 'string' || id === '') throw badParameter('id', 'Required', 'required')
  if (!/^[A-Za-z0-9\-_+/=]{1,64}$/.test(id)) throw badRequest('Invalid channel id', 'channelIdInvalid')
  if (type !== 'web_hook' && type !== 'webhook') throw badRequest('Unknown channel type', 'channelUnknown')
  if (typeof address !== 'string' || !URL.canParse(address) || new URL(address).protocol !== 'https:') {
    throw badRequest(`WebHook callback must be HTTPS: ${address}`, 'push.webhookUrlNotHttps')
  }
  if (pushes.channels.has(id)) throw badRequest(`Channel id ${id} not unique`, 'channelIdNotUnique')
  if (token !== undefined && (typeof token !== 'string' || token.length > 256))
    throw badRequest('Invalid channel token')
  return { id, address, token }
}

/** `params.ttl` in seconds or `expiration` in milliseconds; a week where neither is said, and at most. */
function expirationOf(now: Instant, { params, expiration }: Record<string, unknown>): Instant {
  const ttl = Number((params as Record<string, unknown> | undefined)?.ttl ?? WEEK_SECONDS)
  const until = expiration === undefined ? now + ttl * 1000 : Number(expiration)
  if (!(until > now)) throw badRequest('Invalid channel expiration')
  return Math.min(until, now + 7 * DAY)
}
