// The service in miniature, in memory: lives through the sample company's weeks by a clock that jumps from one event to
// the next; judges, plans and sends as the pipeline does.
import { absencesOf } from '../../src/domain/absences.ts'
import { bundleAlerts } from '../../src/domain/bundles.ts'
import { digestOf } from '../../src/domain/digest.ts'
import { type PlannedDigest, planDigests } from '../../src/domain/digest-time.ts'
import { judgePair } from '../../src/domain/judge.ts'
import { planMailings } from '../../src/domain/mailings.ts'
import { liveWindow, type PlannedMailing } from '../../src/domain/planning.ts'
import {
  type Address,
  DAY,
  type Directory,
  defaultPolicy,
  type Instant,
  type Judgement,
  type PairFacts,
  type Person,
  WEEK,
} from '../../src/domain/types.ts'
import type { SampleCompany } from '../../src/sandbox/company/company.ts'
import type { ActualMail } from '../../src/sandbox/company/differences.ts'
import type { Known } from './company-calendars.ts'

interface Pair {
  people: readonly [Person, Person]
  judgement: Judgement
  planned: PlannedMailing[]
  settled: PlannedMailing[]
  seenAt: Instant
  firstSeen: Map<Instant, Instant>
}

export interface Service {
  mails: ActualMail[]
  judgements(): Judgement[]
  /** Somebody left: their directory says so. */
  leave(person: Address, at: Instant): void
  /** Judges the pairs of these people; null: whoever time says. */
  judge(whose: ReadonlySet<Address> | null, known: Known, now: Instant): void
  send(known: Known, now: Instant): void
  /** The next instant at which something is due. */
  next(now: Instant): Instant
}

