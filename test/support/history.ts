// Whole histories of Ada and Grace for properties: drawn in wall-clock days and hours, told in any zone, from any side.
import fc from 'fast-check'
import { toInstant } from '../../src/domain/clock.ts'
import type { Attendee, CalendarCopy, CalendarEvent, Details } from '../../src/domain/event.ts'
import type { PairFacts } from '../../src/domain/judgement.ts'
import {
  type Absence,
  DAY,
  HOUR,
  type Holiday,
  type Instant,
  MINUTE,
  type Span,
  type Word,
  type Zone,
} from '../../src/domain/types.ts'
import { ada, copyOf, details, event, factsOf, grace, guest, linus, person, recurrence } from './calendar.ts'

/** Hours since Monday 5 January 2026, 00:00, on the clocks of whatever zone the history is told in. */
type Clock = number

export interface History {
  series: SeriesTold[]
  singles: SingleTold[]
  absences: { of: Who; from: Clock; hours: number }[]
  holidays: { of: Who; day: number }[]
  words: { series: number; date: number; by: Who; said: Word['said']; at: Clock }[]
}

type Who = typeof ada | typeof grace
type Change = 'moved' | 'cancelled' | 'declined' | 'shortened' | 'third' | 'retitled' | 'touched'

interface SeriesTold {
  uid: string
  organizer: Who
  start: Clock
  minutes: number
  rhythm: 'weekly' | 'biweekly' | 'monthly' | 'orphaned'
  /** COUNT; 0: without end. */
  count: number
  /** Dates (by number) that are taken out, or come in addition. */
  without: number[]
  extra: Clock[]
  changes: { date: number; change: Change; by: Who; hours: number }[]
  deleted: boolean
}

interface SingleTold {
  uid: string
  organizer: Who
  start: Clock
  minutes: number
  title: number
  off: boolean
  declinedBy: Who | null
}

/** How a history is told. */
export interface Telling {
  zone: Zone
  /** Weeks by which everything lies later. */
  later: number
  /** Whose calendars are known. */
  sides: readonly Who[]
}

export const berlin: Telling = { zone: 'Europe/Berlin', later: 0, sides: [ada, grace] }

const who = fc.constantFrom<Who>(ada, grace)
const day = fc.integer({ min: 0, max: 140 })
/**
 * Series begin on a grid of three hours, singles 2:15 after it: so no two distances come so near to a tie or a limit
 * that the hour of a clock change decides.
 */
const onGrid = fc.tuple(day, fc.constantFrom(8, 11, 14, 17)).map(([days, hour]) => days * 24 + hour)
const offGrid = onGrid.map((clock) => clock + 2.25)
const minutes = fc.constantFrom(30, 30, 25, 60)

const change = fc.record({
  date: fc.nat(20),
  change: fc.constantFrom<Change>(
    'moved',
    'cancelled',
    'declined',
    'shortened',
    'third',
    'retitled',
    'touched',
  ),
  by: who,
  // Never into the small hours, in which clocks change.
  hours: fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 3))
    .map(([days, hours]) => days * 24 + hours),
})

const seriesTold = fc.record({
  organizer: who,
  start: onGrid,
  minutes,
  rhythm: fc.constantFrom<SeriesTold['rhythm']>('weekly', 'weekly', 'biweekly', 'monthly', 'orphaned'),
  count: fc.constantFrom(0, 0, 3, 6, 10),
  without: fc.uniqueArray(fc.nat(12), { maxLength: 2 }),
  extra: fc.array(offGrid, { maxLength: 1 }),
  changes: fc.uniqueArray(change, { maxLength: 5, selector: ({ date }) => date }),
  deleted: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
})

const singleTold = fc.record({
  organizer: who,
  start: offGrid,
  minutes,
  title: fc.nat(1),
  off: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  declinedBy: fc.option(who, { freq: 5 }),
})

export const histories: fc.Arbitrary<History> = fc.record({
  series: fc
    .array(seriesTold, { maxLength: 3 })
    .map((all) => all.map((one, i) => ({ ...one, uid: `series-${i}` }))),
  singles: fc
    .array(singleTold, { maxLength: 6 })
    .map((all) => all.map((one, i) => ({ ...one, uid: `single-${i}` }))),
  absences: fc.array(fc.record({ of: who, from: onGrid, hours: fc.constantFrom(3, 24, 240) }), {
    maxLength: 3,
  }),
  holidays: fc.array(fc.record({ of: who, day }), { maxLength: 3 }),
  words: fc.array(
    fc.record({
      series: fc.nat(2),
      date: fc.nat(12),
      by: who,
      said: fc.constantFrom<Word['said']>('met', 'not-met'),
      at: onGrid,
    }),
    { maxLength: 2 },
  ),
})

/** Noon of a day on which the history is looked at; all of it may be past, or still to come. */
export const nows: fc.Arbitrary<Clock> = fc.integer({ min: -10, max: 200 }).map((days) => days * 24 + 12.5)

const MONDAY = Date.UTC(2026, 0, 5)

export function instantOf(clock: Clock, { zone, later }: Telling): Instant {
  return toInstant(MONDAY + later * 7 * DAY + clock * HOUR, zone)
}

