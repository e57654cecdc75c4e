// Judges calendar files: who the people are, which meetings are whose, and a judgement for each pair.
import { absencesOf } from '../domain/absences.ts'
import { judgeWatched } from '../domain/judge.ts'
import type { Judgement, PairFacts, Refusal } from '../domain/judgement.ts'
import { type Meeting, meetingsOf, resolver } from '../domain/meeting.ts'
import type { Policy } from '../domain/policy.ts'
import type { Pairing } from '../domain/twins.ts'
import {
  type Absence,
  type Address,
  DAY,
  type Day,
  type Directory,
  type Holiday,
  type Instant,
  type Management,
  type Person,
  type Span,
  WEEK,
  type Zone,
} from '../domain/types.ts'
import { isWatched, type Rules, watch } from '../domain/watch.ts'
import type { Calendars } from './input.ts'

export interface Request {
  calendars: Calendars
  /** Exact domains of colleagues; empty: those of the owners, else every address is one. */
  domains: readonly string[]
  management: Management[]
  holidays: ReadonlySet<Day>
  policy: Policy
  now: Instant
  /** Which slots are listed, by original start. */
  window: Span
}

export interface Audited {
  facts: PairFacts
  watched: Pairing[]
  judgement: Judgement
}

export interface NotWatched {
  title: string
  reason: Refusal
  /** Events of the calendars, copies counted once. */
  count: number
}

export interface Audit {
  /** Sorted by people; those with a living series or a slot in the window. */
  pairs: Audited[]
  notWatched: NotWatched[]
}

const LIFETIME = 80 * 365 * DAY

/** Everything in the files is judged, whatever the window; it only chooses which pairs are listed. */
export function audit(request: Request): Audit {
  const { calendars, policy } = request
  const directory = directoryOf(request)
  const rules: Rules = { policy, directory, resolve: resolver(directory) }
  const meetings = meetingsOf(calendars.events, calendars.copies, rules.resolve)
  const { byPair, refused } = sortOut(meetings, rules)
  const audited = judgeAll(byPair, request, directory)
  for (const { judgement, watched } of audited) {
    const meetingOf = new Map(watched.map(([meeting]) => [meeting.uid, meeting]))
    // Instances that make no series are refused one by one; their meeting is counted once.
    for (const [uid, [first]] of Map.groupBy(judgement.refused, (one) => one.uid))
      refused.push({ title: first!.title, reason: first!.reason, count: rowsOf(meetingOf.get(uid)) })
  }
  const pairs = audited.filter(
    ({ judgement }) =>
      judgement.living || judgement.slots.some((slot) => isIn(slot.original, request.window)),
  )
  return { pairs, notWatched: grouped(refused) }
}

export function isIn(instant: Instant, { start, end }: Span): boolean {
  return instant >= start && instant < end
}

function directoryOf({ calendars, domains }: Request): Directory {
  const known = domains.length > 0 ? domains.map((one) => one.toLowerCase()) : calendars.owners.map(domainOf)
  const domainsOfOurs = new Set(known)
  const isOurs = (address: Address) => domainsOfOurs.size === 0 || domainsOfOurs.has(domainOf(address))
  const asked = new Map<Address, Address | null>()
  return {
    colleague: (address) => {
      let answer = asked.get(address)
      if (answer === undefined) {
        answer = isOurs(address) ? address : null
        asked.set(address, answer)
      }
      return answer
    },
    isGroup: () => false,
  }
}

function domainOf(address: Address): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

function sortOut(meetings: readonly Meeting[], rules: Rules) {
  const byPair = new Map<string, Pairing[]>()
  const refused: NotWatched[] = []
  for (const meeting of meetings) {
    const outcome = watch(meeting, rules)
    if (isWatched(outcome)) {
      const key = outcome.pair.join('\n')
      const pairings = byPair.get(key)
      if (pairings) pairings.push([meeting, outcome])
      else byPair.set(key, [[meeting, outcome]])
    } else if (outcome.people.length > 1) {
      refused.push({ title: outcome.title, reason: outcome.refusal, count: rowsOf(meeting) })
    }
  }
  return { byPair, refused }
}

