// What organizers do: make events, change and cancel them, split series. Letters tell the guests.
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson, personAt } from '../../world/addresses.ts'
import { type Facts, factsAt } from '../../world/facts.ts'
import { type EventEdit, type EventPlan, edited, editGuests, factsFrom, nameOf } from '../../world/plans.ts'
import { isOriginalStart, refuseOtherTimes } from '../../world/recur.ts'
import { countFrom, cutRecurrence, isReset } from '../../world/rules.ts'
import { respond } from './attend.ts'
import { newUid } from './ids.ts'
import { addItem, differing, exceptionAt, forgetDates, organized, put } from './items.ts'
import { callOff, invited, tellGuests } from './letters.ts'
import { recurrenceOf } from './pattern.ts'
import type { Company, Item } from './shapes.ts'

/** Returns the immutable id of the organizer's item. The organizer is on nobody's list: Exchange names them apart. */
export function createEvent(company: Company, organizer: Address, plan: EventPlan): string {
  const person = findPerson(company, organizer)
  const facts = factsFrom(company, organizer, { ...plan, organizerAttends: false })
  const id = begin(company, person.address, facts, plan.iCalUID ?? newUid(company))
  for (const guest of plan.guests ?? []) {
    if (typeof guest === 'string' || !personAt(company, guest.email) || company.rooms.has(guest.email))
      continue
    if (guest.responseStatus && guest.responseStatus !== 'needsAction')
      respond(company, guest.email, id, null, guest.responseStatus)
  }
  return id
}

function begin(company: Company, organizer: Address, facts: Facts, uid: string): string {
  const mailbox = company.mailboxes.get(findPerson(company, organizer).id)!
  recurrenceOf(facts)
  const item = addItem(company, mailbox, {
    ...{ uid, organizer: { email: organizer, ...nameOf(company, organizer) } },
    ...{ sequence: 0, facts, original: null, answer: 'organizer' },
  })
  company.uids.set(item.id, uid)
  company.organizers.set(uid, mailbox)
  tellGuests(company, item, null, new Set())
  return item.id
}

export function changeInstance(company: Company, id: string, original: Instant, edit: EventEdit): void {
  const { mailbox, item } = organized(company, id)
  const before = invited(company, item, original)
  const exception = exceptionAt(item, original)
  exception.facts = differing(item, original, edited(company, factsAt(item, original), edit))
  if (edit.start !== undefined || edit.end !== undefined) item.sequence++
  put(company, mailbox, item, original)
  tellGuests(company, item, original, before)
}

/** Gone from the organizer's own calendar at once; the guests' copies say that it is called off. */
export function cancelInstance(company: Company, id: string, original: Instant): void {
  const { mailbox, item } = organized(company, id)
  refuseOtherTimes(item.facts, original)
  callOff(company, item, original)
  item.exceptions.delete(original)
  item.gone.add(original)
  put(company, mailbox, item, 'master')
}

/** Calls off a single event or a whole series. */
export function cancelEvent(company: Company, id: string): void {
  const { mailbox, item } = organized(company, id)
  const guests = invited(company, item, null)
  callOff(company, item, null)
  for (const original of item.exceptions.keys()) {
    const strangers = [...invited(company, item, original)].some((guest) => !guests.has(guest))
    if (strangers) callOff(company, item, original)
  }
  item.removed = true
  item.sequence++
  put(company, mailbox, item, 'all')
}

/** Changes all of a series, or a single event. A new time, zone or rule throws its exceptions away, as Outlook does. */
export function editEvent(company: Company, id: string, edit: EventEdit): void {
  const { mailbox, item } = organized(company, id)
  const before = invited(company, item, null)
  const facts = edited(company, item.facts, edit)
  recurrenceOf(facts)
  const reset = isReset(item.facts, facts)
  item.facts = facts
  forgetDates(item, (original) => reset || !isOriginalStart(facts, original))
  for (const exception of item.exceptions.values()) editGuests(company, exception, edit)
  if (reset || edit.end !== undefined) item.sequence++
  put(company, mailbox, item, 'all')
  tellGuests(company, item, null, before)
  for (const original of item.exceptions.keys()) tellNewcomers(company, item, original)
}

/** Who is invited to one instance alone hears of a change of all as well. */
function tellNewcomers(company: Company, item: Item, original: Instant): void {
  const all = invited(company, item, null)
  const here = invited(company, item, original)
  if ([...here].some((guest) => !all.has(guest))) tellGuests(company, item, original, here)
}

/** Ends a series before the instance of this original start. */
export function endSeries(company: Company, id: string, at: Instant): void {
  const { mailbox, item } = organized(company, id)
  item.facts = { ...item.facts, recurrence: cutRecurrence(item.facts, at) }
  item.sequence++
  forgetDates(item, (original) => original >= at)
  put(company, mailbox, item, 'all')
  tellGuests(company, item, null, new Set())
}

/**
 * "This and following", as Outlook does it: the old series ends, a new one with ids and a UID of its own asks everybody
 * anew. Returns its id; that of the series itself where all of it follows.
 */
export function splitSeries(company: Company, id: string, at: Instant, edit: EventEdit): string {
  const { item } = organized(company, id)
  const { facts, organizer } = item
  refuseOtherTimes(item.facts, at)
  if (at === facts.start) {
    editEvent(company, id, edit)
    return id
  }
  const attendees = facts.attendees.map((guest) =>
    guest.resource ? guest : { ...guest, responseStatus: 'needsAction' as const },
  )
  const end = at + facts.end - facts.start
  const rest = { ...facts, start: at, end, recurrence: countFrom(facts, at), attendees }
  endSeries(company, id, at)
  return begin(company, organizer.email, edited(company, rest, edit), newUid(company))
}
