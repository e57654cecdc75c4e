// What a figure is, and how figures are taken: several runs, the middle one counts, ratios from interleaved runs.

export interface Figure {
  name: string
  /** What is measured, in a few words. */
  title: string
  /** Measures and returns a line for each result. `say` tells whoever waits how far it is. */
  measure(say: (progress: string) => void): Promise<Line[]>
}

export interface Line {
  what: string
  result: string
  /** Absent: a figure without an aim, told beside the others. */
  aim?: string
  met?: boolean
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export type Gauge = (work: () => unknown) => Promise<number>

/** Milliseconds on the clock. */
export const elapsed: Gauge = async (work) => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Milliseconds of this process's CPU, on all its threads. */
export const cpu: Gauge = async (work) => {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/**
 * Medians of several works, run in turns so that a slow moment of the machine meets all of them; what warms up the
 * first rounds is left out.
 */
export async function inTurns<Name extends string>(
  works: Record<Name, () => unknown>,
  { rounds, warmUp = 1, gauge = elapsed }: { rounds: number; warmUp?: number; gauge?: Gauge },
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[]
  const taken = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const cost = await gauge(works[name])
      if (round >= 0) taken.get(name)!.push(cost)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken.get(name)!)])) as Record<Name, number>
}

/** A line with an upper bound. */
export function atMost(what: string, value: number, bound: number, unit: string, digits = 2): Line {
  return { what, result: `${value.toFixed(digits)}${unit}`, aim: `≤ ${bound}${unit}`, met: value <= bound }
}

export function told(what: string, value: number, unit: string, digits = 0): Line {
  return { what, result: `${value.toFixed(digits)}${unit}` }
}
