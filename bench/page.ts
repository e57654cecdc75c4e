// Parsing and judging a Google page of 2,500 events, against JSON.parse of it alone.
import { type Audit, audit } from '../src/audit/audit.ts'
import { googleEvents } from '../src/calendars/google/map.ts'
import type { CalendarCopy, CalendarEvent } from '../src/domain/event.ts'
import { defaultPolicy } from '../src/domain/policy.ts'
import { DAY } from '../src/domain/types.ts'
import { atMost, type Figure, inTurns, told } from './figure.ts'
import { now, owner, pageText, ZONE } from './page-text.ts'

const copy: CalendarCopy = {
  id: 'c',
  owner,
  zone: ZONE,
  complete: true,
  brokenUids: [],
  window: null,
  readAt: now,
}

export const page: Figure = {
  name: 'page',
  title: 'Parse and judge a Google page of 2,500 events',
  async measure() {
    const text = pageText(2500)
    const taken = await inTurns(
      { parse: () => JSON.parse(text), map: () => mapped(text), judge: () => judged(mapped(text)) },
      { rounds: 60, warmUp: 20 },
    )
    return [
      told('JSON.parse', taken.parse, ' ms', 1),
      told('parse + map, against JSON.parse', taken.map / taken.parse, '', 2),
      atMost('parse + map + judge, against JSON.parse', taken.judge / taken.parse, 2, ''),
    ]
  },
}

function mapped(text: string): CalendarEvent[] {
  const { items } = JSON.parse(text) as { items: unknown[] }
  return googleEvents(items, { calendar: 'c', owner, zone: ZONE }, ({ problem }) => {
    throw new Error(problem)
  })
}

function judged(events: CalendarEvent[]): Audit {
  return audit({
    calendars: { copies: [copy], events, owners: [owner], problems: [] },
    domains: [],
    management: [],
    holidays: new Set(),
    policy: defaultPolicy,
    now,
    window: { start: now - 90 * DAY, end: now + 30 * DAY },
  })
}
