/**
 * The words of docs/domain.md as shapes. Every room speaks these; nothing here does anything.
 *
 * Instants are milliseconds since 1970-01-01T00:00Z, lengths of time are milliseconds too unless a name says
 * otherwise ("Minutes", "Days"). Addresses are lower case. Days are 'YYYY-MM-DD'.
 */

export type Instant = number
export type Address = string
export type Day = string
/** IANA name, e.g. 'Europe/Berlin'. */
export type Zone = string

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY

/** start inclusive, end exclusive. */
export interface Span {
  start: Instant
  end: Instant
}

// --- what calendars give ---------------------------------------------------------------------------------

export type Answer = 'accepted' | 'declined' | 'tentative' | 'none'

export interface Attendee {
  /** null where the calendar names somebody without an address. */
  address: Address | null
  name: string | null
  /** 'room': marked as room or resource; 'group': CUTYPE=GROUP or the like. */
  kind: 'person' | 'room' | 'group'
  answer: Answer
  /** People this attendee brings along (Google additionalGuests). */
  guests: number
}

/**
 * A recurrence in iCalendar terms (RFC 5545 3.8.5), whatever the provider called it.
 * `rules` are RRULE values without the name ('FREQ=WEEKLY;BYDAY=TU'); RDATEs and EXDATEs are instants already,
 * date-only EXDATEs (they take out the whole local day) stand apart.
 */
export interface Recurrence {
  rules: string[]
  dates: Instant[]
  exDates: Instant[]
  exDays: Day[]
}

/** What an event says about the meeting. A tombstone and a bare occurrence have none: they inherit. */
export interface Details {
  title: string
  /** Title is never shown: "Private meeting". */
  private: boolean
  /** Null where nobody is named: an entry of the owner alone. */
  organizer: Address | null
  /** Name of the organizer, for display only. */
  organizerName: string | null
  /** Organizer's own calendar is a room, a group calendar or another non-person (W2). */
  organizerIsPlace: boolean
  /** As listed; the organizer may or may not be among them. */
  attendees: Attendee[]
  /**
   * The organizer is a person of the meeting though not listed (W2): always in Outlook and iCalendar; in Google not
   * where two others are listed (an assistant scheduled it).
   */
  organizerJoins: boolean
  /** The list is cut short or hidden from guests: more people may be invited than are listed (W2). */
  attendeesHidden: boolean
  /** How the event shows in the owner's calendar. 'away' is out of office. */
  shows: 'busy' | 'free' | 'tentative' | 'away'
  /** 'other': focus time, working location, birthday, made from a mail; never a meeting (W1). */
  type: 'meeting' | 'other'
  /** Names and addresses of the places where it happens; a room that is also listed as attendee is named here. */
  locations: string[]
}

/** One row of one calendar copy: a master with its rule, an instance (exception or occurrence) of one, or a single. */
export interface CalendarEvent {
  /** `CalendarCopy.id` of the calendar this row was read from. */
  calendar: string
  /** The provider's id in that calendar. */
  id: string
  /** The iCalendar UID that all copies and all instances share (S1). */
  uid: string
  kind: 'single' | 'master' | 'instance'
  /** Instances only: the original start, which names the slot and never changes. */
  original: Instant | null
  /** Off in this copy: a tombstone or a cancelled event; an instance, a single or (master) the whole series. */
  removed: boolean
  /** When it is; all-day events from local midnight to local midnight. Null: not told (a tombstone). */
  span: Span | null
  allDay: boolean
  /**
   * The series' own zone, in which its rule is expanded (S9). Null on a timed master: the zone could not be read,
   * `span` is a guess in the calendar's zone.
   */
  zone: Zone | null
  /** Null for a bare tombstone or occurrence: inherits its master's. */
  details: Details | null
  /** Masters only. */
  recurrence: Recurrence | null
  sequence: number
  /** Last modification as the provider tells it. */
  updated: Instant | null
  /**
   * Masters, only where history is known (the service): the present rule holds from this instant on, dates before it
   * are no slots of it (S4). Null: for all dates (an audit, or a series that was first seen like this).
   */
  ruleSince: Instant | null
  /** Masters, only where history is known: when it was first seen that one of the two declines the whole series (W). */
  declinedSince: Instant | null
}

