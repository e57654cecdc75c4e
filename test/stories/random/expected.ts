// The slots that must be: the domain's own judgement of the ledger's calendars, folded over the moments at which the
// service had read them.
//
// What is independent: where all are at Google, the log is interpreted a second time (ledger), so the sandbox's rows are
// checked as well; where some are at Microsoft, what stood in a calendar is taken from its sandbox's memory (sight), and
// that organizers and guests there see the same is a property of its own (test/sandbox/world). Either way listings, HTTP,
// the vendors' clients and our maps, windows, the cursor, the merge of tombstones, the columns of memory (rule_since,
// declined_since), links of meetings to pairs, and when a pair is judged (the fold judges all pairs at each step, the
// service those it was told of) are all checked. What is taken from the service: at which instants which calendar was read, and how far the listing
// had got, since S4 says "when it was seen". What is shared: the domain's judgement itself, which has properties of its
// own; what is to come is checked against the sandbox's own expansion instead (present).
import type { CalendarEvent } from '../../../src/domain/event.ts'
import { judgePair } from '../../../src/domain/judge.ts'
import type { Slot } from '../../../src/domain/judgement.ts'
import { defaultPolicy } from '../../../src/domain/policy.ts'
import { type Address, type Directory, type Instant, type Person, WEEK } from '../../../src/domain/types.ts'
import { absencesIn, type Knowing, rowsFor } from './copies.ts'
import { type Ledger, primaryOf } from './ledger.ts'
import { type Lived, leaversOf, leftBy, sightsOf } from './lived.ts'

/** Slots by pair ('ada grace', sorted). */
export type Slots = ReadonlyMap<string, readonly Slot[]>

/** Called with the slots of each step; the map is the same, changed from step to step. */
export type Told = (at: Instant, slots: Slots) => void

/**
 * Returns the slots of the last step.
 * @param judges once all of a step was read, or also before and after each of its readings: which of the two a service does
 * is chance, and what S4 remembers may depend on it
 */
export function expectedSlots(
  lived: Lived,
  judges: 'at the end' | 'all along' = 'at the end',
  told: Told = () => {},
): Slots {
  const { sights, ledger } = sightsOf(lived)
  const leavers = leaversOf(lived)
  const known = new Map<string, Knowing>()
  const slots = new Map<string, Slot[]>()
  const judged = new Set<string>()
  const judgeAll = (at: Instant) => {
    for (const pair of pairsOf(known, ledger)) {
      const before = slots.get(pair.join(' ')) ?? []
      const people = pair.map((who) => personOf(who, ledger, leftBy(leavers, who, at)))
      slots.set(pair.join(' '), judge(people, known, ledger, lived, before, judged, at))
    }
  }
  let next = 0
  for (const at of lived.steps) {
    for (; next < lived.readings.length && lived.readings[next]!.at <= at; next++) {
      if (judges === 'all along') judgeAll(at)
      const reading = lived.readings[next]!
      known.set(reading.calendar, sights[next]!(known.get(reading.calendar), reading, ledger))
    }
    judgeAll(at)
    told(at, slots)
  }
  return slots
}

/** Whoever is named beside a colleague in some calendar may be a pair; asking of all costs little. */
function* pairsOf(known: Map<string, Knowing>, { people }: Ledger): Generator<[Address, Address]> {
  const owners = new Set([...known.values()].map(({ copy }) => copy.owner))
  const names = [...people.keys()].sort()
  for (const a of names) for (const b of names) if (a < b && (owners.has(a) || owners.has(b))) yield [a, b]
}

function judge(
  people: readonly Person[],
  known: Map<string, Knowing>,
  ledger: Ledger,
  { management }: Lived,
  memory: Slot[],
  judged: Set<string>,
  at: Instant,
): Slot[] {
  const pair = [people[0]!.address, people[1]!.address] as const
  const key = pair.join(' ')
  const all = [...known.values()]
  const events = eventsOf(pair, all, ledger)
  if (events.length === 0) return []
  const behind = judged.has(key) ? 7 : 14
  const facts = {
    people: [people[0]!, people[1]!] as const,
    directory: directoryOf(ledger),
    window: { start: at - behind * WEEK, end: at + 14 * WEEK },
    management: management.filter((row) => pair.includes(row.person) && pair.includes(row.manager)),
    calendars: all.map(({ copy }) => copy),
    events,
    absences: all.filter(({ copy }) => pair.includes(copy.owner)).flatMap(absencesIn),
    holidays: [],
    words: [],
    memory,
    policy: defaultPolicy,
  }
  const kept = new Set(memory.map(({ original }) => original))
  const { slots } = judgePair(facts, at)
  judged.add(key)
  return slots.filter(({ original }) => original <= at + 5 * WEEK || kept.has(original))
}

/** All rows of the meetings that name both of the two somewhere. */
function eventsOf(
  pair: readonly [Address, Address],
  all: readonly Knowing[],
  ledger: Ledger,
): CalendarEvent[] {
  const rows = all.flatMap((one) => rowsFor(pair, one))
  const uids = new Set(rows.filter((row) => names(row, pair, ledger)).map(({ uid }) => uid))
  return rows.filter(({ uid }) => uids.has(uid))
}

function names({ details }: CalendarEvent, pair: readonly Address[], ledger: Ledger): boolean {
  const named = [details?.organizer, ...(details?.attendees ?? []).map(({ address }) => address)]
  const people = named.map((name) => name && primaryOf(ledger, name))
  return pair.every((who) => people.includes(who))
}

function personOf(address: Address, { people }: Ledger, leftAt: Instant | null): Person {
  const { zone, names } = people.get(address)!
  return { address, aliases: names.slice(1), name: null, zone, hours: null, locale: null, leftAt }
}

function directoryOf(ledger: Ledger): Directory {
  return {
    colleague: (address) => primaryOf(ledger, address) ?? (address.endsWith('@example.com') ? address : null),
    isGroup: () => false,
  }
}
