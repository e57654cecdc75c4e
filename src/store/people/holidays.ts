// Whose public holidays are saved, of which place, and who is due to get others.
import { sql } from 'kysely'
import type { Address, Day, Holiday, Instant } from '../../domain/types.ts'
import { chunked, within } from '../batch.ts'
import { touchPairs } from '../pairs/touching.ts'
import type { Db } from '../tables.ts'

/** People of one whereabouts whose holidays were saved alike. */
export interface Holders {
  /** A country ('DE', 'DE-BY') or a time zone, whichever is known of them; null: neither is any more. */
  whereabouts: string | null
  /** What was last saved for them; null: nothing yet. */
  mark: string | null
}

export interface PublicDays {
  days: readonly Day[]
  /** They are all there are from `first` to `last`; saved days outside stay. */
  first: Day
  last: Day
  /** Later ones change no judgement yet. */
  soon: Day
  mark: string
}

export async function ofPeople(db: Db, people: readonly Address[]): Promise<Holiday[]> {
  return db
    .selectFrom('holidays')
    .select(['person', 'day'])
    .where('person', 'in', [...people])
    .execute()
}

/** @param fallback of whom nothing else is known; null: nobody knows */
export async function holders(db: Db, fallback: string | null): Promise<Holders[]> {
  const { rows } = await sql<Holders>`
    select distinct whereabouts, mark from ${everybody(fallback)} as everybody
    where whereabouts is not null or mark is not null order by whereabouts, mark`.execute(db)
  return rows
}

export async function whoseAre(db: Db, of: Holders, fallback: string | null): Promise<Address[]> {
  const { rows } = await sql<{ person: Address }>`
    select person from ${everybody(fallback)} as everybody
    where whereabouts is not distinct from ${of.whereabouts} and mark is not distinct from ${of.mark} order by person`.execute(
    db,
  )
  return rows.map(({ person }) => person)
}

/** Pairs of people for whom a day that is soon changed are judged again; nobody else's rows are written. */
export async function save(
  db: Db,
  people: readonly Address[],
  wanted: PublicDays,
  now: Instant,
): Promise<void> {
  const { days, first, last, soon, mark } = wanted
  for (const some of chunked(people))
    await within(db, async (trx) => {
      const { rows } = await sql<{ person: Address }>`
        with gone as (
            delete from holidays where person = any(${some}) and day between ${first} and ${last}
              and day <> all(${[...days]}::text[]) returning person, day),
          come as (
            insert into holidays (person, day)
            select person, day from unnest(${some}::text[]) as person cross join unnest(${[...days]}::text[]) as day
            on conflict do nothing returning person, day),
          marked as (
            insert into holiday_marks (person, mark) select person, ${mark} from unnest(${some}::text[]) as person
            on conflict (person) do update set mark = excluded.mark)
        select distinct person from (select * from gone union all select * from come) as changed
        where day <= ${soon}`.execute(trx)
      await touchPairs(
        trx,
        rows.map(({ person }) => person),
        now,
      )
    })
}

/** People as directories and files tell of them, and owners of calendars of whom none does; not who left. */
const everybody = (fallback: string | null) => sql`(
  select person, whereabouts, mark from (
    select address as person, coalesce(country, zone, (
        select zone from calendars where owner = address and zone is not null order by id limit 1
      ), ${fallback}) as whereabouts
    from people where kind = 'person' and left_at is null
    union all
    select owner, coalesce(min(zone), ${fallback}) from calendars
    where not exists (select from people where address = owner) group by owner
  ) as placed left join holiday_marks using (person))`