/** A calendar as it was read: whose it is and how far its absence of something proves anything (S3). */
export interface CalendarCopy {
  id: string
  owner: Address
  zone: Zone | null
  /** False: only half read, absence proves nothing. */
  complete: boolean
  /** UIDs with an unreadable event: for these alone the copy counts as half read. */
  brokenUids: string[]
  /** The dates it was read for, null: all (a calendar view is read for a window). */
  window: Span | null
  readAt: Instant
}

// --- people ----------------------------------------------------------------------------------------------

/** Local working time; minutes from local midnight. Weekdays: 1 = Monday … 7 = Sunday (ISO 8601). */
export interface WorkingHours {
  startMinute: number
  endMinute: number
  days: number[]
}

export interface Person {
  /** The primary address: names the person everywhere. */
  address: Address
  aliases: Address[]
  name: string | null
  zone: Zone
  /** Null: the policy's default hours. */
  hours: WorkingHours | null
  /** BCP 47, e.g. 'en-GB'; null: the service's default. */
  locale: string | null
  /** Suspended or deleted since then (W3). */
  leftAt: Instant | null
}

/** Who managed whom, and when; `until` exclusive, null: still. */
export interface Management {
  person: Address
  manager: Address
  from: Instant | null
  until: Instant | null
}

/** Who is a colleague (W3). */
export interface Directory {
  /** The primary address of a colleague (aliases resolved), null for everybody else. */
  colleague(address: Address): Address | null
  /** True where the address is known to be a group or another non-person. */
  isGroup(address: Address): boolean
}

export interface Absence extends Span {
  person: Address
}

/** A public holiday of one person, a whole local day of theirs. */
export interface Holiday {
  person: Address
  day: Day
}

/** V1: one of the two said whether the slot of this original start took place. */
export interface Word {
  original: Instant
  by: Address
  said: 'met' | 'not-met'
  at: Instant
}

// --- policy ----------------------------------------------------------------------------------------------

export interface Policy {
  minimumMinutes: number
  toleranceMinutes: number
  longestGapDays: number
  gapGraceDays: number
  promptHoursBefore: number
  recapMinutesAfter: number
  alertHoursAfter: number
  /** Used for people whose working hours are not known. */
  defaultHours: WorkingHours
  /** Minute of Monday, local. */
  digestMinute: number
  /** Whole words that keep a series from being watched (W5). */
  vetoWords: string[]
  /** Words in the title of an all-day event of one person alone that make it an absence. */
  absenceWords: string[]
  /** Addresses (or '@domain') of note-taking assistants, which are no people (W2). */
  assistants: string[]
}

export const defaultPolicy: Policy = {
  minimumMinutes: 30,
  toleranceMinutes: 0,
  longestGapDays: 14,
  gapGraceDays: 3,
  promptHoursBefore: 24,
  recapMinutesAfter: 15,
  alertHoursAfter: 24,
  defaultHours: { startMinute: 8 * 60, endMinute: 18 * 60, days: [1, 2, 3, 4, 5] },
  digestMinute: 8 * 60,
  vetoWords: ['interview'],
  absenceWords: [
    'vacation',
    'holiday',
    'holidays',
    'leave',
    'pto',
    'ooo',
    'out of office',
    'sick',
    'parental',
    'urlaub',
    'krank',
    'elternzeit',
    'congé',
    'congés',
    'vacances',
    'vacaciones',
    'ferie',
  ],
  assistants: [
    '@fireflies.ai',
    '@otter.ai',
    '@read.ai',
    '@fathom.video',
    '@tldv.io',
    '@grain.com',
    '@avoma.com',
  ],
}

// --- what the domain says --------------------------------------------------------------------------------

/** Why an event is not watched (W). The sentences stand in reasons.ts. */
export type Refusal =
  | 'all-day'
  | 'too-long'
  | 'not-a-meeting'
  | 'free' // W1
  | 'alone'
  | 'more-than-two'
  | 'unknown' // W2
  | 'outside'
  | 'left' // W3
  | 'not-recurring' // W4
  | 'vetoed' // W5
  | 'series-declined'
  | 'series-deleted'

