/** A secret or certificate that ends soon: what an admin reads of it while everything still works. */
import { daysLeft } from '../domain/expiry.ts'
import type { Day, Instant, Zone } from '../domain/types.ts'
import { counted } from '../domain/written.ts'
import type { Composed, Desk } from './compose.ts'
import { ADMIN } from './trouble.ts'

/** As the store tells of it. */
export interface Expiring {
  name: string
  proof: 'secret' | 'certificate'
  ends: Day
  /** People whose calendars come by it. */
  affected: number
}

/** @param zone in which days are counted */
export function composeExpiring(
  { name, proof, ends, affected }: Expiring,
  zone: Zone,
  desk: Desk,
  now: Instant,
): Composed {
  const calendars =
    affected > 0 ? `the calendars of ${counted(affected, 'person', 'people')} are` : 'its calendars are'
  const view = {
    now,
    links: desk.adminLinks(),
    introduction: null,
    stops: null,
    connection: name,
    proof: PROOFS[proof].name,
    day: ends,
    when: whenIn(daysLeft(ends, now, zone)),
    effect: `Until then everything goes on. After it ${calendars} not read any more: nobody is marked missed for that, and a day later agendas, recaps and alerts stop, too.`,
    steps: [...PROOFS[proof].steps, ...STEPS],
    because: ADMIN,
  }
  return { kind: 'expiring', view }
}

const AT = 'Entra → App registrations → the app → Certificates & secrets'
const PROOFS = {
  secret: {
    name: 'client secret',
    steps: [`${AT} → New client secret. Copy its Value, which is shown only once.`],
  },
  certificate: {
    name: 'certificate',
    steps: [`Make a new certificate with an RSA key, and upload it: ${AT} → Certificates.`],
  },
}
const STEPS = [
  'Press “Give a new secret” on the page of connections, or connect the same app and people by “halfhour connect microsoft”. What was read stays.',
  'When the connection is well, delete the old one in Entra.',
]

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** 'in 5 days', 'tomorrow', 'today', '3 days ago'. */
export const whenIn = (days: number): string => words.format(days, 'day')
