// Chance that repeats: everything a random story decides is drawn from its seed.
import { seeded } from '../../../src/sandbox/server/random.ts'

export interface Dice {
  /** True in this share of the cases, 0 to 1. */
  chance(share: number): boolean
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  /** One of at least one. */
  pick<T>(from: readonly T[]): T
  /** One by weight. */
  weighted<T>(from: readonly (readonly [weight: number, what: T])[]): T
}

export function diceOf(seed: number): Dice {
  const roll = seeded(seed * 2_654_435_761)
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1))
  return {
    chance: (share) => roll() < share,
    between,
    pick: (from) => from[between(0, from.length - 1)]!,
    weighted(from) {
      let left = roll() * from.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, what] of from) {
        left -= weight
        if (left < 0) return what
      }
      return from.at(-1)![1]
    },
  }
}
