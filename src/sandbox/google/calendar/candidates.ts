// Which rows of a calendar a listing is about: changed since, expanded or not, shown or not, within its bounds.
import { DAY, type Instant, type Span } from '../../../domain/types.ts'
import { factsAt } from '../../world/facts.ts'
import { originalStarts } from '../../world/recur.ts'
import { isSeries } from '../company/lookup.ts'
import type { Calendar, Row } from '../company/shapes.ts'
import type { PageCursor } from './cursors.ts'
import { instancesOf, touches, wholeSpan } from './expand.ts'
import type { ListQuery } from './query.ts'

/** Where a listing stands: what its client knows already, and up to which version it is told. */
export interface Progress {
  since: number | null
  ceiling: number
  page: PageCursor | undefined
  span: Span
}

/** Rows that changed while a listing is being paged are left to the next sync: they are above its ceiling. */
export function candidates(
  calendar: Calendar,
  asked: ListQuery,
  { since, ceiling, span }: Progress,
  now: Instant,
): Row[] {
  const changed = [...calendar.rows.values()].filter((row) => row.version > (since ?? 0))
  const expanded = asked.singleEvents
    ? changed.flatMap((row) => singles(calendar, row, span, since, now))
    : changed
  return expanded.filter(
    (row) =>
      row.version <= ceiling &&
      isShown(calendar, asked, row, since !== null) &&
      matches(asked, row) &&
      ((since !== null && row.state !== 'alive') || overlaps(row, span)),
  )
}

/**
 * With singleEvents a series is its instances. Touched since the last sync, it comes back with all of them, as at Google;
 * deleted, with only some. What a series dropped is nowhere in time: only a sync tells of it.
 */
function singles(calendar: Calendar, row: Row, span: Span, since: number | null, now: Instant): Row[] {
  if (row.state === 'bare' && since === null) return []
  if (row.original !== null) return calendar.rows.get(row.meeting.id) && since === null ? [] : [row]
  if (!isSeries(row)) return [row]
  const near = { start: now - 30 * DAY, end: now + 90 * DAY }
  const whole = row.state === 'alive' ? wholeSpan(now) : near
  const within = { start: Math.max(whole.start, span.start), end: Math.min(whole.end, span.end) }
  const known = new Set(since === null ? [] : calendar.rows.keys())
  return instancesOf(calendar, row, within).filter((one) => since === null || !known.has(one.id))
}

/**
 * The reference on showDeleted: cancelled instances of a living series are listed unless singles were asked for; on
 * updatedMin: what was deleted since is always listed.
 */
function isShown(calendar: Calendar, asked: ListQuery, row: Row, incremental: boolean): boolean {
  if (row.state === 'alive' || incremental || asked.showDeleted || asked.updatedMin !== undefined) return true
  const ofLivingSeries = row.original !== null && calendar.rows.get(row.meeting.id)?.state === 'alive'
  return row.state === 'cancelled' && ofLivingSeries && !asked.singleEvents
}

function matches(asked: ListQuery, row: Row): boolean {
  const facts = factsAt(row.meeting, row.original)
  const text = `${facts.summary} ${facts.description ?? ''} ${facts.location ?? ''}`.toLowerCase()
  return (
    (asked.iCalUID === undefined || asked.iCalUID === row.meeting.iCalUID) &&
    (asked.eventTypes === undefined || asked.eventTypes.includes(facts.eventType)) &&
    (asked.q === undefined || text.includes(asked.q.toLowerCase())) &&
    (asked.updatedMin === undefined || row.updated >= asked.updatedMin)
  )
}

function overlaps(row: Row, span: Span): boolean {
  if (!isSeries(row)) return touches(row, span)
  if (span.start === Number.NEGATIVE_INFINITY) return row.meeting.facts.start < span.end
  const length = row.meeting.facts.end - row.meeting.facts.start
  const end = Math.min(span.end, span.start + 730 * DAY)
  return originalStarts(row.meeting.facts, { start: span.start - length + 1, end }).length > 0
}
