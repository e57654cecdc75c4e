// Events one by one, instances of a series, and the plain calendar view: which entries, selected how, on which page.

import { partsOf, readPassingId } from '../company/ids.ts'
import { isSeries } from '../company/items.ts'
import type { Item, Mailbox } from '../company/shapes.ts'
import type { Query, Visit } from '../entrance.ts'
import { GraphRefusal, invalidRequest, itemNotFound } from '../errors.ts'
import { list, one, refuseOthers, whole, windowIn, withOption } from '../query.ts'
import { select } from '../select.ts'
import { type Event, occurrenceName, render } from './render.ts'
import { calendarView, type Entry, instancesOf } from './view.ts'

/** What only `$select` or `$expand` brings, and what `render` leaves out where there is none. */
const RARE = ['cancelledOccurrences', 'exceptionOccurrences', 'originalStart', 'instances', 'calendar']
const LISTED = ['$select', '$top', '$skip', '$orderby', '$filter', '$count']

export function getEvent(visit: Visit, id: string, query: Query): Event {
  refuseOthers(query, ['$select', '$expand'])
  const entry = entryById(visit.mailbox, id)
  const [wanted, expanded] = [list(query, '$select'), list(query, '$expand')]
  const event = render(visit.mailbox, entry, visit.prefer)
  const context = `${visit.root}/$metadata#users('${visit.mailbox.owner.id}')/events/$entity`
  return {
    '@odata.context': context,
    ...select(event, wanted, RARE, 'event'),
    ...masterOnly(visit, entry, wanted, expanded),
  }
}

export function listInstances(visit: Visit, id: string, query: Query) {
  refuseOthers(query, LISTED)
  const { item, original } = entryById(visit.mailbox, id)
  if (original !== null || !isSeries(item))
    throw new GraphRefusal(
      400,
      'ErrorInvalidRequest',
      'Your request can’t be completed. Expand series can only be performed against a series.',
    )
  const entries = instancesOf(item, windowIn(query))
  return pageOf(visit, entries, query, `events/${encodeURIComponent(id)}/instances`)
}

export function listView(visit: Visit, query: Query) {
  refuseOthers(query, LISTED)
  return pageOf(visit, calendarView(visit.mailbox, windowIn(query)), query, 'calendarView')
}

/** Occurrences that are gone are told by name; exceptions in full, with `$expand`. */
function masterOnly(visit: Visit, { item, original }: Entry, wanted: string[], expanded: string[]): Event {
  if (original !== null || !isSeries(item)) return {}
  const { mailbox, prefer } = visit
  const gone = [...item.gone].sort((a, b) => a - b)
  const exceptions = [...item.exceptions.keys()].filter((each) => !item.gone.has(each))
  return {
    ...(wanted.includes('cancelledOccurrences')
      ? { cancelledOccurrences: gone.map((each) => occurrenceName(item, each, prefer)) }
      : {}),
    ...(expanded.includes('exceptionOccurrences')
      ? { exceptionOccurrences: exceptions.map((each) => render(mailbox, { item, original: each }, prefer)) }
      : {}),
  }
}

/** @throws GraphRefusal 404 for an id that is unknown, removed, or has changed since (without ImmutableId) */
function entryById(mailbox: Mailbox, id: string): Entry {
  const passing = readPassingId(id)
  const { item: itemId, original } = partsOf(passing?.immutable ?? id)
  const item = mailbox.items.get(itemId)
  if (!item || item.removed || (passing && passing.version !== item.version)) throw itemNotFound()
  if (original !== null && !holds(item, original)) throw itemNotFound()
  return { item, original }
}

function holds(item: Item, original: number): boolean {
  if (item.gone.has(original)) return false
  const around = { start: original, end: original + 1 }
  return (
    item.exceptions.has(original) || instancesOf(item, around).some((entry) => entry.original === original)
  )
}

/** Ten at a time unless asked otherwise, in the order of their starts. */
function pageOf(visit: Visit, entries: Entry[], query: Query, path: string) {
  if (one(query, '$filter') !== undefined) throw invalidRequest('The sandbox knows no $filter on events.')
  const size = whole(query, '$top', 1000) ?? visit.prefer.pageSize ?? 10
  const skip = whole(query, '$skip', 1_000_000) ?? 0
  const page = entries.slice(skip, skip + size)
  const wanted = list(query, '$select')
  const value = page.map((entry) => select(render(visit.mailbox, entry, visit.prefer), wanted, RARE, 'event'))
  const link = `${visit.root}/${visit.user}/${path}?${withOption(query, '$skip', skip + size)}`
  const context = `${visit.root}/$metadata#users('${visit.mailbox.owner.id}')/calendarView`
  return {
    '@odata.context': context,
    value,
    ...(skip + size < entries.length ? { '@odata.nextLink': link } : {}),
  }
}
