// Microsoft's refusals as they arrive: of Graph, of Entra's token endpoint, or nothing because the way there is broken.
import { ServerError, AuthError as TokenError } from '@azure/msal-node'
import { GraphError } from '@microsoft/microsoft-graph-client'
import { isFields } from '../fields.ts'
import { networkCodeOf } from '../network.ts'
import { printable } from '../printable.ts'

export interface Answer {
  from: 'graph' | 'sign-in'
  status: number
  /** Graph's code, or 'AADSTS' and a number. */
  code: string
  /** Microsoft's own words, on one line, with the id by which its support finds the request. */
  raw: string
  /** Milliseconds. */
  retryAfter: number | null
}

/** Null: without an answer the way to it failed, or it is no request's error at all. */
export function answerOf(error: unknown): Answer | null {
  if (error instanceof GraphError && error.statusCode >= 400) {
    const { statusCode: status, message, requestId, headers } = error
    const code = printable(error.code || String(status))
    return {
      from: 'graph',
      status,
      code,
      raw: rawOf(`${status} ${code}: ${message}`, requestId),
      ...waitIn(headers),
    }
  }
  return error instanceof TokenError && brokenWay(error) === null ? refusedToken(error) : null
}

/** What broke on the way to an answer, or within it; null: nothing of that kind. */
export function brokenWay(error: unknown): string | null {
  if (error instanceof GraphError) return error.statusCode < 400 ? 'an answer that cannot be read' : null
  if (!(error instanceof TokenError)) return networkCodeOf(error)
  const { cause } = error as { cause?: unknown }
  return networkCodeOf({ cause }) ?? (UNREAD.includes(error.errorCode) ? error.errorCode : null)
}

/** The library could not read where tokens are given out; what it was answered it does not tell. */
const UNREAD = ['network', 'network_error', 'endpoints_resolution_error', 'openid_config_error']

/** One answer among those of a batch: the same as of a request of its own. */
export function batchedError(answer: { status: number; headers?: unknown; body?: unknown }): GraphError {
  const told = isFields(answer.body) && isFields(answer.body.error) ? answer.body.error : {}
  const inner = isFields(told.innerError) ? told.innerError : {}
  const error = new GraphError(answer.status, typeof told.message === 'string' ? told.message : '')
  error.code = typeof told.code === 'string' ? told.code : null
  error.requestId = typeof inner['request-id'] === 'string' ? inner['request-id'] : null
  error.headers = new Headers(isFields(answer.headers) ? (answer.headers as Record<string, string>) : {})
  return error
}

/** learn.microsoft.com/entra/identity-platform/reference-error-codes */
function refusedToken(error: TokenError): Answer {
  const text = error.errorMessage
  const number = /AADSTS(\d+)/.exec(text)?.[1]
  const trace = /Trace ID: ([\w-]+)/.exec(text)?.[1] ?? error.correlationId
  const code = number === undefined ? error.errorCode : `AADSTS${number}`
  const words = text.replace(/^.*?(?=AADSTS\d)/s, '').replace(/\s*Trace ID:.*$/s, '')
  // Of what is none of our doing; a 401 here is no token that was refused.
  const told = error instanceof ServerError ? (error.status ?? 400) : 400
  return {
    from: 'sign-in',
    status: told >= 429 ? told : 400,
    code: printable(code),
    raw: rawOf(words || code, trace),
    retryAfter: null,
  }
}

function rawOf(words: string, trace: string | null | undefined): string {
  return trace ? `${printable(words)} Trace ID: ${printable(trace)}` : printable(words)
}

/** In seconds, or a date. */
function waitIn(headers: Headers | undefined): Pick<Answer, 'retryAfter'> {
  const text = headers?.get('retry-after') ?? null
  const seconds = text === null ? Number.NaN : Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text ?? '') - Date.now() : seconds * 1000
  return { retryAfter: Number.isFinite(wait) ? Math.max(0, wait) : null }
}
