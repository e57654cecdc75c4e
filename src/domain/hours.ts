// Working time (M3): when a person may get mail, in their own hours and days, public holidays aside.
import { addDays, atMinute, localDay, weekdayOf } from './clock.ts'
import type { Policy } from './policy.ts'
import type { Day, Holiday, Instant, Person, WorkingHours, Zone } from './types.ts'

/** One person's working time, made ready once for many questions. */
export interface WorkTime {
  zone: Zone
  hours: WorkingHours
  /** Public holidays. */
  daysOff: ReadonlySet<Day>
}

const MIDNIGHT = 24 * 60
const WEEKDAYS = [1, 2, 3, 4, 5]
/** How far a working day is looked for; beyond it holidays are disregarded, so that every search ends. */
const SEARCH_DAYS = 60

/** Own hours where known, else the policy's. Hours that run past midnight count until midnight. */
export function workTimeOf(person: Person, holidays: readonly Holiday[], policy: Policy): WorkTime {
  const own = holidays.filter((holiday) => holiday.person === person.address)
  return {
    zone: person.zone,
    hours: usable(person.hours) ?? usable(policy.defaultHours) ?? allDay,
    daysOff: new Set(own.map((holiday) => holiday.day)),
  }
}

const allDay: WorkingHours = { startMinute: 0, endMinute: MIDNIGHT, days: WEEKDAYS }

/** Null where there is nothing to work with: no day of the week, or hours outside the day. */
function usable(hours: WorkingHours | null): WorkingHours | null {
  const days = hours?.days.filter((day) => day >= 1 && day <= 7) ?? []
  if (!hours || days.length === 0 || !(hours.startMinute >= 0 && hours.startMinute < MIDNIGHT)) return null
  const runsOver = !(hours.endMinute > hours.startMinute && hours.endMinute <= MIDNIGHT)
  return { startMinute: hours.startMinute, endMinute: runsOver ? MIDNIGHT : hours.endMinute, days }
}

/** The same working days, open until at least `minute` (M3: a recap may go until 20:00). */
export function openUntil(minute: number, work: WorkTime): WorkTime {
  return { ...work, hours: { ...work.hours, endMinute: Math.max(minute, work.hours.endMinute) } }
}

export function isWorkingDay(day: Day, work: WorkTime): boolean {
  return work.hours.days.includes(weekdayOf(day)) && !work.daysOff.has(day)
}

/** The first minute counts, the closing minute no more, as in every span. */
export function withinHours(instant: Instant, work: WorkTime): boolean {
  const day = localDay(instant, work.zone)
  return isWorkingDay(day, work) && instant >= opening(day, work) && instant < closing(day, work)
}

/** The instant itself within hours, else the next working morning (M3). */
export function nextWorkingMoment(instant: Instant, work: WorkTime): Instant {
  if (withinHours(instant, work)) return instant
  const today = localDay(instant, work.zone)
  if (isWorkingDay(today, work) && instant < opening(today, work)) return opening(today, work)
  return opening(nextWorkingDay(today, work), work)
}

/** The n-th working day after `day`. */
export function workingDaysAfter(day: Day, count: number, work: WorkTime): Day {
  let found = day
  for (let i = 0; i < count; i++) found = nextWorkingDay(found, work)
  return found
}

export function lastWorkingDayBefore(day: Day, work: WorkTime): Day {
  return neighbour(day, -1, work)
}

function nextWorkingDay(day: Day, work: WorkTime): Day {
  return neighbour(day, 1, work)
}

function neighbour(day: Day, step: 1 | -1, work: WorkTime): Day {
  for (let i = 1; i <= SEARCH_DAYS; i++) {
    const found = addDays(day, i * step)
    if (isWorkingDay(found, work)) return found
  }
  return neighbour(day, step, { ...work, daysOff: new Set() })
}

function opening(day: Day, work: WorkTime): Instant {
  return atMinute(day, work.hours.startMinute, work.zone)
}

function closing(day: Day, work: WorkTime): Instant {
  return atMinute(day, work.hours.endMinute, work.zone)
}
