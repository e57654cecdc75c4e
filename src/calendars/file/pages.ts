// What a JSON file holds: pages of Google's `events.list`, of Graph's event collections, or events by themselves.
import { type Fields, isFields, quoted } from '../fields.ts'
import type { Report } from '../reading.ts'

export interface Pages {
  google: unknown[]
  graph: unknown[]
  /** What stands around the events of each page: zone, owner, links. */
  heads: Fields[]
  /** Every listing was followed to its last page. */
  complete: boolean
}

/** Elements that are neither are reported; null where nothing is a page or an event. */
export function pagesOf(values: unknown[], report: Report): Pages | null {
  const pages: Pages = { google: [], graph: [], heads: [], complete: true }
  let found = false
  const strays: unknown[] = []
  for (const element of values.flat(2)) {
    if (isFields(element) && sort(element, pages, report)) found = true
    else strays.push(element)
  }
  if (!found) return null
  for (const stray of strays.slice(0, 10))
    report({ problem: `neither an event nor a page of events: ${quoted(stray)}`, uid: null, broken: false })
  pages.complete = isComplete(pages.heads, report)
  return pages
}

function sort(element: Fields, pages: Pages, report: Report): boolean {
  if (element.kind === 'calendar#events' || 'items' in element) {
    pages.heads.push(element)
    append(pages.google, element.items, 'items', report)
  } else if ('value' in element) {
    pages.heads.push(element)
    append(pages.graph, element.value, 'value', report)
  } else if (isGraphEvent(element)) pages.graph.push(element)
  else if (isGoogleEvent(element)) pages.google.push(element)
  else return false
  return true
}

/** Not by spreading: a page may hold more items than a call takes arguments. */
function append(into: unknown[], items: unknown, key: string, report: Report) {
  if (Array.isArray(items)) for (const item of items) into.push(item)
  else if (items !== undefined && items !== null)
    report({ problem: `${key} is not a list but ${quoted(items)}`, uid: null, broken: false })
}

function isGraphEvent(element: Fields): boolean {
  return [
    'iCalUId',
    'isAllDay',
    'isOrganizer',
    'seriesMasterId',
    '@removed',
    '@odata.etag',
    'showAs',
    'lastModifiedDateTime',
  ].some((key) => key in element)
}

function isGoogleEvent(element: Fields): boolean {
  return (
    element.kind === 'calendar#event' ||
    ['iCalUID', 'recurringEventId', 'originalStartTime', 'eventType'].some((key) => key in element) ||
    (typeof element.id === 'string' && typeof element.status === 'string')
  )
}

/** A listing is one `@odata.context` (Google has but one); somewhere among its pages one has no next. */
function isComplete(heads: Fields[], report: Report): boolean {
  const ended = new Map<string, boolean>()
  for (const head of heads) {
    const listing = String(head['@odata.context'] ?? '')
    const isLast = !head.nextPageToken && !head['@odata.nextLink']
    ended.set(listing, ended.get(listing) || isLast)
  }
  const complete = [...ended.values()].every(Boolean)
  if (!complete)
    report({
      problem: 'the last page is missing: there is a next one that is not in the file',
      uid: null,
      broken: false,
    })
  return complete
}
