// Graph's subscriptions: a POST whenever an event of a mailbox changed, and others about the subscription's own life.
import { type Instant, MINUTE } from '../../domain/types.ts'
import { GoneError, TransientError } from '../../errors.ts'
import type { Channel, Push } from '../contract.ts'
import { type Fields, textIn } from '../fields.ts'
import type { GraphKey } from './key.ts'
import { userPath } from './mailbox.ts'
import { EVENTS } from './permissions.ts'
import type { Graph } from './session.ts'
import type { Asked } from './trouble.ts'
import type { Call } from './wire.ts'

/** 10,080 minutes are the most for events; a minute less, as clocks differ. */
const LIFETIME = 10_079 * MINUTE

/** Beside an address its lifecycle notifications arrive; it can be set only when the subscription is made. */
export const lifecycleAddress = (address: string) => `${address}/lifecycle`

/** The token comes back as `clientState`. While it is made Graph asks both addresses to echo a token of its own. */
export function graphPush(graph: Graph, key: GraphKey): Push {
  const until = (now: Instant) => new Date(now + LIFETIME).toISOString()
  const ask = (call: Call, person: string, more: Partial<Asked> = {}) =>
    graph.call(call, { person, permission: EVENTS, concerns: 'calendar', ...more })
  const one = (id: string) => `/subscriptions/${encodeURIComponent(id)}`
  return {
    watch: async ({ owner, providerId }, { token, address, now }) => {
      const body = {
        changeType: 'created,updated,deleted',
        resource: `${userPath(key, providerId).slice(1)}/events`,
        notificationUrl: address,
        lifecycleNotificationUrl: lifecycleAddress(address),
        clientState: token,
        expirationDateTime: until(now),
      }
      return channelOf(
        await ask({ method: 'post', path: '/subscriptions', body }, owner, { about: 'pushes' }),
      )
    },
    renew: async ({ owner }, channel, now) => {
      const body = { expirationDateTime: until(now) }
      const call = { method: 'patch' as const, path: one(channel.id), body }
      return channelOf(await ask(call, owner, { about: 'a subscription' }))
    },
    stop: async ({ owner }, { id }) => {
      await ask({ method: 'delete', path: one(id) }, owner, { about: 'a subscription' }).catch(ignoreGone)
    },
  }
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof GoneError)) throw error
}

function channelOf(answer: Fields): Channel {
  const [id, resource] = [textIn(answer, 'id'), textIn(answer, 'resource')]
  const expiresAt = Date.parse(textIn(answer, 'expirationDateTime') ?? '')
  if (!id || Number.isNaN(expiresAt))
    throw new TransientError('Microsoft opened a subscription without telling its id and end.')
  return { id, resource: resource ?? '', expiresAt }
}
