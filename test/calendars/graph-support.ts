// What tests of the Graph client share: options for it, a mailbox read into rows as the store would keep them.
import { firstAsk } from '../../src/calendars/ask.ts'
import type { Ask, CalendarRef, CalendarService, Ending } from '../../src/calendars/contract.ts'
import { graphKey } from '../../src/calendars/graph/key.ts'
import type { GraphOptions } from '../../src/calendars/graph/session.ts'
import type { CalendarCopy, CalendarEvent } from '../../src/domain/event.ts'
import type { Instant } from '../../src/domain/types.ts'
import { GoneError } from '../../src/errors.ts'
import { completed } from '../../src/store/calendars/change.ts'
import { liesWithin } from '../../src/store/calendars/reach.ts'
import type { GraphScene } from '../sandbox/graph-support.ts'

export function credentials({ graph, app }: GraphScene) {
  return {
    type: 'microsoft_app',
    tenant: graph.tenantId,
    client_id: app.clientId,
    client_secret: app.secret,
  }
}

export function placeIn({ graph }: GraphScene) {
  return { graphUrl: graph.url, loginUrl: graph.loginUrl }
}

export function optionsFor(scene: GraphScene, content: object = credentials(scene)): GraphOptions {
  return { key: graphKey(content, 'The key'), ...placeIn(scene) }
}

export const calendarOf = (owner: string): CalendarRef => ({
  id: `1:${owner}`,
  owner,
  providerId: owner,
  zone: null,
})

/** Keeps the rows of one calendar from reading to reading, by the same rules as the store. */
export function keeper(service: CalendarService, ref: CalendarRef) {
  const rows = new Map<string, CalendarEvent>()
  const brokenUids = new Set<string>()
  let end: Ending | null = null
  let { zone } = ref
  let ends = 0
  const asking = (now: Instant): Omit<Ask, 'cursor'> => ({
    now,
    known: async (ids) => new Map(ids.flatMap((id) => (rows.has(id) ? [[id, rows.get(id)!] as const] : []))),
    ofSeries: async (uids) => [...rows.values()].filter(({ uid }) => uids.includes(uid)),
    seriesIn: async (span) =>
      [...rows.values()].flatMap((row) =>
        row.kind === 'master' && !row.removed && liesWithin(span, row) ? [row.id] : [],
      ),
  })
  const gather = async (ask: Ask) => {
    const events: CalendarEvent[] = []
    for await (const page of service.changes({ ...ref, zone }, ask)) {
      events.push(...page.events)
      for (const uid of page.brokenUids) brokenUids.add(uid)
      if (page.end) return { events, end: page.end }
    }
    throw new Error('no end')
  }
  const read = async (now: Instant) => {
    const cursor = end?.cursor ?? null
    const changes =
      cursor === null
        ? null
        : await gather({ ...asking(now), cursor }).catch((error) => {
            if (error instanceof GoneError) return null
            throw error
          })
    const got = changes ?? (await gather({ ...firstAsk(now), ...asking(now), cursor: null }))
    const told = new Set(got.events.map(({ id }) => id))
    for (const event of got.events) rows.set(event.id, kept(event, rows.get(event.id)))
    if (got.end.reach === 'whole') {
      ends++
      zone = got.end.zone
      const { window } = got.end
      for (const row of rows.values())
        if (!told.has(row.id) && !row.removed && liesWithin(window, row))
          rows.set(row.id, { ...row, removed: true })
    }
    end = got.end
    return got
  }
  return {
    read,
    rows: () => [...rows.values()],
    /** How often all of it was read. */
    wholes: () => ends,
    copy: (): CalendarCopy => ({
      id: ref.id,
      owner: ref.owner,
      zone,
      complete: true,
      brokenUids: [...brokenUids],
      window: null,
      readAt: 0,
    }),
  }
}

function kept(event: CalendarEvent, before: CalendarEvent | undefined): CalendarEvent {
  if (!before) return event
  const stored = {
    id: before.id,
    uid: before.uid,
    absence: false,
    ruleSince: null,
    declinedSince: null,
    body: before,
  }
  return completed(event, stored)
}
