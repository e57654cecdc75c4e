// Plans the Monday digests of everybody who manages somebody (M).
import { absencesOf } from '../domain/absences.ts'
import { type PlannedDigest, planDigests } from '../domain/digest-time.ts'
import { liveWindow } from '../domain/planning.ts'
import { WEEK } from '../domain/types.ts'
import type { Parts } from './parts.ts'

/** Planning twice changes nothing but moments that are still to come. */
export async function planAllDigests({ store, clock }: Pick<Parts, 'store' | 'clock'>): Promise<number> {
  const now = clock.now()
  const window = liveWindow(now)
  const { policy } = await store.policies.current()
  const addresses = await store.people.managers(now)
  const around = { start: window.since - WEEK, end: window.until + WEEK }
  const digests: PlannedDigest[] = []
  for (const person of await store.people.byAddresses(addresses)) {
    const seen = await store.pairs.firstJudgedAt(person.address)
    if (seen === null) continue
    const { calendars, rows } = await store.away.ofPerson(person.address)
    const entered = await store.absences.ofPeople([person.address], around)
    const absences = [...entered, ...absencesOf(rows, calendars, policy, around)]
    const holidays = await store.absences.holidaysOf([person.address])
    const manager = { ...person, zone: await store.people.zoneOf(person.address) }
    digests.push(...planDigests(manager, { absences, holidays, policy, seen }, window))
  }
  await store.mailings.planOnce(digests)
  return digests.length
}
