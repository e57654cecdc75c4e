// events.list, events.instances and events.get of one calendar: which rows, in which order, on which page.
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/v3.js'
import { DAY, type Instant } from '../../../domain/types.ts'
import type { PageQuirks } from '../../server/quirks.ts'
import { sealed } from '../../server/sealed.ts'
import { factsAt } from '../../world/facts.ts'
import { rfc3339 } from '../../world/zones.ts'
import { isSeries } from '../company/lookup.ts'
import type { Calendar, Row } from '../company/shapes.ts'
import { notFound, updatedMinTooLongAgo } from '../errors.ts'
import type { Query } from '../parameters.ts'
import { candidates, type Progress } from './candidates.ts'
import { type PageCursor, readPageToken, readSyncToken, type SyncCursor } from './cursors.ts'
import { instanceById, instancesOf, wholeSpan } from './expand.ts'
import { isSyncable, type ListQuery, readGetQuery, readInstancesQuery, readListQuery } from './query.ts'
import { type Look, render } from './render.ts'

interface Entry {
  row: Row
  key: string
}

export function listEvents(
  calendar: Calendar,
  query: Query,
  now: Instant,
  quirks: PageQuirks,
): calendar_v3.Schema$Events {
  const asked = readListQuery(query)
  if (asked.updatedMin !== undefined && asked.updatedMin < now - 28 * DAY) throw updatedMinTooLongAgo()
  const sync =
    asked.syncToken === undefined ? undefined : readSyncToken(asked.syncToken, calendar, asked.shape)
  const progress = progressOf(calendar, asked, sync)
  const answer = paged(calendar, asked, progress, candidates(calendar, asked, progress, now), quirks)
  if (answer.nextPageToken || !isSyncable(query)) return answer
  const { timeMin, timeMax } = sync ?? asked
  const known = { owner: calendar.owner.id, version: progress.ceiling, shape: asked.shape }
  return { ...answer, nextSyncToken: sealed({ ...known, timeMin, timeMax } satisfies SyncCursor) }
}

export function listInstances(
  calendar: Calendar,
  id: string,
  query: Query,
  now: Instant,
  quirks: PageQuirks,
): calendar_v3.Schema$Events {
  const asked = readInstancesQuery(query)
  const master = calendar.rows.get(id)
  if (!master || !isSeries(master) || master.state === 'bare') throw notFound()
  const progress = progressOf(calendar, asked, undefined)
  const span = { start: asked.timeMin ?? wholeSpan(now).start, end: asked.timeMax ?? wholeSpan(now).end }
  const named = (row: Row) =>
    asked.originalStart === undefined || Date.parse(asked.originalStart) === row.original
  const rows = instancesOf(calendar, master, span).filter(
    (row) => named(row) && (asked.showDeleted || row.state === 'alive'),
  )
  return paged(calendar, { ...asked, orderBy: 'startTime' }, progress, rows, quirks)
}

export function getEvent(calendar: Calendar, id: string, query: Query): calendar_v3.Schema$Event {
  const { maxAttendees, timeZone = calendar.owner.zone } = readGetQuery(query)
  const row = calendar.rows.get(id) ?? instanceById(calendar, id)
  if (!row) throw notFound()
  return render(row, calendar, { zone: timeZone, maxAttendees, detailsOfDeleted: true })
}

function progressOf(calendar: Calendar, asked: ListQuery, sync: SyncCursor | undefined): Progress {
  const since = sync?.version ?? null
  const { timeMin, timeMax } = sync ?? asked
  const { shape } = asked
  const page =
    asked.pageToken === undefined
      ? undefined
      : readPageToken(asked.pageToken, calendar, { since, shape, timeMin, timeMax })
  const span = { start: timeMin ?? Number.NEGATIVE_INFINITY, end: timeMax ?? Number.POSITIVE_INFINITY }
  return { since, ceiling: page?.ceiling ?? calendar.version, page, span }
}

function paged(
  calendar: Calendar,
  asked: ListQuery,
  progress: Progress,
  rows: Row[],
  quirks: PageQuirks,
): calendar_v3.Schema$Events {
  const { since, ceiling, page } = progress
  const rest = rows
    .map((row) => ({ row, key: keyOf(row, asked) }))
    .filter(({ key }) => page === undefined || key > page.after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const size = rest.length <= 1 ? 1 : quirks.size(Math.min(asked.maxResults, rest.length), !page?.wasEmpty)
  const entries = rest.slice(0, size)
  const answer = envelope(calendar, asked, entries, since !== null)
  if (entries.length === rest.length) return answer
  const after = entries.at(-1)?.key ?? page?.after ?? ''
  const owner = calendar.owner.id
  const bounds = { timeMin: finite(progress.span.start), timeMax: finite(progress.span.end) }
  const place = { owner, ceiling, since, after, wasEmpty: size === 0 }
  const next: PageCursor = { ...place, shape: asked.shape, ...bounds }
  return { ...answer, nextPageToken: sealed(next) }
}

/** By last change unless asked otherwise; unique, so that a page goes on exactly after the one before. */
function keyOf(row: Row, asked: ListQuery): string {
  const digits = (n: number) => String(n + 1e15).padStart(17, '0')
  const facts = factsAt(row.meeting, row.original)
  const first = { startTime: facts.start, updated: row.updated, none: row.version }[asked.orderBy ?? 'none']
  return `${digits(first)}/${digits(row.original ?? 0)}/${row.id}`
}

function envelope(
  calendar: Calendar,
  asked: ListQuery,
  entries: Entry[],
  incremental: boolean,
): calendar_v3.Schema$Events {
  const zone = asked.timeZone ?? calendar.owner.zone
  const look: Look = {
    zone,
    maxAttendees: asked.maxAttendees,
    detailsOfDeleted: asked.showDeleted === true && !incremental,
  }
  const updated = [...calendar.rows.values()].at(-1)?.updated ?? 0
  return {
    kind: 'calendar#events',
    etag: `"p${calendar.version}"`,
    summary: calendar.owner.address,
    updated: rfc3339(updated, 'UTC').replace('Z', '.000Z'),
    timeZone: zone,
    accessRole: 'owner',
    defaultReminders: [],
    items: entries.map(({ row }) => render(row, calendar, look)),
  }
}

const finite = (instant: Instant): Instant | undefined => (Number.isFinite(instant) ? instant : undefined)
