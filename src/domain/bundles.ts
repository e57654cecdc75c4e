// Alerts that fall due for a recipient on one day of theirs go in one mail (M4).
import { localDay } from './clock.ts'
import { type AlertKind, isTooLate, type PlannedMailing } from './planning.ts'
import type { Address, Day, Instant, Person } from './types.ts'

export interface Bundle {
  recipient: Address
  /** The first of missed, short, infrequent among its alerts. */
  kind: AlertKind
  /** Local day of the recipient. */
  day: Day
  /** The last due moment of that day. */
  at: Instant
  /** By kind, then due time; each stays a row of its own (M1). */
  alerts: PlannedMailing[]
}

const ORDER: readonly PlannedMailing['kind'][] = ['missed', 'short', 'infrequent']

/**
 * Bundles the alerts among `mailings` (of all pairs), in order of time. What is too late is in none, so it delays none.
 * Of who is not among `people` the alerts are left out.
 */
export function bundleAlerts(mailings: readonly PlannedMailing[], people: readonly Person[]): Bundle[] {
  const zones = new Map(people.map(({ address, zone }) => [address, zone]))
  const bundles = new Map<string, PlannedMailing[]>()
  for (const mailing of mailings) {
    const zone = zones.get(mailing.recipient)
    if (!zone || !ORDER.includes(mailing.kind) || isTooLate(mailing)) continue
    const key = `${localDay(mailing.dueAt, zone)} ${mailing.recipient}`
    bundles.set(key, [...(bundles.get(key) ?? []), mailing])
  }
  return [...bundles].map(([key, alerts]) => bundleOf(key.slice(0, key.indexOf(' ')), alerts)).sort(byTime)
}

function bundleOf(day: Day, unsorted: PlannedMailing[]): Bundle {
  const alerts = unsorted.toSorted(byKind)
  const first = alerts[0]!
  const at = Math.max(...alerts.map(({ dueAt }) => dueAt))
  return { recipient: first.recipient, kind: first.kind as AlertKind, day, at, alerts }
}

function byKind(a: PlannedMailing, b: PlannedMailing): number {
  return (
    ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.dueAt - b.dueAt || (a.subject < b.subject ? -1 : 1)
  )
}

function byTime(a: Bundle, b: Bundle): number {
  return a.at - b.at || (a.recipient < b.recipient ? -1 : 1)
}
