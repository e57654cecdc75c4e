// A JSON file of Google or Graph events, read as far as it goes.
import type { CalendarEvent } from '../../domain/event.ts'
import type { Address, Zone } from '../../domain/types.ts'
import { addressOf } from '../address.ts'
import { type Fields, isFields } from '../fields.ts'
import { googleEvents, selfOf } from '../google/map.ts'
import { graphEvents } from '../graph/map.ts'
import { mostCounted } from '../most.ts'
import type { Report } from '../reading.ts'
import { zoneNamed } from '../zones.ts'
import { type Pages, pagesOf } from './pages.ts'
import type { Reading } from './reading.ts'
import { recoverJson } from './recover.ts'

/** Null where nothing in it is an event or a page of events. */
export function readJson(
  text: string,
  calendar: string,
  owner: Address | null,
  report: Report,
): Reading | null {
  const { values, damage } = parse(text)
  const pages = pagesOf(values, report)
  if (!pages) return null
  const source = { calendar, owner: owner ?? ownerOf(pages), zone: zoneOf(pages) }
  const events: CalendarEvent[] = googleEvents(pages.google, source, report)
  for (const event of graphEvents(pages.graph, source, report)) events.push(event)
  if (damage !== null) reportDamage(text, damage, events.length, report)
  const isView = pages.graph.some((item) => isFields(item) && item.type === 'occurrence')
  return { ...source, events, complete: pages.complete && damage === null, isView }
}

function parse(text: string) {
  try {
    return { values: [JSON.parse(text)], damage: null }
  } catch {
    return recoverJson(text)
  }
}

function reportDamage(text: string, damage: number, count: number, report: Report) {
  const before = text.slice(0, damage)
  const line = before.split('\n').length
  const column = damage - before.lastIndexOf('\n')
  const problem = `line ${line}: the JSON breaks off at character ${column}; read what stands before (${count} events)`
  report({ problem, uid: null, broken: false })
}

/** Google: the summary, else `self`. Graph: the user in the links, else the organizer of the owner's own events. */
function ownerOf({ google, graph, heads }: Pages): Address | null {
  const named = heads.map((head) => addressOf(asText(head.summary)) ?? addressInLinks(head))
  const selves = () => google.map((item) => addressOf(selfOf(item)))
  return commonest(named) ?? commonest(selves()) ?? commonest(graph.map(ownOrganizer))
}

/** `…#users('ada%40example.com')/events`, `…/users/ada@example.com/events` */
function addressInLinks(head: Fields): Address | null {
  for (const key of ['@odata.context', '@odata.deltaLink', '@odata.nextLink']) {
    const user = /users(?:\('|\/)([^')/?]+)/i.exec(asText(head[key]) ?? '')?.[1]
    const address = addressOf(user?.replaceAll(/%40/g, '@'))
    if (address) return address
  }
  return null
}

function ownOrganizer(item: unknown): Address | null {
  if (!isFields(item) || item.isOrganizer !== true || !isFields(item.organizer)) return null
  const { emailAddress } = item.organizer
  return isFields(emailAddress) ? addressOf(asText(emailAddress.address)) : null
}

/** Google tells it; else the commonest zone that events name as their own. */
function zoneOf({ google, graph, heads }: Pages): Zone | null {
  const told = heads.map((head) => zone(head.timeZone))
  const ofGoogle = () =>
    google.map((item) => (isFields(item) && isFields(item.start) ? zone(item.start.timeZone) : null))
  return commonest(told) ?? commonest(ofGoogle()) ?? commonest(graph.map(zoneOfGraphEvent))
}

/** Times asked for in UTC tell nothing. */
function zoneOfGraphEvent(item: unknown): Zone | null {
  if (!isFields(item)) return null
  const own = zone(item.originalStartTimeZone)
  if (own) return own
  const written = isFields(item.start) ? zone(item.start.timeZone) : null
  return written === 'UTC' ? null : written
}

function zone(name: unknown): Zone | null {
  return typeof name === 'string' && name !== '' ? zoneNamed(name) : null
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function commonest(of: (string | null)[]): string | null {
  const counts = new Map<string, number>()
  for (const each of of) if (each !== null) counts.set(each, (counts.get(each) ?? 0) + 1)
  return mostCounted(counts)
}
