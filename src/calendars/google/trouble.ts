// What Google says when it refuses, in plain words: what it means, what it concerns, the way out.
import type { Address } from '../../domain/types.ts'
import { AuthError, GoneError, ThrottledError, TransientError } from '../../errors.ts'
import { isFields } from '../fields.ts'
import { printable } from '../printable.ts'

export interface Trouble {
  /** Who must act, or whether waiting or starting over helps. */
  kind: 'connection' | 'person' | 'gone' | 'throttled' | 'passing'
  /** Google's own code. */
  code: string
  cause: string
  /** What to do; null: nothing. */
  wayOut: string | null
  /** Google's own words. */
  raw: string
  /** Milliseconds to wait at least, where Google tells. */
  retryAfter: number | null
}

/**
 * The error that decides what happens next. It carries nothing of the request: neither tokens nor keys.
 * What is no answer of Google and no trouble of the network is a bug and comes back as it is.
 */
export function googleError(error: unknown, person: Address): unknown {
  const trouble = googleTrouble(error)
  if (!trouble) return error
  const { kind, code, cause, wayOut, raw, retryAfter } = trouble
  const said = `Google refused ${person}: ${cause}`
  if (kind === 'gone') return new GoneError(`${said} (${raw})`)
  if (kind === 'throttled') return new ThrottledError(`${cause} (${raw})`, { retryAfter })
  if (kind === 'passing') return new TransientError(`${cause} (${raw})`)
  return new AuthError(said, { code, wayOut, raw, concerns: kind === 'person' ? 'calendar' : 'connection' })
}

/** Null for what is neither an answer of Google nor trouble on the way to it. */
export function googleTrouble(error: unknown): Trouble | null {
  const answer = answerOf(error)
  if (!answer) return networkTrouble(error)
  const { status, code, raw, retryAfter } = answer
  const known = troubles.find(({ when }) => when(answer))
  const said = known ?? otherTrouble(status)
  return { kind: said.kind, cause: said.cause, wayOut: said.wayOut ?? null, code, raw, retryAfter }
}

export function statusOf(error: unknown): number | null {
  return answerOf(error)?.status ?? null
}

interface Answer {
  status: number
  /** The reason of an API error, the error of a token endpoint, else the status. */
  code: string
  raw: string
  retryAfter: number | null
}

interface Known extends Pick<Trouble, 'kind' | 'cause'> {
  when: (answer: Answer) => boolean
  wayOut?: string
}

const coded =
  (...codes: string[]) =>
  ({ code }: Answer) =>
    codes.includes(code)
const grant =
  (words: RegExp) =>
  ({ code, raw }: Answer) =>
    code === 'invalid_grant' && words.test(raw)

const DELEGATION =
  'Admin console → Security → Access and data control → API controls → Domain-wide delegation'