export function startService(company: SampleCompany, directory: Directory): Service {
  const people = new Map<Address, Person>(
    company.people.map(({ address, aliases, name, zone, hours }) => [
      address,
      { address, aliases, name, zone, hours, locale: null, leftAt: null },
    ]),
  )
  const pairs = new Map<string, Pair>()
  const mails: ActualMail[] = []
  const sentDigests = new Set<string>()

  const judgeOne = (key: string, known: Known, now: Instant) => {
    const before = pairs.get(key)
    const facts = factsOf(key, known, now)
    const judgement = judgePair({ ...facts, memory: before?.judgement.slots ?? [] }, now)
    const firstSeen = before?.firstSeen ?? new Map<Instant, Instant>()
    for (const { original } of judgement.slots)
      if (!firstSeen.has(original) && original < now + 5 * WEEK) firstSeen.set(original, now)
    const [seenAt, settled] = [before?.seenAt ?? now, before?.settled ?? []]
    const context = { ...facts, settled, firstSeen, pairSeen: seenAt, alertsSince: null }
    const planned = planMailings(judgement, context, liveWindow(now))
    pairs.set(key, { people: facts.people, judgement, planned, settled, seenAt, firstSeen })
  }

  const factsOf = (key: string, { copies, rows, links }: Known, now: Instant): PairFacts => {
    const two = key.split(' ') as [Address, Address]
    const own = copies.filter(({ owner }) => two.includes(owner))
    const window = { start: now - (pairs.has(key) ? 7 : 14) * WEEK, end: now + 14 * WEEK }
    return {
      people: [people.get(two[0])!, people.get(two[1])!],
      directory,
      window,
      management: company.management.filter((row) => two.includes(row.person) && two.includes(row.manager)),
      calendars: copies,
      events: rows.filter(({ uid }) => links.get(key)?.has(uid)),
      absences: absencesOf(
        rows.filter(({ calendar }) => two.includes(calendar)),
        own,
        defaultPolicy,
        window,
      ),
      holidays: company.holidays.filter(({ person }) => two.includes(person)),
      words: [],
      memory: [],
      policy: defaultPolicy,
    }
  }

  const judge: Service['judge'] = (whose, known, now) => {
    for (const key of known.links.keys()) {
      const pair = pairs.get(key)
      const isDue = !pair || (pair.judgement.judgeAt ?? Infinity) <= now
      if (isDue || key.split(' ').some((who) => whose?.has(who))) judgeOne(key, known, now)
    }
  }

  /** Read before send (M2): the pair is judged once more, and what still stands goes. */
  const sendDue = (known: Known, now: Instant) => {
    for (const [key, pair] of pairs) {
      if (!pair.planned.some(({ dueAt }) => dueAt <= now)) continue
      judgeOne(key, known, now)
      const judged = pairs.get(key)!
      const due = judged.planned.filter(
        ({ kind, dueAt, expiresAt }) => !isAlert(kind) && dueAt <= now && now <= expiresAt,
      )
      judged.settled.push(...due)
      for (const { kind, recipient, about, slot } of due)
        mails.push({ kind, to: recipient, about: [about], slots: slot === null ? [] : [slot], at: now })
    }
    sendAlerts(now)
  }

  const sendAlerts = (now: Instant) => {
    const planned = [...pairs.values()].flatMap((pair) => pair.planned.filter(({ kind }) => isAlert(kind)))
    const open = planned.filter(({ dueAt }) => dueAt <= now + DAY)
    for (const { kind, recipient, at, alerts } of bundleAlerts(open, [...people.values()])) {
      if (at > now) continue
      for (const alert of alerts)
        pairs.get([alert.recipient, alert.about].sort().join(' '))!.settled.push(alert)
      const about = [...new Set(alerts.map((alert) => alert.about))]
      mails.push({ kind, to: recipient, about, slots: alerts.flatMap(({ slot }) => slot ?? []), at: now })
    }
    for (const pair of pairs.values())
      pair.planned = pair.planned.filter(
        (one) =>
          !pair.settled.some(
            (sent) =>
              sent.kind === one.kind && sent.recipient === one.recipient && sent.subject === one.subject,
          ),
      )
  }

  const digestsAt = (now: Instant): PlannedDigest[] =>
    [...new Set(company.management.map(({ manager }) => manager))].flatMap((address) => {
      const theirs = [...pairs.values()].filter((pair) => pair.people.some((one) => one.address === address))
      if (theirs.length === 0) return []
      const seen = Math.min(...theirs.map(({ seenAt }) => seenAt))
      const { holidays } = company
      const context = { absences: absences.get(address) ?? [], holidays, policy: defaultPolicy, seen }
      const planned = planDigests(people.get(address)!, context, liveWindow(now))
      return planned.filter(({ recipient, subject }) => !sentDigests.has(`${recipient} ${subject}`))
    })

  const absences = new Map<Address, PairFacts['absences']>()

  const sendDigests = (known: Known, now: Instant) => {
    for (const { owner } of known.copies) {
      const own = known.rows.filter(({ calendar }) => calendar === owner)
      const window = { start: now - 2 * WEEK, end: now + 2 * WEEK }
      absences.set(owner, absencesOf(own, known.copies, defaultPolicy, window))
    }
    for (const { recipient, subject, dueAt, expiresAt } of digestsAt(now)) {
      if (dueAt > now) continue
      sentDigests.add(`${recipient} ${subject}`)
      const theirs = [...pairs].filter(([key]) => key.split(' ').includes(recipient))
      for (const [key] of theirs) judgeOne(key, known, now)
      const sources = theirs.map(([key]) => ({
        judgement: pairs.get(key)!.judgement,
        report: pairs.get(key)!.people.find(({ address }) => address !== recipient)!,
      }))
      const digest = digestOf({ manager: people.get(recipient)!, pairs: sources, openItems: 0 }, now)
      if (digest && now <= expiresAt)
        mails.push({ kind: 'digest', to: recipient, about: [], slots: [], at: now })
    }
  }

  return {
    mails,
    judgements: () => [...pairs.values()].map(({ judgement }) => judgement),
    leave: (person, at) => void people.set(person, { ...people.get(person)!, leftAt: at }),
    judge,
    send: (known, now) => {
      sendDue(known, now)
      sendDigests(known, now)
    },
    next: (now) => {
      const moments = [...pairs.values()].flatMap(({ planned, judgement }) => [
        ...planned.map(({ dueAt }) => dueAt),
        judgement.judgeAt ?? Infinity,
      ])
      const digests = digestsAt(now).map(({ dueAt }) => dueAt)
      return Math.min(now + DAY, ...[...moments, ...digests].filter((at) => at > now))
    },
  }
}

function isAlert(kind: PlannedMailing['kind']): boolean {
  return kind === 'missed' || kind === 'short' || kind === 'infrequent'
}
