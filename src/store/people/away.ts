// What one person's own calendars tell of their absences: for what is planned for a person rather than for a pair.
import type { CalendarCopy, CalendarEvent } from '../../domain/event.ts'
import type { Address } from '../../domain/types.ts'
import { toCalendar } from '../calendars/calendars.ts'
import { speaks } from '../calendars/speaking.ts'
import { absenceRowsOf } from '../pairs/facts.ts'
import type { Db } from '../tables.ts'

export interface Away {
  calendars: CalendarCopy[]
  /** Rows that may be absences, with their exceptions. */
  rows: CalendarEvent[]
}

export async function ofPerson(db: Db, person: Address): Promise<Away> {
  const own = db.selectFrom('calendars').selectAll().where('owner', '=', person)
  const calendars = await own.where(speaks).orderBy('id').execute()
  return { calendars: calendars.map(toCalendar), rows: await absenceRowsOf(db, [person]) }
}
