// Push channels: events.watch, channels.stop, and the empty POSTs they cause; as lossy, late and repetitive as set.
import { type Address, DAY, type Instant } from '../../domain/types.ts'
import { inWeather, newOutbox, type Outbox, post, release, track, type Weather } from '../server/outbox.ts'
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

interface PushWeather extends Weather {
  /** A stopped channel fires once more. */
  stray: number
  /** The first message is there before the answer to the watch call. */
  early: number
}

interface PushRecord {
  channel: string
  owner: Address
  state: 'sync' | 'exists'
  outcome: 'dropped' | 'failed' | number
}

export interface Pushes extends Outbox<PushWeather, PushRecord> {
  /** Channels live by the story's clock. */
  now: () => Instant
  channels: Map<string, Channel>
}

const WEEK_SECONDS = (7 * DAY) / 1000

export function newPushes(now: () => Instant, ca: string): Pushes {
  return { ...newOutbox<PushWeather, PushRecord>(ca, FAIR), now, channels: new Map() }
}

export const FAIR: PushWeather = { drop: 0, duplicate: 0, late: 0, stray: 0, early: 0, flood: 0, seed: 1 }

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
  const asked = { id, resourceId, resourceUri, token, address, owner, expiration }
  const opened: Channel = { ...asked, messages: 0, state: 'open' }
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
  release(pushes)
  for (const channel of pushes.channels.values())
    if (owners.includes(channel.owner.address) && isLive(pushes, channel))
      inWeather(
        pushes,
        () => void send(pushes, channel, 'exists'),
        () => void pushes.sent.push(recordOf(channel, 'exists', 'dropped')),
      )
}

/** A stopped channel with a stray push left fires just once. */
function isLive(pushes: Pushes, channel: Channel): boolean {
  const live = channel.state !== 'silent' && channel.expiration > pushes.now()
  if (channel.state === 'stopped') channel.state = 'silent'
  return live
}

function send(pushes: Pushes, channel: Channel, state: PushRecord['state']): Promise<void> {
  channel.messages++
  const record = recordOf(channel, state, 'failed')
  pushes.sent.push(record)
  const answer = post(pushes.ca, channel.address, headersOf(channel, state), '')
  const noted = answer.then(
    ({ status }) => {
      record.outcome = status
    },
    () => undefined,
  )
  return track(pushes, noted)
}

function recordOf(
  { id, owner }: Channel,
  state: PushRecord['state'],
  outcome: PushRecord['outcome'],
): PushRecord {
  return { channel: id, owner: owner.address, state, outcome }
}

function headersOf(channel: Channel, state: PushRecord['state']): Record<string, string> {
  return {
    'x-goog-channel-id': channel.id,
    ...(channel.token === undefined ? {} : { 'x-goog-channel-token': channel.token }),
    'x-goog-channel-expiration': new Date(channel.expiration).toUTCString(),
    'x-goog-resource-id': channel.resourceId,
    'x-goog-resource-uri': channel.resourceUri,
    'x-goog-resource-state': state,
    'x-goog-message-number': String(channel.messages),
    'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
  }
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
