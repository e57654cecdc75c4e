// Requests counted and slowed down: failures that a test asked for, and how often a share was used.
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '../../domain/types.ts'

/** How often each share was used in the window of time that began at `since` (its number). */
export interface Used {
  since: number
  counts: Map<string, number>
}

export const unused = (): Used => ({ since: 0, counts: new Map() })

/** Counts one more use. @param length of a window, in milliseconds. Returns how often the share was used in this one */
export function use(used: Used, share: string, now: Instant, length: number): number {
  const since = Math.floor(now / length)
  if (since !== used.since) {
    used.since = since
    used.counts.clear()
  }
  const count = (used.counts.get(share) ?? 0) + 1
  used.counts.set(share, count)
  return count
}

/** The first that fits, which then has one time less to go. */
export function takeForced<Forced extends { times?: number }>(
  forced: Forced[],
  fits: (one: Forced) => boolean,
): Forced | undefined {
  const index = forced.findIndex(fits)
  const found = forced[index]
  if (!found) return undefined
  found.times = (found.times ?? 1) - 1
  if (found.times === 0) forced.splice(index, 1)
  return found
}

/** The connection ends without an answer. */
export class ConnectionCut extends Error {}

export function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

/** @param seconds for the header Retry-After */
export function withRetryAfter<Refusal extends { retryAfter: number | undefined }>(
  refusal: Refusal,
  seconds: number | undefined,
): Refusal {
  return Object.assign(refusal, { retryAfter: seconds })
}

/** What tests turn and ask. */
export function countingControls<Request extends object, Forced extends object>(traffic: {
  requests: Request[]
  forced: Forced[]
}) {
  const { requests, forced } = traffic
  return {
    forceFailures: (failures: Forced[]) => void forced.push(...failures.map((each) => ({ ...each }))),
    stillForced: () => forced.length,
    /** How many requests fit, refused ones too. */
    count: (like: Partial<Request> = {}) =>
      requests.filter((each) =>
        Object.entries(like).every(([name, value]) => each[name as keyof Request] === value),
      ).length,
    clear: () => void requests.splice(0),
  }
}
