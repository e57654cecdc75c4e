// One mailbox as we read it: where it is, and the few requests that a reading consists of.
import type { GraphError } from '@microsoft/microsoft-graph-client'
import type { Address, Span, Zone } from '../../domain/types.ts'
import { AuthError } from '../../errors.ts'
import type { CalendarRef } from '../contract.ts'
import { type Fields, listIn, textIn } from '../fields.ts'
import { type Read, readAll } from './batch.ts'
import type { GraphKey } from './key.ts'
import { withNewer } from './newer.ts'
import { EVENTS, SETTINGS } from './permissions.ts'
import type { Graph } from './session.ts'
import { zoneOf } from './settings.ts'
import type { Asked } from './trouble.ts'
import { PAGE } from './wire.ts'

export interface Items {
  items: unknown[]
  /** Of the next page; null: there is none. */
  next: string | null
  /** What to ask for later changes with: on the last page of a delta. */
  delta: string | null
}

export interface Mailbox {
  root: string
  /** @param where a link, or null for all of a window from the start */
  delta(where: string | null, window: Span): Promise<Items>
  /** Everything that touches the window, expanded; @param next a link of the page before */
  view(window: Span, next: string | null): Promise<Items>
  /** By id: the event, series with what is called off of them. 404 means gone; what else is refused rejects. */
  events(ids: readonly string[]): Promise<Read[]>
  /** The series, and then each one's instances that touch the window; of one that is gone, 404 and none. */
  series(ids: readonly string[], window: Span): Promise<{ master: Read; instances: unknown[] }[]>
  /** Null: nobody told, or we may not read it. */
  zone(): Promise<Zone | null>
}

/** Only what the map reads. */
const FIELDS =
  'id,type,iCalUId,seriesMasterId,originalStart,start,end,isAllDay,isCancelled,isOrganizer,' +
  'originalStartTimeZone,recurrence,subject,sensitivity,showAs,responseStatus,organizer,attendees,hideAttendees,' +
  'location,locations,lastModifiedDateTime'

export function openMailbox(graph: Graph, key: GraphKey, calendar: CalendarRef): Mailbox {
  const { owner } = calendar
  const user = userPath(key, calendar.providerId)
  const asked: Asked = { person: owner, permission: EVENTS, concerns: 'calendar' }
  const reading = { asked, takes: isNoFailure, inTurns: true }
  const list = async (path: string, more: Partial<Asked> = {}) =>
    itemsIn(await graph.call({ path }, { ...asked, ...more }))
  return {
    root: graph.root,
    delta: (where, window) => list(where ?? deltaPath(user, window), { since: where !== null }),
    view: (window, next) =>
      withNewer(graph, (newer) =>
        list(next ?? `${user}/calendarView?${bounds(window)}&$select=${newer}${BRIEF}&$top=${PAGE}`),
      ),
    events: (ids) =>
      withNewer(graph, (newer) =>
        readAll(
          graph,
          ids.map((id) => eventPath(user, id, newer)),
          reading,
        ),
      ),
    series: async (ids, window) => {
      const paths = (newer: string) => ids.flatMap((id) => seriesPaths(user, id, window, newer))
      const read = await withNewer(graph, (newer) => readAll(graph, paths(newer), reading))
      const all = ids.map(async (_, at) => {
        const [master, instances] = [read[2 * at]!, read[2 * at + 1]!]
        if (!isSeries(master) || instances.status === 200)
          return { master, instances: await toTheEnd(itemsIn(instances.body), list) }
        if (instances.status === GONE) return { master: instances, instances: [] }
        throw graph.judged(instances.refused, asked)
      })
      return Promise.all(all)
    },
    zone: () => zoneIn(graph, user, owner),
  }
}

/** Of what is not there any more. Who has no mailbox any more is told 404 of everything as well. */
export const GONE = 404

/** What is gone is no failure; nor, until its master's answer tells, that it has no instances: it may be no series any more. */
function isNoFailure({ statusCode, code }: GraphError, path: string): boolean {
  if (statusCode === GONE) return code === 'ErrorItemNotFound'
  return statusCode === 400 && path.includes('/instances?')
}

const isSeries = ({ body }: Read) => body.type === 'seriesMaster'

/** What tells when an occurrence is, and of what. */
const BRIEF = 'id,type,iCalUId,seriesMasterId,originalStart,start,end,isAllDay,isCancelled'

/** A person's own token is for themselves; whose address is another than their name to sign in is known by no other. */
export function userPath(key: Pick<GraphKey, 'kind'>, providerId: string): string {
  return key.kind === 'person' ? '/me' : `/users/${encodeURIComponent(providerId)}`
}

export function deltaPath(user: string, window: Span): string {
  return `${user}/calendarView/delta?${bounds(window)}`
}

/** Of the master, and of its instances. @param newer see `withNewer` */
export function seriesPaths(user: string, id: string, window: Span, newer: string): [string, string] {
  const series = `${user}/events/${encodeURIComponent(id)}`
  const instances = `${series}/instances?${bounds(window)}&$select=${newer}${FIELDS}&$top=${PAGE}`
  return [eventPath(user, id, newer), instances]
}

function eventPath(user: string, id: string, newer: string): string {
  return `${user}/events/${encodeURIComponent(id)}?$select=${newer}${FIELDS},cancelledOccurrences`
}

function bounds({ start, end }: Span): string {
  return `startDateTime=${new Date(start).toISOString()}&endDateTime=${new Date(end).toISOString()}`
}

export function itemsIn(answer: Fields): Items {
  return {
    items: listIn(answer, 'value'),
    next: textIn(answer, '@odata.nextLink'),
    delta: textIn(answer, '@odata.deltaLink'),
  }
}

async function toTheEnd({ items, next }: Items, list: (path: string) => Promise<Items>): Promise<unknown[]> {
  if (next === null) return items
  return [...items, ...(await toTheEnd(await list(next), list))]
}

async function zoneIn(graph: Graph, user: string, owner: Address): Promise<Zone | null> {
  try {
    const path = `${user}/mailboxSettings`
    const settings = await graph.call({ path }, { person: owner, permission: SETTINGS, concerns: 'calendar' })
    return zoneOf(settings)
  } catch (error) {
    if (error instanceof AuthError) return null
    throw error
  }
}
