// The Monday digests of the service in miniature.
import { absencesOf } from '../../src/domain/absences.ts'
import { digestOf } from '../../src/domain/digest.ts'
import { type PlannedDigest, planDigests } from '../../src/domain/digest-time.ts'
import { liveWindow } from '../../src/domain/planning.ts'
import { defaultPolicy } from '../../src/domain/policy.ts'
import { type Address, type Instant, WEEK } from '../../src/domain/types.ts'
import type { Known } from './company-calendars.ts'
import { judge, type Service } from './company-service.ts'

/** Sends those that are due and have something to say. */
export function sendDigests(service: Service, known: Known, now: Instant): void {
  for (const { recipient, subject, dueAt, expiresAt } of digestsOf(service, known, now)) {
    if (dueAt > now) continue
    service.sentDigests.add(`${recipient} ${subject}`)
    const pairs = keysOf(service, recipient).map((key) => {
      const { judgement, people } = judge(service, key, known, now)
      return { judgement, report: people.find(({ address }) => address !== recipient)! }
    })
    const digest = digestOf({ manager: service.people.get(recipient)!, pairs, openItems: 0 }, now)
    if (digest && now <= expiresAt)
      service.mails.push({ kind: 'digest', to: recipient, about: [], slots: [], at: now })
  }
}

export function nextDigest(service: Service, known: Known, now: Instant): Instant {
  const moments = digestsOf(service, known, now).map(({ dueAt }) => dueAt)
  return Math.min(Infinity, ...moments.filter((at) => at > now))
}

function digestsOf(service: Service, known: Known, now: Instant): PlannedDigest[] {
  const managers = new Set(service.company.management.map(({ manager }) => manager))
  return [...managers]
    .flatMap((manager) => digestsFor(manager, service, known, now))
    .filter(({ recipient, subject }) => !service.sentDigests.has(`${recipient} ${subject}`))
}

function digestsFor(
  manager: Address,
  service: Service,
  { copies, rows }: Known,
  now: Instant,
): PlannedDigest[] {
  const seen = Math.min(...keysOf(service, manager).map((key) => service.pairs.get(key)!.seenAt))
  if (seen === Infinity) return []
  const around = { start: now - 2 * WEEK, end: now + 2 * WEEK }
  const own = rows.filter(({ calendar }) => calendar === manager)
  const absences = absencesOf(own, copies, defaultPolicy, around)
  const holidays = [...service.company.holidays]
  const context = { absences, holidays, policy: defaultPolicy, seen }
  return planDigests(service.people.get(manager)!, context, liveWindow(now))
}

function keysOf({ pairs }: Service, manager: Address): string[] {
  return [...pairs.keys()].filter((key) => key.split(' ').includes(manager))
}
