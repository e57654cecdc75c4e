// Push channels: opened where the service pushes and can reach us, replaced before they end, stopped when nobody needs them.
import { randomBytes, randomUUID } from 'node:crypto'
import { DAY, HOUR, type Instant } from '../domain/types.ts'
import { GoneError, ThrottledError } from '../errors.ts'
import type { Channel } from '../store/calendars/channels.ts'
import type { Pausing } from '../store/connections/pauses.ts'
import { pauseIfUsedUp } from './busy.ts'
import { faultOf } from './fault.ts'
import type { Parts, Subject, SyncParts } from './parts.ts'
import { pauseAfter } from './retry.ts'

/** A channel is replaced when less than this is left of it, at several looks before its end; of a short one half. */
const OVERLAP = DAY
const REFUSED = { first: HOUR, longest: DAY }
/** Stopped at a time. */
const ABREAST = 8

/** Null: pushes cannot reach us. */
export function pushAddressOf({ pushAddress }: SyncParts, kind: Pausing['kind']): string | null {
  return pushAddress ? `${pushAddress}/${kind}` : null
}

/** Whatever changes is told through it. One that leads elsewhere, as PUBLIC_URL was another, is as good as none. */
export function isLive(channel: Channel, address: string | null, now: Instant): boolean {
  return channel.address === address && channel.expiresAt > now
}

/**
 * Where no channel will last the present one is renewed, or a new one is opened; then those before it are stopped, so that
 * there is always one. It comes before the reading, so that nothing changes between the two unseen, and never fails it: what
 * the service refuses is tried again at later looks, and polling goes on meanwhile.
 */
export async function keepWatched(parts: SyncParts, subject: Subject): Promise<void> {
  const { store, clock } = parts
  const { calendar, service, address } = subject
  if (!service.push) return
  const now = clock.now()
  const channels = await store.channels.ofCalendar(calendar.id)
  const live = channels.filter((channel) => isLive(channel, address, now))
  let kept = live.find((channel) => lasts(channel, now))
  if (address !== null && !kept) {
    if (calendar.watchAt !== null && calendar.watchAt > now) return
    const watching = await rewatch(parts, subject, address, live[0])
    if (!watching) return
    if (watching === 'renewed') kept = live[0]
  }
  for (const channel of channels) if (channel !== kept) await stop(parts, channel)
}

function lasts({ expiresAt, madeAt }: Channel, now: Instant): boolean {
  return expiresAt - now > Math.min(OVERLAP, (expiresAt - madeAt) / 2)
}

/** Null: the service refused. */
async function rewatch(
  parts: SyncParts,
  subject: Subject,
  address: string,
  before: Channel | undefined,
): Promise<'renewed' | 'opened' | null> {
  try {
    if (before && (await renew(parts, subject, before))) return 'renewed'
    await open(parts, subject, address)
    return 'opened'
  } catch (error) {
    if (error instanceof ThrottledError) await pauseIfUsedUp(parts, subject.calendar.connection, error)
    else await noteRefusal(parts, subject, error)
    return null
  }
}

/** Told once, not at each try. */
async function noteRefusal(
  { store, clock, warn }: SyncParts,
  { calendar: { id, watchTries } }: Subject,
  error: unknown,
): Promise<void> {
  await store.channels.refused(id, faultOf(error), clock.now() + pauseAfter(watchTries + 1, REFUSED))
  if (watchTries === 0)
    warn?.({ calendar: id, err: error }, 'no push channel could be opened; polling goes on')
}

/** False: the service cannot, or knows the channel no more. */
async function renew({ store, clock }: SyncParts, subject: Subject, channel: Channel): Promise<boolean> {
  const { calendar, service } = subject
  if (!service.push?.renew) return false
  const now = clock.now()
  try {
    const { expiresAt } = await service.push.renew(calendar, channel, now)
    await store.channels.renewed(channel, { madeAt: now, expiresAt })
    return true
  } catch (error) {
    if (error instanceof GoneError) return false
    throw error
  }
}

async function open({ store, clock }: SyncParts, { calendar, service }: Subject, address: string) {
  const token = randomBytes(32).toString('base64url')
  const now = clock.now()
  const opened = await service.push!.watch(calendar, { id: randomUUID(), token, address, now })
  await store.channels.add({ ...opened, calendar: calendar.id, address, madeAt: now }, token)
}

type Stopping = Pick<SyncParts, 'store' | 'serviceOf'>

/**
 * Returns what stops the channels of a connection, also once it is forgotten: its pushes are ignored from then on, and what
 * cannot be stopped ends by itself.
 */
export async function channelStopper({ store, serviceOf }: Stopping, connection: number) {
  const service = await serviceOf(connection).catch(() => null)
  const channels = await store.channels.ofConnection(connection)
  const calendars = new Map((await store.calendars.ofConnection(connection)).map((one) => [one.id, one]))
  return () =>
    abreast(channels, async (channel) => {
      const calendar = calendars.get(channel.calendar)
      if (calendar) await service?.push?.stop(calendar, channel).catch(() => {})
    })
}

/** Of calendars at rest; what has ended is forgotten. */
export async function stopIdleChannels(parts: Pick<Parts, 'store' | 'clock' | 'serviceOf'>): Promise<void> {
  await abreast(await parts.store.channels.idle(), (channel) => stop(parts, channel))
  await parts.store.channels.prune(parts.clock.now())
}

async function abreast<T>(channels: T[], end: (channel: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < channels.length; at += ABREAST)
    await Promise.all(channels.slice(at, at + ABREAST).map(end))
}

/** A channel that could not be stopped is unknown here from now on: its pushes are ignored until it ends. */
async function stop({ store, serviceOf }: Stopping, channel: Channel): Promise<void> {
  const calendar = await store.calendars.byId(channel.calendar)
  const service = calendar && (await serviceOf(calendar.connection).catch(() => null))
  if (service) await service.push?.stop(calendar, channel).catch(() => {})
  await store.channels.remove(channel.id)
}
