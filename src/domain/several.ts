// Several singles of one UID: whoever is invited to some dates of a series has each as an event of its own (Outlook).
import type { CalendarEvent } from './event.ts'
import { HOUR, type Instant, WEEK } from './types.ts'

/**
 * Those that are dates of a series: where singles live at several times these do, and the called-off ones that were told in
 * full, unless their own series is there to tell what is off.
 */
export function datesAmong(rows: readonly CalendarEvent[], hasMaster: boolean): CalendarEvent[] {
  const singles = rows.filter(({ kind, span }) => kind === 'single' && span !== null)
  const living = singles.filter(({ removed }) => !removed)
  if (startsOf(living).length < 2) return []
  const off = hasMaster ? [] : singles.filter(({ removed, details }) => removed && details !== null)
  const starts = startsOf([...living, ...off])
  return [...living, ...off.filter((single) => !mayHaveMoved(single, starts))]
}

const startsOf = (rows: readonly CalendarEvent[]) => [...new Set(rows.map(({ span }) => span!.start))]

/**
 * Nothing tells whether a date goes on under another id, and a meeting that was moved was not missed. So one that was called
 * off is a date only where no other lies within the week that a replacement may be away (R), or one just a week away on
 * either side.
 */
function mayHaveMoved({ span }: CalendarEvent, starts: readonly Instant[]): boolean {
  const away = starts.map((start) => start - span!.start).filter((by) => by !== 0)
  const near = away.filter((by) => Math.abs(by) <= WEEK + HOUR)
  const weekly = (side: 1 | -1) => near.filter((by) => by * side >= WEEK - HOUR).length === 1
  return near.length > 0 && !(near.length === 2 && weekly(1) && weekly(-1))
}
