// What a letter does to a mailbox: Exchange's calendar attendant writes it into the calendar before anybody reads it.
import { DAY, type Instant } from '../../../domain/types.ts'
import { is } from '../../world/addresses.ts'
import { type Facts, factsAt, type Guest } from '../../world/facts.ts'
import { answered, changeLists, isGuest } from '../../world/guests.ts'
import type { Letter } from '../../world/post.ts'
import { isOriginalStart, originalStarts } from '../../world/recur.ts'
import { isReset } from '../../world/rules.ts'
import {
  addItem,
  bringBack,
  differing,
  dropInstances,
  exceptionAt,
  forgetDates,
  holderOf,
  isSeries,
  put,
} from './items.ts'
import type { Company, Item, Mailbox } from './shapes.ts'

export function receive(company: Company, mailbox: Mailbox, letter: Letter): void {
  if (letter.method === 'REPLY') takeAnswer(company, mailbox, letter)
  else if (letter.method === 'CANCEL') takeCancellation(company, mailbox, letter)
  else if (letter.original === null) takeInvitation(company, mailbox, letter)
  else takeInstance(company, mailbox, letter, letter.original)
}

function takeInvitation(company: Company, mailbox: Mailbox, letter: Letter): void {
  const { uid, organizer, sequence } = letter
  const facts = asGuestSees(letter.facts)
  const known = mailbox.copies.get(uid)
  const item = known ?? newCopy(company, mailbox, letter, facts, null)
  if (!item.removed) dropInstances(company, mailbox, uid)
  // Who was uninvited is invited as if for the first time.
  if (item.cancelled) forgetDates(item, () => true)
  const kept = known && !isReset(known.facts, facts) ? [...item.gone] : []
  Object.assign(item, { facts, organizer, sequence, cancelled: false })
  if (kept.length === 0) item.left.clear()
  item.gone = new Set(kept.filter((original) => isOriginalStart(facts, original)))
  const answer = answerKnown(mailbox, letter.facts)
  if (answer === 'needsAction') item.answer = 'notResponded'
  const before = item.exceptions
  item.exceptions = new Map()
  takeExceptions(mailbox, item, before, letter)
  for (const original of leftOut(letter.facts)) item.gone.add(original)
  if (!isSeries(item)) item.gone.clear()
  if (item.removed && answer !== 'declined') {
    bringBack(company, mailbox, item)
    dropInstances(company, mailbox, uid)
  } else write(company, mailbox, item, 'all')
}

function isAskedAnew(mailbox: Mailbox, facts: Facts | null): boolean {
  return facts !== null && answerKnown(mailbox, facts) === 'needsAction'
}

/** As the organizer has it: who declined and is on the list again without an answer is asked anew. */
function answerKnown({ owner }: Mailbox, { attendees }: Facts): Guest['responseStatus'] | undefined {
  return attendees.find(({ email, resource }) => !resource && is(owner, email))?.responseStatus
}

/** Their owner's answers to single instances stay, and what was called off while they had it. */
function takeExceptions(
  mailbox: Mailbox,
  item: Item,
  before: Item['exceptions'],
  { exceptions }: Letter,
): void {
  for (const { original, facts } of exceptions) {
    if (!isOriginalStart(item.facts, original)) continue
    const known = before.get(original)
    if (facts === null && !known) {
      item.gone.add(original)
      item.left.delete(original)
    } else {
      if (facts !== null && (known?.cancelled || answerKnown(mailbox, facts) !== 'declined'))
        item.gone.delete(original)
      item.exceptions.set(original, {
        facts: facts === null ? known!.facts : differing(item, original, asGuestSees(facts)),
        answer: isAskedAnew(mailbox, facts) ? 'notResponded' : (known?.answer ?? item.answer),
        cancelled: facts === null,
        version: 0,
      })
    }
  }
  for (const [original, known] of before) {
    const stays = known.answer !== item.answer || known.cancelled
    if (!item.exceptions.has(original) && stays && isOriginalStart(item.facts, original))
      item.exceptions.set(original, { ...known, facts: {} })
  }
}

