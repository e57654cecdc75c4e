// Whose public holidays are which days: by a person's country, else their time zone's, else the one of the settings.
import { createHash } from 'node:crypto'
import { addDays, localDay } from '../domain/clock.ts'
import { countryOfZone } from '../domain/country.ts'
import type { Day, Instant } from '../domain/types.ts'
import type { Holders, PublicDays } from '../store/people/holidays.ts'
import type { Parts } from './parts.ts'

/** The public holidays of a place ('DE', 'DE-BY') from the first to the last day; none where the place is not known. */
export type PublicHolidays = (place: string, first: Day, last: Day) => Promise<readonly Day[]>

type Means = Pick<Parts, 'store' | 'clock' | 'publicHolidays' | 'defaultCountry'>

/**
 * Saves for each person what changed for them; if nothing did, this costs one query. Where a place fails the others go on;
 * then this throws.
 */
export async function refreshHolidays(means: Means): Promise<void> {
  const now = means.clock.now()
  const failed = new Map<string | null, unknown>()
  for (const holders of await means.store.holidays.holders(means.defaultCountry))
    await refreshPlace(means, holders, now).catch((error) => failed.set(holders.whereabouts, error))
  const [first] = failed
  if (!first) return
  const [whereabouts, cause] = first
  throw new Error(`Public holidays of ${failed.size} places, of ${whereabouts} first, fail: ${cause}`, {
    cause,
  })
}

async function refreshPlace(
  { store, publicHolidays, defaultCountry }: Means,
  holders: Holders,
  now: Instant,
): Promise<void> {
  const place = placeOf(holders.whereabouts) ?? defaultCountry
  const wanted = await daysFor(place, publicHolidays, now)
  if (wanted.mark === holders.mark) return
  const people = await store.holidays.whoseAre(holders, defaultCountry)
  await store.holidays.save(people, wanted, now)
}

/** The country a person's whereabouts lie in; null: not known, or a zone of no country, or of several. */
export function placeOf(whereabouts: string | null): string | null {
  if (whereabouts === null) return null
  return COUNTRY.test(whereabouts) ? whereabouts.toUpperCase() : countryOfZone(whereabouts)
}

const COUNTRY = /^[a-z]{2}(-[a-z0-9]+)*$/i

const WEEKS_BEHIND = 15
const WEEKS_AHEAD = 60
/** Slots are judged five weeks ahead, rhythms fourteen. */
const WEEKS_SOON = 26

/** Whole months: what is wanted changes on the first of a month, not every day. */
async function daysFor(
  place: string | null,
  publicHolidays: PublicHolidays,
  now: Instant,
): Promise<PublicDays> {
  const today = localDay(now, 'UTC')
  const first = monthOf(addDays(today, -7 * WEEKS_BEHIND))
  const last = addDays(monthOf(addDays(today, 7 * WEEKS_AHEAD)), -1)
  const days = place === null ? [] : await publicHolidays(place, first, last)
  const mark = createHash('sha256')
    .update([place, first, last, ...days].join(' '))
    .digest('base64url')
    .slice(0, 16)
  return { days, first, last, soon: addDays(today, 7 * WEEKS_SOON), mark }
}

/** The first day of the month. */
function monthOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`
}
