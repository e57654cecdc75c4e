// Reads the query of events.list and events.instances, and refuses what Google refuses.
import type { Instant, Zone } from '../../../domain/types.ts'
import { isZone } from '../../world/zones.ts'
import { badParameter, calendarRefusal } from '../errors.ts'
import { choice, flag, one, type Query, refuseUnknown, standard, whole } from '../parameters.ts'

/** `shape` names all that must stay the same from page to page and sync to sync. */
export interface ListQuery {
  maxResults: number
  maxAttendees: number
  singleEvents: boolean
  showDeleted: boolean | undefined
  orderBy: 'startTime' | 'updated' | undefined
  timeMin: Instant | undefined
  timeMax: Instant | undefined
  updatedMin: Instant | undefined
  originalStart: string | undefined
  iCalUID: string | undefined
  q: string | undefined
  eventTypes: string[] | undefined
  timeZone: Zone | undefined
  pageToken: string | undefined
  syncToken: string | undefined
  shape: string
}

const shared = [
  'maxResults',
  'maxAttendees',
  'showDeleted',
  'timeMin',
  'timeMax',
  'timeZone',
  'pageToken',
  'alwaysIncludeEmail',
]
const unsyncable = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
]
const listOnly = ['eventTypes', 'showHiddenInvitations', 'singleEvents', 'syncToken', ...unsyncable]

const eventTypes = ['birthday', 'default', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation']
const MOST_RESULTS = 2500

export function readListQuery(query: Query): ListQuery {
  refuseUnknown(query, [...shared, ...listOnly])
  const read = readQuery(query)
  if (read.orderBy === 'startTime' && !read.singleEvents) {
    throw badParameter('orderBy', 'The requested ordering is not available for the particular query.')
  }
  if (read.syncToken !== undefined) refuseWithSyncToken(query, read)
  return read
}

export function readInstancesQuery(query: Query): ListQuery {
  refuseUnknown(query, [...shared, 'originalStart'])
  return { ...readQuery(query), singleEvents: true }
}

export function readGetQuery(query: Query): Pick<ListQuery, 'maxAttendees' | 'timeZone'> {
  refuseUnknown(query, ['maxAttendees', 'timeZone', 'alwaysIncludeEmail'])
  return readQuery(query)
}

/** False where a result cannot be kept in sync, so no token is handed out for it. */
export function isSyncable(query: Query): boolean {
  return !unsyncable.some((name) => query[name] !== undefined && name !== 'timeMin' && name !== 'timeMax')
}

function readQuery(query: Query): ListQuery {
  const read = {
    maxResults: Math.min(whole(query, 'maxResults') ?? 250, MOST_RESULTS),
    maxAttendees: whole(query, 'maxAttendees') ?? Number.POSITIVE_INFINITY,
    singleEvents: flag(query, 'singleEvents') ?? false,
    showDeleted: flag(query, 'showDeleted'),
    orderBy: choice(query, 'orderBy', ['startTime', 'updated'] as const),
    timeMin: instant(query, 'timeMin'),
    timeMax: instant(query, 'timeMax'),
    updatedMin: instant(query, 'updatedMin'),
    originalStart: one(query, 'originalStart'),
    iCalUID: one(query, 'iCalUID'),
    q: one(query, 'q'),
    eventTypes: types(query),
    timeZone: zone(query),
    pageToken: one(query, 'pageToken'),
    syncToken: one(query, 'syncToken'),
    shape: shapeOf(query),
  }
  if (read.timeMin !== undefined && read.timeMax !== undefined && read.timeMax <= read.timeMin) {
    throw calendarRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.', 'timeMax')
  }
  return read
}

function refuseWithSyncToken(query: Query, read: ListQuery): void {
  if (read.showDeleted !== false && !unsyncable.some((name) => query[name] !== undefined)) return
  throw calendarRefusal(
    400,
    'syncTokenWithRequestRestrictions',
    'Sync token cannot be used with other request restrictions.',
    'syncToken',
  )
}

/** The bounds of time are baked into a token instead: they are refused beside it. */
function shapeOf(query: Query): string {
  const loose = [...standard, 'pageToken', 'syncToken', 'timeMin', 'timeMax']
  const kept = Object.entries(query).filter(([name, value]) => value !== undefined && !loose.includes(name))
  return kept
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&')
}

/** RFC 3339 with an offset, which is mandatory. */
function instant(query: Query, name: string): Instant | undefined {
  const value = one(query, name)
  if (value === undefined) return undefined
  const wellFormed = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
  const time = wellFormed ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw badParameter(name, 'Bad Request', 'badRequest')
  return time
}

function types(query: Query): string[] | undefined {
  const value = query.eventTypes
  const given = value === undefined ? undefined : [value].flat()
  const wrong = given?.find((type) => !eventTypes.includes(type))
  if (wrong !== undefined) throw badParameter('eventTypes', `Invalid value '${wrong}'.`)
  return given
}

function zone(query: Query): Zone | undefined {
  const value = one(query, 'timeZone')
  if (value !== undefined && !isZone(value)) throw badParameter('timeZone', `Invalid time zone: ${value}`)
  return value
}
