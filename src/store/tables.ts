// The tables as Kysely sees them. Instants are bigint columns of milliseconds, like everywhere in the domain.
import type { ColumnType, Generated, JSONColumnType, Kysely, Transaction } from 'kysely'
import type { Account, WhyUnwatched } from '../domain/account.ts'
import type { CalendarEvent, Details } from '../domain/event.ts'
import type { Judgement, Slot } from '../domain/judgement.ts'
import type { Policy } from '../domain/policy.ts'
import type { WorkingHours } from '../domain/types.ts'

export type Db = Kysely<Tables> | Transaction<Tables>

/** `json`, not `jsonb`: titles may hold what jsonb refuses (NUL, lone surrogates), and bodies come back as they went in. */
type Json<T> = JSONColumnType<T & object>
type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>
type Defaulted<T> = ColumnType<T, T | undefined, T>

/** What broke, in plain words, for the admin page. */
export interface Fault {
  code: string
  message: string
  /** What to do about it; absent: nothing. */
  wayOut?: string
  /** Only an admin can mend it, whosever connection it is. */
  isAdmins?: true
  /** Of a calendar: all of its connection is at fault, which is told there. */
  ofConnection?: true
  /** The calendar service's own words. */
  raw?: string
}

/** What a file tells of a person; what it leaves out is absent. `manager` null: nobody. */
export interface Told {
  name?: string
  zone?: string
  aliases?: string[]
  country?: string
  manager?: string | null
}

interface Troubled {
  failing_since: Maybe<number>
  tries: Defaulted<number>
  fault: MaybeJson<Fault>
}

