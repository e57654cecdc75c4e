// Which of the copies of one calendar counts, where two connections read it: its owner's and their company's, or two companies'.
import { sql } from 'kysely'

/**
 * True of a row of `calendars` unless another connection to the same service has a better copy of the very same calendar:
 * one read to its end, that is still read and not failing, read later. Two would contradict each other where one is old.
 */
export const speaks = sql<boolean>`not exists (
  select from calendars twin
  join connections theirs on theirs.id = twin.connection
  join connections own on own.id = calendars.connection and own.kind = theirs.kind
  where twin.owner = calendars.owner and twin.provider_id = calendars.provider_id
    and twin.connection <> calendars.connection and twin.read_at is not null
    and (twin.complete, twin.look_at is not null and twin.failing_since is null, twin.read_at, twin.id)
      > (calendars.complete, calendars.look_at is not null and calendars.failing_since is null,
        coalesce(calendars.read_at, 0), calendars.id))`
