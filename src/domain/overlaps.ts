// Slots of a pair that overlap in time are one (S7), and so are two of the same original start, which names a slot.
import type { Draft } from './draft.ts'
import type { Chain } from './series.ts'
import { type Instant, MINUTE, type Span } from './types.ts'

interface Rival extends Span {
  draft: Draft
  /** Position of its series among the pair's, oldest first. */
  age: number
}

/**
 * S7: of such drafts one stays: a closed one, else the one that is on, of two the older series', then the earlier
 * original start. Takes the others out of their parts.
 */
export function dropOverlaps(chains: readonly Chain[]) {
  const rivals = chains.flatMap((chain, age) =>
    chain.flatMap(({ drafts }) => drafts.map((draft) => ({ draft, age, ...placeOf(draft) }))),
  )
  const kept = new Set(clustersOf(distinct(rivals)).flatMap(winners))
  if (kept.size === rivals.length) return
  for (const part of chains.flat()) part.drafts = part.drafts.filter((draft) => kept.has(draft))
}

/** A slot that is remembered with its replacement takes no room there: the replacement is no slot. */
function placeOf({ remembered, off, original, planned, start, end }: Draft): Span {
  const isElsewhere = off && remembered?.reasons.some((why) => why === 'replaced' || why === 'reported')
  return isElsewhere ? { start: original, end: original + planned * MINUTE } : { start, end }
}

function distinct(rivals: readonly Rival[]): Rival[] {
  const best = new Map<Instant, Rival>()
  for (const rival of rivals) {
    const known = best.get(rival.draft.original)
    if (!known || compare(rival, known) < 0) best.set(rival.draft.original, rival)
  }
  return [...best.values()]
}

/** Runs of drafts in which each overlaps with one before it; mostly each alone. */
function clustersOf(rivals: Rival[]): Rival[][] {
  const clusters: Rival[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const rival of rivals.sort((a, b) => a.start - b.start)) {
    if (rival.start < end) clusters.at(-1)!.push(rival)
    else clusters.push([rival])
    end = Math.max(end, rival.end)
  }
  return clusters
}

function winners(cluster: Rival[]): Draft[] {
  if (cluster.length === 1) return [cluster[0]!.draft]
  const kept: Rival[] = []
  for (const rival of cluster.sort(compare)) {
    if (!kept.some((other) => overlap(rival, other))) kept.push(rival)
  }
  return kept.map(({ draft }) => draft)
}

function compare(a: Rival, b: Rival): number {
  return rank(a.draft) - rank(b.draft) || a.age - b.age || a.draft.original - b.draft.original
}

function rank({ closed, off }: Draft): number {
  return closed ? 0 : off ? 2 : 1
}

function overlap(a: Rival, b: Rival): boolean {
  return a.start < b.end && b.start < a.end
}
