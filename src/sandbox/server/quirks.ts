// Chance in what pages bring: they are short or empty. Microsoft's delta rounds repeat, shuffle and shorten, too.
import { seeded } from './random.ts'

/** Chances from 0 to 1. */
interface PageChances {
  /** A page is shorter than asked for. */
  short: number
  /** A page is empty and has a next. */
  empty: number
  /** An item comes again, later in the round. */
  repeat: number
  /** Items come in any order, an occurrence before its master. */
  shuffle: number
  /** An item outside of the window comes too. */
  outside: number
  /** A series that is gone is told by its master alone. */
  seriesByOne: number
  seed: number
}

export interface PageQuirks {
  set(chances: Partial<PageChances>): void
  /** How many of `wanted` entries this page carries; at least one unless `mayBeEmpty`. */
  size(wanted: number, mayBeEmpty: boolean): number
  happens(chance: Exclude<keyof PageChances, 'seed' | 'short' | 'empty'>): boolean
  shuffled<T>(entries: T[]): T[]
}

const NONE: PageChances = { short: 0, empty: 0, repeat: 0, shuffle: 0, outside: 0, seriesByOne: 0, seed: 1 }

export function pageQuirks(): PageQuirks {
  let chances = NONE
  let roll = seeded(1)
  return {
    set: (given) => {
      chances = { ...NONE, ...given }
      roll = seeded(chances.seed)
    },
    size: (wanted, mayBeEmpty) => {
      if (mayBeEmpty && roll() < chances.empty) return 0
      return roll() < chances.short ? Math.ceil(wanted * roll()) || 1 : wanted
    },
    happens: (chance) => chances[chance] > 0 && roll() < chances[chance],
    shuffled: (entries) =>
      chances.shuffle > 0 && roll() < chances.shuffle
        ? entries
            .map((entry) => ({ entry, at: roll() }))
            .sort((a, b) => a.at - b.at)
            .map(({ entry }) => entry)
        : entries,
  }
}
