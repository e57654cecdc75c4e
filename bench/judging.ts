// Judging 10,000 pairs with a year of weekly slots each, on one core.
import { judgePair } from '../src/domain/judge.ts'
import { DAY } from '../src/domain/types.ts'
import { type Figure, median, told } from './figure.ts'
import { factsOf, now } from './year.ts'

const PAIRS = 10_000
/** Speeds are told of runs of this many pairs. */
const RUN = 500

export const judging: Figure = {
  name: 'judging',
  title: 'Judge 10,000 pairs with a year of weekly slots each',
  async measure(say) {
    const speeds: number[] = []
    let slots = 0
    for (let first = 0; first < PAIRS; first += RUN) {
      const facts = Array.from({ length: RUN }, (_, n) => factsOf(first + n))
      const start = performance.now()
      let judged = 0
      for (const pair of facts) judged += judgePair(pair, now).slots.length
      speeds.push(judged / ((performance.now() - start) / 1000))
      slots += judged
      say(`${first + RUN} of ${PAIRS} pairs`)
    }
    return [
      told('slots judged', slots, ''),
      told('slots a second (median of 20 runs)', median(speeds), ''),
      told(`days of slots judged of each pair`, span(factsOf(0).window), ''),
      told('peak memory', process.resourceUsage().maxRSS / 1024, ' MB'),
    ]
  },
}

function span({ start, end }: { start: number; end: number }): number {
  return (end - start) / DAY
}
