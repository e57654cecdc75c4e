// What the sandbox remembers of a tenant: people, groups, and a mailbox each with copies of its own.
import type { Address, Instant, Span, WorkingHours, Zone } from '../../../domain/types.ts'
import type { Facts } from '../../world/facts.ts'
import type { Post } from '../../world/post.ts'

/** As Graph calls it; a guest list elsewhere says 'needsAction' for 'none' and 'notResponded'. */
export type GraphAnswer =
  | 'none'
  | 'organizer'
  | 'tentativelyAccepted'
  | 'accepted'
  | 'declined'
  | 'notResponded'

export type Kind = 'user' | 'guest' | 'shared' | 'room'

export interface Person {
  /** Of the directory object; it outlives every address. */
  id: string
  /** The primary one. */
  address: Address
  /** User principal name; null: the address. */
  signsInAs: string | null
  aliases: Address[]
  name: string | undefined
  zone: Zone
  /** False: nobody can sign in; the mailbox stays. */
  enabled: boolean
  kind: Kind
  /** Exchange Online holds a mailbox; else it is on-premises, or there is no licence. */
  hasMailbox: boolean
  /** Declined events stay in the calendar, shown as free. */
  keepsDeclined: boolean
  entry: Entry
}

/** What only the directory and the settings of a mailbox tell. */
export interface Entry {
  /** Id of a directory object; the one before, and the directory's version when it changed. */
  manager: string | null
  formerManager: string | null
  managerVersion: number
  department: string | null
  /** BCP 47. */
  locale: string | null
  /** ISO 3166-1 alpha-2. */
  country: string | null
  hours: WorkingHours | null
  /** In place of the Windows name of the zone, e.g. 'tzone://Microsoft/Custom'. */
  zoneName: string | null
  /** The directory's version at which it last changed. */
  version: number
}

export interface Group {
  id: string
  address: Address
  members: Address[]
}

/** One calendar item of one mailbox: a single event or a series. Nobody else's copy knows of it but by letters. */
export interface Item {
  /** The immutable one. */
  id: string
  uid: string
  organizer: { email: Address; displayName?: string }
  created: Instant
  sequence: number
  facts: Facts
  /** The owner's own answer; 'organizer' in the organizer's copy. */
  answer: GraphAnswer
  /** Called off by the organizer; it stays until its owner removes it. */
  cancelled: boolean
  /** Declined or deleted by its owner, or by its organizer from their own calendar. */
  removed: boolean
  /** Who was invited to one instance only has it as a single item; its original start. */
  original: Instant | null
  /** By original start. */
  exceptions: Map<Instant, Exception>
  /** Occurrences that are gone from this copy: they leave no tombstone. */
  gone: Set<Instant>
  /** Those of them that its owner declined or deleted: saying yes to all brings them back. */
  left: Set<Instant>
  /** Versions of the mailbox at which it came, last changed, and last changed in all its occurrences. */
  born: number
  version: number
  seriesVersion: number
  /** The story's clock when it last changed. */
  updated: Instant
}

export interface Exception {
  facts: Partial<Facts>
  answer: GraphAnswer
  cancelled: boolean
  version: number
}

export interface Mailbox {
  owner: Person
  /** Counts changes; delta tokens name a version. */
  version: number
  /** Delta tokens of versions before this are dead (410). */
  deadBefore: number
  /** By immutable id. */
  items: Map<string, Item>
  /** Whatever copy there is now, or was last, by `copyKey`. */
  copies: Map<string, Item>
  /** Delta rounds that were begun lately, by the token of their pages. */
  rounds: Map<string, Round>
}

/** What one round of a delta tells, fixed when it begins; each page shows it as it is by then. */
export interface Round {
  told: { item: Item; original: Instant | null; removed: boolean }[]
  span: Span
  /** All that happened up to this version is in it. */
  version: number
}

/** By mailbox and item: what happened to it in one act. */
export type Changes = Map<Mailbox, Map<string, 'created' | 'updated' | 'deleted'>>

export interface Company {
  now: () => Instant
  tenant: { id: string; name: string }
  people: Map<Address, Person>
  /** Alias or primary address → primary address. */
  addresses: Map<Address, Address>
  /** Address → name, for guest lists. */
  rooms: Map<Address, string>
  groups: Map<Address, Group>
  /** Who was deleted, and at which version of the directory. */
  leavers: { person: Person; version: number }[]
  /** By the id of their owner. */
  mailboxes: Map<string, Mailbox>
  /** What the story calls a meeting (the id of its organizer's item) → UID; a UID is good as well. */
  uids: Map<string, string>
  /** UID → mailbox of the organizer, where they are of this company. */
  organizers: Map<string, Mailbox>
  /** Letters to addresses outside go there. */
  post: Post | null
  /** Mailboxes that the act under way has changed so far, and the items in them. */
  touched: Changes
  /** Told once per act of every mailbox it changed. */
  watchers: ((changed: Changes) => void)[]
  /** Counts changes of people. */
  directoryVersion: number
  /** It feeds ids that repeat from run to run. */
  lastId: number
}

/** Of one mailbox: a single event or series, or one instance that its owner alone is invited to. */
export const copyKey = (uid: string, original: Instant | null) =>
  original === null ? uid : `${uid} ${original}`
