// Spreads a change of a meeting over the calendars it stands in: each copy's row gets a new version and state.
import type { Address, Instant } from '../../domain/types.ts'
import { factsOf, findPerson, guestEntry, holders } from './company.ts'
import { type Calendar, type Company, copyKey, type Meeting, type Row } from './shapes.ts'
import { compact } from './zones.ts'

export function instanceId(meeting: Meeting, original: Instant): string {
  return `${meeting.id}_${compact(original, meeting.facts.allDay)}`
}

/**
 * Writes the rows of the master (or single event; `original` null) or of one instance into every calendar concerned.
 * Editing an instance sends the master again.
 */
export function spread(company: Company, meeting: Meeting, original: Instant | null): void {
  const touched = [...company.calendars.values()].filter((calendar) =>
    write(company, calendar, meeting, original),
  )
  if (original !== null) for (const calendar of touched) resendMaster(company, calendar, meeting)
}

/** Takes exceptions out of a series; all that a copy hears of one is a bare `{id, status}`. */
export function dropExceptions(
  company: Company,
  meeting: Meeting,
  which: (original: Instant) => boolean,
): void {
  for (const original of [...meeting.exceptions.keys()].filter(which)) {
    meeting.exceptions.delete(original)
    const id = instanceId(meeting, original)
    for (const calendar of company.calendars.values()) {
      if (calendar.rows.has(id)) put(company, calendar, { id, meeting, original, state: 'bare' })
    }
  }
}

function write(company: Company, calendar: Calendar, meeting: Meeting, original: Instant | null): boolean {
  const id = original === null ? meeting.id : instanceId(meeting, original)
  const state = stateIn(company, calendar, meeting, original)
  const known = calendar.rows.has(id) || (original !== null && calendar.rows.has(meeting.id))
  if (state !== 'alive' && !known) return false
  put(company, calendar, { id, meeting, original, state })
  return true
}

function stateIn(
  company: Company,
  calendar: Calendar,
  meeting: Meeting,
  original: Instant | null,
): Row['state'] {
  const { owner } = calendar
  const facts = factsOf(meeting, original)
  const off = meeting.cancelled || (original !== null && meeting.exceptions.get(original)?.cancelled)
  const removed = [null, original].some((which) => meeting.removed.has(copyKey(owner.address, which)))
  const belongs = holders(company, meeting, facts).has(owner.address)
  return off || removed || !belongs || isUnseen(company, owner.address, meeting, original)
    ? 'cancelled'
    : 'alive'
}

/** Some people's calendars show an invitation only once it was answered. */
function isUnseen(company: Company, address: Address, meeting: Meeting, original: Instant | null): boolean {
  const person = findPerson(company, address)
  if (person.seesInvitations === 'always' || meeting.organizer.email === address) return false
  return (guestEntry(person, factsOf(meeting, original))?.responseStatus ?? 'needsAction') === 'needsAction'
}

function resendMaster(company: Company, calendar: Calendar, meeting: Meeting): void {
  const master = calendar.rows.get(meeting.id)
  if (master?.state === 'alive') put(company, calendar, master)
}

function put(company: Company, calendar: Calendar, row: Omit<Row, 'version' | 'updated'>): void {
  company.touched.add(calendar.owner.address)
  calendar.rows.delete(row.id)
  calendar.rows.set(row.id, { ...row, version: ++calendar.version, updated: company.now() })
}
