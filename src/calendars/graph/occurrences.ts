// Exchange's own expansion of a calendar: what a check compares with ours.
import type { Span } from '../../domain/types.ts'
import type { CalendarRef, Occurrence } from '../contract.ts'
import { type Fields, isFields } from '../fields.ts'
import { sourceOf } from '../reading.ts'
import { mapped } from './anew.ts'
import type { Mailbox } from './mailbox.ts'

/** Left out: what cannot be read, as in any reading. */
export async function* occurrencePages(
  mailbox: Mailbox,
  calendar: CalendarRef,
  span: Span,
): AsyncGenerator<Occurrence[]> {
  let next: string | null = null
  do {
    const page = await mailbox.view(span, next)
    next = page.next
    const masters = await mastersFor(mailbox, page.items)
    const { events } = mapped(sourceOf(calendar, calendar.zone), [...masters, ...page.items])
    yield events.flatMap(({ kind, uid, original, span, removed }) =>
      span && kind !== 'master' ? [{ uid, original, ...span, removed }] : [],
    )
  } while (next !== null)
}

/** Of an exception without an original start only the day is told: the time of day is its master's. */
async function mastersFor(mailbox: Mailbox, items: unknown[]): Promise<Fields[]> {
  const lacking = items.filter(isFields).filter((item) => item.type === 'exception' && !item.originalStart)
  const ids = new Set(lacking.flatMap(({ seriesMasterId: id }) => (typeof id === 'string' ? [id] : [])))
  const read = ids.size > 0 ? await mailbox.events([...ids]) : []
  return read.flatMap(({ status, body }) => (status === 200 ? [body] : []))
}
