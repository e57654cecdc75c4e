// The one contract of all calendar services: what changed in a calendar since the last reading, page by page.
import type { CalendarEvent } from '../domain/event.ts'
import type { Occurrence } from '../domain/occurrences.ts'
import type { Address, Instant, Span, Zone } from '../domain/types.ts'

export type { Occurrence } from '../domain/occurrences.ts'

/** A calendar as we name it and as its service does. */
export interface CalendarRef {
  /** `CalendarCopy.id`. */
  id: string
  owner: Address
  /** Other addresses of the owner, by which they may be invited. */
  aliases?: Address[]
  /** The service's own name of it. */
  providerId: string
  /** As last read; null: not yet. */
  zone: Zone | null
}

export interface Ask {
  /** Where the last reading ended; null: read it all. */
  cursor: string | null
  /** Where only a window of the calendar is read, it is chosen by this. */
  now: Instant
  /** Rows of this calendar that were read before, by the service's ids; ids that are not known are left out. */
  known(ids: string[]): Promise<ReadonlyMap<string, CalendarEvent>>
  /** All rows of these UIDs that were read before: who tells a series anew, all of it, tells what is gone of it, too. */
  ofSeries(uids: string[]): Promise<readonly CalendarEvent[]>
  /** Ids of the series that were read before and, by that, have dates in the span. */
  seriesIn(span: Span): Promise<string[]>
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

/** A push channel of one calendar. */
export interface Channel {
  /** Under which pushes come; where the service lets us choose it, ours. */
  id: string
  /** The service's own name of what is watched; stopping needs it. */
  resource: string
  expiresAt: Instant
}

export interface Wanted {
  /** Ours, for services that let us choose. */
  id: string
  /** Comes with each push. */
  token: string
  /** Public https. */
  address: string
  now: Instant
}

/** Pushes are hints, lossy and repeated: whoever gets one reads the calendar as usual. */
export interface Push {
  watch(calendar: CalendarRef, wanted: Wanted): Promise<Channel>
  /**
   * Makes a channel last longer, where the service can; where it cannot, a new one is opened before the old is stopped.
   * Rejects with a GoneError where it knows no such channel any more.
   */
  renew?(calendar: CalendarRef, channel: Channel, now: Instant): Promise<Channel>
  /** Resolves where the service knows no such channel any more. */
  stop(calendar: CalendarRef, channel: Channel): Promise<void>
}

/**
 * All reject with a GoneError where the cursor is not known any more (read it all then), a ThrottledError or
 * TransientError where trying again later helps, an AuthError where somebody must act: on the connection, or for this
 * calendar alone; a FileError for what is no calendar. Messages hold no secret.
 */
export interface CalendarService {
  changes(calendar: CalendarRef, ask: Ask): AsyncIterable<Page>
  /** What touches `span`, page by page, expanded by the service. Absent where it cannot (files). */
  occurrences?(calendar: CalendarRef, span: Span): AsyncIterable<Occurrence[]>
  push?: Push
}