/** How many events of the calendars a meeting is: copies merged, what is off left out. */
function rowsOf(meeting: Meeting | undefined): number {
  if (meeting?.copies.every(({ instances }) => instances.size === 0)) return 1
  const rows = new Set<Instant | 'series'>()
  for (const { master, single, instances } of meeting?.copies ?? []) {
    if ((master ?? single)?.removed === false) rows.add('series')
    for (const [original, row] of instances) if (!row.removed) rows.add(original)
  }
  return Math.max(1, rows.size)
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function grouped(refused: readonly NotWatched[]): NotWatched[] {
  const groups = new Map<string, NotWatched>()
  for (const { title, reason, count } of refused) {
    const key = `${reason}\n${title}`
    groups.set(key, { title, reason, count: (groups.get(key)?.count ?? 0) + count })
  }
  return [...groups.values()].sort(
    (a, b) => b.count - a.count || order(a.reason, b.reason) || order(a.title, b.title),
  )
}

function judgeAll(byPair: Map<string, Pairing[]>, request: Request, directory: Directory): Audited[] {
  const { now, policy, calendars, management, window } = request
  const names = namesIn(calendars)
  const zones = zonesOf(calendars)
  const reach = { start: now - 5 * 365 * DAY, end: now + 365 * DAY }
  const absences = absencesByPerson(absencesOf(calendars.events, calendars.copies, policy, reach))
  return [...byPair]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, watched]) => {
      const addresses = key.split('\n') as [Address, Address]
      const people = peopleOf(addresses, zones, names)
      const facts: PairFacts = {
        people,
        directory,
        window: { start: Number.NEGATIVE_INFINITY, end: judgedUntil(window, now) },
        management: management.filter(({ person }) => addresses.includes(person)),
        calendars: calendars.copies,
        events: [],
        absences: addresses.flatMap((address) => absences.get(address) ?? []),
        holidays: holidaysOf(addresses, request.holidays),
        words: [],
        memory: [],
        policy,
      }
      return { facts, watched, judgement: judgeWatched(watched, facts, now) }
    })
}

/** Far enough for F1; a window that is asked for until 9999 is judged for a lifetime. */
function judgedUntil(window: Span, now: Instant): Instant {
  return Math.max(now + 14 * WEEK, Math.min(window.end, now + LIFETIME))
}

function absencesByPerson(absences: readonly Absence[]): Map<Address, Absence[]> {
  const byPerson = new Map<Address, Absence[]>()
  for (const absence of absences) {
    const known = byPerson.get(absence.person)
    if (known) known.push(absence)
    else byPerson.set(absence.person, [absence])
  }
  return byPerson
}

function holidaysOf(addresses: readonly Address[], days: ReadonlySet<Day>): Holiday[] {
  return addresses.flatMap((person) => [...days].map((day) => ({ person, day })))
}

/** A person's zone: their calendar's (the file tells it, or its events do), else the other's. */
function peopleOf(
  addresses: readonly [Address, Address],
  zones: Map<Address, Zone>,
  names: Map<Address, string>,
) {
  const [a, b] = addresses
  const zoneA = zones.get(a) ?? zones.get(b) ?? 'UTC'
  const zoneB = zones.get(b) ?? zoneA
  return [personOf(a, zoneA, names), personOf(b, zoneB, names)] as const
}

function personOf(address: Address, zone: Zone, names: Map<Address, string>): Person {
  return {
    address,
    aliases: [],
    name: names.get(address) ?? null,
    zone,
    hours: null,
    locale: null,
    leftAt: null,
  }
}

function zonesOf({ copies }: Calendars): Map<Address, Zone> {
  const zones = new Map<Address, Zone>()
  for (const { owner, zone } of copies) if (zone && !zones.has(owner)) zones.set(owner, zone)
  return zones
}

/** Names as invitations spell them, for display; an address is no name. */
function namesIn({ events }: Calendars): Map<Address, string> {
  const names = new Map<Address, string>()
  const learn = (address: Address | null, name: string | null) => {
    if (address && name && !name.includes('@') && !names.has(address)) names.set(address, name)
  }
  for (const { details } of events) {
    if (!details) continue
    learn(details.organizer, details.organizerName)
    for (const { address, name } of details.attendees) learn(address, name)
  }
  return names
}
