// Which calendars of the ledger show what: a meeting is written where it belongs, and struck out where it stood before.
import type { Address, Instant } from '../../../src/domain/types.ts'
import { type Entry, type Ledger, leaving, type Meeting, primaryOf, wordsOf } from './ledger.ts'

/** The meeting itself and all its changed instances. */
export function touchAll(ledger: Ledger, meeting: Meeting): void {
  touch(ledger, meeting, null)
  for (const original of meeting.dates.keys()) touch(ledger, meeting, original)
}

/** Whoever writes an instance writes its series anew, too. */
export function touch(ledger: Ledger, meeting: Meeting, original: Instant | null): void {
  for (const [owner, entries] of ledger.calendars) {
    const isKnown = entries.has(idOf(meeting, original)) || (original !== null && entries.has(meeting.id))
    const state = isShown(ledger, owner, meeting, original) ? 'on' : 'off'
    if (state === 'off' && !isKnown) continue
    write(ledger, entries, meeting, original, state)
    const series = original === null ? undefined : entries.get(meeting.id)
    if (series?.state === 'on') write(ledger, entries, meeting, null, 'on')
  }
}

/**
 * Changed instances that are none any more. Where the series still has their date, or has it again, it is an ordinary one;
 * of all others only their ids are told.
 */
export function unlist(
  ledger: Ledger,
  meeting: Meeting,
  which: (original: Instant) => boolean,
  isDate: (original: Instant) => boolean,
): void {
  const again = bareDates(ledger, meeting).filter(isDate)
  for (const original of new Set([...[...meeting.dates.keys()].filter(which), ...again])) {
    for (const owner of ledger.people.keys()) meeting.left.delete(leaving(owner, original))
    if (isDate(original)) {
      meeting.dates.set(original, { words: {}, off: false, sequence: meeting.sequence })
      continue
    }
    meeting.dates.delete(original)
    for (const entries of ledger.calendars.values())
      if (entries.has(idOf(meeting, original))) write(ledger, entries, meeting, original, 'bare')
  }
}

function bareDates({ calendars }: Ledger, meeting: Meeting): Instant[] {
  const entries = [...calendars.values()].flatMap((each) => [...each.values()])
  return entries.flatMap((one) => (one.meeting === meeting && one.state === 'bare' ? [one.original!] : []))
}

function write(
  ledger: Ledger,
  entries: Map<string, Entry>,
  meeting: Meeting,
  original: Instant | null,
  state: Entry['state'],
): void {
  const id = idOf(meeting, original)
  entries.set(id, { id, meeting, original, state, at: ledger.now, count: ++ledger.count })
}

function idOf({ id }: Meeting, original: Instant | null): string {
  return original === null ? id : `${id}_${new Date(original).toISOString().replace(/[-:]|\.000/g, '')}`
}

function isShown(ledger: Ledger, owner: Address, meeting: Meeting, original: Instant | null): boolean {
  const date = original === null ? undefined : meeting.dates.get(original)
  if (meeting.off || date?.off) return false
  if (meeting.left.has(leaving(owner, null)) || meeting.left.has(leaving(owner, original))) return false
  const { guests } = wordsOf(meeting, original)
  const isOrganizer = primaryOf(ledger, meeting.organizer) === owner
  const own = guests.find(({ email }) => primaryOf(ledger, email) === owner)
  if (isOrganizer) return true
  return own !== undefined && !(ledger.people.get(owner)!.late && own.answer === 'none')
}
