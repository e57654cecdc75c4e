// From counts and moments to the words of the start page. Pure.
import { needsHands } from '../domain/fault.ts'
import { refusalSentence } from '../domain/reasons.ts'
import { HOUR, type Instant } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import { ownerOf } from '../store/connections/options.ts'
import { byNeed, unreadOf } from '../store/connections/unread.ts'
import type {
  CalendarLine,
  ConnectionLine,
  NextMail,
  Outcome,
  PairCounts,
  RefusalCount,
} from '../store/overview.ts'
import type { Fault } from '../store/tables.ts'
import { kindName, labelOf } from './kinds.ts'

export interface StartFacts {
  now: Instant
  /** Wall clock; far from `now` in a demo. */
  wall: Instant
  connections: ConnectionLine[]
  calendars: CalendarLine[]
  pairs: PairCounts
  refusals: RefusalCount[]
  otherMeetings: number
  nextMails: NextMail[]
  nextJudgeAt: Instant | null
  outcomes: Outcome[]
  /** Mails in the built-in mailbox. */
  kept: number
  goLiveAt: Instant | null
  /** A mail server is set up. */
  smtp: boolean
  refreshSeconds: number
}

/** How something stands: a tone for the eye, a sign and a word for everybody. */
export interface Standing {
  tone: 'well' | 'wait' | 'trouble'
  word: string
}

export function startView(facts: StartFacts) {
  const { connections, calendars, pairs, nextMails } = facts
  const total = sum(connections.map((connection) => connection.calendars))
  return {
    title: 'Overview',
    section: 'start' as const,
    refreshSeconds: facts.refreshSeconds,
    now: facts.now,
    ownClock: Math.abs(facts.now - facts.wall) > HOUR,
    headline: headline(pairs.watched, total),
    delivery: delivery(facts),
    isEmpty: total === 0,
    figures: figures(facts, total),
    connections: byNeed(connections, facts.now).map((connection) => ({
      ...connection,
      ...standingOf(connection, facts.now),
    })),
    calendars: calendars.map((calendar) => ({ ...calendar, ...calendarStanding(calendar, facts.now) })),
    calendarsNotShown: total - calendars.length,
    refusals: refusalLines(facts),
    next: nextMails[0] ?? null,
    nextMails: nextMails.map((mail) => ({ ...mail, label: labelOf(mail.kind) })),
    nextLookAt: earliest(connections.map(({ nextLookAt }) => nextLookAt)),
    nextJudgeAt: facts.nextJudgeAt,
    outcomes: outcomeLines(facts.outcomes),
  }
}

function headline(watched: number, calendars: number): string {
  if (calendars === 0) return 'Nothing is watched yet'
  return `Watching ${counted(watched, 'pair', 'pairs')} in ${counted(calendars, 'calendar', 'calendars')}`
}

/** Where mails go: nowhere before go-live, and nowhere without a mail server. */
function delivery({ goLiveAt, smtp }: StartFacts) {
  const kept = { tone: 'wait', since: goLiveAt }
  if (goLiveAt === null)
    return {
      ...kept,
      word: 'Dry',
      sentence: 'Mails stay in the built-in mailbox until',
      command: 'halfhour go-live',
    }
  if (smtp)
    return { tone: 'well', since: goLiveAt, word: 'Live', sentence: 'Mails go to people.', command: null }
  const sentence = 'Mails stay in the built-in mailbox as long as there is no'
  return { ...kept, word: 'Live, but without a mail server', sentence, command: 'SMTP_URL' }
}

function figures({ pairs, connections, kept, outcomes }: StartFacts, calendars: number) {
  const read = sum(connections.map((connection) => connection.read))
  const failing = sum(connections.map((connection) => connection.failing))
  return [
    { label: 'Pairs watched', value: pairs.watched, note: pairNote(pairs) },
    {
      label: 'Calendars read',
      value: Math.min(read, calendars - failing),
      note: calendarNote(calendars, read, failing),
    },
    {
      label: 'Mails planned',
      value: mailsOf(outcomes, ({ state }) => state === 'planned'),
      note: 'for the next days',
    },
    { label: 'Mails in the mailbox', value: kept, note: 'in place of being sent' },
  ]
}

