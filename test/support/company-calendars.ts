// The sample company's calendars as a service keeps them: read over HTTPS by the real clients, row by row, cursor by cursor.
import { firstAsk } from '../../src/calendars/ask.ts'
import type { CalendarService, Ending } from '../../src/calendars/contract.ts'
import { googleCalendars } from '../../src/calendars/google/client.ts'
import { googleKey } from '../../src/calendars/google/key.ts'
import { graphCalendars } from '../../src/calendars/graph/client.ts'
import { graphKey } from '../../src/calendars/graph/key.ts'
import type { CalendarCopy, CalendarEvent } from '../../src/domain/event.ts'
import { resolver } from '../../src/domain/meeting.ts'
import { peopleOf } from '../../src/domain/people.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import type { Address, Directory, Instant, Span, Zone } from '../../src/domain/types.ts'
import { AuthError, GoneError } from '../../src/errors.ts'
import type { SampleCompany } from '../../src/sandbox/sample-company/company.ts'
import type { Houses } from '../../src/sandbox/sample-company/houses.ts'
import type { Employee } from '../../src/sandbox/sample-company/people.ts'
import {
  bodyOf,
  completed,
  declinedSince,
  ruleSince,
  type StoredEvent,
  vanished,
} from '../../src/store/calendars/change.ts'
import { liesWithin } from '../../src/store/calendars/reach.ts'

export interface Known {
  copies: CalendarCopy[]
  rows: CalendarEvent[]
  /** Pair ('ada grace', sorted) → UIDs of the meetings that ever were theirs. */
  links: Map<string, Set<string>>
}

export interface Calendars {
  /** Reads what is new in all calendars; returns whose changed. */
  sync(now: Instant): Promise<Set<Address>>
  /** All that was read, as of `now`; of one that can be read no more as of its last reading. */
  known(now: Instant): Known
}

interface Copy {
  service: CalendarService
  owner: Address
  /** Google calls it by its owner's address, Microsoft by their account. */
  providerId: string
  zone: Zone | null
  cursor: string | null
  window: CalendarCopy['window']
  rows: Map<string, StoredEvent>
  /** Its last reading, where it cannot be read since. */
  closedAt: Instant | null
}

export async function openCalendars(
  houses: Houses,
  { people }: SampleCompany,
  directory: Directory,
): Promise<Calendars> {
  const services = await servicesOf(houses)
  const links: Known['links'] = new Map()
  const copies: Copy[] = people.map(({ address: owner, id, home }) => ({
    ...{
      service: services[home],
      owner,
      providerId: home === 'google' ? owner : id,
      zone: null,
      cursor: null,
      window: null,
    },
    ...{ rows: new Map(), closedAt: null },
  }))
  return {
    sync: async (now) => {
      const changed = new Set<Address>()
      const read = async (copy: Copy) => {
        const rows = await syncCopy(copy, now, directory)
        if (rows.length > 0) changed.add(copy.owner)
        for (const row of rows) link(row, links, directory)
      }
      await Promise.all(copies.map(read))
      return changed
    },
    known: (now) => ({
      copies: copies.map((copy) => copyOf(copy, now)),
      rows: copies.flatMap(rowsOf),
      links,
    }),
  }
}

async function servicesOf({ google, microsoft }: Houses): Promise<Record<Employee['home'], CalendarService>> {
  const key = googleKey({ ...(await google.oauth.createServiceAccount()) }, 'The key')
  const { tenant, clientId: client_id, secret: client_secret } = microsoft.oauth.registerApp()
  const app = graphKey({ type: 'microsoft_app', tenant, client_id, client_secret }, 'The key')
  const place = { graphUrl: microsoft.url, loginUrl: microsoft.loginUrl }
  return {
    google: googleCalendars({ key, rootUrl: google.url, tokenUrl: google.tokenUrl }),
    microsoft: graphCalendars({ key: app, ...place }),
  }
}

