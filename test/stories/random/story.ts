// One random story: weeks in a sandbox company, drawn from a seed, through the real service, and what must hold then.
import { type Address, DAY, HOUR } from '../../../src/domain/types.ts'
import { testTls } from '../../sandbox/support.ts'
import type { Stage } from './acts.ts'
import type { Database } from './database.ts'
import { type Dice, diceOf } from './dice.ts'
import { type Life, live } from './life.ts'
import { everybody, otto } from './people.ts'
import { openWorld, type StoryWorld } from './world.ts'

export interface Outcome {
  seed: number
  /** Where its people live. */
  home: Home
  acts: number
  steps: number
  readings: number
  /** Read from the beginning, the first times included. */
  whole: number
  kills: number
  restarts: number
  troubles: number
  slots: number
  mails: number
  /** Milliseconds. */
  took: number
  /** What does not hold, a line each; none: all is well. */
  wrong: string[]
  /** What happened, for whoever looks for a cause. */
  told: string[]
}

/** Seeds take turns. */
export type Home = 'google' | 'microsoft' | 'mixed'
const HOMES: readonly Home[] = ['google', 'microsoft', 'mixed']

const LENGTH = 21 * DAY
/** Mondays; the clocks of Europe and America change within some of the stories. */
const BEGINNINGS = ['2026-01-12', '2026-03-02', '2026-03-16', '2026-05-04', '2026-10-12', '2026-10-26']

/** Never rejects for what the service does wrong: that is told. */
export async function liveThrough(seed: number, database: Database): Promise<Outcome> {
  const began = performance.now()
  const dice = diceOf(seed)
  const start = Date.parse(dice.pick(BEGINNINGS)) + dice.between(0, 23) * HOUR
  const watched = dice.chance(0.2) ? everybody.filter((who) => who !== otto) : everybody
  const jobs = seed % 10 === 0 ? 'bullmq' : dice.pick([1, 4])
  const home = HOMES[(seed - 1) % HOMES.length]!
  const atGoogle = home === 'mixed' ? someOf(everybody, dice) : home === 'google' ? everybody : []
  const tls = await testTls()
  const world = await openWorld({ dice, start, atGoogle, watched, database, jobs, tls })
  const life: Life = {
    world,
    dice,
    stage: stageOf(world, dice),
    told: [],
    kills: 0,
    restarts: 0,
    troubles: 0,
  }
  const wrong = await live(life, start + LENGTH).catch((cause: Error) => [cause.stack ?? cause.message])
  const { kills, restarts, troubles, told } = life
  const lived = { ...world.figures(), kills, restarts, troubles, told }
  await world.close()
  return { seed, home, ...lived, took: performance.now() - began, wrong }
}

/** Neither none nor all. */
function someOf(people: readonly Address[], dice: Dice): Address[] {
  const chosen = people.filter(() => dice.chance(0.5))
  return chosen.length > 0 && chosen.length < people.length ? chosen : someOf(people, dice)
}

const stageOf = ({ doing, clock }: StoryWorld, dice: Dice): Stage => ({
  company: doing,
  dice,
  now: () => clock.now,
  made: [],
})
