// Which slots get mails: of parallel series the longest, of a habit from the third meeting on, of too many none (W, H).

import { isLiving } from './distance.ts'
import type { Draft } from './draft.ts'
import type { Part } from './part.ts'
import type { Chain } from './series.ts'
import type { Instant } from './types.ts'

/** H: mails begin with the third meeting of a habit; one that was called off is no meeting. */
const HABIT_PROVEN = 3
const OFTEN_PER_WEEK = 2
/** Cadences are rounded to tenths of a day. */
const ROUNDING = 0.01

/** W: by plan more than twice a week; a series counts by the part of it that is in force. */
export function meetsTooOften(chains: readonly Chain[], now: Instant): boolean {
  const inForce = chains.map((chain) => chain.find((part) => isLiving(part, now)))
  const perWeek = inForce.reduce((sum, part) => sum + (part?.cadence ? 7 / part.cadence : 0), 0)
  return perWeek > OFTEN_PER_WEEK + ROUNDING
}

/** The drafts of a part that get no mails because its habit had not shown yet. */
export function unproven({ habit, drafts }: Part): ReadonlySet<Draft> {
  if (!habit) return new Set()
  const third = drafts.filter(({ off }) => off === null)[HABIT_PROVEN - 1]
  return new Set(third ? drafts.slice(0, drafts.indexOf(third)) : drafts)
}

/** W: of series that run side by side at that time only the longest meeting gets mails, the older one on a tie. */
export function isLongest(chain: Chain, chains: readonly Chain[], at: Instant): boolean {
  if (chains.length === 1) return true
  const minutes = minutesAt(chain, at)
  return chains.every((other) => {
    if (other === chain || !livesAt(other, at)) return true
    const theirs = minutesAt(other, at)
    return theirs < minutes || (theirs === minutes && chains.indexOf(chain) < chains.indexOf(other))
  })
}

function livesAt(chain: Chain, at: Instant): boolean {
  return chain[0]!.first <= at && chain.some(({ last }) => last === null || last >= at)
}

function minutesAt(chain: Chain, at: Instant): number {
  return (chain.findLast((part) => part.first <= at) ?? chain[0]!).minutes
}
