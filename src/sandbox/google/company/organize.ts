// What organizers do: make events, change and cancel them, split series.
import type { Address, Instant } from '../../../domain/types.ts'
import { type Facts, factsAt } from '../../world/facts.ts'
import { type EventEdit, type EventPlan, edited, editGuests, factsFrom, nameOf } from '../../world/plans.ts'
import { isOriginalStart, refuseOtherTimes } from '../../world/recur.ts'
import { countFrom, cutRecurrence, isReset } from '../../world/rules.ts'
import { compact } from '../../world/zones.ts'
import { newId } from './ids.ts'
import { findMeeting } from './lookup.ts'
import { dropExceptions, spread, spreadAll } from './rows.ts'
import { type Company, copyKey, type Exception, type Meeting } from './shapes.ts'

export function createEvent(company: Company, organizer: Address, plan: EventPlan): string {
  const id = plan.id ?? newId(company)
  const meeting = addMeeting(company, {
    ...{ id, iCalUID: plan.iCalUID ?? `${id}@google.com`, sequence: 0 },
    organizer: { email: organizer, ...nameOf(company, organizer) },
    facts: factsFrom(company, organizer, plan),
  })
  spread(company, meeting, null)
  return id
}

type Given = Pick<Meeting, 'id' | 'iCalUID' | 'organizer' | 'sequence' | 'facts'>

/** In nobody's calendar yet. */
export function addMeeting(
  company: Company,
  given: Given & Partial<Pick<Meeting, 'cancelled' | 'only'>>,
): Meeting {
  const meeting: Meeting = {
    ...{ cancelled: false, ...given, created: company.now(), exceptions: new Map() },
    ...{ removed: new Set(), copies: new Set(), told: new Map() },
  }
  company.meetings.set(given.id, meeting)
  return meeting
}

export function changeInstance(company: Company, id: string, original: Instant, edit: EventEdit): void {
  const meeting = findMeeting(company, id)
  const before = factsAt(meeting, original)
  const { recurrence: _, ...facts } = edited(company, before, edit)
  const changes = Object.entries(facts).filter(([name, value]) => before[name as keyof Facts] !== value)
  const exception = exceptionAt(meeting, original)
  Object.assign(exception.facts, Object.fromEntries(changes))
  if (edit.start !== undefined || edit.end !== undefined) exception.sequence++
  spread(company, meeting, original)
}

export function cancelInstance(company: Company, id: string, original: Instant, cancelled: boolean): void {
  const meeting = findMeeting(company, id)
  exceptionAt(meeting, original).cancelled = cancelled
  spread(company, meeting, original)
}

/** Deletes a single event or a whole series. */
export function cancelEvent(company: Company, id: string): void {
  const meeting = findMeeting(company, id)
  meeting.cancelled = true
  meeting.sequence++
  spreadAll(company, meeting)
}

/** Changes all of a series, or a single event. A new time, zone or rule throws its exceptions away, as Google does. */
export function editEvent(company: Company, id: string, edit: EventEdit): void {
  const meeting = findMeeting(company, id)
  const facts = edited(company, meeting.facts, edit)
  const reset = isReset(meeting.facts, facts)
  meeting.facts = facts
  for (const exception of meeting.exceptions.values()) editGuests(company, exception, edit)
  dropExceptions(company, meeting, (original) => reset || !isOriginalStart(facts, original))
  if (reset || edit.end !== undefined) meeting.sequence++
  spreadAll(company, meeting)
}

/** Ends a series before the instance of this original start: its rule gets an UNTIL, later exceptions are dropped. */
export function endSeries(company: Company, id: string, at: Instant): void {
  const meeting = findMeeting(company, id)
  meeting.facts = { ...meeting.facts, recurrence: cutRecurrence(meeting.facts, at) }
  meeting.sequence++
  dropExceptions(company, meeting, (original) => original >= at)
  spread(company, meeting, null)
}

/**
 * "This and following": the old series ends, a new one with an id and iCalUID of its own starts. Returns its id; that of
 * the series itself where all of it follows.
 */
export function splitSeries(company: Company, id: string, at: Instant, edit: EventEdit): string {
  const old = findMeeting(company, id)
  const { start, end } = old.facts
  refuseOtherTimes(old.facts, at)
  if (at === start) {
    editEvent(company, id, edit)
    return id
  }
  const rest = { ...old.facts, start: at, end: at + end - start, recurrence: countFrom(old.facts, at) }
  const newer = `${old.id.replace(/_R\d.*$/, '')}_R${compact(at, old.facts.allDay).replace('Z', '')}`
  const { organizer, sequence, cancelled } = old
  const given = { id: newer, iCalUID: `${newer}@google.com`, organizer, sequence, cancelled }
  endSeries(company, id, at)
  const meeting = addMeeting(company, { ...given, facts: edited(company, rest, edit) })
  spread(company, meeting, null)
  return newer
}

/**
 * Hands a meeting over. With `leavesOld` the former organizer's copy becomes a tombstone while the same iCalUID lives on
 * in the others' calendars; without it the former organizer stays as a guest.
 */
export function changeOrganizer(company: Company, id: string, to: Address, leavesOld: boolean): void {
  const meeting = findMeeting(company, id)
  const from = company.people.get(company.addresses.get(meeting.organizer.email) ?? '')
  meeting.organizer = { email: to, ...nameOf(company, to) }
  if (leavesOld && from) meeting.removed.add(copyKey(from.id, null))
  meeting.sequence++
  spreadAll(company, meeting)
}

/** @throws Error where the series has no such instance: a story that means another time than it says */
export function exceptionAt(meeting: Meeting, original: Instant): Exception {
  const known = meeting.exceptions.get(original)
  if (known) return known
  refuseOtherTimes(meeting.facts, original)
  const made: Exception = { facts: {}, cancelled: false, sequence: meeting.sequence }
  meeting.exceptions.set(original, made)
  return made
}
