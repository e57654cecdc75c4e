// What pushes of calendar services say, whoever sends them, and how each service wants to be answered.
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

export interface Pushed {
  channel: string
  /** Proves that the service sends it. */
  token: string
  /** 'ending': the channel tells nothing more unless it is renewed; 'ended': it is no more. */
  news: 'works' | 'changed' | 'ending' | 'ended'
}

type Asking = Pick<FastifyRequest, 'headers' | 'query' | 'body'>

export interface Vendor {
  paths: readonly string[]
  /** In bytes. */
  largestBody: number
  /** Status of a push that was taken, whoever sent it. */
  taken: 202 | 204
  /** In milliseconds: it is answered by then, done or not. */
  patience: number
  /** A text is to be sent back as it came, nothing else: whether somebody is here. Null: this is no push. */
  read(asking: Asking): string | readonly Pushed[] | null
}

/** No push of Google's has a body: developers.google.com/workspace/calendar/api/guides/push */
const google: Vendor = {
  paths: ['/push/google'],
  largestBody: 1024,
  taken: 204,
  patience: 20_000,
  read: ({ headers }) => {
    const told = (name: string) => String(headers[`x-goog-${name}`] ?? '')
    const news = told('resource-state') === 'sync' ? 'works' : 'changed'
    return [{ channel: told('channel-id'), token: told('channel-token'), news }]
  },
}

/** One push tells of many subscriptions: learn.microsoft.com/graph/change-notifications-delivery-webhooks */
const microsoft: Vendor = {
  paths: ['/push/microsoft', '/push/microsoft/lifecycle'],
  largestBody: 1024 * 1024,
  taken: 202,
  // After three seconds it comes again, and more and more rarely.
  patience: 2_000,
  read: ({ query, body }) => {
    const asked = query as Record<string, unknown>
    if (asked.validationToken !== undefined) return validation.safeParse(asked.validationToken).data ?? null
    const told = notifications.safeParse(jsonOf(body)).data
    return told ? told.value.flatMap((one) => pushedIn(one) ?? []) : null
  },
}

export const vendors: readonly Vendor[] = [google, microsoft]

/** Microsoft's are some 100 letters; whoever else comes here has no page of ours to fill. */
const validation = z.string().min(1).max(1_000)
const notifications = z.object({ value: z.array(z.unknown()) })
const notification = z.object({
  subscriptionId: z.string(),
  clientState: z.string(),
  lifecycleEvent: z.string().nullish(),
})

/** 'missed', and what else there may be one day: reading helps. */
const LIFECYCLE: Record<string, Pushed['news']> = {
  reauthorizationRequired: 'ending',
  subscriptionRemoved: 'ended',
}

/** Null for what lacks its proof: the others beside it count. */
function pushedIn(one: unknown): Pushed | null {
  const told = notification.safeParse(one).data
  if (!told) return null
  const { subscriptionId: channel, clientState: token, lifecycleEvent } = told
  return { channel, token, news: LIFECYCLE[lifecycleEvent ?? ''] ?? 'changed' }
}

function jsonOf(body: unknown): unknown {
  try {
    return Buffer.isBuffer(body) ? JSON.parse(body.toString()) : null
  } catch {
    return null
  }
}
