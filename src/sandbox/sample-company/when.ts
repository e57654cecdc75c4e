// Dates of the sample company's story as its tables write them: 'Tue 10 Mar 10:00', always in 2026.
import type { Address, Instant, Word, Zone } from '../../domain/types.ts'
import type { Story as Google } from '../google/company/story.ts'
import type { Story as Microsoft } from '../graph/company/story.ts'
import type { World } from '../world/world.ts'
import { instantOf } from '../world/zones.ts'

/** What people do, wherever their calendars are; and what is done at one house alone. */
export interface Story extends World {
  google: Google
  microsoft: Microsoft
}

export interface Act {
  at: Instant
  /** One line for a person who watches. */
  what: string
  /** What one of the two says on the pair's page of a slot of theirs (V1); `at` is the act's. */
  says?: Said
  do(story: Story): void
}

export interface Said {
  /** Sorted. */
  people: readonly [Address, Address]
  original: Instant
  by: Address
  said: Word['said']
}

/** What is said in a zone's local time. */
export interface Local {
  zone: Zone
  /** 'Tue 10 Mar 10:00' → instant; without a time local midnight. */
  on(text: string): Instant
  act(at: string, what: string, does: Act['do']): Act
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr']

export function inZone(zone: Zone): Local {
  const on = (text: string) => instantOf(wallOf(text), zone)
  return { zone, on, act: (at, what, does) => ({ at: on(at), what, do: does }) }
}

/** Midnight UTC of a day, as all-day events count it. */
export function day(text: string): Instant {
  return wallOf(text)
}

/** @throws Error where the weekday is not that of the date: a table's slip */
function wallOf(text: string): number {
  const [, weekday, date, month, hour = 0, minute = 0] =
    /^(\w{3}) +(\d+) (\w{3})(?: (\d\d):(\d\d))?$/.exec(text.trim()) ?? []
  const wall = Date.UTC(2026, MONTHS.indexOf(month!), Number(date), Number(hour), Number(minute))
  if (!month || DAYS[new Date(wall).getUTCDay()] !== weekday)
    throw new Error(`sample company: there is no '${text}' in 2026`)
  return wall
}
