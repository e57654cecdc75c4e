// Absences from calendars: out-of-office entries and all-day entries of one person alone with an absence word.

import type { CalendarCopy, CalendarEvent, Details } from './event.ts'
import type { Policy } from './policy.ts'
import { exceptionsOf, spansOf } from './spans.ts'
import { hasWord } from './title.ts'
import type { Absence, Address, Span } from './types.ts'

/** The row may be an absence of the calendar's owner; whether it is off is not asked. */
export function isAbsence({ details, allDay }: CalendarEvent, policy: Policy): boolean {
  if (!details) return false
  if (details.shows === 'away') return true
  if (!allDay || details.type !== 'meeting' || !isAlone(details)) return false
  return hasWord(details.title, policy.absenceWords)
}

/** Nobody but one person is named, as guest or organizer; a guest without address or a hidden list may be others. */
function isAlone({ attendees, attendeesHidden, organizer }: Details): boolean {
  const named = attendees.filter(({ kind }) => kind !== 'room').map(({ address }) => address)
  const people = new Set([...named, ...(organizer ? [organizer] : [])])
  return !attendeesHidden && people.size <= 1 && !people.has(null)
}

/** @param within only absences that touch this span; repeated ones are expanded in it */
export function absencesOf(
  events: readonly CalendarEvent[],
  calendars: readonly CalendarCopy[],
  policy: Policy,
  within: Span,
): Absence[] {
  const ownerOf = new Map(calendars.map((calendar) => [calendar.id, calendar.owner]))
  const exceptions = exceptionsOf(events)
  const found: Absence[] = []
  for (const event of events) {
    const person = ownerOf.get(event.calendar)
    if (!person || !event.span || event.removed || !isAbsence(event, policy)) continue
    if (isDeclinedByOwner(event, person)) continue
    for (const span of spansOf(event, exceptions, within)) found.push({ person, ...span })
  }
  return found
}

function isDeclinedByOwner({ details }: CalendarEvent, owner: Address): boolean {
  return details!.attendees.some(({ address, answer }) => address === owner && answer === 'declined')
}

/** Per person sorted spans, those that touch joined. */
export function mergeAbsences(absences: readonly Absence[]): Map<Address, Span[]> {
  const merged = new Map<Address, Span[]>()
  for (const { person, start, end } of [...absences].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const spans = merged.get(person) ?? []
    merged.set(person, spans)
    const last = spans.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else spans.push({ start, end })
  }
  return merged
}
