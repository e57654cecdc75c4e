// What is special about a meeting, for the question that its mail suggests.
import { mergeAbsences } from './absences.ts'
import { addDays, localDay } from './clock.ts'
import type { Judgement, Slot } from './judgement.ts'
import type { Occasion } from './questions.ts'
import { type Absence, DAY, type Day, WEEK, type Zone } from './types.ts'

/** A leave worth asking about. */
const LEAVE = 5 * DAY

/**
 * @param absences of the one whose leave counts: the report's; of peers the other's
 * @param zone theirs, for the end of the quarter
 * @param carriedOver how often the most carried agenda item was carried over
 */
export function occasionOf(
  slot: Slot,
  judgement: Judgement,
  absences: readonly Absence[],
  zone: Zone,
  carriedOver: number,
): Occasion {
  return {
    firstMeeting: !mayHaveMetBefore(slot, judgement),
    skips: skipsBefore(slot, judgement),
    backFromLeave: [...mergeAbsences(absences).values()]
      .flat()
      .some(({ start, end }) => end - start >= LEAVE && end <= slot.start && end > slot.start - WEEK),
    quarterEnd: isQuarterEnd(localDay(slot.start, zone)),
    carriedOver,
  }
}

function mayHaveMetBefore({ start, original }: Slot, { slots, oneOffs }: Judgement): boolean {
  const before = slots.filter((one) => one.original < original)
  return (
    before.some(({ state }) => state === 'held' || state === 'unknown') ||
    oneOffs.some((one) => one.met && one.start < start)
  )
}

/** In its series, in a row, right before it; an excused one neither counts nor ends the row. */
function skipsBefore({ original, series }: Slot, { slots }: Judgement): number {
  const before = slots.filter(
    (one) => one.series === series && one.original < original && one.state !== 'excused',
  )
  const other = before.findLastIndex(({ state }) => state !== 'skipped')
  return before.length - 1 - other
}

/** The last two weeks of March, June, September, December. */
function isQuarterEnd(day: Day): boolean {
  const month = Number(day.slice(5, 7))
  return month % 3 === 0 && Number(addDays(day, 14).slice(5, 7)) !== month
}
