// The service in miniature, in memory: judges the sample company's pairs, plans and sends their mails as the pipeline does.
import { absencesOf } from '../../src/domain/absences.ts'
import { bundleAlerts } from '../../src/domain/bundles.ts'
import { judgePair } from '../../src/domain/judge.ts'
import type { Judgement, PairFacts } from '../../src/domain/judgement.ts'
import { planMailings } from '../../src/domain/mailings.ts'
import { liveWindow, type PlannedMailing } from '../../src/domain/planning.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import {
  type Address,
  DAY,
  type Directory,
  type Instant,
  type Person,
  WEEK,
  type Word,
} from '../../src/domain/types.ts'
import type { SampleCompany } from '../../src/sandbox/sample-company/company.ts'
import type { ActualMail } from '../../src/sandbox/sample-company/differences.ts'
import type { Known } from './company-calendars.ts'

export interface Pair {
  people: readonly [Person, Person]
  judgement: Judgement
  planned: PlannedMailing[]
  settled: PlannedMailing[]
  seenAt: Instant
  firstSeen: Map<Instant, Instant>
}

export interface Service {
  company: SampleCompany
  directory: Directory
  people: Map<Address, Person>
  /** By the two addresses, sorted, a blank between. */
  pairs: Map<string, Pair>
  words: (Word & { pair: string })[]
  mails: ActualMail[]
  sentDigests: Set<string>
}

export function newService(company: SampleCompany, directory: Directory): Service {
  const people = company.people.map(({ address, aliases, name, zone, hours }): [Address, Person] => [
    address,
    { address, aliases, name, zone, hours, locale: null, leftAt: null },
  ])
  return {
    company,
    directory,
    people: new Map(people),
    pairs: new Map(),
    words: [],
    mails: [],
    sentDigests: new Set(),
  }
}

/** Judges the pairs of these people, those that are new, and those that time says. */
export function judgeDue(service: Service, whose: ReadonlySet<Address>, known: Known, now: Instant): void {
  for (const key of known.links.keys()) {
    const pair = service.pairs.get(key)
    const isDue = !pair || (pair.judgement.judgeAt ?? Infinity) <= now
    if (isDue || key.split(' ').some((who) => whose.has(who))) judge(service, key, known, now)
  }
}

export function judge(service: Service, key: string, known: Known, now: Instant): Pair {
  const before = service.pairs.get(key)
  const facts = factsOf(service, key, known, now)
  const judgement = judgePair(facts, now)
  const firstSeen = before?.firstSeen ?? new Map<Instant, Instant>()
  for (const { original } of judgement.slots)
    if (!firstSeen.has(original) && original < now + 5 * WEEK) firstSeen.set(original, now)
  const [seenAt, settled] = [before?.seenAt ?? now, before?.settled ?? []]
  const context = { ...facts, settled, firstSeen, pairSeen: seenAt, alertsSince: null }
  const planned = planMailings(judgement, context, liveWindow(now))
  const pair = { people: facts.people, judgement, planned, settled, seenAt, firstSeen }
  service.pairs.set(key, pair)
  return pair
}

function factsOf(
  { company, people, pairs, words, directory }: Service,
  key: string,
  { copies, rows, links }: Known,
  now: Instant,
): PairFacts {
  const two = key.split(' ') as [Address, Address]
  const before = pairs.get(key)
  const own = rows.filter(({ calendar }) => two.includes(calendar))
  const window = { start: now - (before ? 7 : 14) * WEEK, end: now + 14 * WEEK }
  return {
    people: [people.get(two[0])!, people.get(two[1])!],
    directory,
    window,
    management: company.management.filter((row) => two.includes(row.person) && two.includes(row.manager)),
    calendars: copies,
    events: rows.filter(({ uid }) => links.get(key)?.has(uid)),
    absences: absencesOf(own, copies, defaultPolicy, window),
    holidays: company.holidays.filter(({ person }) => two.includes(person)),
    words: words.filter(({ pair }) => pair === key),
    memory: before?.judgement.slots ?? [],
    policy: defaultPolicy,
  }
}

/** Read before send (M2): the pair is judged once more, and what still stands goes. */
export function sendDue(service: Service, known: Known, now: Instant): void {
  for (const [key, { planned }] of service.pairs) {
    if (!planned.some(({ dueAt }) => dueAt <= now)) continue
    const pair = judge(service, key, known, now)
    const isDue = (one: PlannedMailing) => !isAlert(one) && one.dueAt <= now && now <= one.expiresAt
    for (const one of pair.planned.filter(isDue)) send(service, [one], now)
  }
  sendBundles(service, now)
}

/** M4: alerts of all pairs that fall due on one day of their recipient. */
function sendBundles(service: Service, now: Instant): void {
  const planned = [...service.pairs.values()].flatMap((pair) => pair.planned.filter(isAlert))
  const near = planned.filter(({ dueAt }) => dueAt <= now + DAY)
  for (const { at, alerts } of bundleAlerts(near, [...service.people.values()]))
    if (at <= now) send(service, alerts, now)
}

function isAlert({ kind }: PlannedMailing): boolean {
  return kind !== 'agenda' && kind !== 'recap'
}

/** One mail; of a bundle the first names it. */
function send({ pairs, mails }: Service, together: readonly PlannedMailing[], now: Instant): void {
  for (const one of together) {
    const pair = pairs.get([one.recipient, one.about].sort().join(' '))!
    pair.settled.push(one)
    pair.planned = pair.planned.filter((other) => other !== one)
  }
  const { kind, recipient } = together[0]!
  const about = [...new Set(together.map((one) => one.about))]
  mails.push({ kind, to: recipient, about, slots: together.flatMap(({ slot }) => slot ?? []), at: now })
}

/** The next instant at which a mail or a judgement is due. */
export function nextMoment({ pairs }: Service, now: Instant): Instant {
  const moments = [...pairs.values()].flatMap(({ planned, judgement }) => [
    ...planned.map(({ dueAt }) => dueAt),
    judgement.judgeAt ?? Infinity,
  ])
  return Math.min(now + DAY, ...moments.filter((at) => at > now))
}
