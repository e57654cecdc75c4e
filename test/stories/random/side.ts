// What a story needs of a vendor, whichever it is. All that differs between the two stands in google-side and graph-side.
import type { Address, Instant } from '../../../src/domain/types.ts'
import type { Sight } from './copies.ts'
import type { Dice } from './dice.ts'
import type { Gateway } from './gateway.ts'
import type { Coming } from './present.ts'

/** What a trouble works with. */
export interface Sky {
  dice: Dice
  /** Whose calendars are connected of those who live on this side, and all who do. */
  watched: readonly Address[]
  people: readonly Address[]
  /** How to mend what is broken, and for how many more steps it stays so. */
  broken: { left: number; mend(): void }[]
  suspend(person: Address, suspended: boolean): void
}

export type Trouble = (sky: Sky) => void
export type Troubles = readonly (readonly [weight: number, name: string, trouble: Trouble])[]

/** What a reading had seen. */
export interface Seen {
  /** How many acts of the log. */
  acts: number
  /** What stood in the calendar; null: the log tells. */
  sight: Sight | null
}

export interface Side {
  kind: 'google' | 'microsoft'
  /** The service's settings that lead here. */
  settings: Record<string, string>
  credentials: unknown
  /** What a connection of the whole company says beside what all do. */
  company: object
  gateway: Gateway
  troubles: Troubles
  /** Failures that are still to come. */
  stillForced(): number
  revokeTokens(): void
  /** Resolves when no push is on its way any more. */
  pushed(): Promise<void>
  /** What a reading of somebody's calendar had seen that ends now with this cursor. */
  seen(owner: Address, cursor: string): Seen
  /** What the vendor expands of the calendars of these people who live here, as organizers. */
  coming(people: readonly Address[], now: Instant): Promise<Coming[]>
  close(): Promise<void>
}

/** What a side is begun with. */
export interface Beginning {
  dice: Dice
  clock: { now: Instant }
  /** Who lives on this side. */
  people: readonly Address[]
}
