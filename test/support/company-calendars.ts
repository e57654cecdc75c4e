// The sample company's calendars as a service keeps them: read over HTTPS by the real client, row by row, token by token.
import { calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import { googleEvents } from '../../src/calendars/google/map.ts'
import type { CalendarCopy, CalendarEvent } from '../../src/domain/event.ts'
import { resolver } from '../../src/domain/meeting.ts'
import { peopleOf } from '../../src/domain/people.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import type { Address, Directory, Instant, Zone } from '../../src/domain/types.ts'
import type { SampleCompany } from '../../src/sandbox/company/company.ts'
import type { GoogleSandbox } from '../../src/sandbox/google/sandbox.ts'
import { bodyOf, completed, declinedSince, ruleSince, type StoredEvent } from '../../src/store/change.ts'
import { authFor, listAll, readonly } from '../sandbox/support.ts'

export interface Known {
  copies: CalendarCopy[]
  rows: CalendarEvent[]
  /** Pair ('ada grace', sorted) → UIDs of the meetings that ever were theirs. */
  links: Map<string, Set<string>>
}

export interface Calendars {
  /** Reads what is new in all calendars; returns whose changed. */
  sync(now: Instant): Promise<Set<Address>>
  /** All that was read, as of `now`; of a suspended account as of its last reading. */
  known(now: Instant): Known
}

interface Copy {
  client: calendar_v3.Calendar
  owner: Address
  zone: Zone
  token: string | undefined
  rows: Map<string, StoredEvent>
  /** Its last reading, where the account is suspended since. */
  closedAt: Instant | null
}

export async function openCalendars(
  google: GoogleSandbox,
  { people }: SampleCompany,
  directory: Directory,
): Promise<Calendars> {
  const key = await google.oauth.createServiceAccount()
  const links: Known['links'] = new Map()
  const copies: Copy[] = people.map(({ address, zone }) => {
    const auth = authFor(google, key, address, [readonly])
    const client = calendar({ version: 'v3', auth, rootUrl: google.url, retry: false })
    return { client, owner: address, zone, token: undefined, rows: new Map(), closedAt: null }
  })
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

async function syncCopy(copy: Copy, now: Instant, directory: Directory): Promise<CalendarEvent[]> {
  const { client, owner, zone, token, rows } = copy
  if (copy.closedAt !== null) return []
  const listing = await listAll(client, token === undefined ? {} : { syncToken: token }).catch(
    refusedAsSuspended,
  )
  if (!listing) {
    copy.closedAt = now - 1
    return []
  }
  const { items, syncToken } = listing
  copy.token = syncToken
  const known = (id: string) => {
    const row = rows.get(id)
    return row && eventOf(row, owner)
  }
  const report = ({ problem }: { problem: string }) => {
    throw new Error(`${owner}: ${problem}`)
  }
  const read = googleEvents(items, { calendar: owner, owner, zone, known }, report)
  for (const event of read) {
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
  return read
}

function refusedAsSuspended(error: unknown): null {
  if ((error as { status?: number }).status === 403 || /suspended|Invalid email/.test(String(error)))
    return null
  throw error
}

function eventOf({ body, ruleSince, declinedSince }: StoredEvent, calendar: string): CalendarEvent {
  return { ...body, calendar, ruleSince, declinedSince }
}

function rowsOf({ rows, owner }: Copy): CalendarEvent[] {
  return [...rows.values()].map((row) => eventOf(row, owner))
}

function copyOf({ owner, zone, closedAt }: Copy, now: Instant): CalendarCopy {
  return { id: owner, owner, zone, complete: true, brokenUids: [], window: null, readAt: closedAt ?? now }
}

/** Whoever meets alone with a colleague in some copy, once, is a pair to be judged when that meeting changes. */
function link({ uid, details }: CalendarEvent, links: Known['links'], directory: Directory): void {
  if (!details) return
  const { people } = peopleOf(details, defaultPolicy, directory, resolver(directory))
  if (people.length !== 2 || !people.every((who) => directory.colleague(who) !== null)) return
  const pair = people.join(' ')
  links.set(pair, (links.get(pair) ?? new Set()).add(uid))
}