function pairNote({ infrequent, notJudgedYet, failing, watched, all }: PairCounts): string {
  const notes = [
    failing > 0 ? `${failing} cannot be judged` : '',
    notJudgedYet > 0 ? `${notJudgedYet} not looked at yet` : '',
    infrequent > 0 ? `${infrequent} far apart` : '',
    all > watched + notJudgedYet ? `${all - watched - notJudgedYet} without a series` : '',
  ].filter(Boolean)
  return notes.join(', ') || (watched > 0 ? 'all on rhythm' : 'none yet')
}

function calendarNote(all: number, read: number, failing: number): string {
  if (failing > 0) return `of ${all}; ${failing} cannot be read`
  return read === all ? 'all of them' : `of ${all} so far`
}

function standingOf(
  connection: ConnectionLine,
  now: Instant,
): Standing & { kindName: string; reason: string | null } {
  const all = unreadOf(connection, now)
  const unread = all.find(({ needsHands }) => needsHands) ?? all[0]
  const known = { kindName: kindName(connection.kind, ownerOf(connection)), reason: reasonOf(unread) }
  if (unread) return { ...known, tone: toneOf(unread.needsHands), word: UNREAD[unread.what] }
  return { ...known, ...readingOf(connection) }
}

const UNREAD = { calendars: 'Cannot be read', people: 'People cannot be read' }

/** One person who cannot be read breaks no connection. */
function readingOf({ calendars, read, failing }: ConnectionLine): Standing {
  if (failing > 0) return { tone: 'wait', word: `${failing} of ${calendars} cannot be read` }
  if (read < calendars) return { tone: 'wait', word: `Reading, ${read} of ${calendars} done` }
  return calendars === 0 ? { tone: 'wait', word: 'No calendars yet' } : { tone: 'well', word: 'Read' }
}

function calendarStanding({ failingSince: since, fault, readAt, complete }: CalendarLine, now: Instant) {
  if (since !== null) {
    const tone = toneOf(needsHands(fault?.code ?? '', since, now))
    return { tone, word: 'Cannot be read', reason: reasonOf({ fault }) }
  }
  if (readAt === null) return { tone: 'wait', word: 'Not read yet', reason: null }
  return complete
    ? { tone: 'well', word: 'Read', reason: null }
    : { tone: 'wait', word: 'Read in part', reason: null }
}

const toneOf = (needsHands: boolean) => (needsHands ? 'trouble' : 'wait')

const reasonOf = (unread: { fault: Fault | null } | undefined): string | null =>
  unread ? (unread.fault?.message ?? 'The reason is not known.') : null

/** Only counts: titles are for those who are in the meeting. */
function refusalLines({ refusals, otherMeetings }: StartFacts) {
  const lines = refusals.map(({ reason, meetings }) => ({ sentence: refusalSentence(reason), meetings }))
  if (otherMeetings === 0) return lines
  return [...lines, { sentence: 'It is no meeting of two colleagues alone.', meetings: otherMeetings }]
}

const OUTCOMES: [word: string, is: (outcome: Outcome) => boolean][] = [
  ['Sent to people', ({ state, via }) => state === 'sent' && via === 'smtp'],
  ['Kept in the mailbox', ({ state, via }) => state === 'sent' && via !== 'smtp'],
  ['On their way', ({ state }) => state === 'claimed'],
  ['May have arrived', ({ state }) => state === 'maybe-sent'],
  ['Dropped, no longer called for', ({ state }) => state === 'dropped'],
  ['Failed', ({ state }) => state === 'failed'],
]

const outcomeLines = (outcomes: Outcome[]) =>
  OUTCOMES.map(([word, is]) => ({ word, mails: mailsOf(outcomes, is) })).filter(({ mails }) => mails > 0)

const mailsOf = (outcomes: Outcome[], is: (outcome: Outcome) => boolean): number =>
  sum(outcomes.filter(is).map(({ mails }) => mails))

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)

function earliest(moments: (Instant | null)[]): Instant | null {
  const known = moments.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
