// Plans the Monday digests of everybody who manages somebody (M).
import { absencesOf } from '../domain/absences.ts'
import { type PlannedDigest, planDigests } from '../domain/digest-time.ts'
import { liveWindow } from '../domain/planning.ts'
import { type Instant, WEEK } from '../domain/types.ts'
import type { KnownPerson } from '../store/people/people.ts'
import type { Parts } from './parts.ts'

/**
 * Planning twice changes nothing but moments that are still to come. Returns how many are planned; throws at the end
 * where that failed for somebody, as one manager does not stop the others.
 */
export async function planAllDigests({ store, clock }: Pick<Parts, 'store' | 'clock'>): Promise<number> {
  const now = clock.now()
  const failures: unknown[] = []
  let planned = 0
  const managers = await store.people.managers(now)
  const spared = new Set(await store.people.spared(managers))
  for (const person of await store.people.byAddresses(managers.filter((one) => !spared.has(one)))) {
    try {
      const digests = await digestsOf(store, person, now)
      await store.mailings.planOnce(digests)
      planned += digests.length
    } catch (cause) {
      failures.push(new Error(`The digests of ${person.address} cannot be planned.`, { cause }))
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `No digest is planned for ${failures.length} of the managers.`)
  return planned
}

async function digestsOf(store: Parts['store'], person: KnownPerson, now: Instant): Promise<PlannedDigest[]> {
  const seen = await store.pairs.firstJudgedAt(person.address)
  if (seen === null) return []
  const window = liveWindow(now)
  const around = { start: window.since - WEEK, end: window.until + WEEK }
  const { policy } = await store.policies.current()
  const { calendars, rows } = await store.away.ofPerson(person.address)
  const entered = await store.absences.ofPeople([person.address], around)
  const absences = [...entered, ...absencesOf(rows, calendars, policy, around)]
  const holidays = await store.holidays.ofPeople([person.address])
  const manager = { ...person, zone: await store.people.zoneOf(person.address) }
  return planDigests(manager, { absences, holidays, policy, seen }, window)
}
