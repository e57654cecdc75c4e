// Page tokens and sync tokens: opaque to clients, self-contained for the sandbox.
import type { Instant } from '../../../domain/types.ts'
import { opened } from '../../server/sealed.ts'
import type { Calendar } from '../company/shapes.ts'
import { badParameter, fullSyncRequired } from '../errors.ts'

/** All that happened up to `version` is known to its bearer. */
export interface SyncCursor {
  /** The account's id: a renamed person's tokens live on. */
  owner: string
  version: number
  shape: string
  timeMin: Instant | undefined
  timeMax: Instant | undefined
}

/** Continues a listing, begun when the calendar was at `ceiling`, after the entry with this key. */
export interface PageCursor {
  owner: string
  ceiling: number
  since: number | null
  after: string
  shape: string
  timeMin: Instant | undefined
  timeMax: Instant | undefined
  /** The page before was left empty: this one is not. */
  wasEmpty: boolean
}

/** @throws GoogleRefusal 410 for a token that is expired, unknown or another calendar's; 400 for another query's */
export function readSyncToken(token: string, calendar: Calendar, shape: string): SyncCursor {
  const cursor = opened<SyncCursor>(token)
  const alive = cursor?.owner === calendar.owner.id && cursor.version >= calendar.deadBefore
  if (!alive || cursor.version > calendar.version) throw fullSyncRequired()
  if (cursor.shape !== shape) {
    throw badParameter(
      'syncToken',
      `Parameters differ from those of the initial request: ${cursor.shape} / ${shape}`,
      'invalid',
    )
  }
  return cursor
}

/** @throws GoogleRefusal 400 for a token that is damaged or belongs to another query */
export function readPageToken(
  token: string,
  calendar: Calendar,
  query: Omit<PageCursor, 'owner' | 'ceiling' | 'after' | 'wasEmpty'>,
): PageCursor {
  const cursor = opened<PageCursor>(token)
  if (cursor?.after === undefined || cursor.owner !== calendar.owner.id) {
    throw badParameter('pageToken', 'Invalid page token value.', 'invalid')
  }
  const names = ['shape', 'since', 'timeMin', 'timeMax'] as const
  if (names.some((name) => cursor[name] !== query[name])) {
    throw badParameter('pageToken', 'The page token belongs to a request with other parameters.', 'invalid')
  }
  return cursor
}
