/**
 * What each mail shows, as plain shapes. Instants stay instants here: the mail speaks in the recipient's zone.
 * Every text may come from a stranger's calendar; nothing in a view has to be cleaned or escaped beforehand.
 */
import type { Address, Day, Instant, Span, Zone } from '../domain/types.ts'

/** The one who reads the mail. A locale or zone that Intl does not know falls back to en-GB and UTC. */
export interface Recipient {
  address: Address
  name: string | null
  zone: Zone
  /** BCP 47; null: en-GB. */
  locale: string | null
}

/** The other of the pair. */
export interface Party {
  name: string | null
  address: Address
  zone: Zone
}

export interface Meeting extends Span {
  /** Names the slot; differs from `start` where the meeting moved. */
  original: Instant
  /** "Private meeting" where the title may not be shown. */
  title: string
}

export interface Topic {
  text: string
  /** The recipient's own. */
  mine: boolean
}

export interface ActionItem {
  text: string
  due: Day | null
}

/** First mail to anyone: who runs this, what it reads, how to stop it. */
export interface Introduction {
  /** The company, or whoever set Halfhour up. */
  runBy: string
  /** Whom to ask; an address or a name. */
  contact: string | null
  /** e.g. 'your Google calendar'. */
  reads: string
}

/** Small links beside the one button; their words stand in helpers.ts. */
export type SmallLink = 'did-not-happen' | 'happened' | 'on-purpose' | 'wrong' | 'pair-page'

export interface Links {
  /** Target of the mail's one button; null where no service runs (an audit): no button then. */
  primary: string | null
  small: { to: SmallLink; url: string }[]
}

/** To a page of the machine that Halfhour runs on. `where`: from where it opens, and what to do elsewhere. */
export interface LocalLinks extends Links {
  where: string
}

/** RFC 8058 targets, per recipient and kind; `all` stops every kind. */
export interface Stops {
  thisKind: string
  all: string
}

/** A verdict that was told earlier and has changed since; shown, never hidden. */
export interface Correction {
  at: Instant
  sentence: string
}

interface Common {
  /** The moment of the mail: "16 days ago" counts from here. */
  now: Instant
  links: Links
  introduction: Introduction | null
  /** Null: cannot be stopped (trouble), or no service runs. */
  stops: Stops | null
}

export interface AgendaView extends Common {
  other: Party
  slot: Meeting
  lastMet: Instant | null
  topics: { mine: Topic[]; theirs: Topic[]; carried: Topic[] }
  actions: { mine: ActionItem[]; theirs: ActionItem[] }
  question: string | null
  /** Replies are read and added to the agenda; else the mail does not promise it. */
  replies: boolean
}

export interface RecapView extends Common {
  other: Party
  slot: Meeting
  /** What the recipient is to the other: the report is asked for the most useful part. */
  role: 'report' | 'manager' | 'peer'
  actions: { mine: ActionItem[]; theirs: ActionItem[] }
  carried: Topic[]
  replies: boolean
}

interface AlertCommon {
  other: Party
  lastMet: Instant | null
  /** "usually every N days". */
  usualDays: number | null
  /** Next planned meeting of the two. */
  next: Span | null
  /** Up to three times at which both are free. */
  times: Span[]
  corrections: Correction[]
  links: Links
}

export interface MissedAlert extends AlertCommon {
  kind: 'missed'
  slot: Meeting
  /** One of the two said so (V1): "did not take place" instead of "was called off". */
  reported: boolean
  /** What the calendar shows, a sentence for each reason. */
  sentences: string[]
  /** Since when the calendar shows it; null: not known. */
  since: Instant | null
  /** A replacement that showed up after the alert fell due. */
  replacement: Span | null
}

export interface ShortAlert extends AlertCommon {
  kind: 'short'
  /** short-by-rule: the series is short; shortened: this slot was cut. */
  reason: 'short-by-rule' | 'shortened'
  slot: Meeting
  minutes: number
  /** Planned length of the series. */
  seriesMinutes: number
  minimumMinutes: number
  sentences: string[]
}

export interface InfrequentAlert extends AlertCommon {
  kind: 'infrequent'
  /** by-rule: planned too rarely; gap: not met for too long. */
  reason: 'by-rule' | 'gap'
  /** by-rule: longest planned distance. gap: days since they last met. */
  days: number
  longestGapDays: number
  sentences: string[]
}

export type Alert = MissedAlert | ShortAlert | InfrequentAlert

/** M4: one mail for all alerts of a day. The first gives the mail its kind, subject and button. */
export interface AlertsView extends Omit<Common, 'links'> {
  alerts: [Alert, ...Alert[]]
}

export interface DigestRow {
  other: Party
  /** The facts, in sentences. */
  sentences: string[]
  /** The meeting meant, where there is one. */
  when: Span | null
  /** The pair's page. */
  url: string | null
}

export interface DigestView extends Common {
  /** Monday of the week that begins. */
  week: Day
  onRhythm: number
  total: number
  needsLook: DigestRow[]
  unknown: DigestRow[]
  comingUp: DigestRow[]
  /** Names of those on rhythm. */
  steady: string[]
  /** Open action items of the manager's own. */
  actions: (ActionItem & { with: string })[]
}

export interface TroubleView extends Common {
  links: LocalLinks
  /** What needs hands: 'Google calendars', 'Your calendar'. */
  connection: string
  /** How it is: 'not readable'. */
  state: string
  since: Instant
  /** A short clause: 'Client secret expired'. */
  cause: string
  /** What follows it, a sentence or two; may be empty. */
  explanation: string
  /** What it means, in sentences, and in a few words for the preheader. */
  effect: string
  gist: string
  /** What to do, in order. */
  steps: string[]
  /** The service's own words, as received. */
  raw: string
  code: string | null
  trace: string | null
  /** The word on the button. */
  fix: string
  /** Why the recipient gets this mail. */
  because: string
}

export interface WellAgainView extends Common {
  links: LocalLinks
  connection: string
  since: Instant
  until: Instant
  /** How it is now: 'readable again'. */
  state: string
  /** How it was: 'The calendars of 42 people could not be read'. */
  was: string
  because: string
}

export interface ExpiringView extends Common {
  links: LocalLinks
  connection: string
  /** What ends: 'client secret', 'certificate'. */
  proof: string
  day: Day
  /** 'in 7 days', 'tomorrow', 'today' */
  when: string
  /** What it means, in sentences. */
  effect: string
  /** What to do, in order. */
  steps: string[]
  because: string
}

/** Which view each kind of mail shows. */
export interface Views {
  'agenda-report': AgendaView
  'agenda-manager': AgendaView
  'agenda-peer': AgendaView
  recap: RecapView
  missed: AlertsView
  short: AlertsView
  infrequent: AlertsView
  digest: DigestView
  trouble: TroubleView
  'well-again': WellAgainView
  expiring: ExpiringView
}

export type MailKind = keyof Views

export const mailKinds: readonly MailKind[] = [
  'agenda-report',
  'agenda-manager',
  'agenda-peer',
  'recap',
  'missed',
  'short',
  'infrequent',
  'digest',
  'trouble',
  'well-again',
  'expiring',
]
