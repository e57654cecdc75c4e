// The one contract of all calendar services: what changed in a calendar since the last reading, page by page.
import type { CalendarEvent } from '../domain/event.ts'
import type { Address, Span, Zone } from '../domain/types.ts'

/** A calendar as we name it and as its service does. */
export interface CalendarRef {
  /** `CalendarCopy.id`. */
  id: string
  owner: Address
  /** The service's own name of it. */
  providerId: string
  /** As last read; null: not yet. */
  zone: Zone | null
}

export interface Ask {
  /** Where the last reading ended; null: read it all. */
  cursor: string | null
  /** Rows of this calendar that were read before, by the service's ids; ids that are not known are left out. */
  known(ids: string[]): Promise<ReadonlyMap<string, CalendarEvent>>
}

export interface Page {
  /** New and changed events and tombstones. Of one id in several pages the last counts. */
  events: CalendarEvent[]
  /** UIDs with an event that could not be read (S3). */
  brokenUids: string[]
  /** On the last page only: nothing of a reading may be kept before it. */
  end: Ending | null
}

/**
 * How a reading ended. 'changes': what is not among its events is as it was. 'whole': the events are all there is; what
 * is known and not among them is gone, if the reading is complete (S3).
 */
export type Ending = { cursor: string | null } & (
  | { reach: 'changes'; zone?: Zone }
  | { reach: 'whole'; zone: Zone | null; complete: boolean; window: Span | null }
)

/**
 * Rejects with a GoneError where the cursor is not known any more (read it all then), a ThrottledError or TransientError
 * where trying again later helps, an AuthError where somebody must act: on the connection, or for this calendar alone;
 * a FileError for what is no calendar. Messages hold no secret.
 */
export interface CalendarService {
  changes(calendar: CalendarRef, ask: Ask): AsyncIterable<Page>
}
