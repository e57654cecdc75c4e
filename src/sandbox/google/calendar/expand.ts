// The instances of a series in one calendar copy: the rule's dates, with the exceptions in their places.
import { DAY, type Instant, type Span } from '../../../domain/types.ts'
import { factsAt } from '../../world/facts.ts'
import { isOriginalStart, originalStarts } from '../../world/recur.ts'
import { instanceId } from '../company/rows.ts'
import type { Calendar, Meeting, Row } from '../company/shapes.ts'

/** How far an unbounded series is expanded where nobody says: "decades ahead" in small. */
const HORIZON = 730 * DAY

/** Rows of all instances that touch the span, exceptions (cancelled ones too) at the place they moved to. */
export function instancesOf(calendar: Calendar, master: Row, span: Span): Row[] {
  const { meeting } = master
  const length = meeting.facts.end - meeting.facts.start
  const planned = originalStarts(meeting.facts, { start: span.start - length, end: span.end })
  const exceptions = exceptionRows(calendar, meeting)
  const moved = [...exceptions.values()].filter((row) => touches(row, span))
  const plain = planned
    .filter((original) => !exceptions.has(original))
    .map((original) => instance(master, original))
  return [...plain.filter((row) => touches(row, span)), ...moved]
}

/** One instance by its id, which need not have a row of its own. */
export function instanceById(calendar: Calendar, id: string): Row | undefined {
  const [, masterId = '', stamp = ''] = /^(.*)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? []
  const master = calendar.rows.get(masterId)
  if (!master || master.original !== null || master.meeting.facts.recurrence.length === 0) return undefined
  const original = parseStamp(stamp)
  return isOriginalStart(master.meeting.facts, original) ? instance(master, original) : undefined
}

export function wholeSpan(now: Instant): Span {
  return { start: Date.UTC(1970, 0), end: now + HORIZON }
}

/** timeMin and timeMax are both exclusive: it ends after the one and starts before the other. */
export function touches(row: Row, span: Span): boolean {
  const facts = factsAt(row.meeting, row.original)
  return facts.end > span.start && facts.start < span.end
}

/** A series that was deleted still has instances; they are cancelled as it is. */
function instance(master: Row, original: Instant): Row {
  return { ...master, id: instanceId(master.meeting, original), original }
}

function exceptionRows(calendar: Calendar, meeting: Meeting): Map<Instant, Row> {
  const found = new Map<Instant, Row>()
  for (const original of meeting.exceptions.keys()) {
    const row = calendar.rows.get(instanceId(meeting, original))
    if (row) found.set(original, row)
  }
  return found
}

function parseStamp(stamp: string): Instant {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/, (_all, y, mo, d, h, mi, s) =>
    h === undefined ? `${y}-${mo}-${d}` : `${y}-${mo}-${d}T${h}:${mi}:${s}Z`,
  )
  return Date.parse(iso)
}