export interface Tables {
  connections: Troubled & {
    id: Generated<number>
    kind: 'google' | 'microsoft' | 'ics'
    name: string
    credentials: Maybe<Buffer>
    options: Json<Record<string, unknown>>
    created_at: number
    /** When its directory was last read whole. */
    directory_at: Maybe<number>
    /** When to read it next; null: it has none. */
    directory_look_at: Maybe<number>
    directory_failing_since: Maybe<number>
    directory_tries: Defaulted<number>
    directory_fault: MaybeJson<Fault>
    /** A person confirmed what looked like a mistake: the next reading is believed. */
    directory_confirmed: Defaulted<boolean>
    /** Wall clock: its quota is used up until then, none of its calendars is read. */
    paused_until: Maybe<number>
    /** Pauses in a row. */
    pauses: Defaulted<number>
  }
  /** What a directory last told, by its own ids: they stay when addresses change. */
  accounts: {
    connection: number
    id: string
    address: string
    /** Primary addresses it had before: they name the same person still. */
    former: Defaulted<string[]>
    body: Json<Omit<Account, 'id' | 'address'>>
    /** Why its calendar is not read; null: it is. */
    unwatched: Maybe<WhyUnwatched>
    seen_at: number
  }
  /** Keyed hashes of those in small meetings who were no colleagues: to find these calendars once one becomes one. */
  strangers: { calendar: string; hash: string }
  people: {
    address: string
    aliases: Defaulted<string[]>
    kind: Defaulted<'person' | 'group'>
    name: Maybe<string>
    hours: MaybeJson<WorkingHours>
    zone: Maybe<string>
    locale: Maybe<string>
    left_at: Maybe<number>
    /** ISO 3166, with a subdivision where told (DE, DE-BY): whose public holidays. */
    country: Maybe<string>
    source: string
    /** What a file or an admin told of them: it counts before what a directory tells. */
    told: MaybeJson<Told>
  }
  management: { person: string; manager: string; from_at: Maybe<number>; until_at: Maybe<number> }
  calendars: Troubled & {
    id: string
    connection: number
    owner: string
    provider_id: string
    zone: Maybe<string>
    cursor: Maybe<string>
    complete: Defaulted<boolean>
    broken_uids: Defaulted<string[]>
    window_start: Maybe<number>
    window_end: Maybe<number>
    read_at: Maybe<number>
    look_at: Maybe<number>
    /** Counts the hints that something changed, so that one during a reading is not lost. */
    hints: Defaulted<number>
    /** When to compare what was read with the service's own expansion next; null: not yet, or it has none. */
    check_at: Maybe<number>
    checked_at: Maybe<number>
    /** Found by all checks together; each was mended by reading the calendar anew. */
    differences: Defaulted<number>
    /** What the last check found and reading anew did not mend: a fault of ours. */
    unexplained: Defaulted<number>
    /** When to try again to open a channel after the service refused to; null: at any look. */
    watch_at: Maybe<number>
    watch_tries: Defaulted<number>
    watch_fault: MaybeJson<Fault>
  }
  /** Where a service pushes hints that a calendar changed. */
  channels: {
    id: string
    calendar: string
    /** Of ours, as it was when the channel was opened. */
    address: string
    /** The service's own name of what is watched. */
    resource: string
    /** SHA-256 of the token that comes with each push. */
    secret_hash: Buffer
    expires_at: number
    made_at: number
  }
  events: {
    calendar: string
    id: string
    uid: string
    removed: boolean
    absence: boolean
    rule_since: Maybe<number>
    declined_since: Maybe<number>
    body: Json<Body>
    seen_at: number
  }
  pairs: Troubled & {
    id: Generated<number>
    a: string
    b: string
    judge_at: Maybe<number>
    judged_at: Maybe<number>
    first_judged_at: Maybe<number>
    /** A slot of it is unknown only because no calendar was read since: the next reading judges it again. */
    awaits_read: Defaulted<boolean>
    summary: MaybeJson<Summary>
  }
  meetings: { uid: string; pair: number }
  slots: {
    pair: number
    original: number
    starts: number
    ends: number
    body: Json<Slot>
    first_seen: number
    acted_on: Defaulted<boolean>
  }
  corrections: { pair: number; original: number; at: number; was: Json<Slot>; became: MaybeJson<Slot> }
  words: { pair: number; original: number; by_person: string; said: 'met' | 'not-met'; at: number }
  absences: { id: Generated<number>; person: string; starts: number; ends: number; entered_by: string }
  holidays: { person: string; day: string }
  /** What was last saved of public holidays: of which place, for which time. */
  holiday_marks: { person: string; mark: string }
  policies: { version: Generated<number>; since: number; body: Json<Policy> }
  mailings: {
    id: Generated<number>
    kind: MailKind
    recipient: string
    subject: string
    pair: Maybe<number>
    slot: Maybe<number>
    day: Maybe<string>
    due_at: number
    expires_at: number
    /** When it goes: its due time, or for a bundled alert the last due moment of the day (M4). */
    goes_at: number
    state: Defaulted<MailState>
    reason: Maybe<string>
    /** Wall clock: nobody else touches it, or it is not tried again, before this. */
    lease_until: Maybe<number>
    /** The mailing whose mail this one went in (M4); its own id where it went alone. */
    bundle: Maybe<number>
    tries: Defaulted<number>
    settled_at: Maybe<number>
    via: Maybe<Via>
    payload: Json<Record<string, unknown>>
  }
  mailbox: {
    id: Generated<number>
    at: number
    recipient: string
    kind: string
    subject: string
    message_id: string
    html: string
    text: string
    raw: Buffer
  }
  stops: { recipient_hash: string; kind: string; at: number }
  introductions: { recipient_hash: string; via: Via; at: number }
  settings: { key: string; value: Json<unknown> }
}

export type MailKind = 'agenda' | 'recap' | 'missed' | 'short' | 'infrequent' | 'digest' | 'trouble'
/** How a mail went out. */
export type Via = 'smtp' | 'mailbox'
export type MailState = 'planned' | 'claimed' | 'sent' | 'maybe-sent' | 'dropped' | 'failed'

/** A stored event: what the columns do not hold already. */
export type Body = Omit<CalendarEvent, 'calendar' | 'ruleSince' | 'declinedSince'> & {
  details: Details | null
}

/** What was last judged of a pair, besides its slots. */
export type Summary = Omit<Judgement, 'slots' | 'people'>
