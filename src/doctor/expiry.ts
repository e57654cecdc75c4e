// A secret or certificate that ends soon, by the day that its connection was told.
import { daysLeft, STAGES } from '../domain/expiry.ts'
import type { Instant, Zone } from '../domain/types.ts'
import { whenIn } from '../mail/expiring.ts'
import { proofOf } from '../store/connections/options.ts'
import type { Standing } from '../store/connections/standing.ts'
import type { Told } from '../terminal/steps.ts'

/** From the day on which admins are first told; none where nothing ends, or nobody told when. */
export function expiryFinding({ options }: Pick<Standing, 'options'>, zone: Zone, now: Instant): Told[] {
  const { proof, secretExpires: ends } = proofOf({ options }) ?? {}
  if (!proof || !ends) return []
  const left = daysLeft(ends, now, zone)
  if (left > STAGES[0]) return []
  const what = proof === 'secret' ? 'The client secret' : 'The certificate'
  const said = `${what} ${left < 0 ? 'expired' : 'expires'} ${whenIn(left)}, on ${ends}.`
  const wayOut =
    'Entra → App registrations → the app → Certificates & secrets: make a new one, and connect the same app with it.'
  return [{ name: 'Expiry', outcome: 'noted', said, wayOut }]
}
