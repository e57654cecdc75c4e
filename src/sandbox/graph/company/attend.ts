// What guests do: answer, delete from their own calendar, forward.
import type { Address, Instant } from '../../../domain/types.ts'
import { factsAt, type GuestAnswer } from '../../world/facts.ts'
import {
  addItem,
  bringBack,
  copyOf,
  dropInstances,
  exceptionAt,
  isOrganizer,
  isSeries,
  put,
} from './items.ts'
import { ask, reply } from './letters.ts'
import { mailboxAt } from './lookup.ts'
import { type Company, copyKey, type GraphAnswer, type Item, type Mailbox } from './shapes.ts'

const ANSWERS: Record<GuestAnswer, GraphAnswer> = {
  needsAction: 'notResponded',
  accepted: 'accepted',
  tentative: 'tentativelyAccepted',
  declined: 'declined',
}

/**
 * Answers an event, a whole series (`original` null; its exceptions too) or one instance; the organizer hears of it.
 * Declining takes it from the calendar, unless its owner keeps declined events.
 * @throws Error for the organizer, who at Exchange cannot answer, and for what was called off
 */
export function respond(
  company: Company,
  address: Address,
  ref: string,
  original: Instant | null,
  answer: GuestAnswer,
): void {
  const { mailbox, item } = copyOf(company, address, ref, original)
  if (isOrganizer(mailbox, item)) throw new Error(`sandbox: ${address} organizes ${ref} and cannot answer`)
  const instance = isSeries(item) ? original : null
  if (isOff(item, instance)) throw new Error(`sandbox: ${ref} was called off, ${address} can only remove it`)
  const declined = answer === 'declined' && !mailbox.owner.keepsDeclined
  reply(company, item, addressedAs(mailbox, item), original ?? item.original, answer)
  if (declined) takeAway(company, mailbox, item, instance)
  else if (instance === null) answerAll(company, mailbox, item, ANSWERS[answer])
  else answerOne(company, mailbox, item, instance, ANSWERS[answer])
}

/**
 * Deletes from one's own calendar. The organizer thereby cancels for all; a guest declines, unless they do it silently or
 * it was called off already.
 */
export function deleteFromOwnCalendar(
  company: Company,
  address: Address,
  ref: string,
  original: Instant | null,
  silently: boolean,
): void {
  const { mailbox, item } = copyOf(company, address, ref, original)
  const instance = isSeries(item) ? original : null
  if (!isOff(item, instance) && !silently)
    reply(company, item, addressedAs(mailbox, item), original ?? item.original, 'declined')
  takeAway(company, mailbox, item, instance)
}

function isOff({ cancelled, exceptions }: Item, original: Instant | null): boolean {
  return cancelled || (original !== null && exceptions.get(original)?.cancelled === true)
}

/** Hands an invitation on; the organizer is told, and has the new guest on the list. */
export function forward(
  company: Company,
  from: Address,
  ref: string,
  original: Instant | null,
  to: Address,
): void {
  const { item } = copyOf(company, from, ref, original)
  const at = isSeries(item) ? original : item.original
  ask(company, item, to, at)
  const organizers = mailboxAt(company, item.organizer.email)
  if (organizers) reply(company, item, to, at, 'needsAction')
}

/** What was called off before is forgotten with it: asked again, it comes again. */
function takeAway(company: Company, mailbox: Mailbox, item: Item, original: Instant | null): void {
  if (original !== null) {
    const { cancelled } = exceptionAt(item, original)
    if (!cancelled) {
      item.exceptions.delete(original)
      item.left.add(original)
    }
    item.gone.add(original)
    if (!item.removed) put(company, mailbox, item, 'master')
  } else if (!item.removed) {
    item.answer = 'declined'
    item.removed = true
    put(company, mailbox, item, 'all')
    if (item.cancelled) mailbox.copies.delete(copyKey(item.uid, item.original))
  }
}

function answerAll(company: Company, mailbox: Mailbox, item: Item, answer: GraphAnswer): void {
  const here = item.removed ? bringBack(company, mailbox, item) : item
  dropInstances(company, mailbox, here.uid)
  here.answer = answer
  for (const original of here.left) here.gone.delete(original)
  here.left.clear()
  for (const exception of here.exceptions.values()) exception.answer = answer
  put(company, mailbox, here, 'all')
}

/** Saying yes from the mail brings a deleted instance back; alone, where all of the series was declined. */
function answerOne(
  company: Company,
  mailbox: Mailbox,
  item: Item,
  original: Instant,
  answer: GraphAnswer,
): void {
  if (item.removed) {
    const { uid, organizer, sequence } = item
    addItem(company, mailbox, { uid, organizer, sequence, facts: factsAt(item, original), original, answer })
    return
  }
  item.gone.delete(original)
  item.left.delete(original)
  exceptionAt(item, original).answer = answer
  put(company, mailbox, item, original)
}

/** The address on the list by which the organizer knows them. */
function addressedAs({ owner }: Mailbox, { facts }: Item): Address {
  const own = [owner.address, ...owner.aliases]
  return facts.attendees.find(({ email }) => own.includes(email))?.email ?? owner.address
}
