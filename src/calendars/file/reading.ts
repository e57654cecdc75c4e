// What one file gave, before it becomes a calendar copy.
import type { CalendarEvent } from '../../domain/event.ts'
import type { Address, Zone } from '../../domain/types.ts'

export interface Reading {
  owner: Address | null
  zone: Zone | null
  events: CalendarEvent[]
  complete: boolean
  /** Occurrences were listed one by one, which is done for a window only. */
  isView: boolean
}
