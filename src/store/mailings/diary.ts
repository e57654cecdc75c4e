// What a mail needs beside the judgement: when somebody is taken, and what a pair was asked before.
import { sql } from 'kysely'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Address, Span } from '../../domain/types.ts'
import { toEvent } from '../pairs/facts.ts'
import type { Db } from '../tables.ts'

/**
 * Rows of somebody's calendars that may fall into a span: everything repeated, and singles and instances within. Sorted
 * out here, as PostgreSQL's operators on json fail on titles that hold a NUL.
 */
export async function rowsOf(db: Db, owner: Address, within: Span): Promise<CalendarEvent[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('calendars', 'calendars.id', 'events.calendar')
    .select(['events.calendar', 'body', 'rule_since', 'declined_since'])
    .where('calendars.owner', '=', owner)
    .where('removed', '=', false)
    .execute()
  return rows
    .map(toEvent)
    .filter(
      ({ kind, span }) => kind === 'master' || (span && span.end > within.start && span.start < within.end),
    )
}

/** Ids of the questions that one of a pair was asked, oldest first. */
export async function questionsAsked(db: Db, pair: number, recipient: Address): Promise<string[]> {
  const { rows } = await sql<{ question: string }>`
    select payload->>'question' as question from mailings
    where pair = ${pair} and recipient = ${recipient} and kind = 'agenda' and payload->>'question' is not null
    order by due_at, id`.execute(db)
  return rows.map(({ question }) => question)
}

/** Remembers what a mailing asks, so that trying it again asks the same. */
export async function noteQuestion(db: Db, mailing: number, question: string): Promise<void> {
  await sql`update mailings set payload = (payload::jsonb || ${JSON.stringify({ question })}::jsonb)::json
    where id = ${mailing}`.execute(db)
}
