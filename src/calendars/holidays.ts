// Public holidays by the `date-holidays` data: national ones, and those of a state where one is named.
import type { HolidaysTypes } from 'date-holidays'
import { addDays } from '../domain/clock.ts'
import { DAY, type Day } from '../domain/types.ts'

const known = new Map<string, readonly Day[]>()
const MOST_KNOWN = 500

/**
 * The whole days off from `first` to `last`, sorted; where a substitute day is off, that one too. Empty for a place the
 * data does not know. Observances, bank and school holidays are none, half days neither.
 * @param place ISO 3166: a country, or a state of it ('DE', 'DE-BY')
 */
export async function publicHolidays(place: string, first: Day, last: Day): Promise<readonly Day[]> {
  const key = `${place} ${first} ${last}`
  let days = known.get(key)
  if (!days) {
    days = await lookUp(place, first, last)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, days)
  }
  return days
}

/** The data of all countries are 10 MB: they are loaded when the first day is asked for. */
async function lookUp(place: string, first: Day, last: Day): Promise<Day[]> {
  const { default: Holidays } = await import('date-holidays')
  const [country = '', state, region] = place.toUpperCase().split('-')
  const named = { country, ...(state ? { state } : {}), ...(region ? { region } : {}) }
  const calendar = new Holidays(named, { types: ['public'] })
  const days = new Set<Day>()
  // A holiday of several days may begin in the year before.
  for (let year = Number(first.slice(0, 4)) - 1; year <= Number(last.slice(0, 4)); year++)
    for (const holiday of calendar.getHolidays(year) ?? []) for (const day of daysOf(holiday)) days.add(day)
  return [...days].filter((day) => first <= day && day <= last).sort()
}

/** `date` names the day in daylight, also where the holiday begins the evening before. */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): Day[] {
  const first = date.slice(0, 10)
  // A day of 23 hours is one; a half day is none.
  const count = Math.floor((end.getTime() - start.getTime()) / DAY + 0.1)
  return Array.from({ length: count }, (_, n) => addDays(first, n))
}
