// Rounds of `calendarView/delta` over a rolling window become pages of our events; series are told whole, after the rest.
import type { Span, Zone } from '../../domain/types.ts'
import { GoneError } from '../../errors.ts'
import type { Ask, CalendarRef, Page } from '../contract.ts'
import { isFields } from '../fields.ts'
import { sourceOf } from '../reading.ts'
import { checkedById, mapped, type Reader, seriesAnew, type Told } from './anew.ts'
import { datesLost } from './lost.ts'
import type { Mailbox } from './mailbox.ts'
import { type Cursor, isToRollOn, readCursor, windowAt, writeCursor } from './window.ts'

/** Reads to the last page; memory holds a page of theirs, or a handful of series, at a time. */
export async function* eventPages(mailbox: Mailbox, calendar: CalendarRef, ask: Ask): AsyncGenerator<Page> {
  const cursor = ask.cursor === null ? null : cursorFor(ask.cursor, mailbox.root, calendar, ask)
  const window = cursor?.window ?? windowAt(ask.now)
  const zone = cursor ? calendar.zone : await mailbox.zone()
  const source = sourceOf(calendar, zone)
  const round: Round = { series: new Set(), removed: new Set() }
  let link = cursor?.link ?? null
  let delta: string | null = null
  while (delta === null) {
    const page = await mailbox.delta(link, window)
    yield { ...mapped(source, sorted(page.items, round)), end: null }
    if (page.delta === null && page.next === null) throw new Error('A delta round of Graph has no end.')
    ;[link, delta] = [page.next, page.delta]
  }
  const reader = { mailbox, source, window, ask }
  for await (const told of cursor ? explained(reader, round) : whole(reader, round))
    yield { ...told, end: null }
  yield { events: [], brokenUids: [], end: endOf({ link: delta, window }, cursor === null, zone) }
}

interface Round {
  /** Ids of masters of which anything was told. */
  series: Set<string>
  removed: Set<string>
}

/** @throws GoneError where the window is to roll on: it is baked into the link, so all of it is read anew */
function cursorFor(text: string, root: string, { id }: CalendarRef, { now }: Ask): Cursor {
  const cursor = readCursor(text, root)
  if (!cursor) throw new GoneError('The stored cursor is of another place.')
  if (isToRollOn(cursor.window, id, now)) throw new GoneError('The window rolls on.')
  return cursor
}

/** The singles of a page; what is of a series, or gone, is put aside. */
function sorted(items: unknown[], { series, removed }: Round): unknown[] {
  return items.filter((item) => {
    if (!isFields(item) || typeof item.id !== 'string') return true
    if (item['@removed']) removed.add(item.id)
    else if (item.type === 'seriesMaster') series.add(item.id)
    else if (typeof item.seriesMasterId === 'string') series.add(item.seriesMasterId)
    else return true
    return false
  })
}

/** Of a series whose dates are all taken out a window shows nothing, as if it were gone (S4): only its id tells. */
async function* whole(reader: Reader, { series }: Round): AsyncGenerator<Told> {
  const known = await reader.ask.seriesIn(reader.window)
  yield* seriesAnew(reader, [...new Set([...series, ...known])])
}

/**
 * What was told of series, and what is said to be removed. An occurrence that was never a row names nothing: so many dates
 * must have been lost by the series that are told, or it is one of another.
 * @throws GoneError for what cannot be named
 */
async function* explained(reader: Reader, round: Round): AsyncGenerator<Told> {
  const { byId, strangers } = await named(round, reader.ask)
  let lost = 0
  for await (const told of each(checkedById(reader, byId), seriesAnew(reader, [...round.series]))) {
    if (strangers > 0) lost += await datesLost(reader, told)
    yield told
  }
  if (lost !== strangers) throw new GoneError('Something was removed that cannot be named.')
}

async function* each(...all: AsyncGenerator<Told>[]): AsyncGenerator<Told> {
  for (const some of all) yield* some
}

/** Of what is removed singles and series are asked for by their ids; of an instance its series is told anew. */
async function named({ series, removed }: Round, ask: Ask): Promise<{ byId: string[]; strangers: number }> {
  if (removed.size === 0) return { byId: [], strangers: 0 }
  const known = await ask.known([...removed])
  const instances = [...known.values()].filter(({ kind }) => kind === 'instance')
  const others = [...known.values()].filter(({ kind }) => kind !== 'instance')
  const uids = [...new Set(instances.map(({ uid }) => uid))]
  const rows = uids.length > 0 ? await ask.ofSeries(uids) : []
  for (const { kind, id } of rows) if (kind === 'master') series.add(id)
  const orphans = instances.filter(({ uid }) => !rows.some((row) => row.kind === 'master' && row.uid === uid))
  const byId = [...others, ...orphans].map(({ id }) => id).filter((id) => !series.has(id))
  return { byId, strangers: removed.size - known.size }
}

function endOf(cursor: Cursor, isWhole: boolean, zone: Zone | null): Page['end'] {
  const text = writeCursor(cursor)
  if (!isWhole) return { cursor: text, reach: 'changes' }
  return { cursor: text, reach: 'whole', zone, complete: true, window: cursor.window satisfies Span }
}