export type State = 'upcoming' | 'held' | 'skipped' | 'excused' | 'excluded' | 'unknown'

/** Why a slot has its verdict (V). The sentences stand in reasons.ts. */
export type Reason =
  | 'reported' // V1
  | 'cancelled'
  | 'removed'
  | 'declined'
  | 'uninvited' // V2: what called it off
  | 'replaced' // V2, R
  | 'absence'
  | 'holiday' // V2, V5
  | 'others-joined'
  | 'vetoed' // V3, W5
  | 'not-read'
  | 'half-read'
  | 'unreadable' // V6
  | 'no-response' // V7
  | 'short-by-rule'
  | 'shortened' // flags

export interface Verdict {
  state: State
  moved: boolean
  flags: ('skipped' | 'short')[]
  reasons: Reason[]
}

export interface Slot extends Verdict, Span {
  /** Names the slot: (pair, original start). `start`/`end` are where it is now (its replacement's, if replaced). */
  original: Instant
  /** Key of its series; that of `Series.key`. */
  series: string
  /** UID of the part of the series (or the single) it comes from. */
  uid: string
  /** Planned length of the part of the series it belongs to, minutes. */
  seriesMinutes: number
  /** Off (V2) before absence, holiday and replacement were looked at. */
  calledOff: boolean
  /** It gets mails: of parallel series only one does (W), a habit's from its third meeting on (H). */
  mailed: boolean
  /** Covered by an absence of one of the two, or on a public holiday of one: no agenda goes out (M). */
  away: boolean
}

export interface Series {
  /** UID of its oldest part. */
  key: string
  /** UIDs of all its parts, oldest first (S6). */
  uids: string[]
  title: string
  private: boolean
  /** Planned length of its newest part. */
  minutes: number
  /** The rule's, else the median distance; null for fewer than two dates. */
  cadenceDays: number | null
  /** No slot after now. */
  ended: boolean
  /** By rule or dates (W4); false for a habit (H) and instances without a master (S8). */
  byRule: boolean
}

/** A meeting of the pair that belongs to no series (and stands in for no slot). */
export interface OneOff extends Span {
  uid: string
  met: boolean
}

export interface Refused {
  uid: string
  title: string
  reason: Refusal
  /** The colleagues among its people. */
  people: Address[]
}

/** F: the pair's lapse, as of now. */
export interface Infrequency {
  reason: 'by-rule' | 'gap'
  /** First day of the lapse in the deciding zone (M1's subject). */
  since: Day
  /** by-rule: longest planned distance; gap: days counted since they last met. */
  days: number
  lastMet: Instant | null
  /** When the limit was crossed: the local midnight that made it one day too many. */
  noticed: Instant
}

export interface PairFacts {
  /** Sorted by address. */
  people: readonly [Person, Person]
  directory: Directory
  /**
   * Slots are worked out for these original starts; older ones are as remembered. -Infinity: from the first on. It
   * reaches five weeks back and three months ahead of `now` at least (F1).
   */
  window: Span
  /** Who manages whom among the two, over time. */
  management: Management[]
  calendars: CalendarCopy[]
  /** Rows of all copies whose meeting may be the pair's (all rows of each UID). */
  events: CalendarEvent[]
  absences: Absence[]
  holidays: Holiday[]
  words: Word[]
  /** Slots as last judged and stored, where history is known (S4, and closed slots). */
  memory: Slot[]
  policy: Policy
}

export interface Judgement {
  people: readonly [Address, Address]
  /** The one who manages the other now, null for peers. */
  manager: Address | null
  series: Series[]
  /** By original start. */
  slots: Slot[]
  oneOffs: OneOff[]
  refused: Refused[]
  infrequent: Infrequency | null
  /** Every lapse of the window up to now, in order, the present one included. */
  lapses: Infrequency[]
  /** When the two last met before now (start). */
  lastMet: Instant | null
  /** A series lives: some slot is planned after now. */
  living: boolean
  /** By plan more than twice a week: judged, never mailed (W). */
  tooOften: boolean
  /** The next instant at which the outcome changes by itself, null: never. */
  judgeAt: Instant | null
}
