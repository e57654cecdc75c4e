// What is not kept for ever: rendered mails, long-gone events and what nobody needs of old mailings.
import { sql } from 'kysely'
import { DAY, type Instant } from '../domain/types.ts'
import { within } from './batch.ts'
import type { Db } from './tables.ts'

const MAILS = 30 * DAY
/** A year of history stays on the pages. */
const EVENTS = 400 * DAY

export interface Pruned {
  mails: number
  events: number
  mailings: number
}

/**
 * What a PostgreSQL server does by itself and the embedded one does not: with no statistics a query reads whole tables, and
 * without a vacuum they only grow. Everybody else waits meanwhile.
 */
export async function tidy(db: Db): Promise<void> {
  await sql`vacuum analyze`.execute(db)
}

/** Deletes what is too old as of `now`. What called off a date is kept as long as its series lives: it may lie ahead. */
export async function prune(db: Db, now: Instant): Promise<Pruned> {
  return within(db, async (trx) => {
    const mails = await trx
      .deleteFrom('mailbox')
      .where('at', '<', now - MAILS)
      .executeTakeFirst()
    const events = await trx
      .deleteFrom('events')
      .where('seen_at', '<', now - EVENTS)
      .where('removed', '=', true)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('events as living')
              .select('living.id')
              .whereRef('living.uid', '=', 'events.uid')
              .where('living.removed', '=', false),
          ),
        ),
      )
      .executeTakeFirst()
    const mailings = await trx
      .deleteFrom('mailings')
      .where('state', '=', 'dropped')
      .where('due_at', '<', now - EVENTS)
      .executeTakeFirst()
    return {
      mails: Number(mails.numDeletedRows),
      events: Number(events.numDeletedRows),
      mailings: Number(mailings.numDeletedRows),
    }
  })
}