function takeInstance(company: Company, mailbox: Mailbox, letter: Letter, original: Instant): void {
  const facts = asGuestSees(letter.facts)
  const holder = holderOf(mailbox, letter.uid, original)
  if (holder && isSeries(holder)) {
    if (!isOriginalStart(holder.facts, original)) return
    const exception = exceptionAt(holder, original)
    // Called off and cleared away: asked anew, it is back. Declined, it stays away.
    if (exception.cancelled || answerKnown(mailbox, letter.facts) !== 'declined') holder.gone.delete(original)
    else if (holder.gone.has(original)) holder.left.add(original)
    if (isAskedAnew(mailbox, letter.facts)) exception.answer = 'notResponded'
    Object.assign(exception, { facts: differing(holder, original, facts), cancelled: false })
    write(company, mailbox, holder, original)
    return
  }
  const item = holder ?? newCopy(company, mailbox, letter, facts, original)
  Object.assign(item, { facts, sequence: letter.sequence, cancelled: false })
  write(company, mailbox, item, 'all')
}

function takeCancellation(company: Company, mailbox: Mailbox, { uid, original }: Letter): void {
  const item = holderOf(mailbox, uid, original)
  if (!item) return
  if (original !== null && isSeries(item)) {
    // Who declined it before does not get it back by saying yes to all.
    item.left.delete(original)
    if (item.gone.has(original) || !isOriginalStart(item.facts, original)) return
    exceptionAt(item, original).cancelled = true
    write(company, mailbox, item, original)
    return
  }
  item.cancelled = true
  write(company, mailbox, item, 'all')
}

/** Only the organizer keeps track of answers; who was not on the list (forwarded, of a group) is from now on. */
function takeAnswer(company: Company, mailbox: Mailbox, { uid, original, from, answer }: Letter): void {
  const item = mailbox.copies.get(uid)
  if (!item || answer === null) return
  const isTheirs = isGuest(company, from)
  const changed = (guests: Guest[]) => answered(guests, isTheirs, from, answer)
  if (original !== null) {
    if (!isSeries(item) || !isOriginalStart(item.facts, original) || item.gone.has(original)) return
    exceptionAt(item, original).facts.attendees = changed(factsAt(item, original).attendees)
  } else changeLists(item, isTheirs, changed)
  write(company, mailbox, item, original ?? 'master')
}

function newCopy(
  company: Company,
  mailbox: Mailbox,
  { uid, organizer, sequence }: Letter,
  facts: Facts,
  original: Instant | null,
): Item {
  const answer = mailbox.owner.kind === 'room' ? 'accepted' : 'notResponded'
  return addItem(company, mailbox, { uid, organizer, sequence, facts, original, answer })
}

/** What its owner removed changes out of sight. */
function write(company: Company, mailbox: Mailbox, item: Item, what: 'all' | 'master' | Instant): void {
  if (!item.removed) put(company, mailbox, item, what)
}

/** A rule is all that Exchange keeps of a recurrence; dates that are left out are told with the exceptions. */
function asGuestSees(facts: Facts): Facts {
  const attendees = facts.attendees.map(
    (guest): Guest => (guest.resource ? guest : { ...guest, responseStatus: 'needsAction' }),
  )
  return { ...facts, attendees, recurrence: facts.recurrence.filter((line) => line.startsWith('RRULE')) }
}

/** Dates that are taken out of the rule itself. */
function leftOut(facts: Facts): Instant[] {
  if (!facts.recurrence.some((line) => line.startsWith('EXDATE'))) return []
  const span = { start: facts.start, end: facts.start + 5 * 366 * DAY }
  const kept = new Set(originalStarts(facts, span))
  return originalStarts(asGuestSees(facts), span).filter((original) => !kept.has(original))
}
