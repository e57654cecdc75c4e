// The tables as Kysely sees them. Instants are bigint columns of milliseconds, like everywhere in the domain.
import type { ColumnType, Generated, JSONColumnType, Kysely, Transaction } from 'kysely'
import type { CalendarEvent, Details } from '../domain/event.ts'
import type { Judgement, Refusal, Slot } from '../domain/judgement.ts'
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
  /** The calendar service's own words. */
  raw?: string
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
    directory_cursor: Maybe<string>
    created_at: number
  }
  people: {
    address: string
    aliases: Defaulted<string[]>
    kind: Defaulted<'person' | 'group'>
    name: Maybe<string>
    hours: MaybeJson<WorkingHours>
    zone: Maybe<string>
    locale: Maybe<string>
    left_at: Maybe<number>
    source: string
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
  }
  events: {
    calendar: string
    id: string
    uid: string
    removed: boolean
    absence: boolean
    /** Why its meeting is not watched, where the row itself tells; null: it may be. */
    refusal: Maybe<Refusal>
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