/** Returns the rows that are new or changed. */
async function syncCopy(copy: Copy, now: Instant, directory: Directory): Promise<CalendarEvent[]> {
  if (copy.closedAt !== null) return []
  const reading = await changesSince(copy, now).catch((error) => {
    if (error instanceof AuthError) return null
    throw error
  })
  if (!reading) {
    copy.closedAt = now - 1
    return []
  }
  const { events, end } = reading
  const gone = end.reach === 'whole' ? vanishedFrom(copy, events, end.window) : []
  copy.cursor = end.cursor
  if (end.reach === 'whole') Object.assign(copy, { zone: end.zone, window: end.window })
  const read = [...events, ...gone]
  for (const event of read) keep(copy, event, directory, now)
  return read
}

interface Reading {
  events: CalendarEvent[]
  end: Ending
}

async function changesSince(copy: Copy, now: Instant): Promise<Reading> {
  if (copy.cursor === null) return readAll(copy, now)
  return gathered(copy, now, copy.cursor).catch((error) => {
    if (error instanceof GoneError) return readAll(copy, now)
    throw error
  })
}

const readAll = (copy: Copy, now: Instant) => gathered(copy, now, null)

async function gathered(copy: Copy, now: Instant, cursor: string | null): Promise<Reading> {
  const { service, owner, providerId, zone } = copy
  const known = async (ids: string[]) =>
    new Map(rowsOf(copy).flatMap((row) => (ids.includes(row.id) ? [[row.id, row] as const] : [])))
  const ofSeries = async (uids: string[]) => rowsOf(copy).filter(({ uid }) => uids.includes(uid))
  const seriesIn = async (span: Span) =>
    rowsOf(copy).flatMap((row) =>
      row.kind === 'master' && !row.removed && liesWithin(span, row) ? [row.id] : [],
    )
  const events: CalendarEvent[] = []
  const ask = { ...firstAsk(now), cursor, known, ofSeries, seriesIn }
  for await (const page of service.changes({ id: owner, owner, providerId, zone }, ask)) {
    if (page.brokenUids.length > 0) throw new Error(`${owner}: ${page.brokenUids} cannot be read`)
    events.push(...page.events)
    if (page.end) return { events, end: page.end }
  }
  throw new Error(`${owner}: the reading has no end`)
}

/** What was known, and a reading of all did not tell of (S3). */
function vanishedFrom(copy: Copy, events: CalendarEvent[], window: CalendarCopy['window']): CalendarEvent[] {
  const told = new Set(events.map(({ id }) => id))
  return [...copy.rows.values()]
    .filter(({ id, body }) => !told.has(id) && !body.removed && liesWithin(window, body))
    .map((row) => vanished(row, copy.owner))
}

function keep({ rows }: Copy, event: CalendarEvent, directory: Directory, now: Instant): void {
  const stored = rows.get(event.id)
  const body = bodyOf(completed(event, stored))
  rows.set(event.id, {
    id: event.id,
    uid: body.uid,
    absence: false,
    ruleSince: ruleSince(body, stored, now),
    declinedSince: declinedSince(body, stored, (address) => directory.colleague(address) !== null, now),
    body,
  })
}

function rowsOf({ rows, owner }: Copy): CalendarEvent[] {
  return [...rows.values()].map(({ body, ruleSince, declinedSince }) => ({
    ...body,
    calendar: owner,
    ruleSince,
    declinedSince,
  }))
}

function copyOf({ owner, zone, window, closedAt }: Copy, now: Instant): CalendarCopy {
  const reading = { complete: true, brokenUids: [], window, readAt: closedAt ?? now, exceptionsOnly: true }
  return { id: owner, owner, zone, ...reading }
}

/** Whoever meets alone with a colleague in some copy, once, is a pair to be judged when that meeting changes. */
function link({ uid, details }: CalendarEvent, links: Known['links'], directory: Directory): void {
  if (!details) return
  const { people } = peopleOf(details, defaultPolicy, directory, resolver(directory))
  if (people.length !== 2 || !people.every((who) => directory.colleague(who) !== null)) return
  const pair = people.join(' ')
  links.set(pair, (links.get(pair) ?? new Set()).add(uid))
}
