// How connections stand, as the page of connections tells it: reading, people, pushes, daily checks. Counts, no names.
import { sql } from 'kysely'
import type { Instant } from '../../domain/types.ts'
import type { Db, Fault } from '../tables.ts'
import type { Connection } from './connections.ts'
import { allFailing, byNeed, type Failing, ownFailing } from './unread.ts'

export interface Standing extends Connection, Failing {
  since: Instant
  /** Wall clock: a quota is used up until then. */
  pausedUntil: Instant | null
  /** When its people were last read, and will be next; both null: it has no directory. */
  directoryAt: Instant | null
  directoryLookAt: Instant | null
  /** That somebody is to watch: not of people who left or are no longer chosen. */
  calendars: number
  /** Read at least once. */
  read: number
  failing: number
  /** Neither read nor failing so far. */
  waiting: number
  /** The reading longest ago of those that were read. */
  oldestReadAt: Instant | null
  /** With a push channel that lives. */
  pushed: number
  /** Their service opened no channel; what it said of one of them. */
  notPushed: number
  pushFault: Fault | null
  /** When one was last compared with the service's own expansion. */
  checkedAt: Instant | null
  /** Found by those checks; of them, what reading anew did not mend. */
  differences: number
  unexplained: number
}

interface Clocks {
  now: Instant
  wall: Instant
}

/** All, those that need hands first. */
export async function all(db: Db, clocks: Clocks): Promise<Standing[]> {
  return byNeed((await standings(clocks, sql`true`).execute(db)).rows, clocks.now)
}

export async function byId(db: Db, id: number, clocks: Clocks): Promise<Standing | null> {
  return (await standings(clocks, sql`c.id = ${id}`).execute(db)).rows[0] ?? null
}

const standings = ({ now, wall }: Clocks, which: ReturnType<typeof sql>) => sql<Standing>`
  select c.id, c.kind, c.name, c.options, c.created_at as since, ${ownFailing},
    case when c.paused_until > ${wall} then c.paused_until end as "pausedUntil",
    c.directory_at as "directoryAt", c.directory_look_at as "directoryLookAt", held.*,
    (select watch_fault from calendars
      where connection = c.id and look_at is not null and watch_fault is not null limit 1) as "pushFault"
  from connections c cross join lateral (
    select count(*) as calendars, count(read_at) as read, count(failing_since) as failing, ${allFailing},
      count(*) filter (where read_at is null and failing_since is null) as waiting,
      min(read_at) as "oldestReadAt", max(checked_at) as "checkedAt", count(watch_fault) as "notPushed",
      coalesce(sum(differences), 0) as differences, coalesce(sum(unexplained), 0) as unexplained,
      count(*) filter (where exists (
        select from channels where channels.calendar = calendars.id and expires_at > ${now})) as pushed
    from calendars where connection = c.id and look_at is not null) held
  where ${which}
  order by c.id`
