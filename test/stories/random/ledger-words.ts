// What a meeting of the ledger says after an edit, and whether that takes back what was said of its dates.
import { exists } from '../../../src/domain/recurrence.ts'
import type { Instant } from '../../../src/domain/types.ts'
import type { Acts } from '../../../src/sandbox/google/company/acts.ts'
import type { Guest, Ledger, Words } from './ledger.ts'

type Edit = Acts['editSeries']['edit']

export function edited(ledger: Ledger, words: Words, edit: Edit): Words {
  const { start = words.start } = edit
  return {
    ...words,
    start,
    end: edit.end ?? start + words.end - words.start,
    title: edit.summary ?? words.title,
    zone: edit.zone ?? words.zone,
    lines: edit.recurrence === undefined ? words.lines : [edit.recurrence].flat(),
    free: edit.transparency === undefined ? words.free : edit.transparency === 'transparent',
    private: edit.visibility === undefined ? words.private : edit.visibility === 'private',
    guests: edit.addGuests || edit.removeGuests ? guestsAfter(ledger, words.guests, edit) : words.guests,
  }
}

export function guestsAfter(
  ledger: Ledger,
  guests: Guest[],
  { addGuests = [], removeGuests = [] }: Edit,
): Guest[] {
  const added = addGuests.map((guest) => guestOf(ledger, guest))
  const gone = new Set([...removeGuests, ...added.map(({ email }) => email)])
  return [...guests.filter(({ email }) => !gone.has(email)), ...added]
}

export function guestOf({ rooms }: Ledger, plan: NonNullable<Edit['addGuests']>[number]): Guest {
  const { email, responseStatus = 'needsAction' } = typeof plan === 'string' ? { email: plan } : plan
  const room = rooms.has(email)
  return {
    email,
    room,
    answer: room ? 'accepted' : responseStatus === 'needsAction' ? 'none' : responseStatus,
  }
}

/** Another time or rule takes back what was said of single dates; where the rule ends does not matter. */
export function isAnew(before: Words, after: Words): boolean {
  const endless = ({ lines }: Words) => lines.join().replace(/;(UNTIL|COUNT)=[^;,]*/g, '')
  return before.start !== after.start || before.zone !== after.zone || endless(before) !== endless(after)
}

export function hasDate({ lines, start, zone }: Words, at: Instant): boolean {
  const rules = lines.map((line) => line.replace('RRULE:', ''))
  return exists({ rules, dates: [], exDates: [], exDays: [] }, start, zone, at)
}
