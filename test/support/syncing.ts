// Ada, Grace and Linus in the sandbox, watched: the real client, a real store, one calendar each.

import type { CalendarEvent } from '../../src/domain/event.ts'
import type { SyncParts } from '../../src/pipeline/parts.ts'
import { calendarSync } from '../../src/pipeline/sync.ts'
import { openServices } from '../../src/services.ts'
import type { Store } from '../../src/store/open.ts'
import { toEvent } from '../../src/store/pairs/facts.ts'
import { ada, grace, linus, type Scene, scene } from '../sandbox/support.ts'
import { settle } from './company.ts'

export interface Watched extends Scene {
  sync: (calendar: string) => ReturnType<ReturnType<typeof calendarSync>>
  connection: number
  parts: SyncParts
}

/** Calendars are named by their owners' addresses. */
export async function watched(store: Store, people: string[] = [ada, grace, linus]): Promise<Watched> {
  const here = await scene()
  await settle(store, here.clock.now)
  const connection = await connectGoogle(store, here, people)
  const clock = { now: () => here.clock.now, wall: Date.now }
  const { url, tokenUrl } = here.google
  const settings = { googleRootUrl: url, googleTokenUrl: tokenUrl, allowPrivateFeeds: false }
  const { serviceOf } = openServices(store, settings)
  const parts: SyncParts = { store, clock, serviceOf }
  return { ...here, parts, connection, sync: calendarSync(parts) }
}

async function connectGoogle(store: Store, { key, clock }: Scene, people: string[]): Promise<number> {
  const google = { kind: 'google', name: 'Google', credentials: key, options: {} } as const
  const connection = await store.connections.add(google, store.secrets, clock.now)
  for (const owner of people) {
    const calendar = { id: owner, connection, owner, providerId: owner, zone: null }
    await store.calendars.add(calendar, clock.now)
  }
  return connection
}

/** What is stored of a calendar, by id; what only history knows is left out. */
export async function storedRows(store: Store, calendar: string): Promise<CalendarEvent[]> {
  const rows = await store.db
    .selectFrom('events')
    .selectAll()
    .where('calendar', '=', calendar)
    .orderBy('id')
    .execute()
  return rows.map(toEvent)
}
