// Pages of `events.list` become pages of our events; tombstones that name no meeting wait for the last one.
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import type { CalendarEvent } from '../../domain/event.ts'
import type { Zone } from '../../domain/types.ts'
import type { Ask, CalendarRef, Page } from '../contract.ts'
import { type Report, type Source, sourceOf } from '../reading.ts'
import { zoneNamed } from '../zones.ts'
import { instanceId } from './ids.ts'
import { googleEvent } from './map.ts'

type Item = calendar_v3.Schema$Event

/** Fetches one page of `events.list`: without a `syncToken` of everything, else of what changed since. */
export type ListEvents = (
  where: Omit<calendar_v3.Params$Resource$Events$List, 'auth' | 'calendarId'>,
) => Promise<calendar_v3.Schema$Events>

/** Reads to the last page; memory holds one page of theirs at a time. */
export async function* eventPages(list: ListEvents, calendar: CalendarRef, ask: Ask): AsyncGenerator<Page> {
  const syncToken = ask.cursor ?? undefined
  const told: CalendarEvent[][] = []
  const bare: Item[] = []
  let pageToken: string | undefined
  do {
    const answer = await list({ ...(pageToken ? { pageToken } : {}), ...(syncToken ? { syncToken } : {}) })
    pageToken = answer.nextPageToken ?? undefined
    const zone = (answer.timeZone && zoneNamed(answer.timeZone)) || calendar.zone
    const source = sourceOf(calendar, zone)
    const page = readPage(answer.items ?? [], source, bare)
    told.push(page.events)
    if (pageToken !== undefined) {
      yield page
      continue
    }
    if (bare.length > 0) append(page, await readBare(bare, source, uidsOf(told), ask))
    yield { ...page, end: endOf(answer.nextSyncToken ?? null, syncToken !== undefined, zone) }
  } while (pageToken !== undefined)
}

function endOf(cursor: string | null, incremental: boolean, zone: Zone | null): Page['end'] {
  if (incremental) return { cursor, reach: 'changes', ...(zone ? { zone } : {}) }
  return { cursor, reach: 'whole', zone, complete: cursor !== null, window: null }
}

/** Items that tell no UID are put aside: who knows it may be on a later page. */
function readPage(items: Item[], source: Source, bare: Item[]): Page {
  const events: CalendarEvent[] = []
  const brokenUids: string[] = []
  const report = noting(brokenUids)
  for (const item of items) {
    if (!item?.iCalUID && typeof item?.id === 'string') {
      bare.push(item)
      continue
    }
    const event = googleEvent(item, source, report)
    if (event) events.push(event)
  }
  return { events, brokenUids, end: null }
}

/** By id; an instance tells its master's, too. */
function uidsOf(pages: CalendarEvent[][]): Map<string, string> {
  const uids = new Map<string, string>()
  for (const { id, uid, kind } of pages.flat()) {
    uids.set(id, uid)
    const master = kind === 'instance' ? instanceId(id)?.master : undefined
    if (master && !uids.has(master)) uids.set(master, uid)
  }
  return uids
}

/** By now all that this reading tells is known; the rest is asked of what was read before. */
async function readBare(bare: Item[], source: Source, uids: Map<string, string>, ask: Ask): Promise<Page> {
  const events: CalendarEvent[] = []
  const brokenUids: string[] = []
  const unknown = bare.flatMap(namesOf).filter((id) => !uids.has(id))
  const known = unknown.length > 0 ? await ask.known([...new Set(unknown)]) : new Map<string, CalendarEvent>()
  for (const item of bare) {
    const event = googleEvent(item, { ...source, known: (id) => known.get(id) }, noting(brokenUids), (id) =>
      uids.get(id),
    )
    if (event) events.push(event)
  }
  return { events, brokenUids, end: null }
}

/** The ids that may tell what an item belongs to: its own and its master's. */
function namesOf({ id, recurringEventId }: Item): string[] {
  const master = recurringEventId ?? instanceId(id as string)?.master
  return master ? [id as string, master] : [id as string]
}

function append(page: Page, more: Page): void {
  for (const event of more.events) page.events.push(event)
  for (const uid of more.brokenUids) page.brokenUids.push(uid)
}

function noting(brokenUids: string[]): Report {
  return ({ uid, broken }) => broken && uid !== null && brokenUids.push(uid)
}
