// What the domain says of a pair: verdicts, slots, series, lapses; and the facts it says that from.
import type { CalendarCopy, CalendarEvent } from './event.ts'
import type { Policy } from './policy.ts'
import type {
  Absence,
  Address,
  Day,
  Directory,
  Holiday,
  Instant,
  Management,
  Person,
  Span,
  Word,
} from './types.ts'

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
