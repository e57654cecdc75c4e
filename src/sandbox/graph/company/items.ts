// Items of a mailbox: finding them, what one instance says, and writing what changed.
import type { Address, Instant } from '../../../domain/types.ts'
import { findPerson, is } from '../../world/addresses.ts'
import { type Facts, factsAt } from '../../world/facts.ts'
import { originalStarts, refuseOtherTimes } from '../../world/recur.ts'
import { itemId } from './ids.ts'
import { type Company, copyKey, type Exception, type GraphAnswer, type Item, type Mailbox } from './shapes.ts'

export const isSeries = (item: Item) => item.facts.recurrence.length > 0

/** The organizer's own item. @throws Error where the organizer is not of this company, or there is no such meeting */
export function organized(company: Company, ref: string): { mailbox: Mailbox; item: Item } {
  const uid = company.uids.get(ref) ?? ref
  const mailbox = company.organizers.get(uid)
  const item = mailbox?.copies.get(uid)
  if (!mailbox || !item) throw new Error(`sandbox: nobody here organizes ${ref}`)
  if (item.removed) throw new Error(`sandbox: ${ref} (${item.facts.summary}) was called off`)
  return { mailbox, item }
}

/** Somebody's copy; the one of an instance alone where they were never invited to more. @throws Error without one */
export function copyOf(
  company: Company,
  address: Address,
  ref: string,
  original: Instant | null,
): { mailbox: Mailbox; item: Item } {
  const uid = company.uids.get(ref) ?? ref
  const mailbox = company.mailboxes.get(findPerson(company, address).id)!
  const item = holderOf(mailbox, uid, original)
  if (!item) throw new Error(`sandbox: ${address} has no copy of ${ref}`)
  return { mailbox, item }
}

/** The item that holds one instance, or all (`original` null): its series, or the instance on its own. */
export function holderOf(mailbox: Mailbox, uid: string, original: Instant | null): Item | undefined {
  const whole = mailbox.copies.get(uid)
  const alone = original === null ? undefined : mailbox.copies.get(copyKey(uid, original))
  return alone && (!whole || whole.removed) ? alone : whole
}

export const isOrganizer = (mailbox: Mailbox, item: Item) => is(mailbox.owner, item.organizer.email)

/** Starts of a series by its rule that are still in this copy, exceptions too, within [start, end). */
export function startsOf(item: Item, span: { start: Instant; end: Instant }): Instant[] {
  return originalStarts(item.facts, span).filter((original) => !item.gone.has(original))
}

/** @throws Error where the series has no such instance: a story that means another time than it says */
export function exceptionAt(item: Item, original: Instant): Exception {
  const known = item.exceptions.get(original)
  if (known) return known
  refuseOtherTimes(item.facts, original)
  const made: Exception = { facts: {}, answer: item.answer, cancelled: false, version: 0 }
  item.exceptions.set(original, made)
  return made
}

/** What was said of single instances, and which of them are gone, is not known any more. */
export function forgetDates({ exceptions, gone }: Item, which: (original: Instant) => boolean): void {
  for (const original of [...exceptions.keys()].filter(which)) exceptions.delete(original)
  for (const original of [...gone].filter(which)) gone.delete(original)
}

/** Only what differs from the series. */
export function differing(item: Item, original: Instant, facts: Facts): Partial<Facts> {
  const { recurrence: _, ...own } = facts
  const planned = factsAt({ ...item, exceptions: new Map() }, original)
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(planned[name as keyof Facts])
  return Object.fromEntries(Object.entries(own).filter(differs))
}

/** A new item in a mailbox. */
export function addItem(
  company: Company,
  mailbox: Mailbox,
  given: Pick<Item, 'uid' | 'organizer' | 'sequence' | 'facts' | 'original'> & { answer: GraphAnswer },
): Item {
  const item: Item = {
    ...{ ...given, id: itemId(company), created: company.now(), updated: company.now() },
    ...{ cancelled: false, removed: false, exceptions: new Map(), gone: new Set(), left: new Set() },
    ...{ born: mailbox.version + 1, version: 0, seriesVersion: 0 },
  }
  put(company, mailbox, item, 'all')
  return item
}

/** The same under another id: what was removed comes back as something new. */
export function bringBack(company: Company, mailbox: Mailbox, item: Item): Item {
  const id = itemId(company)
  const again: Item = { ...item, id, removed: false, created: company.now(), born: mailbox.version + 1 }
  put(company, mailbox, again, 'all')
  return again
}

/** Notes a change: of the whole item, of one instance, or of nothing but the master. */
export function put(company: Company, mailbox: Mailbox, item: Item, what: 'all' | 'master' | Instant): void {
  item.version = ++mailbox.version
  item.updated = company.now()
  if (what === 'all') item.seriesVersion = item.version
  const exception = typeof what === 'number' ? item.exceptions.get(what) : undefined
  if (exception) exception.version = item.version
  const touched = company.touched.get(mailbox) ?? new Map()
  const isNew = !mailbox.items.has(item.id) || touched.get(item.id) === 'created'
  company.touched.set(mailbox, touched.set(item.id, item.removed ? 'deleted' : isNew ? 'created' : 'updated'))
  mailbox.items.set(item.id, item)
  mailbox.copies.set(copyKey(item.uid, item.original), item)
}

/** Who is invited to all of a series, and takes it, has no single instances of it any more. */
export function dropInstances(company: Company, mailbox: Mailbox, uid: string): void {
  for (const [key, item] of [...mailbox.copies]) {
    if (item.uid !== uid || item.original === null) continue
    if (!item.removed) {
      item.removed = true
      put(company, mailbox, item, 'all')
    }
    mailbox.copies.delete(key)
  }
}