/** The first that fits. */
const troubles: Known[] = [
  {
    when: coded('unauthorized_client', 'access_denied'),
    kind: 'connection',
    cause: 'delegation is missing, names another client id, or lacks a scope.',
    wayOut: `${DELEGATION}: add the service account's numeric client id with the scope https://www.googleapis.com/auth/calendar.events.readonly. It can take 24 hours to work.`,
  },
  {
    when: coded('insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
    kind: 'connection',
    cause: 'the scope for reading events is not granted.',
    wayOut: `${DELEGATION}: add the scope https://www.googleapis.com/auth/calendar.events.readonly to the client id.`,
  },
  {
    when: coded('accessNotConfigured', 'SERVICE_DISABLED'),
    kind: 'connection',
    cause: 'the Google Calendar API is switched off in the project of the service account.',
    wayOut: 'Google Cloud console → APIs & Services → Library → Google Calendar API → Enable.',
  },
  {
    when: grant(/signature|account not found|invalid_client/i),
    kind: 'connection',
    cause: 'the key of the service account was deleted, or the account itself.',
    wayOut: 'Make a new key (Google Cloud console → Service accounts → Keys) and connect with it.',
  },
  {
    when: grant(/\b(iat|exp|timeframe)\b/i),
    kind: 'connection',
    cause: "this server's clock is wrong.",
    wayOut: "Set the server's clock (NTP).",
  },
  {
    when: grant(/./),
    kind: 'person',
    cause: 'Google knows no active user of this address: an alias, suspended or gone.',
    wayOut: 'Use the primary address. Nobody else is affected.',
  },
  {
    when: coded('notACalendarUser'),
    kind: 'person',
    cause: 'Calendar is switched off for this person.',
    wayOut: 'Switch the Calendar service on for them in the Admin console. Nobody else is affected.',
  },
  {
    when: coded('notFound'),
    kind: 'person',
    cause: 'Google knows no such calendar.',
    wayOut: 'Use the primary address of the person. Nobody else is affected.',
  },
  {
    when: ({ status }) => status === 410,
    kind: 'gone',
    cause: 'the sync token is not valid any more; the calendar is read anew.',
  },
  {
    when: (answer) => answer.status === 429 || coded(...BUSY)(answer),
    kind: 'throttled',
    cause: 'Google is busy: too many requests. Nothing is broken.',
  },
  {
    when: coded('forbidden', 'requiredAccessLevel', 'forbiddenForNonOrganizer'),
    kind: 'person',
    cause: "this person's calendar may not be read.",
    wayOut: 'Check that the address is the primary one and that Calendar is on for them.',
  },
]

const BUSY = [
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'calendarUsageLimitsExceeded',
  'RATE_LIMIT_EXCEEDED',
]

function otherTrouble(status: number): Omit<Known, 'when'> {
  if (status >= 500) return { kind: 'passing', cause: 'Google has trouble of its own.' }
  if (status === 401)
    return {
      kind: 'connection',
      cause: 'the token of the service account is not accepted.',
      wayOut: 'Make a new key (Google Cloud console → Service accounts → Keys) and connect with it.',
    }
  return { kind: 'connection', cause: `an answer that is not known here (status ${status}).` }
}

/** gaxios: an answer is in `response`; without one the way to it failed. */
function answerOf(error: unknown): Answer | null {
  const response = isFields(error) && isFields(error.response) ? error.response : null
  const status = response && typeof response.status === 'number' ? response.status : null
  if (!response || status === null) return null
  return { status, ...wordsOf(response.data, status), retryAfter: retryAfterOf(response.headers) }
}

/** `{error: {errors: [{reason}], message}}` of the API, `{error, error_description}` of the token endpoint. */
function wordsOf(body: unknown, status: number): { code: string; raw: string } {
  const error = isFields(body) ? body.error : null
  if (typeof error === 'string') {
    const description = isFields(body) ? body.error_description : ''
    return { code: printable(error), raw: printable(`${error}: ${description ?? ''}`) }
  }
  if (!isFields(error)) return { code: String(status), raw: `status ${status}` }
  const [first] = Array.isArray(error.errors) ? error.errors : []
  const reason = isFields(first) ? first.reason : error.status
  const code = typeof reason === 'string' ? printable(reason) : String(status)
  return { code, raw: printable(`${status} ${code}: ${error.message ?? ''}`) }
}

function retryAfterOf(headers: unknown): number | null {
  const text =
    headers instanceof Headers
      ? headers.get('retry-after')
      : isFields(headers)
        ? headers['retry-after']
        : null
  const seconds = Number(text ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

/** Codes of sockets, DNS and TLS, and of requests given up. */
function networkTrouble(error: unknown): Trouble | null {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const cause = (error as { cause?: { code?: unknown } } | null)?.cause?.code
  const told = [cause, code, name].find((word) => typeof word === 'string' && NETWORK.test(word))
  if (typeof told !== 'string') return null
  const said = /CERT|SSL|TLS/.test(told)
    ? 'The certificate of Google’s servers was not accepted (a proxy in between?).'
    : 'Google cannot be reached.'
  return { kind: 'passing', code: told, cause: said, wayOut: null, raw: told, retryAfter: null }
}

const NETWORK =
  /^(E[A-Z]{3,}|ERR_(SOCKET|TLS|SSL|STREAM|HTTP2)[A-Z_]*|UND_ERR[A-Z_]*|[A-Z_]*CERT[A-Z_]*|TimeoutError|AbortError|FetchError)$/
