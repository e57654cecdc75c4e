// Google's refusals as they arrive: of its APIs, of its token endpoint, or nothing because the way there is broken.
import { isFields } from '../fields.ts'
import { printable } from '../printable.ts'

export interface Answer {
  status: number
  /** The reason of an API error, the error of a token endpoint, else the status. */
  code: string
  /** Google's own words, on one line. */
  raw: string
  /** Milliseconds. */
  retryAfter: number | null
}

/** gaxios: an answer is in `response`; null: without one the way to it failed, or it is no request's error at all. */
export function answerOf(error: unknown): Answer | null {
  const response = isFields(error) && isFields(error.response) ? error.response : null
  const status = response && typeof response.status === 'number' ? response.status : null
  if (!response || status === null) return null
  return { status, ...wordsOf(response.data, status), retryAfter: retryAfterOf(response.headers) }
}

/** An API does not take our token any more; the token endpoint says 401 too, of what no new token changes. */
export function isTokenRefused(error: unknown): boolean {
  const response = isFields(error) && isFields(error.response) ? error.response : null
  return response?.status === 401 && !(isFields(response.data) && isText(response.data.error))
}

/** `{error: {errors: [{reason}], message}}` of the APIs, `{error, error_description}` of the token endpoint. */
function wordsOf(body: unknown, status: number): { code: string; raw: string } {
  const error = isFields(body) ? body.error : null
  if (typeof error === 'string') {
    const description = isFields(body) ? body.error_description : ''
    return { code: printable(error), raw: printable(`${error}: ${description ?? ''}`) }
  }
  if (!isFields(error)) return { code: String(status), raw: `status ${status}` }
  const reason = [firstReason(error.errors), firstReason(error.details), error.status].find(isText)
  const code = isText(reason) ? printable(reason) : String(status)
  return { code, raw: printable(`${status} ${code}: ${error.message ?? ''}`) }
}

/** Of `errors`, as the older APIs tell it, or of `details`, as all do by now. */
function firstReason(list: unknown): unknown {
  return Array.isArray(list) ? list.find((item) => isFields(item) && isText(item.reason))?.reason : null
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** The client's headers are not the platform's `Headers`, but read like them. */
function retryAfterOf(headers: unknown): number | null {
  const get = isFields(headers) && typeof headers.get === 'function' ? headers.get.bind(headers) : null
  const seconds = Number(get?.('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}
