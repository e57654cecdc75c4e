// What the sandbox remembers of a company's calendars: meetings are kept once, each calendar holds rows that point at them.
import type { Address, Instant, Zone } from '../../../domain/types.ts'
import type { Facts } from '../../world/facts.ts'
import type { Post } from '../../world/post.ts'

export interface Exception {
  facts: Partial<Facts>
  cancelled: boolean
  sequence: number
}

export interface Meeting {
  id: string
  iCalUID: string
  organizer: { email: Address; displayName?: string }
  created: Instant
  sequence: number
  facts: Facts
  /** The whole event or series was deleted. */
  cancelled: boolean
  /** By original start. */
  exceptions: Map<Instant, Exception>
  /** Copies that their owners removed from their own calendars: see `copyKey`. */
  removed: Set<string>
  /** Calendars that hold a row of it, or held one. */
  copies: Set<Calendar>
  /** Guests outside who have been asked, of all or of one instance. */
  told: Map<Instant | 'all', Set<Address>>
  /** Somebody outside invited to this one instance of their series alone. */
  only?: Instant
}

/** One entry of one calendar copy. `original` null: the master or single event itself. */
export interface Row {
  id: string
  meeting: Meeting
  original: Instant | null
  /** The calendar's version at which it last changed; unique in the calendar. */
  version: number
  updated: Instant
  /** 'bare': nothing but id and status is told. */
  state: 'alive' | 'cancelled' | 'bare'
}

export interface Calendar {
  owner: Person
  /** Counts changes; sync tokens name a version. */
  version: number
  /** Sync tokens up to this version are dead (410). */
  deadBefore: number
  /** In the order of their versions. */
  rows: Map<string, Row>
}

export interface Person {
  /** The account's own, numeric; it outlives every address. */
  id: string
  address: Address
  aliases: Address[]
  name: string | undefined
  zone: Zone
  suspended: boolean
  /** Google Calendar is switched on for this person. */
  hasCalendar: boolean
  /** Invitations appear in this calendar at once, or only when answered. */
  seesInvitations: 'always' | 'answered'
  entry: Entry
}

/** What only the directory tells of a person. */
export interface Entry {
  admin: boolean
  delegatedAdmin: boolean
  archived: boolean
  /** Path of the organizational unit, '/' for none. */
  unit: string
  relations: Relation[]
  /** BCP 47. */
  locale: string | undefined
  /** ISO 3166-1 alpha-2. */
  country: string | undefined
  created: Instant
  suspendedAt: Instant | undefined
}

/** `value` is free text: Google checks no address. */
export interface Relation {
  value: string
  type: string
  customType?: string
}

export type Role = 'OWNER' | 'MANAGER' | 'MEMBER'

/** A person, a group or somebody outside by address, or everybody in the company. */
export type MemberPlan = Address | { email: Address; role?: Role } | { everybody: true }

export interface Group {
  id: string
  address: Address
  members: MemberPlan[]
}

/** Deleted accounts are listed for 20 days. */
interface Leaver {
  person: Person
  at: Instant
}

export interface Company {
  now: () => Instant
  people: Map<Address, Person>
  /** Alias or primary address → primary address. */
  addresses: Map<Address, Address>
  rooms: Map<Address, string>
  groups: Map<Address, Group>
  leavers: Leaver[]
  /** The list of users leaves them out, by a fault of Google's; asked for alone they are there. */
  unlisted: Set<Address>
  calendars: Map<Address, Calendar>
  meetings: Map<string, Meeting>
  /** Letters to addresses outside go there. */
  post: Post | null
  /** Calendars that the act under way has changed so far. */
  touched: Set<Address>
  /** Told once per act of every calendar it changed. */
  watchers: ((owners: Address[]) => void)[]
  /** They feed ids that repeat from run to run. */
  lastId: number
  lastAccount: number
}

/** @param owner the account's id: addresses change */
export const copyKey = (owner: string, original: Instant | null) => `${owner} ${original ?? 'all'}`
