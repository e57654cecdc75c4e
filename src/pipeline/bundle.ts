// Which alerts go in one mail, and when (M4).
import { bundleAlerts } from '../domain/bundles.ts'
import type { PlannedMailing } from '../domain/planning.ts'
import { DAY, type Instant, type Person } from '../domain/types.ts'
import type { Mailing } from '../store/mailings/mailing.ts'
import type { Parts } from './parts.ts'

export interface Together {
  /** The one that names the mail first. */
  ids: number[]
  goesAt: Instant
}

const ALERTS: readonly Mailing['kind'][] = ['missed', 'short', 'infrequent']

export const isAlert = ({ kind }: Pick<Mailing, 'kind'>): boolean => ALERTS.includes(kind)

/** The mailing with all alerts that fall due on the same day of its recipient; anything else goes alone. */
export async function bundleOf({ store }: Pick<Parts, 'store'>, mailing: Mailing): Promise<Together> {
  if (!isAlert(mailing)) return { ids: [mailing.id], goesAt: mailing.dueAt }
  const { recipient, dueAt } = mailing
  const zone = await store.people.zoneOf(recipient)
  const alerts = await store.mailings.plannedAlerts(recipient, dueAt + DAY)
  const planned = new Map(alerts.map((alert) => [asPlanned(alert), alert.id]))
  const bundles = bundleAlerts([...planned.keys()], [{ address: recipient, zone } as Person])
  const mine = bundles.find((bundle) => bundle.alerts.some((alert) => planned.get(alert) === mailing.id))
  if (!mine) return { ids: [mailing.id], goesAt: dueAt }
  return { ids: mine.alerts.map((alert) => planned.get(alert) as number), goesAt: mine.at }
}

/** What the planning wrote, with the row's own moments. */
export function asPlanned({
  kind,
  recipient,
  subject,
  slot,
  day,
  dueAt,
  expiresAt,
  payload,
}: Mailing): PlannedMailing {
  return { ...payload, kind, recipient, subject, slot, day, dueAt, expiresAt } as PlannedMailing
}
