// Daily checks: a calendar's stored rows, and what comparing them with the service's own expansion came to.
import type { CalendarEvent } from '../../domain/event.ts'
import type { Instant } from '../../domain/types.ts'
import { toEvent } from '../pairs/facts.ts'
import type { Db } from '../tables.ts'

/** Everything that is known of a calendar, tombstones too. */
export async function rowsOf(db: Db, calendar: string): Promise<CalendarEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(['calendar', 'body', 'rule_since', 'declined_since'])
    .where('calendar', '=', calendar)
    .execute()
  return rows.map(toEvent)
}

export async function planned(db: Db, calendar: string, at: Instant): Promise<void> {
  await db.updateTable('calendars').set({ check_at: at }).where('id', '=', calendar).execute()
}

export interface Outcome {
  /** As of when it was compared. */
  at: Instant
  next: Instant
  /** Found, and those of them that reading anew did not mend. */
  differences: number
  unexplained: number
}

export async function noted(db: Db, calendar: string, outcome: Outcome): Promise<void> {
  const { at, next, differences, unexplained } = outcome
  await db
    .updateTable('calendars')
    .set((eb) => ({
      checked_at: at,
      check_at: next,
      differences: eb('differences', '+', differences),
      unexplained,
    }))
    .where('id', '=', calendar)
    .execute()
}
