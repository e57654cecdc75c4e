// How the meetings of a pair stand to each other: series (S6, S7), what stands in for what (R), habits (H), one-offs.
import type { Draft } from './draft.ts'
import { habitsOf, type Single } from './habit.ts'
import { dropOverlaps } from './overlaps.ts'
import type { Part } from './part.ts'
import { type Chain, chainsOf } from './series.ts'
import { type Gap, gapsAmong, standIns } from './standin.ts'
import type { Instant } from './types.ts'

export interface Arranged {
  /** Oldest first. */
  chains: Chain[]
  /** Called-off slot's original start → what stands in for it (R). */
  replacements: Map<Instant, Draft>
  oneOffs: Single[]
}

/** S6 and S7, then R, then H of what is left, then R for its slots: later steps take what earlier ones did not use. */
export function arrange(parts: readonly Part[], singles: readonly Single[]): Arranged {
  const chains = chainsOf(parts)
  dropOverlaps(chains)
  const ruled = replace(chains, singles)
  const { habits, rest } = habitsOf(ruled.oneOffs, chains)
  if (habits.length === 0) return { chains, ...ruled }
  const all = chainsOf([...parts, ...habits])
  dropOverlaps(all)
  const { replacements, oneOffs } = replace(all, rest, ruled.replacements)
  return { chains: all, replacements: new Map([...ruled.replacements, ...replacements]), oneOffs }
}

function replace(
  chains: readonly Chain[],
  singles: readonly Single[],
  replaced: ReadonlyMap<Instant, Draft> = new Map(),
) {
  const gaps = chains.flatMap(gapsOf).filter(({ original }) => !replaced.has(original))
  const free = new Map<Instant, Single>()
  for (const single of singles) {
    const { off, excluded, start } = single.draft
    if (!off && !excluded) free.set(start, single)
  }
  const used = new Set(spentStarts(chains).map((start) => free.get(start)))
  for (const single of used) if (single) free.delete(single.draft.start)
  const replacements = new Map<Instant, Draft>()
  for (const [original, start] of standIns([...free.keys()], gaps)) {
    const single = free.get(start)!
    replacements.set(original, single.draft)
    used.add(single)
  }
  return { replacements, oneOffs: singles.filter((single) => !used.has(single)) }
}

/** A closed slot takes nothing new; what stood in for it then is still no meeting of its own. */
function spentStarts(chains: readonly Chain[]): Instant[] {
  return chains
    .flat()
    .flatMap(({ drafts }) => drafts.filter(({ closed, off }) => closed && off).map(({ start }) => start))
}

function gapsOf(chain: Chain): Gap[] {
  return gapsAmong(
    chain.flatMap((part) => part.drafts),
    ({ off, closed }) => off !== null && !closed,
  )
}
