// Graph's error answers: status, code and message as Exchange, the directory and the gateway word them.
import { randomUUID } from 'node:crypto'

/** Thrown anywhere below the routes; they answer with its `body`. */
export class GraphRefusal extends Error {
  readonly status: number
  readonly code: string
  /** Seconds, for the header Retry-After. */
  retryAfter: number | undefined

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  bodyFor(clientRequestId: string | undefined) {
    const id = randomUUID()
    const date = new Date().toISOString().slice(0, 19)
    const innerError = { date, 'request-id': id, 'client-request-id': clientRequestId ?? id }
    return { error: { code: this.code, message: this.message, innerError } }
  }
}

const refusal = (status: number, code: string) => (message: string) => new GraphRefusal(status, code, message)

export const invalidToken = refusal(401, 'InvalidAuthenticationToken')
export const badRequest = refusal(400, 'BadRequest')
export const invalidQuery = refusal(400, 'ErrorInvalidUrlQuery')
export const invalidFilter = refusal(400, 'Request_BadRequest')
export const invalidRequest = refusal(400, 'InvalidRequest')

export const emptyToken = () => invalidToken('Access token is empty.')
export const expiredToken = () => invalidToken('Lifetime validation failed, the token is expired.')

/** Exchange refuses: no role in the token, or the mailbox is outside of what the app may read. */
export const accessDenied = () =>
  new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')

/** The directory refuses. */
export const requestDenied = () =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')

export const itemNotFound = () =>
  new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')

export const noMailbox = () =>
  new GraphRefusal(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  )

export const invalidUser = (user: string) =>
  new GraphRefusal(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`)

export const noResource = (id: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

export const noSegment = (segment: string) => badRequest(`Resource not found for the segment '${segment}'.`)

export const noSubscription = (id: string) =>
  new GraphRefusal(404, 'ResourceNotFound', `The object was not found. Subscription '${id}'.`)

export const malformedToken = () => new GraphRefusal(400, 'BadRequest', 'Badly formed token.')

export const syncStateNotFound = () =>
  new GraphRefusal(
    410,
    'SyncStateNotFound',
    'The sync state generation is not found; generation=149;[highest=157][157][155][156].',
  )

/** Of the directory: its delta links die too. */
export const resyncRequired = () =>
  new GraphRefusal(410, 'Directory_ResyncRequired', 'Resync required. Repeat the request without a token.')

/** Failures that come and go, as a test forces them or a full bucket causes them. */
export const passing = {
  throttled: refusalOf(429, 'ApplicationThrottled', "Application is over its 'RequestLimit' limit."),
  concurrency: refusalOf(429, 'ApplicationThrottled', "Application is over its 'MailboxConcurrency' limit."),
  tooManyRequests: refusalOf(429, 'TooManyRequests', 'Too many requests.'),
  internalError: refusalOf(500, 'ErrorInternalServerError', 'An internal server error occurred.'),
  unavailable: refusalOf(503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
  mailboxMoving: refusalOf(503, 'ErrorMailboxStoreUnavailable', 'The mailbox database is unavailable.'),
  gatewayTimeout: refusalOf(504, 'UnknownError', 'The gateway timed out.'),
} satisfies Record<string, () => GraphRefusal>

export type PassingFailure = keyof typeof passing

function refusalOf(status: number, code: string, message: string) {
  return () => new GraphRefusal(status, code, message)
}
