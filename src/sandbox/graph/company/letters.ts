// Letters that organizers and guests send: to mailboxes of the company at once, to everybody else by the post.
import type { Address, Instant } from '../../../domain/types.ts'
import { factsAt, type GuestAnswer } from '../../world/facts.ts'
import type { Letter } from '../../world/post.ts'
import { inboxesOf, mailboxAt } from './lookup.ts'
import { receive } from './receive.ts'
import type { Company, Item } from './shapes.ts'

/** Everybody who is invited to the item or one instance, groups' members one by one; the organizer is not. */
export function invited(company: Company, item: Item, original: Instant | null): Set<Address> {
  const addresses = factsAt(item, original).attendees.flatMap(({ email }) => inboxesOf(company, email))
  const people = addresses.map((address) => company.addresses.get(address) ?? address)
  const organizer = company.addresses.get(item.organizer.email) ?? item.organizer.email
  return new Set(people.filter((address) => address !== organizer))
}

/** Asks everybody who is invited now, and uninvites those who were and are not any more. */
export function tellGuests(
  company: Company,
  item: Item,
  original: Instant | null,
  before: Set<Address>,
): void {
  const now = invited(company, item, original)
  for (const to of now) deliver(company, letter(company, item, to, 'REQUEST', original))
  for (const to of before) if (!now.has(to)) deliver(company, letter(company, item, to, 'CANCEL', original))
}

/** @param also who was invited though they are not on the present list */
export function callOff(company: Company, item: Item, original: Instant | null): void {
  for (const to of invited(company, item, original))
    deliver(company, letter(company, item, to, 'CANCEL', original))
}

/** One more person is asked, as if the organizer had: a forwarded invitation. */
export function ask(company: Company, item: Item, to: Address, original: Instant | null): void {
  for (const inbox of inboxesOf(company, to))
    deliver(company, letter(company, item, inbox, 'REQUEST', original))
}

export function reply(
  company: Company,
  item: Item,
  from: Address,
  original: Instant | null,
  answer: GuestAnswer,
): void {
  deliver(company, { ...letter(company, item, item.organizer.email, 'REPLY', original), from, answer })
}

function letter(
  company: Company,
  item: Item,
  to: Address,
  method: Letter['method'],
  original: Instant | null,
): Letter {
  const { uid, sequence, organizer } = item
  const facts = factsAt(item, original ?? item.original)
  const exceptions = original === null && method === 'REQUEST' ? exceptionsOf(company, item, to) : []
  return {
    ...{ method, from: organizer.email, to, uid, sequence, organizer },
    original: original ?? item.original,
    ...{ facts, exceptions, answer: null },
  }
}

/** An instance that somebody on the list is not invited to is off for them. */
function exceptionsOf(company: Company, item: Item, to: Address): Letter['exceptions'] {
  const isAsked = invited(company, item, null).has(to)
  const changed = [...item.exceptions].map(([original, { cancelled }]) => {
    const isLeftOut = isAsked && !invited(company, item, original).has(to)
    return { original, facts: cancelled || isLeftOut ? null : factsAt(item, original) }
  })
  return [...changed, ...[...item.gone].map((original) => ({ original, facts: null }))]
}

function deliver(company: Company, sent: Letter): void {
  const mailbox = mailboxAt(company, sent.to)
  if (mailbox) receive(company, mailbox, structuredClone(sent))
  else company.post?.send(sent)
}
