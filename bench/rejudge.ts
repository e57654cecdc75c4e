// What a change of one event costs: saving it and judging its pair again, with 100 and with 10,000 pairs in the store.
import { sql } from 'kysely'
import type { CalendarEvent } from '../src/domain/event.ts'
import { type Instant, MINUTE, WEEK } from '../src/domain/types.ts'
import { judgePair } from '../src/pipeline/judge.ts'
import type { Store } from '../src/store/open.ts'
import { type Figure, inTurns, type Line, told } from './figure.ts'
import { withStore } from './stores.ts'
import { factsOf, now } from './year.ts'

const clock = { now: () => now, wall: () => now }
const FEW = 100
const MANY = 10_000
/** Pairs of one manager, and so of one calendar. */
const REPORTS = 10

export const rejudge: Figure = {
  name: 'rejudge',
  title: 'Re-judge after one changed event, with 100 and with 10,000 pairs stored',
  measure: (say) =>
    withStore((few) =>
      withStore(async (many) => {
        await fill(few, FEW, say)
        await fill(many, MANY, say)
        say('judging')
        return measured(few, many)
      }),
    ),
}

async function measured(few: Store, many: Store): Promise<Line[]> {
  let round = 0
  const taken = await inTurns(
    { few: () => changeOne(few, round++), many: () => changeOne(many, round++) },
    { rounds: 41, warmUp: 10 },
  )
  const ratio = taken.many / taken.few
  return [
    told('save and judge, 100 pairs stored', taken.few, ' ms', 1),
    told('save and judge, 10,000 pairs stored', taken.many, ' ms', 1),
    { what: 'ratio', result: ratio.toFixed(2), aim: 'no growth (≤ 1.2)', met: ratio <= 1.2 },
  ]
}

/** The next slot of a pair is moved a little further. */
async function changeOne(store: Store, round: number) {
  const pair = round % FEW
  const { events } = pairOf(pair)
  const master = events[0]!
  const original = master.span!.start + 53 * WEEK
  const moved = at(master, original, original + (round + 1) * MINUTE)
  const { pairs } = await store.events.save(
    master.calendar,
    reading([moved], false),
    now + round,
    store.secrets,
  )
  if (pairs.length !== 1) throw new Error(`${pairs.length} pairs were touched, not one.`)
  await judgePair({ store, clock }, pairs[0]!)
}

function at(master: CalendarEvent, original: Instant, start: Instant): CalendarEvent {
  const span = { start, end: start + 30 * MINUTE }
  return { ...master, id: `${master.id}_${original}`, kind: 'instance', original, span, recurrence: null }
}

async function fill(store: Store, count: number, say: (progress: string) => void) {
  await store.settings.write('domains', ['example.com'])
  const bench = { kind: 'google', name: 'Bench', credentials: null, options: {} } as const
  const connection = await store.connections.add(bench, store.secrets, now)
  for (let first = 0; first < count; first += REPORTS) {
    const owner = pairOf(first).people[0].address
    await store.calendars.add({ id: owner, connection, owner, providerId: owner, zone: null }, now)
    const theirs = Array.from({ length: REPORTS }, (_, n) => pairOf(first + n).events).flat()
    const events = theirs.filter(({ calendar }) => calendar === owner)
    await store.events.save(owner, reading(events, true), now, store.secrets)
    say(`${first} of ${count} pairs read`)
  }
  await judgeOneForAll(store)
  await store.retention.tidy()
}

const pairOf = (n: number) => factsOf(n, Math.floor(n / REPORTS))

const reading = (events: CalendarEvent[], replace: boolean) => ({
  events,
  replace,
  cursor: null,
  zone: 'Europe/Berlin',
  complete: true,
  brokenUids: [],
  window: null,
  nextLook: null,
})

/** What judging every pair would store, without its hours. */
async function judgeOneForAll(store: Store) {
  const [first] = await store.pairs.due(now, 1)
  await judgePair({ store, clock }, first!)
  await sql`insert into slots (pair, original, starts, ends, body, first_seen)
    select pairs.id, original, starts, ends, body, first_seen from slots, pairs where pairs.id <> ${first}`.execute(
    store.db,
  )
  await sql`insert into mailings (kind, recipient, subject, pair, slot, day, due_at, expires_at, goes_at, payload)
    select kind, recipient, subject || pairs.id, pairs.id, slot, day, due_at, expires_at, goes_at, payload
    from mailings, pairs where pairs.id <> ${first}`.execute(store.db)
}
