// What Microsoft says when it refuses, in plain words: what it means, whom it concerns, the way out. The first row that fits.
import type { Answer } from './answer.ts'
import { CONSENT, coded, type Known, ofCalendar, type When } from './known.ts'
import { isGranted } from './permissions.ts'
import { adminConsentUrl, app, grant, tokens } from './said-at-sign-in.ts'
import type { Asked } from './trouble.ts'

const ALONE = 'Nobody else is affected.'

/** Signed in, and refused: of the permission, or of this mailbox alone. The token's own words tell which. */
const lacks: When = (_answer, { permission }, { roles, served }) =>
  roles !== null && !isGranted(permission, roles) && !served.has(permission.name)
const DENIED = [
  'ErrorAccessDenied',
  'Authorization_RequestDenied',
  'AccessDenied',
  'Forbidden',
  'ErrorForbidden',
]
const denied = coded(...DENIED)

export const isDenied = (code: string) => DENIED.includes(code)

const rights: Known[] = [
  {
    when: (answer, asked, by) => denied(answer, asked, by) && lacks(answer, asked, by),
    kind: 'connection',
    cause: ({ permission }) => `the permission ${permission.name} (${permission.opens}) is not granted.`,
    wayOut: (asked, by) =>
      by.key.kind === 'person'
        ? CONSENT
        : `${app(by)} → API permissions: add ${asked.permission.name} (Application), then grant admin consent: ${adminConsentUrl(by)}. It can take an hour to work.`,
  },
  {
    when: ofCalendar(denied),
    kind: 'person',
    cause: 'this mailbox is outside of what the app may read.',
    wayOut: `Exchange admins narrow the app to some mailboxes (RBAC for Applications, application access policies): add this one there, or leave the person out. ${ALONE}`,
  },
  {
    when: denied,
    kind: 'connection',
    cause: ({ permission }) => `${permission.opens} is refused, though the token has the permission.`,
    wayOut:
      'A policy of the tenant forbids it: ask its admins. After a change of permissions it can take an hour to work.',
  },
  {
    when: ({ status, code }) => status === 401 || code === 'InvalidAuthenticationToken',
    kind: 'connection',
    cause: 'the token it gave us is not accepted.',
    wayOut: (asked, by) => (by.key.kind === 'person' ? CONSENT : grant(asked, by)),
  },
]

/** One person's mailbox; everybody else's goes on. */
const calendar: Known[] = [
  {
    when: ofCalendar(
      coded(
        'MailboxNotEnabledForRESTAPI',
        'MailboxNotSupportedForRESTAPI',
        'ErrorMailboxNotEnabledForRESTAPI',
      ),
    ),
    kind: 'person',
    cause: 'this person has no mailbox at Exchange Online: no licence, or it is kept elsewhere.',
    wayOut: `Give them a licence with Exchange Online, or leave them out. ${ALONE}`,
  },
  {
    when: ofCalendar(
      coded('ErrorInvalidUser', 'Request_ResourceNotFound', 'ErrorNonExistentMailbox', 'ResourceNotFound'),
    ),
    kind: 'person',
    cause: 'Microsoft knows no such person.',
    wayOut: `They may be deleted, or the address an alias. ${ALONE}`,
  },
  {
    when: ofCalendar(coded('ErrorItemNotFound', 'ErrorFolderNotFound')),
    kind: 'person',
    cause: 'this person has no such calendar.',
    wayOut: `Their mailbox may be new: it gets one when they first open Outlook. ${ALONE}`,
  },
  {
    when: ofCalendar(coded('ErrorAccountSuspend', 'ErrorAccountSuspended', 'ErrorUserNotFound')),
    kind: 'person',
    cause: 'the mailbox is suspended.',
    wayOut: ALONE,
  },
]

/** A cursor that is too old (410), or that a cloud does not understand (400), means reading anew. */
const sync: Known[] = [
  {
    when: ({ status, code }, { since }) =>
      status === 410 ||
      /^(SyncState(NotFound|Invalid)|ResyncRequired|resyncRequired|Directory_ResyncRequired)$/i.test(code) ||
      (since === true && status === 400),
    kind: 'gone',
    cause: 'the delta token is not valid any more; the calendar is read anew.',
  },
]

const push: Known[] = [
  {
    when: ({ status }, { about }) => about === 'a subscription' && (status === 404 || status === 410),
    kind: 'gone',
    cause: 'there is no such subscription any more.',
  },
  {
    when: ({ status, raw }, { about }) =>
      about === 'pushes' && status === 400 && /validation|notification ?url|notificationurl/i.test(raw),
    kind: 'connection',
    cause: 'it sends no pushes to our address.',
    wayOut:
      'PUBLIC_URL must be https, reachable from the internet, with a certificate that browsers accept, and answer at once. Without pushes calendars are polled.',
  },
]

const directory: Known[] = [
  {
    when: ({ status }, { about, concerns }) =>
      about !== undefined && concerns === 'connection' && status === 404,
    kind: 'connection',
    cause: ({ about }) => `it knows no ${about}.`,
    wayOut: 'Correct the groups chosen: the address of each as Entra shows it.',
  },
]

/** Exchange counts by app and mailbox; the directory and the token endpoint by app and tenant. */
const share: Known[] = [
  {
    when: ofCalendar((answer) => answer.from === 'graph' && isBusy(answer)),
    kind: 'busy',
    cause: 'Microsoft is busy: too many requests for this mailbox. Nothing is broken.',
  },
  {
    when: isBusy,
    kind: 'all-busy',
    cause: 'Microsoft is busy: too many requests. Nothing is broken.',
  },
]

function isBusy({ status, retryAfter, code }: Answer): boolean {
  return status === 429 || (status === 503 && retryAfter !== null) || code === 'AADSTS90055'
}

export const troubles: readonly Known[] = [
  ...share,
  ...sync,
  ...tokens,
  ...rights,
  ...push,
  ...directory,
  ...calendar,
]

export function otherTrouble(status: number, { concerns }: Asked): Omit<Known, 'when'> {
  if (status >= 500) return { kind: 'passing', cause: 'Microsoft has trouble of its own.' }
  const kind = concerns === 'calendar' ? 'person' : 'connection'
  return { kind, cause: `an answer that is not known here (status ${status}).` }
}
