// Dates that a series has lost: what is removed without being named is explained by its own series only.
import type { CalendarEvent } from '../../domain/event.ts'
import { occurrencesOf } from '../../domain/occurrences.ts'
import type { Reader, Told } from './anew.ts'

/** How many dates without a row of their own the series that are told had before and have no more. */
export async function datesLost(reader: Reader, { events }: Told): Promise<number> {
  const masters = events.filter(({ kind }) => kind === 'master')
  if (masters.length === 0) return 0
  const before = await reader.ask.ofSeries([...new Set(masters.map(({ uid }) => uid))])
  const told = new Set(events.map(({ id }) => id))
  const after = [...events, ...before.filter(({ id }) => !told.has(id))]
  const there = new Set([...datesOf(reader, after), ...ownRows(after)])
  const own = new Set(ownRows(before))
  return datesOf(reader, before).filter((date) => !own.has(date) && !there.has(date)).length
}

type Dated = Pick<CalendarEvent, 'uid' | 'original'>

const nameOf = ({ uid, original }: Dated) => `${original} ${uid}`
const ownRows = (rows: readonly CalendarEvent[]) => rows.filter(({ kind }) => kind === 'instance').map(nameOf)

function datesOf({ source, window, ask }: Reader, rows: readonly CalendarEvent[]): string[] {
  const { calendar: id, owner, zone } = source
  const copy = { id, owner: owner ?? '', zone, window, complete: true, brokenUids: [], readAt: ask.now }
  return occurrencesOf(rows, copy, window).occurrences.map(nameOf)
}
