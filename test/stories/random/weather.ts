// How the world misbehaves in a random story: what passes by itself, and what lasts until somebody mends it.
import type { Sky, Troubles } from './side.ts'

/** One more trouble. Returns what it is. */
export function trouble(sky: Sky, troubles: Troubles): string {
  const [, name, strike] = sky.dice.weighted(troubles.map((one) => [one[0], one] as const))
  strike(sky)
  return name
}

/** Time goes by: what is over is mended; everything is where `all`. */
export function mend(broken: Sky['broken'], all = false): void {
  for (const one of broken.splice(0)) {
    one.left -= 1
    if (all || one.left <= 0) one.mend()
    else broken.push(one)
  }
}

/** Somebody's account is locked for a while. */
export function lockedOut({ people, suspend, broken, dice }: Sky): void {
  const who = dice.pick(people)
  suspend(who, true)
  broken.push({ left: dice.between(1, 8), mend: () => suspend(who, false) })
}