/** Everything of the history that is known at `now`, as seen from the sides of the telling. */
export function factsAt(history: History, now: Clock, telling: Telling = berlin): PairFacts {
  const instant = instantOf(now, telling)
  const tell = (clock: Clock) => instantOf(clock, telling)
  const spanOf = (from: Clock, hours: number): Span => ({ start: tell(from), end: tell(from + hours) })
  return factsOf(eventsOf(history, telling), instant, {
    window: { start: Number.NEGATIVE_INFINITY, end: tell(now + 92 * 24) },
    people: [person(ada, { zone: telling.zone }), person(grace, { zone: telling.zone })],
    calendars: telling.sides.map((owner) => calendarOf(owner, instant, telling)),
    absences: history.absences.map(
      ({ of, from, hours }): Absence => ({ person: of, ...spanOf(from, hours) }),
    ),
    holidays: history.holidays.map((one): Holiday => ({ person: one.of, day: dayOf(one.day, telling) })),
    words: history.words.flatMap(({ series, date, by, said, at }): Word[] => {
      const told = history.series[series]
      return told ? [{ original: tell(dateOf(told, date)), by, said, at: tell(at) }] : []
    }),
  })
}

function calendarOf(owner: Who, readAt: Instant, { zone }: Telling): CalendarCopy {
  return copyOf(owner, readAt, { zone })
}

function dayOf(number: number, { later }: Telling): string {
  return new Date(MONDAY + (later * 7 + number) * DAY).toISOString().slice(0, 10)
}

/** Date n of a series; that of a monthly one is its day four weeks on, which a rule may not give. */
function dateOf({ start, rhythm }: SeriesTold, n: number): Clock {
  return start + n * 24 * { weekly: 7, biweekly: 14, monthly: 28, orphaned: 7 }[rhythm]
}

export function eventsOf(history: History, telling: Telling = berlin): CalendarEvent[] {
  return telling.sides.flatMap((calendar) => [
    ...history.series.flatMap((series) => rowsOf(series, telling).map((row) => ({ ...row, calendar }))),
    ...history.singles.map((single) => ({ ...singleOf(single, telling), calendar })),
  ])
}

function rowsOf(series: SeriesTold, telling: Telling): CalendarEvent[] {
  const { uid, start, minutes, rhythm, changes } = series
  const zone = telling.zone
  const told = details({ organizer: series.organizer, title: uid })
  const base = { uid, zone, details: told }
  const spoken = changes.map((one) => changedRow(series, one, told, telling))
  if (rhythm === 'orphaned') {
    const seen = Array.from({ length: Math.min(series.count || 8, 8) }, (_, n) => dateOf(series, n))
    const quiet = seen
      .filter((_, n) => !changes.some(({ date }) => date === n))
      .map((clock) => instanceAt(series, clock, clock, minutes, told, telling))
    return [...quiet, ...spoken]
  }
  const master = event({
    ...base,
    kind: 'master',
    id: uid,
    removed: series.deleted,
    span: spanAt(start, minutes, telling),
    recurrence: recurrence(ruleOf(series), {
      exDates: series.without.map((n) => instantOf(dateOf(series, n), telling)),
      dates: series.extra.filter((clock) => clock > start).map((clock) => instantOf(clock, telling)),
    }),
  })
  return [master, ...spoken]
}

function ruleOf({ rhythm, count }: SeriesTold): string {
  const rule = {
    weekly: 'FREQ=WEEKLY',
    biweekly: 'FREQ=WEEKLY;INTERVAL=2',
    monthly: 'FREQ=MONTHLY',
    orphaned: '',
  }[rhythm]
  return count ? `${rule};COUNT=${count}` : rule
}

function spanAt(clock: Clock, minutes: number, telling: Telling): Span {
  const start = instantOf(clock, telling)
  return { start, end: start + minutes * MINUTE }
}

function instanceAt(
  series: SeriesTold,
  original: Clock,
  start: Clock,
  minutes: number,
  told: Details,
  telling: Telling,
) {
  return event({
    uid: series.uid,
    id: `${series.uid}_${original}`,
    kind: 'instance',
    zone: telling.zone,
    original: instantOf(original, telling),
    span: spanAt(start, minutes, telling),
    details: told,
  })
}

function changedRow(
  series: SeriesTold,
  { date, change, by, hours }: SeriesTold['changes'][number],
  told: Details,
  telling: Telling,
): CalendarEvent {
  const original = dateOf(series, date)
  const row = (clock: Clock, length: number, more: Partial<Details> = {}) =>
    instanceAt(series, original, clock, length, { ...told, ...more }, telling)
  const guests = (...more: Attendee[]) => ({ attendees: [...told.attendees, ...more] })
  if (change === 'cancelled')
    return { ...row(original, series.minutes), removed: true, span: null, details: null }
  if (change === 'moved') return row(original + hours, series.minutes)
  if (change === 'shortened') return row(original, 15)
  if (change === 'third') return row(original, series.minutes, guests(guest(linus)))
  if (change === 'retitled') return row(original, series.minutes, { title: 'Interview' })
  if (change === 'declined') return row(original, series.minutes, { attendees: answered(told, by) })
  return row(original, series.minutes)
}

function answered(told: Details, by: Who): Attendee[] {
  return told.attendees.map((one) => (one.address === by ? { ...one, answer: 'declined' } : one))
}

function singleOf({ uid, organizer, start, minutes, title, off, declinedBy }: SingleTold, telling: Telling) {
  const told = details({ organizer, title: title ? 'Coffee' : 'Ada / Grace' })
  return event({
    uid,
    id: uid,
    zone: telling.zone,
    removed: off,
    span: spanAt(start, minutes, telling),
    details: declinedBy ? { ...told, attendees: answered(told, declinedBy) } : told,
  })
}
