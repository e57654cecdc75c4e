// Series told anew, all of each: Graph tells neither what was taken out of one nor what is an ordinary date again.
import type { CalendarEvent } from '../../domain/event.ts'
import type { Span } from '../../domain/types.ts'
import type { Ask, Page } from '../contract.ts'
import { type Fields, isFields } from '../fields.ts'
import type { Source } from '../reading.ts'
import { GONE, type Mailbox } from './mailbox.ts'
import { graphEvents } from './map.ts'

export type Told = Pick<Page, 'events' | 'brokenUids'>

export interface Reader {
  mailbox: Mailbox
  source: Source
  window: Span
  ask: Ask
}

/** So many are asked for and in memory at a time: each takes two of the twenty places of a batch. */
const AT_A_TIME = 10

/** @param ids of masters; one that is not there any more is told as gone, if it was known */
export async function* seriesAnew(reader: Reader, ids: readonly string[]): AsyncGenerator<Told> {
  for (const some of inParts(ids, AT_A_TIME)) {
    const read = await reader.mailbox.series(some, reader.window)
    const gone = some.filter((_, at) => read[at]!.master.status === GONE)
    const told: Told = await tombstones(reader, gone)
    const present = read.filter(({ master }) => master.status === 200)
    const items = present.flatMap(({ master, instances }) => [master.body, ...instances])
    yield joined(told, await replaced(reader, items))
  }
}

/** What is said to be removed may only have left the window: it is asked for by its id. */
export async function* checkedById(reader: Reader, ids: readonly string[]): AsyncGenerator<Told> {
  for (const some of inParts(ids, 2 * AT_A_TIME)) {
    const read = await reader.mailbox.events(some)
    const gone = some.filter((_, at) => read[at]!.status === GONE)
    const alive = read.flatMap(({ status, body }) => (status === 200 ? [body] : []))
    const masters = alive.filter(isMaster).map(({ id }) => String(id))
    const others = alive.filter((item) => !isMaster(item))
    yield joined(await tombstones(reader, gone), mapped(reader.source, others))
    yield* seriesAnew(reader, masters)
  }
}

const isMaster = (item: Fields) => item.type === 'seriesMaster'
const isOccurrence = (item: unknown) => isFields(item) && item.type === 'occurrence'

/** Masters and exceptions, and beside them what was known as an exception and is none any more. */
async function replaced(reader: Reader, items: unknown[]): Promise<Told> {
  const told = mapped(reader.source, items)
  const plainIds = new Set(items.filter(isOccurrence).map((item) => (item as Fields).id))
  const plain = new Map<string, CalendarEvent>()
  const rows = told.events.filter((event) => {
    if (event.kind === 'instance' && plainIds.has(event.id)) plain.set(slotOf(event), event)
    return !plainIds.has(event.id)
  })
  const before = await former(reader, rows)
  const back = before.flatMap((row) => {
    const date = plain.get(slotOf(row))
    return date ? [{ ...date, id: row.id, details: null }] : []
  })
  const missing = before.filter((row) => !row.removed && !plain.has(slotOf(row)))
  const found = await lookedFor(reader, missing)
  return {
    events: [...rows, ...back, ...found.events],
    brokenUids: [...told.brokenUids, ...found.brokenUids],
  }
}

const slotOf = ({ uid, original }: CalendarEvent) => `${original} ${uid}`

/**
 * Instances of these series that were known, and are not among what is told of them now: those of a former copy too,
 * which went with it, whatever the present one says of their dates.
 */
async function former({ ask }: Reader, rows: readonly CalendarEvent[]): Promise<CalendarEvent[]> {
  const masters = rows.filter(({ kind }) => kind === 'master')
  if (masters.length === 0) return []
  const told = new Set(rows.map(({ id }) => id))
  const known = await ask.ofSeries([...new Set(masters.map(({ uid }) => uid))])
  return known.filter((row) => row.kind === 'instance' && !told.has(row.id))
}

/** Within the window they are gone, unless they were moved out of it: each is asked for. History outside stays. */
async function lookedFor(reader: Reader, missing: readonly CalendarEvent[]): Promise<Told> {
  const { mailbox, source, window } = reader
  const asked = missing.filter(
    ({ span }) => span !== null && span.start < window.end && span.end > window.start,
  )
  const read = asked.length > 0 ? await mailbox.events(asked.map(({ id }) => id)) : []
  const alive = read.flatMap(({ status, body }) => (status === 200 && !isOccurrence(body) ? [body] : []))
  const gone = asked.filter((_, at) => read[at]!.status === GONE || isOccurrence(read[at]!.body))
  const removed = gone.map((row) => ({ ...row, removed: true }))
  return joined({ events: removed, brokenUids: [] }, mapped(source, alive))
}

/** Of what was never known nothing needs to be told. */
async function tombstones({ source, ask }: Reader, ids: readonly string[]): Promise<Told> {
  const known = ids.length > 0 ? await ask.known([...ids]) : new Map<string, CalendarEvent>()
  const items = ids.filter((id) => known.has(id)).map((id) => ({ id, '@removed': { reason: 'deleted' } }))
  return mapped({ ...source, known: (id) => known.get(id) }, items)
}

export function mapped(source: Source, items: unknown[]): Told {
  const brokenUids: string[] = []
  const events = graphEvents(
    items,
    source,
    ({ uid, broken }) => broken && uid !== null && brokenUids.push(uid),
  )
  return { events, brokenUids }
}

function joined(one: Told, other: Told): Told {
  return {
    events: [...one.events, ...other.events],
    brokenUids: [...one.brokenUids, ...other.brokenUids],
  }
}

function* inParts<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}
