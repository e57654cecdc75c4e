// Google's error answers: the JSON that the Calendar API sends with each refusal.

export interface ErrorItem {
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

  constructor(code: number, item: ErrorItem, status?: string) {
    super(item.message)
    this.code = code
    this.item = item
    this.status = status
  }

  get body() {
    const { code, message, item, status } = this
    return { error: { code, message, errors: [item], ...(status === undefined ? {} : { status }) } }
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
