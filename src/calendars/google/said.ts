// What Google says when it refuses, in plain words: what it means, whom it concerns, the way out. The first row that fits.

import type { Trouble } from '../trouble.ts'
import type { Answer } from './answer.ts'
import type { Asked } from './trouble.ts'

interface Known extends Pick<Trouble, 'kind'> {
  when: (answer: Answer, asked: Asked) => boolean
  cause: Words
  wayOut?: Words
}

type Words = string | ((asked: Asked) => string)
type When = Known['when']

const coded =
  (...codes: string[]): When =>
  ({ code }) =>
    codes.includes(code)
const grant =
  (words: RegExp): When =>
  ({ code, raw }) =>
    code === 'invalid_grant' && words.test(raw)
/** Of no domain of the company, Google says it in other words. */
const nobody: When = (answer, asked) =>
  grant(/./)(answer, asked) || (answer.code === 'invalid_request' && /impersonation/i.test(answer.raw))
const ofPerson =
  (when: When): When =>
  (answer, asked) =>
    asked.by.kind === 'person' && when(answer, asked)
const ofAdmin =
  (when: When): When =>
  (answer, asked) =>
    asked.concerns === 'connection' && when(answer, asked)
const ofCalendar =
  (when: When): When =>
  (answer, asked) =>
    asked.concerns === 'calendar' && when(answer, asked)

const DELEGATION =
  'Admin console → Security → Access and data control → API controls → Domain-wide delegation'
const NEW_KEY = 'Make a new key (Google Cloud console → Service accounts → Keys) and connect with it.'
const CONSENT = 'Connect the calendar again: its owner signs in at Google and allows it once more.'
const ALONE = 'Nobody else is affected.'

function clientIn({ clientId }: Asked['by']): string {
  return clientId ? `the client id ${clientId}` : "the service account's numeric client id"
}

