// Leaves that people or admins entered. Those in calendars are events.
import type { Absence, Address, Instant, Span } from '../../domain/types.ts'
import { within } from '../batch.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Db } from '../tables.ts'

export interface NewAbsence extends Absence {
  enteredBy: Address
}

export async function enter(
  db: Db,
  { person, start, end, enteredBy }: NewAbsence,
  now: Instant,
): Promise<void> {
  await within(db, async (trx) => {
    await trx
      .insertInto('absences')
      .values({ person, starts: start, ends: end, entered_by: enteredBy })
      .execute()
    await touchPairs(trx, [person], now)
  })
}

export async function ofPeople(db: Db, people: readonly Address[], around: Span): Promise<Absence[]> {
  const rows = await db
    .selectFrom('absences')
    .select(['person', 'starts', 'ends'])
    .where('person', 'in', [...people])
    .where('ends', '>', around.start)
    .where('starts', '<', around.end)
    .execute()
  return rows.map(({ person, starts, ends }) => ({ person, start: starts, end: ends }))
}
