// What stands in a calendar of a sandbox at one moment, taken from its memory: neither HTTP nor tokens nor pages nor the
// vendor's JSON come between. The rows a reader must have then are made of it.
import type { CalendarEvent } from '../../../src/domain/event.ts'
import type { Address, Instant, Span } from '../../../src/domain/types.ts'
import type { Calendar, Row } from '../../../src/sandbox/google/company/shapes.ts'
import { entriesOf } from '../../../src/sandbox/graph/calendar/view.ts'
import { isSeries, startsOf } from '../../../src/sandbox/graph/company/items.ts'
import type { GraphAnswer, Item, Mailbox } from '../../../src/sandbox/graph/company/shapes.ts'
import { type Facts, factsAt, type Guest as Listed } from '../../../src/sandbox/world/facts.ts'
import { copyOf, detailsFrom, type Knowing, note, nothing, readAgain, rowFrom, type Sight } from './copies.ts'
import type { Guest, Words } from './ledger.ts'
import { primary } from './people.ts'

export function googleSight(calendar: Readonly<Calendar>): Sight {
  const owner = calendar.owner.address
  const states = { alive: 'on', cancelled: 'off', bare: 'bare' } as const
  const lines = [...calendar.rows.values()].map((row) => ({
    entry: { state: states[row.state], count: row.version },
    row: googleRow(row, owner),
  }))
  const view = { owner, count: calendar.version, lines }
  return (before, reading, ledger) => readAgain(before, view, reading, ledger)
}

function googleRow(row: Row, owner: Address): CalendarEvent {
  const { id, meeting, original, updated, state } = row
  const words = wordsOf(factsAt(meeting, original))
  const exception = original === null ? undefined : meeting.exceptions.get(original)
  return {
    ...rowFrom({ id, uid: meeting.iCalUID, original, words }),
    removed: state !== 'alive',
    details: detailsFrom(words, meeting.organizer.email, owner, primary),
    sequence: exception?.sequence ?? meeting.sequence,
    updated,
  }
}

/** One item of a mailbox: its row, those of its changed dates, and which dates it has. */
interface Seen {
  item: Item
  head: CalendarEvent
  rows: CalendarEvent[]
}

/**
 * Outlook tells of a window. A series of which anything changed is told whole; of what is gone only that it is, and dates
 * that are ordinary again are no rows. What lies outside of the window stays as it was known.
 */
export function mailboxSight(mailbox: Readonly<Mailbox>): Sight {
  const { owner } = mailbox
  const all = [...mailbox.items.values()].filter(({ removed }) => !removed)
  const seen = all.map((item) => seenOf(structuredClone(item), owner.address))
  return (knowing, { calendar, at, whole, window }, ledger) => {
    const before = knowing ?? nothing
    const told = seen.filter(({ item, head }) => before.rows.has(head.id) || touches(item, window))
    const after: Knowing = {
      copy: copyOf({ owner: owner.address, calendar, at, window }, ledger),
      ...{ count: 0, rows: new Map(before.rows), declined: new Map(before.declined) },
    }
    for (const row of told.flatMap(({ head, rows }) => [head, ...rows]))
      note(after, { ...row, calendar }, before, ledger, at)
    const ids = new Set(told.flatMap(({ head, rows }) => [head.id, ...rows.map(({ id }) => id)]))
    for (const row of before.rows.values()) {
      if (ids.has(row.id)) continue
      const left = row.kind === 'instance' ? leftOfDate(row, told, whole) : struck(row, whole, window)
      if (left === null) after.rows.delete(row.id)
      else note(after, left, before, ledger, at)
    }
    return after
  }
}

/** Of a date that has no row of its own any more; null: nothing. */
function leftOfDate(row: CalendarEvent, told: Seen[], whole: boolean): CalendarEvent | null {
  const series = told.find(({ head }) => head.uid === row.uid && head.kind === 'master')
  if (!series) return whole ? { ...row, removed: true, updated: null } : row
  const original = row.original!
  const isToldElsewhere = series.rows.some((other) => other.original === original)
  const isOrdinary = startsOf(series.item, { start: original, end: original + 1 }).length > 0
  return isToldElsewhere || isOrdinary ? null : { ...row, removed: true }
}

function struck(row: CalendarEvent, whole: boolean, window: Span | null): CalendarEvent {
  const isOutside =
    row.kind === 'single' && (row.span!.end <= window!.start || row.span!.start >= window!.end)
  return row.removed || (whole && isOutside) ? row : { ...row, removed: true, updated: null }
}

const touches = (item: Item, window: Span | null) => entriesOf(item, window!).length > 0

function seenOf(item: Item, owner: Address): Seen {
  const dates = [...item.exceptions.keys()].filter((original) => !item.gone.has(original))
  const head = mailboxRow(item, null, owner)
  if (head.recurrence) head.recurrence.exDates.push(...item.gone)
  return { item, head, rows: isSeries(item) ? dates.map((date) => mailboxRow(item, date, owner)) : [] }
}

function mailboxRow(item: Item, original: Instant | null, owner: Address): CalendarEvent {
  const { id, uid, organizer, updated } = item
  const exception = original === null ? undefined : item.exceptions.get(original)
  const words = wordsOf(factsAt(item, original))
  const removed = item.cancelled || exception?.cancelled === true
  const isOwn = primary(organizer.email) === owner
  if (!isOwn) sayOwn(words.guests, owner, exception?.answer ?? item.answer)
  const details = detailsFrom(words, organizer.email, owner, primary)
  const isFree = removed || (exception?.answer ?? item.answer) === 'declined'
  return {
    ...rowFrom({ id: original === null ? id : `${id} ${original}`, uid, original, words }),
    ...{ removed, updated, sequence: 0 },
    details: { ...details, organizerJoins: true, shows: isFree ? 'free' : details.shows },
  }
}

const ANSWERS: Record<GraphAnswer, Guest['answer']> = {
  ...{ none: 'none', notResponded: 'none', organizer: 'accepted', accepted: 'accepted' },
  ...{ tentativelyAccepted: 'tentative', declined: 'declined' },
}

/** What its owner answered, a copy knows best. */
function sayOwn(guests: Guest[], owner: Address, said: GraphAnswer): void {
  for (const guest of guests) if (primary(guest.email) === owner) guest.answer = ANSWERS[said]
}

function wordsOf(facts: Facts): Words {
  const { summary, start, end, zone, recurrence, attendees, transparency, visibility, eventType } = facts
  return {
    ...{ title: summary, start, end, zone, lines: [...recurrence], guests: attendees.map(guestOf) },
    free: transparency === 'transparent',
    private: visibility === 'private',
    away: eventType === 'outOfOffice',
    hidden: facts.guestsCanSeeOtherGuests === false,
  }
}

function guestOf({ email, responseStatus, resource = false }: Listed): Guest {
  return { email, room: resource, answer: responseStatus === 'needsAction' ? 'none' : responseStatus }
}
