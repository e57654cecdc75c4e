// Whoever changes something must come from our own pages: forms of other sites, and of other ports here, are refused.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpError } from './failures.ts'

/**
 * Browsers say by themselves where a form comes from: `Sec-Fetch-Site` (Fetch Metadata 2.4), older ones `Origin` alone.
 * What is there must fit, and one of them must be there. Looking never acts and is not asked.
 */
export async function ownFormsOnly({ method, headers }: FastifyRequest): Promise<void> {
  if (method === 'GET' || method === 'HEAD') return
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  const fits = (site === undefined || site === 'same-origin') && (origin === undefined || isOwn(origin, host))
  if (fits && (site ?? origin) !== undefined) return
  throw new HttpError(
    403,
    'This did not come from Halfhour’s own page',
    'Nothing was changed. Open the page of connections and use its buttons.',
  )
}

/** We listen on plain HTTP; who reached us by another name was refused before. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  origin.toLowerCase() === `http://${host?.toLowerCase()}`

/** With `no-referrer` browsers hide from us that a form is our own (`Origin: null`). Others still learn nothing. */
export async function namingOurselves(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('referrer-policy', 'same-origin')
}
