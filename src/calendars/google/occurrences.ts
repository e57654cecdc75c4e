// Google's own expansion of a calendar: what a check compares with ours.
import type { Span } from '../../domain/types.ts'
import type { CalendarRef, Occurrence } from '../contract.ts'
import { sourceOf } from '../reading.ts'
import { zoneNamed } from '../zones.ts'
import { googleEvent } from './map.ts'
import type { ListEvents } from './pages.ts'

const FIELDS = 'nextPageToken,timeZone,items(id,iCalUID,status,recurringEventId,originalStartTime,start,end)'

/** timeMin and timeMax are both exclusive: listed is what ends after the one and starts before the other. */
export async function* occurrencePages(
  list: ListEvents,
  calendar: CalendarRef,
  { start, end }: Span,
): AsyncGenerator<Occurrence[]> {
  const asked = {
    singleEvents: true,
    showDeleted: true,
    timeMin: new Date(start).toISOString(),
    timeMax: new Date(end).toISOString(),
    maxResults: 2500,
    fields: FIELDS,
  }
  let pageToken: string | undefined
  do {
    const answer = await list({ ...asked, ...(pageToken ? { pageToken } : {}) })
    pageToken = answer.nextPageToken ?? undefined
    const zone = (answer.timeZone && zoneNamed(answer.timeZone)) || calendar.zone
    const source = sourceOf(calendar, zone)
    yield (answer.items ?? []).flatMap((item) => occurrenceOf(item, source))
  } while (pageToken !== undefined)
}

/** Left out: what cannot be read, as in any reading; and bare tombstones, of which nothing is left but that they are gone. */
function occurrenceOf(
  item: { iCalUID?: string | null },
  source: Parameters<typeof googleEvent>[1],
): Occurrence[] {
  const event = item?.iCalUID ? googleEvent(item, source, () => {}) : null
  if (!event?.span) return []
  const { uid, original, span, removed } = event
  return [{ uid, original, ...span, removed }]
}
