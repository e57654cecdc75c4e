// Leaves that people or admins entered, and public holidays. Those in calendars are events.
import type { Absence, Address, Day, Holiday, Instant, Span } from '../domain/types.ts'
import { chunked, within } from './batch.ts'
import { touchPairs } from './people.ts'
import type { Db } from './tables.ts'

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

/** Replaces the public holidays of these people. */
export async function saveHolidays(
  db: Db,
  people: readonly Address[],
  days: readonly Day[],
  now: Instant,
): Promise<void> {
  await within(db, async (trx) => {
    for (const some of chunked(people)) await trx.deleteFrom('holidays').where('person', 'in', some).execute()
    const rows = people.flatMap((person) => days.map((day) => ({ person, day })))
    for (const some of chunked(rows)) {
      await trx
        .insertInto('holidays')
        .values(some)
        .onConflict((oc) => oc.doNothing())
        .execute()
    }
    await touchPairs(trx, people, now)
  })
}

export async function holidaysOf(db: Db, people: readonly Address[]): Promise<Holiday[]> {
  return db
    .selectFrom('holidays')
    .select(['person', 'day'])
    .where('person', 'in', [...people])
    .execute()
}
