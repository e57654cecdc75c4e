// What Google event ids tell: an instance's id names its master and its original start.
import type { Day, Instant } from '../../domain/types.ts'
import { icalDay, icalStamp } from '../stamps.ts'

export interface InstanceId {
  master: string
  /** An instant, or the day of an all-day series. */
  original: Instant | Day
}

/**
 * `<master>_<YYYYMMDDTHHMMSSZ>` or `<master>_<YYYYMMDD>`; null for every other id. The `<root>_R<UTC>` of a
 * this-and-following master is a master's id, since a letter follows its underscore.
 */
export function instanceId(id: string): InstanceId | null {
  const cut = id.lastIndexOf('_')
  if (cut <= 0) return null
  const end = id.slice(cut + 1)
  const original = end.endsWith('Z') ? (icalStamp(end)?.local ?? null) : icalDay(end)
  return original === null ? null : { master: id.slice(0, cut), original }
}
