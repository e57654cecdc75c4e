// Downloads a feed: only if it changed, never more than allowed, never from inside our own network.
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { urlToHttpOptions } from 'node:url'
import { AuthError, FileError, ThrottledError, TransientError } from '../../errors.ts'
import { type Allowed, lookupAllowed, refuseHost } from './reachable.ts'

/** What the server said of its last answer (RFC 9110 8.8). */
export interface Validators {
  etag?: string
  lastModified?: string
}

export interface DownloadLimits {
  /** Which addresses a feed may come from, redirects included. */
  allowed: Allowed
  /** Bytes. */
  largest: number
  /** Milliseconds for all of it, redirects included. */
  timeout?: number
}

export interface Download {
  /** The feed as it may stand in messages: the rest of an address is often a secret. */
  name: string
  /** Null: not modified. */
  content: Buffer | null
  validators: Validators
}

const MOST_REDIRECTS = 5
const TIMEOUT = 60_000

/**
 * Rejects with a FileError (no such feed, too large, refused address), an AuthError (401, 403),
 * a ThrottledError (429) or a TransientError (5xx, network, time-out).
 */
export async function download(
  address: string,
  known: Validators,
  limits: DownloadLimits,
): Promise<Download> {
  const signal = AbortSignal.timeout(limits.timeout ?? TIMEOUT)
  let url = feedUrl(address)
  const name = `The feed at ${url.host}`
  try {
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const answer = await ask(url, known, limits, signal)
      const next = redirectOf(answer, url)
      if (next === null) return await received(answer, name, known, limits)
      answer.destroy()
      url = next
    }
  } catch (error) {
    throw networkError(error, name, signal)
  }
  throw new FileError(`${name} redirects in a circle.`)
}

/** webcal: is what calendar programs call https. Throws a FileError for anything but web addresses. */
export function feedUrl(address: string): URL {
  const url = URL.parse(address.replace(/^webcals?:/i, 'https:'))
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url
  throw new FileError('A feed has an address that begins with https://, http:// or webcal://.')
}

function ask(url: URL, known: Validators, { allowed }: DownloadLimits, signal: AbortSignal) {
  refuseHost(url.hostname, allowed)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = {
    accept: 'text/calendar, application/json;q=0.5, */*;q=0.1',
    'user-agent': 'halfhour',
    ...(known.etag ? { 'if-none-match': known.etag } : {}),
    ...(known.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  }
  const pinned = { lookup: lookupAllowed(allowed), agent: false as const }
  const options = { ...urlToHttpOptions(url), ...pinned, headers, signal }
  return new Promise<IncomingMessage>((resolve, reject) => {
    send(options, resolve).on('error', reject).end()
  })
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || !headers.location) return null
  const target = URL.parse(headers.location, from.href)
  return feedUrl(target?.href ?? headers.location)
}

async function received(
  answer: IncomingMessage,
  name: string,
  known: Validators,
  limits: DownloadLimits,
): Promise<Download> {
  const status = answer.statusCode ?? 0
  if (status === 200)
    return { name, content: await bodyOf(answer, name, limits), validators: validatorsOf(answer) }
  answer.destroy()
  if (status === 304) return { name, content: null, validators: known }
  throw refusal(answer, status, name)
}

async function bodyOf(answer: IncomingMessage, name: string, { largest }: DownloadLimits): Promise<Buffer> {
  const tooLarge = () => new FileError(`${name} is larger than ${largest / 1_000_000} MB.`)
  if (Number(answer.headers['content-length'] ?? 0) > largest) {
    answer.destroy()
    throw tooLarge()
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += chunk.length
    if (size > largest) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function validatorsOf({ headers }: IncomingMessage): Validators {
  const { etag, 'last-modified': lastModified } = headers
  return { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) }
}

function refusal({ headers }: IncomingMessage, status: number, name: string): Error {
  if (status === 401 || status === 403)
    return new AuthError(`${name} refuses us (status ${status}).`, {
      code: String(status),
      wayOut: 'Share the calendar by its secret address again, and connect with that.',
    })
  if (status === 404 || status === 410)
    return new FileError(
      `${name} is gone (status ${status}): the calendar is no longer shared, or the address is wrong.`,
    )
  if (status === 429) {
    const seconds = Number(headers['retry-after'])
    return new ThrottledError(`${name} is busy (status 429).`, {
      retryAfter: seconds >= 0 ? seconds * 1000 : null,
    })
  }
  if (status >= 500) return new TransientError(`${name} has trouble of its own (status ${status}).`)
  return new FileError(`${name} answers with status ${status}, which is no calendar.`)
}

const OURS = [AuthError, FileError, ThrottledError, TransientError]

function networkError(error: unknown, name: string, { aborted }: AbortSignal): unknown {
  if (OURS.some((kind) => error instanceof kind)) return error
  if (aborted) return new TransientError(`${name} took too long to answer.`)
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' ? new TransientError(`${name} cannot be reached (${code}).`) : error
}
