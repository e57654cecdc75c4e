// Spreads a change of a meeting over the calendars it stands in: each copy's row gets a new version and state.
import type { Address, Instant } from '../../../domain/types.ts'
import { is } from '../../world/addresses.ts'
import { factsAt } from '../../world/facts.ts'
import { isOriginalStart } from '../../world/recur.ts'
import { compact } from '../../world/zones.ts'
import { guestEntry, holders } from './lookup.ts'
import { type Calendar, type Company, copyKey, type Meeting, type Person, type Row } from './shapes.ts'

export function instanceId(meeting: Meeting, original: Instant): string {
  return `${meeting.id}_${compact(original, meeting.facts.allDay)}`
}

/**
 * Writes the rows of the master (or single event; `original` null) or of one instance into every calendar concerned.
 * Editing an instance sends the master again.
 */
export function spread(company: Company, meeting: Meeting, original: Instant | null): void {
  const belongs = holders(company, meeting, factsAt(meeting, original))
  const newcomers = [...belongs].map((address) => company.calendars.get(address)!)
  const touched = [...new Set([...meeting.copies, ...newcomers])].filter((calendar) =>
    write(company, calendar, meeting, original, belongs),
  )
  if (original !== null) for (const calendar of touched) resendMaster(company, calendar, meeting)
}

/** The master and all exceptions. */
export function spreadAll(company: Company, meeting: Meeting): void {
  for (const original of [null, ...meeting.exceptions.keys()]) spread(company, meeting, original)
}

/**
 * Takes exceptions out of a series; all that a copy hears of one is a bare `{id, status}`. Where the series still has the
 * date, or has it again, it is an ordinary one and told as such: who keeps masters and exceptions must have it back.
 */
export function dropExceptions(
  company: Company,
  meeting: Meeting,
  which: (original: Instant) => boolean,
): void {
  const dropped = [...meeting.exceptions.keys()].filter(which)
  for (const original of new Set([...dropped, ...bareDates(meeting)])) {
    for (const key of meeting.removed) if (key.endsWith(` ${original}`)) meeting.removed.delete(key)
    if (isOriginalStart(meeting.facts, original)) {
      meeting.exceptions.set(original, { facts: {}, cancelled: false, sequence: meeting.sequence })
      spread(company, meeting, original)
      continue
    }
    if (!meeting.exceptions.delete(original)) continue
    const id = instanceId(meeting, original)
    for (const calendar of meeting.copies) {
      if (calendar.rows.has(id)) put(company, calendar, { id, meeting, original, state: 'bare' })
    }
  }
}

/** Dropped before. */
function bareDates(meeting: Meeting): Instant[] {
  const rows = [...meeting.copies].flatMap((calendar) => [...calendar.rows.values()])
  return rows.flatMap((row) => (row.meeting === meeting && row.state === 'bare' ? [row.original!] : []))
}

function write(
  company: Company,
  calendar: Calendar,
  meeting: Meeting,
  original: Instant | null,
  belongs: Set<Address>,
): boolean {
  const id = original === null ? meeting.id : instanceId(meeting, original)
  const known = calendar.rows.has(id) || (original !== null && calendar.rows.has(meeting.id))
  const state = stateIn(calendar.owner, meeting, original, belongs)
  if (state !== 'alive' && !known) return false
  put(company, calendar, { id, meeting, original, state })
  return true
}

function stateIn(
  owner: Person,
  meeting: Meeting,
  original: Instant | null,
  belongs: Set<Address>,
): Row['state'] {
  const off = meeting.cancelled || (original !== null && meeting.exceptions.get(original)?.cancelled)
  const removed = [null, original].some((which) => meeting.removed.has(copyKey(owner.id, which)))
  return off || removed || !belongs.has(owner.address) || isUnseen(owner, meeting, original)
    ? 'cancelled'
    : 'alive'
}

/** Some people's calendars show an invitation only once it was answered. */
function isUnseen(person: Person, meeting: Meeting, original: Instant | null): boolean {
  if (person.seesInvitations === 'always' || is(person, meeting.organizer.email)) return false
  return (
    (guestEntry(person, factsAt(meeting, original).attendees)?.responseStatus ?? 'needsAction') ===
    'needsAction'
  )
}

function resendMaster(company: Company, calendar: Calendar, meeting: Meeting): void {
  const master = calendar.rows.get(meeting.id)
  if (master?.state === 'alive') put(company, calendar, master)
}

function put(company: Company, calendar: Calendar, row: Omit<Row, 'version' | 'updated'>): void {
  company.touched.add(calendar.owner.address)
  row.meeting.copies.add(calendar)
  calendar.rows.delete(row.id)
  calendar.rows.set(row.id, { ...row, version: ++calendar.version, updated: company.now() })
}
