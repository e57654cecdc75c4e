/** A connection that needs hands, or is well again: what an admin reads of it, and the person whose own it is. */
import type { Address, Instant } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import type { Composed, Desk } from './compose.ts'

/** A connection that needs hands, as the store tells of it. */
export interface Broken {
  name: string
  what: 'calendars' | 'people'
  since: Instant
  fault: { code: string; message: string; wayOut?: string; isAdmins?: true; raw?: string }
  affected: number
  /** Whose own connection it is. */
  owner: Address | null
}

export function composeTrouble(trouble: Broken, recipient: Address, desk: Desk, now: Instant): Composed {
  const { since, fault } = trouble
  const { code, message, wayOut, raw } = fault
  const cause = firstClause(message)
  const { subject, state, effect, gist, fix, because } = wordsFor(trouble, recipient)
  const view = {
    ...common(trouble, recipient, desk, now),
    connection: subject,
    state,
    since,
    cause,
    gist,
    explanation: sentence(message.slice(cause.length).replace(/^[.;]\s*/, '')),
    effect,
    steps: wayOut ? [wayOut] : [],
    raw: raw ?? message,
    code: raw?.includes(code) ? null : code,
    trace: null,
    fix,
    because,
  }
  return { kind: 'trouble', view }
}

export function composeWellAgain(
  trouble: Broken,
  recipient: Address,
  until: Instant,
  desk: Desk,
  now: Instant,
): Composed {
  const { subject, again: state, was, because } = wordsFor(trouble, recipient)
  const view = {
    ...common(trouble, recipient, desk, now),
    connection: subject,
    state,
    since: trouble.since,
    until,
    was,
    because,
  }
  return { kind: 'well-again', view }
}

const common = ({ owner }: Broken, recipient: Address, desk: Desk, now: Instant) => ({
  now,
  links: owner === recipient ? desk.ownLinks() : desk.adminLinks(),
  introduction: null,
  stops: null,
})

interface Words {
  subject: string
  /** How it is, and how once it is well. */
  state: string
  again: string
  /** How it was, a sentence without its times. */
  was: string
  effect: string
  /** What it means, beside the cause, in a preheader. */
  gist: string
  /** The button. */
  fix: string
  /** Why they get this mail. */
  because: string
}

const UNKNOWN = 'Nobody is marked missed meanwhile; what cannot be read is shown as unknown.'
/** Why admins get mails about connections. */
export const ADMIN = 'You get this because you look after Halfhour.'

function wordsFor(trouble: Broken, recipient: Address): Words {
  if (trouble.owner === recipient) return trouble.fault.isAdmins ? passedOn : ownWords
  return trouble.what === 'people' ? peopleWords(trouble) : calendarWords(trouble)
}

const UNREADABLE = { state: 'not readable', again: 'readable again' }

const ownWords: Words = {
  subject: 'Your calendar',
  ...UNREADABLE,
  was: 'Your calendar could not be read',
  effect: `Your calendar is not being read. ${UNKNOWN} Only you can mend it.`,
  gist: 'only you can mend it',
  fix: 'Connect your calendar again',
  because: 'You get this because you connected your calendar to Halfhour.',
}

/** No admin is known who could be told instead. */
const passedOn: Words = {
  ...ownWords,
  effect: `Your calendar is not being read. ${UNKNOWN} Whoever looks after Halfhour must mend it: please pass this mail on to them.`,
  gist: 'whoever looks after Halfhour must mend it',
  fix: 'See the connection',
}

function calendarWords({ name, affected, owner }: Broken): Words {
  const calendars =
    affected > 0 ? `The calendars of ${counted(affected, 'person', 'people')}` : 'Its calendars'
  const only = owner ? ` Only ${owner} can mend it, and was told the same.` : ''
  return {
    subject: name,
    ...UNREADABLE,
    was: `${calendars} could not be read`,
    effect: `${calendars} cannot be read. ${UNKNOWN}${only}`,
    gist: `${counted(affected, 'person', 'people')} affected`,
    fix: 'Fix the connection',
    because: ADMIN,
  }
}

function peopleWords({ name, fault }: Broken): Words {
  const isDoubted = fault.code === 'shrunk'
  return {
    subject: `People of ${name}`,
    ...(isDoubted ? { state: 'in doubt', again: 'believed again' } : UNREADABLE),
    was: isDoubted
      ? `What the directory of ${name} told was in doubt`
      : `The directory of ${name} could not be read`,
    effect:
      'So far calendars are still read. Who joins or leaves, and who manages whom, stays as it was last told. Nobody is marked missed for it.',
    gist: 'calendars are still read',
    fix: isDoubted ? 'See the connection' : 'Fix the connection',
    because: ADMIN,
  }
}

/** Subject lines are short; the rest of the message follows in the mail. */
function firstClause(message: string): string {
  return message.split(/(?<=\S)[.;](?:\s|$)/, 1)[0]!
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
