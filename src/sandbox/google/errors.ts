// Google's error answers: the JSON that the Calendar API sends with each refusal.

interface ErrorItem {
  domain: string
  reason: string
  message: string
  locationType?: string
  location?: string
}

/** Thrown anywhere below the routes; they answer with its `body`. */
export class GoogleRefusal extends Error {
  readonly code: number
  readonly item: ErrorItem
  readonly status: string | undefined
  readonly details: object[] | undefined
  /** Seconds, for the header Retry-After. */
  retryAfter: number | undefined

  constructor(code: number, item: ErrorItem, status?: string, details?: object[]) {
    super(item.message)
    this.code = code
    this.item = item
    this.status = status
    this.details = details
  }

  get body() {
    const { code, message, item, status, details } = this
    const more = {
      ...(status === undefined ? {} : { status }),
      ...(details === undefined ? {} : { details }),
    }
    return { error: { code, message, errors: [item], ...more } }
  }
}

export const notFound = (message = 'Not Found') =>
  new GoogleRefusal(404, { domain: 'global', reason: 'notFound', message })

export const invalidCredentials = (message = 'Invalid Credentials') =>
  new GoogleRefusal(
    401,
    { domain: 'global', reason: 'authError', message, locationType: 'header', location: 'Authorization' },
    'UNAUTHENTICATED',
  )

export const loginRequired = () =>
  new GoogleRefusal(
    401,
    {
      domain: 'global',
      reason: 'required',
      message: 'Login Required.',
      locationType: 'header',
      location: 'Authorization',
    },
    'UNAUTHENTICATED',
  )

export const badParameter = (location: string, message: string, reason = 'invalidParameter') =>
  new GoogleRefusal(400, { domain: 'global', reason, message, locationType: 'parameter', location })

export const badRequest = (message: string, reason = 'badRequest') =>
  new GoogleRefusal(400, { domain: 'global', reason, message })

export const calendarRefusal = (code: number, reason: string, message: string, location?: string) =>
  new GoogleRefusal(code, {
    domain: 'calendar',
    reason,
    message,
    ...(location === undefined ? {} : { locationType: 'parameter', location }),
  })

export const fullSyncRequired = () =>
  calendarRefusal(
    410,
    'fullSyncRequired',
    'Sync token is no longer valid, a full sync is required.',
    'syncToken',
  )

export const updatedMinTooLongAgo = () =>
  calendarRefusal(
    410,
    'updatedMinTooLongAgo',
    'The requested minimum modification time lies too far in the past.',
    'updatedMin',
  )

export const notACalendarUser = () =>
  calendarRefusal(403, 'notACalendarUser', 'The user must be signed up for Google Calendar.')

export const insufficientScope = () =>
  new GoogleRefusal(
    403,
    { domain: 'global', reason: 'insufficientPermissions', message: 'Insufficient Permission' },
    'PERMISSION_DENIED',
  )

export const notAuthorized = () =>
  new GoogleRefusal(403, {
    domain: 'global',
    reason: 'forbidden',
    message: 'Not Authorized to access this resource/api',
  })

/** @param api as the Cloud console calls it, @param host of the service */
export function accessNotConfigured(api: string, host: string): GoogleRefusal {
  const page = `https://console.developers.google.com/apis/api/${host}/overview?project=${PROJECT}`
  const message =
    `${api} has not been used in project ${PROJECT} before or it is disabled. Enable it by visiting ${page} then retry. ` +
    'If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.'
  const told = { service: host, consumer: `projects/${PROJECT}`, activationUrl: page }
  return new GoogleRefusal(
    403,
    { domain: 'usageLimits', reason: 'accessNotConfigured', message },
    'PERMISSION_DENIED',
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'SERVICE_DISABLED',
        domain: 'googleapis.com',
        metadata: told,
      },
    ],
  )
}

const PROJECT = '100000000001'

/** Failures that come and go, as a test forces them or a full bucket causes them. */
export const passing = {
  rateLimitExceeded: () => usage(403, 'rateLimitExceeded', 'Rate Limit Exceeded'),
  userRateLimitExceeded: () => usage(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'),
  quotaExceeded: () => usage(403, 'quotaExceeded', 'Calendar usage limits exceeded.'),
  tooManyRequests: () => usage(429, 'rateLimitExceeded', 'Rate Limit Exceeded', 'RESOURCE_EXHAUSTED'),
  internalError: () => backend(500, 'Internal Error', 'INTERNAL'),
  backendError: () => backend(503, 'Backend Error', 'UNAVAILABLE'),
} satisfies Record<string, () => GoogleRefusal>

export type PassingFailure = keyof typeof passing

function usage(code: number, reason: string, message: string, status?: string): GoogleRefusal {
  return new GoogleRefusal(code, { domain: 'usageLimits', reason, message }, status)
}

function backend(code: number, message: string, status: string): GoogleRefusal {
  return new GoogleRefusal(code, { domain: 'global', reason: 'backendError', message }, status)
}
