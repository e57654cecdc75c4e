// Everything that judging a pair needs, in a handful of queries that do not grow with the number of pairs.
import { sql } from 'kysely'
import type { CalendarEvent } from '../../domain/event.ts'
import type { PairFacts, Slot } from '../../domain/judgement.ts'
import type { SettledMailing } from '../../domain/planning.ts'
import { type Address, type Instant, type Person, WEEK, type Word } from '../../domain/types.ts'
import { toCalendar } from '../calendars/calendars.ts'
import { speaks } from '../calendars/speaking.ts'
import { spared } from '../directory/unwatched.ts'
import { ofPeople } from '../people/absences.ts'
import { directoryFor } from '../people/colleagues.ts'
import * as holidays from '../people/holidays.ts'
import { byAddresses, type KnownPerson, managementOf } from '../people/people.ts'
import { defaultZone } from '../settings.ts'
import type { Db } from '../tables.ts'
import { current } from './policies.ts'

export interface Known {
  facts: PairFacts
  /** Rows of calendars of the two that may be absences: not yet among `facts.absences`. */
  absenceRows: CalendarEvent[]
  settled: SettledMailing[]
  firstSeen: Map<Instant, Instant>
  /** When the pair was first judged. */
  pairSeen: Instant | null
  /** When the policy last changed. */
  alertsSince: Instant | null
  /** Those of the two who get no mails. */
  spared: Address[]
}

export interface PairRow {
  id: number
  a: string
  b: string
  first_judged_at: Instant | null
}

/** F1 looks three months ahead. */
const AHEAD = 14 * WEEK
/** Older slots are closed and remembered; a pair that is new to us is looked at from three months back. */
const BEHIND = 7 * WEEK
const BEHIND_AT_FIRST = 14 * WEEK

export async function loadKnown(db: Db, pair: PairRow, now: Instant): Promise<Known> {
  const two: Address[] = [pair.a, pair.b]
  const behind = pair.first_judged_at === null ? BEHIND_AT_FIRST : BEHIND
  const window = { start: now - behind, end: now + AHEAD }
  const { calendars, events } = await copiesOf(db, pair.id, two)
  const { policy, since } = await current(db)
  const slots = await db
    .selectFrom('slots')
    .select(['original', 'first_seen', 'body'])
    .where('pair', '=', pair.id)
    .execute()
  const facts: PairFacts = {
    people: await theTwo(db, two, calendars),
    directory: await directoryFor(db, addressesIn(events, two)),
    window,
    management: (await managementOf(db, two)).filter(
      (row) => two.includes(row.person) && two.includes(row.manager),
    ),
    calendars,
    events,
    absences: await ofPeople(db, two, window),
    holidays: await holidays.ofPeople(db, two),
    words: await wordsOf(db, pair.id),
    memory: slots.map(({ body }) => body as Slot),
    policy,
  }
  return {
    facts,
    absenceRows: await absenceRowsOf(db, two),
    settled: await settledOf(db, pair.id),
    firstSeen: new Map(slots.map(({ original, first_seen }) => [original, first_seen])),
    pairSeen: pair.first_judged_at,
    alertsSince: since,
    spared: await spared(db, two),
  }
}

const EVENT = ['calendar', 'body', 'rule_since', 'declined_since'] as const

/** Every copy of their meetings, one of each calendar. */
async function copiesOf(db: Db, pair: number, two: Address[]) {
  const events = await eventsOfPair(db, pair)
  const rows = await calendarsFor(db, two, events)
  const silent = new Set(rows.flatMap(({ id, speaks }) => (speaks ? [] : id)))
  return {
    calendars: rows.filter(({ speaks }) => speaks).map(toCalendar),
    events: events.filter(({ calendar }) => !silent.has(calendar)),
  }
}

/** By arrays: a join would read the whole table wherever its statistics are older than what was read into it. */
async function eventsOfPair(db: Db, pair: number): Promise<CalendarEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(EVENT)
    .where(sql<boolean>`uid = any(array(select uid from meetings where pair = ${pair}))`)
    .execute()
  return rows.map(toEvent)
}

/** Rows of their calendars that may be absences, series with their exceptions. */
export async function absenceRowsOf(db: Db, owners: Address[]): Promise<CalendarEvent[]> {
  const own = sql`array(select id from calendars where owner = any(${owners}) and ${speaks})`
  const away = sql`array(select uid from events where absence and calendar = any(${own}))`
  const rows = await db
    .selectFrom('events')
    .select(EVENT)
    .where(sql<boolean>`calendar = any(${own}) and uid = any(${away})`)
    .execute()
  return rows.map(toEvent)
}

export function toEvent(row: {
  calendar: string
  body: object
  rule_since: number | null
  declined_since: number | null
}): CalendarEvent {
  const { calendar, body, rule_since, declined_since } = row
  return { ...(body as CalendarEvent), calendar, ruleSince: rule_since, declinedSince: declined_since }
}

/** Those that hold a row of the pair's meetings, and the two's own: absence from them tells something too (S3). */
async function calendarsFor(db: Db, owners: Address[], events: readonly CalendarEvent[]) {
  const holding = [...new Set(events.map(({ calendar }) => calendar))]
  return db
    .selectFrom('calendars')
    .selectAll()
    .select(speaks.as('speaks'))
    .where('read_at', 'is not', null)
    .where((eb) => eb.or([eb('owner', 'in', owners), eb('id', '=', sql<string>`any(${holding})`)]))
    .orderBy('id')
    .execute()
}

async function theTwo(
  db: Db,
  two: Address[],
  calendars: PairFacts['calendars'],
): Promise<readonly [Person, Person]> {
  const known = await byAddresses(db, two)
  const fallback = known.length === 2 && known.every(({ zone }) => zone) ? 'UTC' : await defaultZone(db)
  const zoneOf = (address: Address) =>
    calendars.find(({ owner, zone }) => owner === address && zone !== null)?.zone
  const [first, second] = two.map((address) => {
    const person = known.find((one) => one.address === address) ?? stranger(address)
    const other = two.find((one) => one !== address) as Address
    return { ...person, zone: person.zone ?? zoneOf(address) ?? zoneOf(other) ?? fallback }
  })
  return [first as Person, second as Person]
}

/** A colleague by domain of whom no directory told. */
function stranger(address: Address): KnownPerson {
  return { address, aliases: [], name: null, zone: null, hours: null, locale: null, leftAt: null }
}

function addressesIn(events: readonly CalendarEvent[], two: Address[]): Set<Address> {
  const addresses = new Set(two)
  for (const { details } of events) {
    if (details?.organizer) addresses.add(details.organizer)
    for (const { address } of details?.attendees ?? []) if (address) addresses.add(address)
  }
  return addresses
}

async function wordsOf(db: Db, pair: number): Promise<Word[]> {
  const rows = await db
    .selectFrom('words')
    .select(['original', 'by_person', 'said', 'at'])
    .where('pair', '=', pair)
    .execute()
  return rows.map(({ by_person, ...word }) => ({ ...word, by: by_person }))
}

async function settledOf(db: Db, pair: number): Promise<SettledMailing[]> {
  const rows = await db
    .selectFrom('mailings')
    .select(['kind', 'recipient', 'subject', 'slot', 'day'])
    .where('pair', '=', pair)
    .where('state', 'in', ['claimed', 'sent', 'maybe-sent', 'failed'])
    .execute()
  return rows.map(({ day, ...row }) => ({ ...row, day: day ?? '' }) as SettledMailing)
}