/** One person's own connection: what was consented to can be taken back. */
const consent: Known[] = [
  {
    when: ofPerson(grant(/./)),
    kind: 'connection',
    cause: 'access was taken back, or ran out, or the account is closed.',
    wayOut: CONSENT,
  },
  {
    when: ofPerson(coded('invalid_client', 'unauthorized_client', 'deleted_client', 'disabled_client')),
    kind: 'client',
    cause: 'the OAuth client is gone, or its secret was replaced.',
    wayOut:
      'Start Halfhour with its secret of today as GOOGLE_CLIENT_SECRET. Another client (GOOGLE_CLIENT_ID) needs everybody to consent again.',
  },
  {
    when: ofPerson(coded('access_denied', 'admin_policy_enforced', 'org_internal')),
    kind: 'client',
    cause: 'an admin of the company does not let this application in.',
    wayOut: 'Admin console → Security → API controls → App access control: trust the OAuth client.',
  },
  {
    when: ofPerson(coded('insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'invalid_scope')),
    kind: 'connection',
    cause: ({ scope }) => `${scope.opens} was not allowed when access was given.`,
    wayOut: `${CONSENT} The box for the calendar must be ticked.`,
  },
]

/** A service account that acts as people. */
const delegation: Known[] = [
  {
    when: coded('unauthorized_client', 'access_denied', 'invalid_scope'),
    kind: 'connection',
    cause: ({ scope }) => `delegation is missing, names another client id, or lacks the scope ${scope.url}.`,
    wayOut: ({ scope, by }) =>
      `${DELEGATION}: add ${clientIn(by)} with the scope ${scope.url}. It can take 24 hours to work.`,
  },
  {
    when: coded('insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'),
    kind: 'connection',
    cause: ({ scope }) => `the scope for ${scope.opens} is not granted.`,
    wayOut: ({ scope, by }) => `${DELEGATION}: add the scope ${scope.url} to ${clientIn(by)}.`,
  },
  {
    when: coded('accessNotConfigured', 'SERVICE_DISABLED'),
    kind: 'connection',
    cause: ({ scope, by }) =>
      `the ${scope.api.name} is switched off in the project of the ${by.kind === 'service' ? 'service account' : 'OAuth client'}.`,
    wayOut: ({ scope }) =>
      `Enable it: https://console.cloud.google.com/apis/library/${scope.api.host} (choose that project). It takes a few minutes to work.`,
  },
  {
    when: grant(/\b(iat|exp|timeframe)\b/i),
    kind: 'connection',
    cause: "this server's clock is wrong.",
    wayOut: "Set the server's clock (NTP).",
  },
  {
    when: (answer, asked) =>
      grant(/invalid jwt|account not found|robot is disabled/i)(answer, asked) ||
      coded('invalid_client', 'deleted_client', 'disabled_client')(answer, asked),
    kind: 'connection',
    cause: 'the key of the service account was deleted, or the account itself is deleted or disabled.',
    wayOut: NEW_KEY,
  },
]

/** The directory is asked as an admin: whatever is wrong with them concerns everybody. */
const directory: Known[] = [
  {
    when: ofAdmin(coded('forbidden', 'PERMISSION_DENIED')),
    kind: 'connection',
    cause: 'the person we act as is no admin who may read the directory.',
    wayOut:
      "Give an admin's address for the directory: a super admin, or one whose role may read users (and groups, where they are chosen).",
  },
  {
    when: ofAdmin(nobody),
    kind: 'connection',
    cause: 'Google knows no active user of this address, as which the directory is read.',
    wayOut: "Give an admin's primary address for the directory.",
  },
  {
    when: (answer, asked) =>
      asked.about !== undefined && ofAdmin(coded('notFound', 'groupNotFound', 'invalid'))(answer, asked),
    kind: 'connection',
    cause: ({ about }) => `it knows no ${about}.`,
    wayOut: 'Correct the groups chosen: the address of each as the Admin console shows it.',
  },
]

/** One person's calendar; everybody else's goes on. */
const calendar: Known[] = [
  {
    when: ofCalendar(nobody),
    kind: 'person',
    cause: 'Google knows no active user of this address: an alias, suspended, archived or gone.',
    wayOut: `Use the primary address. ${ALONE}`,
  },
  {
    when: ofCalendar(coded('notACalendarUser')),
    kind: 'person',
    cause: 'Calendar is switched off for this person.',
    wayOut: `Switch the Calendar service on for them in the Admin console. ${ALONE}`,
  },
  {
    when: ofCalendar(coded('notFound')),
    kind: 'person',
    cause: 'Google knows no such calendar.',
    wayOut: `Use the primary address of the person. ${ALONE}`,
  },
  {
    when: ofCalendar(coded('forbidden', 'requiredAccessLevel', 'forbiddenForNonOrganizer')),
    kind: 'person',
    cause: "this person's calendar may not be read.",
    wayOut: 'Check that the address is the primary one and that Calendar is on for them.',
  },
  {
    when: ofCalendar(({ status }) => status === 410),
    kind: 'gone',
    cause: 'the sync token is not valid any more; the calendar is read anew.',
  },
  {
    when: ofCalendar(({ code }) => code.startsWith('push.')),
    kind: 'connection',
    cause: 'it sends no pushes to our address.',
    wayOut:
      'PUBLIC_URL must be https, reachable from the internet, with a certificate that browsers accept. Without pushes calendars are polled.',
  },
]

/**
 * Google says `rateLimitExceeded` of the project's share and of a person's own alike; the words beside it tell which.
 * `quotaExceeded` is the project's, but "Calendar usage limits" are a person's own.
 */
const share: Known[] = [
  {
    when: (answer) => isBusy(answer) && OWN.test(`${answer.code} ${answer.raw}`),
    kind: 'busy',
    cause: 'Google is busy: too many requests for this person. Nothing is broken.',
  },
  {
    when: isBusy,
    kind: 'all-busy',
    cause: 'Google is busy: too many requests. Nothing is broken.',
  },
]

const OWN = /userRateLimit|per user|user rate limit|per minute per project per user|calendar ?usage ?limits/i

const BUSY = [
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'calendarUsageLimitsExceeded',
  'RATE_LIMIT_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'rate_limit_exceeded',
]

function isBusy({ status, code }: Answer): boolean {
  return status === 429 || BUSY.includes(code)
}

export const troubles: readonly Known[] = [...share, ...consent, ...delegation, ...directory, ...calendar]

/** What is not known here and was asked of one calendar is that person's: others may well be read. */
export function otherTrouble(status: number, { concerns }: Asked): Omit<Known, 'when'> {
  if (status >= 500) return { kind: 'passing', cause: 'Google has trouble of its own.' }
  if (status === 401)
    return {
      kind: 'connection',
      cause: 'the token it gave us is not accepted.',
      wayOut: ({ by }) => (by.kind === 'service' ? NEW_KEY : CONSENT),
    }
  const kind = concerns === 'calendar' ? 'person' : 'connection'
  return { kind, cause: `an answer that is not known here (status ${status}).` }
}
