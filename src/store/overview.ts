// What the start page tells at a glance: counts and next moments, never a title.
import { sql } from 'kysely'
import type { Refusal } from '../domain/judgement.ts'
import type { Address, Instant } from '../domain/types.ts'
import type { Connection } from './connections/connections.ts'
import { allFailing, type Failing, ownFailing } from './connections/unread.ts'
import type { Db, Fault, MailKind, MailState, Via } from './tables.ts'

export interface ConnectionLine extends Connection, Failing {
  /** That somebody is to watch: not of people who left or are no longer chosen. */
  calendars: number
  /** Read at least once. */
  read: number
  failing: number
  /** The reading longest ago of those that were read; null: none was. */
  oldestReadAt: Instant | null
  nextLookAt: Instant | null
}

export async function connections(db: Db): Promise<ConnectionLine[]> {
  const { rows } = await sql<ConnectionLine>`
    select c.id, c.kind, c.name, c.options, ${ownFailing}, of.*
    from connections c cross join lateral (
      select count(*) as calendars, count(read_at) as read, count(failing_since) as failing,
        min(read_at) as "oldestReadAt", min(look_at) as "nextLookAt", ${allFailing}
      from calendars where connection = c.id and look_at is not null) of
    order by of.failing > 0 desc, c.id`.execute(db)
  return rows
}

export interface CalendarLine {
  owner: Address
  readAt: Instant | null
  lookAt: Instant | null
  complete: boolean
  failingSince: Instant | null
  fault: Fault | null
}

/** Those that need a look first, then by owner. */
export async function calendars(db: Db, limit: number): Promise<CalendarLine[]> {
  const rows = await db
    .selectFrom('calendars')
    .select(['owner', 'read_at', 'look_at', 'complete', 'failing_since', 'fault'])
    .where('look_at', 'is not', null)
    .orderBy(sql`failing_since is null`)
    .orderBy('failing_since')
    .orderBy('owner')
    .limit(limit)
    .execute()
  return rows.map(({ read_at, look_at, failing_since, ...rest }) => ({
    ...rest,
    readAt: read_at,
    lookAt: look_at,
    failingSince: failing_since,
  }))
}

export interface PairCounts {
  all: number
  /** With a meeting to come. */
  watched: number
  /** Of the watched, those that meet too rarely (F). */
  infrequent: number
  notJudgedYet: number
  failing: number
}

/**
 * Summaries hold titles, which may hold what PostgreSQL's JSON functions refuse to read anywhere in a document (NUL,
 * lone surrogates; `JSON.stringify` writes both as \\u and four digits). Here they become U+FFFD, of the same length.
 */
const summary = sql`case when strpos(summary::text, '\\u') = 0 then summary
  else regexp_replace(summary::text, '\\\\u(0000|d[89a-f][0-9a-f]{2})', '\\\\ufffd', 'g')::json end`

export async function pairs(db: Db): Promise<PairCounts> {
  const { rows } = await sql<PairCounts>`
    with judged as (select judged_at, failing_since, ${summary} as summary from pairs)
    select count(*) as "all", count(*) filter (where (summary->>'living')::boolean) as watched,
      count(*) filter (where (summary->>'living')::boolean and summary->>'infrequent' is not null) as infrequent,
      count(*) filter (where judged_at is null) as "notJudgedYet", count(failing_since) as failing
    from judged`.execute(db)
  return rows[0] as PairCounts
}

export interface RefusalCount {
  reason: Refusal
  meetings: number
}

/** Meetings of two colleagues that are not watched (W), most frequent reason first. */
export async function refusals(db: Db): Promise<RefusalCount[]> {
  const { rows } = await sql<RefusalCount>`
    select refused->>'reason' as reason, count(*) as meetings
    from pairs, json_array_elements((${summary})->'refused') as refused
    group by 1 order by 2 desc, 1`.execute(db)
  return rows
}

/** Meetings and series in the calendars that are no pair's at all: alone, with others, with people outside. */
export async function otherMeetings(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct uid) as n from events
    where not removed and not absence and not exists (select from meetings where meetings.uid = events.uid)`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

export interface NextMail {
  kind: MailKind
  recipient: Address
  goesAt: Instant
}

/** Planned mails, soonest first. */
export async function nextMails(db: Db, limit: number): Promise<NextMail[]> {
  const rows = await db
    .selectFrom('mailings')
    .select(['kind', 'recipient', 'goes_at'])
    .where('state', '=', sql.lit('planned' satisfies MailState))
    .where('lease_until', 'is', null)
    .orderBy('goes_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ goes_at, ...rest }) => ({ ...rest, goesAt: goes_at }))
}

export interface Outcome {
  state: MailState
  via: Via | null
  mails: number
}

/** How many mails are planned, went where, or did not. */
export async function outcomes(db: Db): Promise<Outcome[]> {
  return db
    .selectFrom('mailings')
    .select(({ fn }) => ['state', 'via', fn.countAll<number>().as('mails')])
    .groupBy(['state', 'via'])
    .execute()
}

/** Throws where the database does not answer. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}
