// A secret or certificate that ends soon, by the day that its connection was told.
import { daysBetween, localDay } from '../domain/clock.ts'
import { STAGES } from '../domain/expiry.ts'
import type { Instant, Zone } from '../domain/types.ts'
import { counted } from '../mail/wording.ts'
import { proofOf } from '../store/connections/options.ts'
import type { Standing } from '../store/connections/standing.ts'
import type { Told } from '../terminal/steps.ts'

/** From the day on which admins are first told; none where nothing ends, or nobody told when. */
export function expiryFinding({ options }: Pick<Standing, 'options'>, zone: Zone, now: Instant): Told[] {
  const { proof, secretExpires: ends } = proofOf({ options }) ?? {}
  if (!proof || !ends) return []
  const left = daysBetween(localDay(now, zone), ends)
  if (left > STAGES[0]) return []
  const what = proof === 'secret' ? 'The client secret' : 'The certificate'
  const said =
    left < 0
      ? `${what} expired on ${ends}.`
      : `${what} expires in ${counted(left, 'day', 'days')}, on ${ends}.`
  const wayOut =
    'Entra → App registrations → the app → Certificates & secrets: make a new one, and connect the same app with it.'
  return [{ name: 'Expiry', outcome: 'noted', said, wayOut }]
}
