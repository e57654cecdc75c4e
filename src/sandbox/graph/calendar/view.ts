// What of a mailbox touches a span: singles as they are, series as their occurrences and exceptions.
import type { Instant, Span } from '../../../domain/types.ts'
import { factsAt } from '../../world/facts.ts'
import { isSeries, startsOf } from '../company/items.ts'
import type { Item, Mailbox } from '../company/shapes.ts'

/** One entry of a calendar: an item itself, or one instance of a series. */
export interface Entry {
  item: Item
  /** Null: the single event or the master. */
  original: Instant | null
}

/** Expanded, by start. Masters are not in it. */
export function calendarView(mailbox: Mailbox, span: Span): Entry[] {
  return [...mailbox.items.values()]
    .filter(({ removed }) => !removed)
    .flatMap((item) => entriesOf(item, span))
    .sort((a, b) => startOf(a) - startOf(b) || (a.item.id < b.item.id ? -1 : 1))
}

export function entriesOf(item: Item, span: Span): Entry[] {
  if (isSeries(item)) return instancesOf(item, span)
  return touches({ item, original: null }, span) ? [{ item, original: null }] : []
}

/** All instances that touch the span, exceptions at the place they moved to. */
export function instancesOf(item: Item, span: Span): Entry[] {
  const length = item.facts.end - item.facts.start
  const planned = startsOf(item, { start: span.start - length, end: span.end })
  const moved = [...item.exceptions.keys()].filter((original) => !item.gone.has(original))
  return [...new Set([...planned, ...moved])]
    .map((original): Entry => ({ item, original }))
    .filter((entry) => touches(entry, span))
    .sort((a, b) => startOf(a) - startOf(b))
}

const startOf = ({ item, original }: Entry): Instant => factsAt(item, original).start

/** Both bounds are exclusive: it ends after the one and starts before the other. */
function touches({ item, original }: Entry, span: Span): boolean {
  const { start, end } = factsAt(item, original)
  return start < span.end && (end > span.start || (start === end && start >= span.start))
}
